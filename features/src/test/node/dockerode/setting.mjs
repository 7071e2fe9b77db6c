// What the tests of dockerode share. They find the daemon as every client does: by DOCKER_HOST.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { subscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { PassThrough } from 'node:stream';
import test from 'node:test';

const installed = createRequire(`${process.env.INSTALLED}/`);
/** What Debian's dockerd speaks. */
const API = 'v1.41';
const Docker = installed('dockerode');
export const tar = installed('tar-fs');
export const docker = new Docker({ version: API });
export const nonce = () => randomBytes(8).toString('hex');

const sockets = new Set();
subscribe('net.client.socket', ({ socket }) => sockets.add(socket));

/** Nothing here takes long; what hangs is one failure. What a test leaves to be done after it is done last first. */
export const check = (name, body) =>
  test(name, { timeout: 30_000 }, async () => {
    const undone = [];
    try {
      await body({ after: (undo) => undone.unshift(undo) });
    } finally {
      for (const undo of undone) await undo();
      // A connection that a test left open would keep the process from ending.
      sockets.forEach((socket) => socket.destroy());
      sockets.clear();
    }
  });

/** Removed after the test, however that ends. */
export async function created(t, Cmd, options = {}) {
  const container = await docker.createContainer({ Image: 'busybox', Cmd, ...options });
  t.after(() => container.remove({ force: true, v: true }).catch((gone) => assert.equal(gone.statusCode, 404)));
  return container;
}

export async function started(t, Cmd, options) {
  const container = await created(t, Cmd, options);
  await container.start();
  return container;
}

/** It does nothing, and ends when told. */
export const idle = (t, options) => started(t, ['sh', '-c', 'trap "exit 0" TERM; while :; do sleep 0.1; done'], options);

export async function bytes(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export const text = async (stream) => (await bytes(stream)).toString();

/** Both streams of a multiplexed one, to its end. */
export async function apart(stream) {
  const out = new PassThrough();
  const err = new PassThrough();
  docker.modem.demuxStream(stream, out, err);
  const both = Promise.all([text(out), text(err)]);
  await once(stream, 'end');
  out.end();
  err.end();
  const [stdout, stderr] = await both;
  return { stdout, stderr };
}

/** Waits until the stream has said that; answers all that it said until then. */
export function said(stream, word) {
  return new Promise((resolve, reject) => {
    let all = '';
    const listen = (chunk) => {
      all += chunk;
      if (all.includes(word)) {
        stream.off('data', listen);
        resolve(all);
      }
    };
    stream.on('data', listen);
    stream.once('end', () => reject(new Error(`the stream ended without ${word}: ${all}`)));
    stream.once('error', reject);
  });
}

/** The documents of a stream that are whole so far, one a line. */
export async function* documents(stream) {
  let rest = '';
  for await (const chunk of stream) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop();
    yield* lines.filter((line) => line.trim()).map((line) => JSON.parse(line));
  }
}

/** That a call is refused with that status and that message. */
export const refused = (call, status, message) =>
  assert.rejects(call, (error) => {
    assert.equal(error.statusCode, status, error.message);
    assert.match(error.json?.message ?? error.message, message);
    return true;
  });

export async function exec(container, Cmd, options = {}, start = {}) {
  const made = await container.exec({ Cmd, AttachStdout: true, AttachStderr: true, ...options });
  const stream = await made.start({ hijack: true, stdin: false, ...start });
  return { made, stream };
}

/** The output of a command in the container, and how it ended. */
export async function ran(container, Cmd, options) {
  const { made, stream } = await exec(container, Cmd, options);
  const output = await apart(stream);
  return { ...output, code: (await made.inspect()).ExitCode };
}
