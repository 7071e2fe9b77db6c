// One process, one test after the other: what one leaves behind must not be another's.
import './attach.mjs';
import './exec.mjs';
import './logs.mjs';
import './events.mjs';
import './life.mjs';
import './archives.mjs';
import './images.mjs';
import './networks.mjs';
import './volumes.mjs';
