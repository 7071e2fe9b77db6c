import assert from 'node:assert/strict';
import { once } from 'node:events';
import { apart, check, created, idle, nonce, said, started, text } from './setting.mjs';

const both = { stdout: true, stderr: true };
/** Without follow, dockerode answers the body, not a stream. */
const lines = (body) => {
  const out = [];
  for (let at = 0; at < body.length; at += 8 + body.readUInt32BE(at + 4)) {
    out.push([body[at], body.subarray(at + 8, at + 8 + body.readUInt32BE(at + 4)).toString()]);
  }
  return out;
};

check('logs: both outputs of one that ended', async (t) => {
  const word = nonce();
  const container = await started(t, ['sh', '-c', `echo ${word}; echo err ${word} >&2`]);
  await container.wait();
  assert.deepEqual(lines(await container.logs(both)).sort(), [
    [1, `${word}\n`],
    [2, `err ${word}\n`],
  ]);
  assert.deepEqual(lines(await container.logs({ stderr: true })), [[2, `err ${word}\n`]]);
});

check('logs: followed to the end', async (t) => {
  const [early, late] = [nonce(), nonce()];
  const container = await started(t, ['sh', '-c', `echo ${early}; read go; echo ${late}`], { OpenStdin: true });
  const stream = await container.logs({ ...both, follow: true });
  const output = apart(stream);
  await said(stream, early);
  const input = await container.attach({ stream: true, stdin: true, hijack: true });
  input.write('go\n');
  assert.equal((await output).stdout, `${early}\n${late}\n`);
});

check('logs: tail', async (t) => {
  const container = await started(t, ['sh', '-c', 'for i in 1 2 3 4 5; do echo $i; done']);
  await container.wait();
  assert.deepEqual(lines(await container.logs({ ...both, tail: 2 })).map(([, line]) => line), ['4\n', '5\n']);
});

check('logs: timestamps, since and until', async (t) => {
  const word = nonce();
  const container = await started(t, ['echo', word]);
  await container.wait();
  const [[, line]] = lines(await container.logs({ ...both, timestamps: true }));
  const [when, what] = line.trim().split(' ');
  assert.equal(what, word);
  const second = Math.floor(Date.parse(when) / 1000);
  assert.equal(lines(await container.logs({ ...both, since: second + 2 })).length, 0);
  assert.equal(lines(await container.logs({ ...both, since: second - 2 })).length, 1);
  assert.equal(lines(await container.logs({ ...both, until: second - 2 })).length, 0);
});

check('logs: of a terminal are plain', async (t) => {
  const word = nonce();
  const container = await started(t, ['echo', word], { Tty: true });
  await container.wait();
  assert.equal((await container.logs(both)).toString(), `${word}\r\n`);
});

check('logs: following is aborted', async (t) => {
  const container = await idle(t);
  const abort = new AbortController();
  const stream = await container.logs({ ...both, follow: true, abortSignal: abort.signal });
  const failed = once(stream, 'error');
  stream.resume();
  abort.abort();
  const [error] = await failed;
  assert.match(error.name + error.code, /AbortError|ECONNRESET/);
  assert.equal((await container.inspect()).State.Running, true);
});

check('logs: neither output is refused', async (t) => {
  const container = await created(t, ['true']);
  const told = await container.logs({ follow: true }).then(text, (error) => error);
  assert.equal(told.statusCode, 400);
  assert.match(told.message, /you must choose at least one stream/);
});
