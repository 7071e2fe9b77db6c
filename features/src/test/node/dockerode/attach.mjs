import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { apart, check, created, docker, idle, nonce, refused, said, text, bytes } from './setting.mjs';

const everything = { stream: true, stdin: true, stdout: true, stderr: true };
const open = { OpenStdin: true, StdinOnce: true, AttachStdin: true, AttachStdout: true, AttachStderr: true };

check('attach: hijacked, stdin and both outputs apart', async (t) => {
  const word = nonce();
  const container = await created(t, ['sh', '-c', 'read word; echo "out $word"; echo "err $word" >&2; exit 41'], open);
  const stream = await container.attach({ ...everything, hijack: true });
  const output = apart(stream);
  await container.start();
  stream.write(`${word}\n`);
  assert.deepEqual(await output, { stdout: `out ${word}\n`, stderr: `err ${word}\n` });
  assert.equal((await container.wait()).StatusCode, 41);
});

check('attach: the end of stdin reaches the program', async (t) => {
  const word = nonce();
  const container = await created(t, ['sh', '-c', 'cat; echo over'], open);
  const stream = await container.attach({ ...everything, hijack: true });
  const output = apart(stream);
  await container.start();
  stream.end(word);
  assert.equal((await output).stdout, `${word}over\n`);
});

check('attach: a megabyte there and back', async (t) => {
  const sent = randomBytes(512 * 1024).toString('hex');
  const container = await created(t, ['cat'], open);
  const stream = await container.attach({ ...everything, hijack: true });
  const output = apart(stream);
  await container.start();
  stream.end(sent);
  assert.equal((await output).stdout === sent, true, 'what came back is not what was sent');
});

check('attach: a terminal echoes, and is not multiplexed', async (t) => {
  const word = nonce();
  const container = await created(t, ['sh', '-c', 'read word; echo "got $word"; exit 3'], { ...open, Tty: true });
  const stream = await container.attach({ ...everything, hijack: true });
  const output = text(stream);
  await container.start();
  stream.write(`${word}\n`);
  assert.equal(await output, `${word}\r\ngot ${word}\r\n`);
  assert.equal((await container.wait()).StatusCode, 3);
});

check('attach: without hijack, output only', async (t) => {
  const word = nonce();
  const container = await created(t, ['sh', '-c', `echo ${word}; echo ${word} >&2`]);
  const stream = await container.attach({ stream: true, stdout: true, stderr: true });
  const output = apart(stream);
  await container.start();
  assert.deepEqual(await output, { stdout: `${word}\n`, stderr: `${word}\n` });
});

check('attach: later, with what was said before', async (t) => {
  const [early, late] = [nonce(), nonce()];
  const container = await created(t, ['sh', '-c', `echo ${early}; read go; echo ${late}`], open);
  const first = await container.attach({ ...everything, stdin: false, hijack: true });
  await container.start();
  await said(first, early);
  const second = await container.attach({ ...everything, logs: true, hijack: true });
  const output = apart(second);
  second.write('go\n');
  assert.equal((await output).stdout, `${early}\n${late}\n`);
});

check('attach: two at once hear the same', async (t) => {
  const word = nonce();
  const container = await created(t, ['sh', '-c', `read go; echo ${word}`], open);
  const listener = await container.attach({ stream: true, stdout: true, hijack: true });
  const speaker = await container.attach({ ...everything, hijack: true });
  const heard = Promise.all([apart(listener), apart(speaker)]);
  await container.start();
  speaker.write('go\n');
  for (const output of await heard) assert.equal(output.stdout, `${word}\n`);
});

check('attach: one speaks, another listens', async (t) => {
  const word = nonce();
  const container = await created(t, ['sh', '-c', 'read word; echo "got $word"'], { OpenStdin: true });
  const listener = await container.attach({ stream: true, stdout: true, hijack: true });
  const speaker = await container.attach({ stream: true, stdin: true, hijack: true });
  const output = apart(listener);
  await container.start();
  speaker.write(`${word}\n`);
  assert.equal((await output).stdout, `got ${word}\n`);
});

check('attach: leaving does not end the program', async (t) => {
  const container = await idle(t, { OpenStdin: true });
  const stream = await container.attach({ ...everything, hijack: true });
  stream.destroy();
  assert.equal((await container.inspect()).State.Running, true);
});

check('attach: stdin of a program that reads slowly is not lost', async (t) => {
  const sent = randomBytes(128 * 1024);
  const container = await created(t, ['sh', '-c', 'sleep 0.5; sha256sum | cut -c1-64'], open);
  const stream = await container.attach({ ...everything, hijack: true });
  const output = apart(stream);
  await container.start();
  stream.end(sent);
  const { createHash } = await import('node:crypto');
  assert.equal((await output).stdout.trim(), createHash('sha256').update(sent).digest('hex'));
});

check('attach: to what is not there', () =>
  refused(docker.getContainer(nonce()).attach({ stream: true, stdout: true }), 404, /No such container: [0-9a-f]+\s*$/));

check('run: output and code by dockerode itself', async (t) => {
  const word = nonce();
  const { PassThrough } = await import('node:stream');
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const heard = Promise.all([bytes(stdout), bytes(stderr)]);
  const [ended, container] = await docker.run('busybox', ['sh', '-c', `echo ${word}; exit 7`], [stdout, stderr], {
    Tty: false,
  });
  t.after(() => container.remove());
  stdout.end();
  stderr.end();
  assert.equal(ended.StatusCode, 7);
  assert.equal((await heard)[0].toString(), `${word}\n`);
});
