const { appendFileSync } = require('node:fs');
const { createHash } = require('node:crypto');
const answer = createHash('sha256').update(process.env.INPUT_WORD).digest('hex');
appendFileSync(process.env.GITHUB_OUTPUT, `answer=${answer}\n`);
