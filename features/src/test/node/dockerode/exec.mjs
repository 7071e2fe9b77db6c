import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { apart, check, created, docker, exec, idle, nonce, ran, refused, text } from './setting.mjs';

check('exec: outputs apart and the code', async (t) => {
  const word = nonce();
  const container = await idle(t);
  assert.deepEqual(await ran(container, ['sh', '-c', `echo ${word}; echo err ${word} >&2; exit 43`]), {
    stdout: `${word}\n`,
    stderr: `err ${word}\n`,
    code: 43,
  });
});

check('exec: environment, directory, user', async (t) => {
  const word = nonce();
  const container = await idle(t);
  const { stdout } = await ran(container, ['sh', '-c', 'echo "$WORD $(pwd) $(id -u)"'], {
    Env: [`WORD=${word}`],
    WorkingDir: '/tmp',
    User: '1000',
  });
  assert.equal(stdout, `${word} /tmp 1000\n`);
});

check('exec: stdin, to its end', async (t) => {
  const sent = randomBytes(64 * 1024).toString('hex');
  const container = await idle(t);
  const { made, stream } = await exec(container, ['cat'], { AttachStdin: true }, { stdin: true });
  const output = apart(stream);
  stream.end(sent);
  assert.equal((await output).stdout === sent, true, 'what came back is not what was sent');
  assert.equal((await made.inspect()).ExitCode, 0);
});

check('exec: a terminal and its size', async (t) => {
  const container = await idle(t);
  const { made, stream } = await exec(
    container,
    ['sh', '-c', 'read go; stty size'],
    { AttachStdin: true, Tty: true },
    { stdin: true, Tty: true },
  );
  const output = text(stream);
  await made.resize({ h: 37, w: 91 });
  stream.write('go\n');
  assert.match(await output, /^go\r\n37 91\r\n$/);
});

check('exec: stdin only', async (t) => {
  const word = nonce();
  const container = await idle(t);
  const { made, stream } = await exec(
    container,
    ['sh', '-c', 'cat >/said'],
    { AttachStdin: true, AttachStdout: false, AttachStderr: false },
    { stdin: true },
  );
  stream.end(word);
  while ((await made.inspect()).Running) await new Promise(setImmediate);
  assert.equal((await ran(container, ['cat', '/said'])).stdout, word);
});

check('exec: detached, then inspected', async (t) => {
  const word = nonce();
  const container = await idle(t);
  const made = await container.exec({ Cmd: ['sh', '-c', `echo ${word} >/made; exit 5`] });
  assert.equal((await made.inspect()).Running, false);
  await made.start({ Detach: true });
  while ((await made.inspect()).ExitCode === null) await new Promise(setImmediate);
  assert.equal((await made.inspect()).ExitCode, 5);
  assert.equal((await ran(container, ['cat', '/made'])).stdout, `${word}\n`);
});

check('exec: killed by a signal', async (t) => {
  const container = await idle(t);
  assert.equal((await ran(container, ['sh', '-c', 'kill -9 $$'])).code, 137);
});

check('exec: twenty at once, each its own', async (t) => {
  const container = await idle(t);
  const words = Array.from({ length: 20 }, nonce);
  const all = await Promise.all(words.map((word, i) => ran(container, ['sh', '-c', `echo ${word}; exit ${i}`])));
  assert.deepEqual(
    all.map(({ stdout, code }) => [stdout, code]),
    words.map((word, i) => [`${word}\n`, i]),
  );
});

check('exec: of a program that is not there', async (t) => {
  const container = await idle(t);
  const made = await container.exec({ Cmd: [`/${nonce()}`], AttachStdout: true, AttachStderr: true });
  const told = await made.start({ hijack: true, stdin: false }).then(text, (error) => error.message);
  assert.match(told, /no such file or directory/);
  assert.equal((await made.inspect()).ExitCode, 126);
});

check('exec: in a container that does not run', async (t) => {
  const container = await created(t, ['true']);
  await refused(container.exec({ Cmd: ['true'] }), 409, /^Container [0-9a-f]{64} is not running$/);
});

check('exec: a second start', async (t) => {
  const container = await idle(t);
  const { made, stream } = await exec(container, ['true']);
  await apart(stream);
  const told = await made.start({ hijack: true, stdin: false }).then(text, (error) => error.message);
  assert.match(told, /Exec command [0-9a-f]{64} has already run/);
});

check('exec: that is not there', () =>
  refused(docker.getExec(nonce()).inspect(), 404, /^No such exec instance: [0-9a-f]+$/));
