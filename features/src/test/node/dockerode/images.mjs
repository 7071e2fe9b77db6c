import assert from 'node:assert/strict';
import { check, bytes, created, docker, nonce, ran, refused, started } from './setting.mjs';

/** To its end, with dockerode's own reading of progress. */
const followed = (stream) =>
  new Promise((resolve, reject) =>
    docker.modem.followProgress(stream, (error, all) => (error ? reject(error) : resolve(all))));

async function committed(t, word) {
  const container = await started(t, ['sh', '-c', `echo ${word} >/word`]);
  await container.wait();
  const name = `made-${word}`;
  const { Id } = await container.commit({ repo: name, tag: 'one', Labels: { word } });
  t.after(() => docker.getImage(Id).remove({ force: true }).catch((gone) => assert.equal(gone.statusCode, 404)));
  return { id: Id, name };
}

check('images: committed, run, listed, inspected', async (t) => {
  const word = nonce();
  const { id, name } = await committed(t, word);
  const container = await created(t, ['cat', '/word'], { Image: `${name}:one` });
  const stream = await container.attach({ stream: true, stdout: true, hijack: true });
  const output = bytes(stream);
  await container.start();
  assert.match((await output).toString(), new RegExp(word));
  const listed = await docker.listImages({ filters: { reference: [name] } });
  assert.deepEqual(listed.map(({ Id, RepoTags }) => [Id, RepoTags]), [[id, [`${name}:one`]]]);
  assert.equal((await docker.getImage(name + ':one').inspect()).Id, id);
  assert.ok((await docker.getImage(id).history()).length >= 2);
});

check('images: tagged, untagged, removed', async (t) => {
  const { id, name } = await committed(t, nonce());
  await docker.getImage(id).tag({ repo: name, tag: 'two' });
  assert.deepEqual((await docker.getImage(id).inspect()).RepoTags.sort(), [`${name}:one`, `${name}:two`]);
  assert.deepEqual(await docker.getImage(`${name}:one`).remove(), [{ Untagged: `${name}:one` }]);
  const removed = await docker.getImage(`${name}:two`).remove();
  assert.deepEqual(removed.slice(0, 2), [{ Untagged: `${name}:two` }, { Deleted: id }]);
  await refused(docker.getImage(id).inspect(), 404, /No such image: sha256:/);
});

check('images: saved, removed, loaded, run', async (t) => {
  const word = nonce();
  const { id, name } = await committed(t, word);
  const archive = await bytes(await docker.getImage(`${name}:one`).get());
  await docker.getImage(id).remove({ force: true });
  const told = await followed(await docker.loadImage(archive));
  assert.equal(told.at(-1).stream, `Loaded image: ${name}:one\n`);
  assert.equal((await docker.getImage(`${name}:one`).inspect()).Id, id);
  const container = await started(t, ['grep', '-q', word, '/word'], { Image: `${name}:one` });
  assert.equal((await container.wait()).StatusCode, 0);
});

check('images: what is in use is not removed', async (t) => {
  const { name } = await committed(t, nonce());
  const container = await created(t, ['true'], { Image: `${name}:one` });
  const message = new RegExp(`^conflict: unable to remove repository reference "${name}:one" \\(must force\\) - container `);
  await refused(docker.getImage(`${name}:one`).remove(), 409, message);
  await container.remove();
});

check('images: pulled, with progress', async () => {
  const told = await followed(await docker.pull('hello-world:latest'));
  const lines = told.map(({ status }) => status);
  assert.equal(lines[0], 'Pulling from library/hello-world');
  for (const expected of ['Pulling fs layer', 'Pull complete']) assert.ok(lines.includes(expected), expected);
  assert.match(lines.at(-2), /^Digest: sha256:[0-9a-f]{64}$/);
  assert.equal(lines.at(-1), 'Status: Downloaded newer image for hello-world:latest');
  const again = await followed(await docker.pull('hello-world:latest'));
  assert.equal(again.at(-1).status, 'Status: Image is up to date for hello-world:latest');
  await docker.getImage('hello-world:latest').remove();
});

check('images: a pull of what is not there', async () => {
  const none = `localhost:5000/none-${nonce()}`;
  await refused(docker.pull(none), 404, new RegExp(`manifest for ${none}:latest not found: manifest unknown`));
});

check('images: a pull is aborted', async () => {
  const abort = new AbortController();
  const stream = await docker.pull('alpine:3.10', { abortSignal: abort.signal });
  const closed = new Promise((resolve) => stream.on('close', resolve));
  stream.on('error', () => {});
  stream.resume();
  abort.abort();
  await closed;
  assert.equal((await docker.ping()).toString(), 'OK');
});

check('images: pushed to a registry and pulled again', async (t) => {
  const word = nonce();
  const { id, name } = await committed(t, word);
  const there = `localhost:5000/${name}`;
  await docker.getImage(id).tag({ repo: there, tag: 'one' });
  const told = await followed(await docker.getImage(`${there}:one`).push({ authconfig: { username: '', password: '' } }));
  const digest = told.find(({ aux }) => aux).aux.Digest;
  assert.match(digest, /^sha256:[0-9a-f]{64}$/);
  await docker.getImage(id).remove({ force: true });
  await followed(await docker.pull(`${there}:one`));
  const image = await docker.getImage(`${there}:one`).inspect();
  assert.equal(image.Id, id);
  assert.deepEqual(image.RepoDigests, [`${there}@${digest}`]);
});

check('images: pruned by label', async (t) => {
  const word = nonce();
  const { id, name } = await committed(t, word);
  await docker.getImage('busybox').tag({ repo: name, tag: 'one' });
  t.after(() => docker.getImage(`${name}:one`).remove());
  const { ImagesDeleted } = await docker.pruneImages({ filters: { dangling: ['true'], label: [`word=${word}`] } });
  assert.ok(ImagesDeleted.some(({ Deleted }) => Deleted === id), JSON.stringify(ImagesDeleted));
});

check('images: commit of what is running pauses it no longer than that', async (t) => {
  const container = await started(t, ['sh', '-c', 'while :; do sleep 0.1; done']);
  const { Id } = await container.commit({ pause: true });
  t.after(() => docker.getImage(Id).remove({ force: true }));
  assert.equal((await container.inspect()).State.Status, 'running');
  assert.equal((await ran(container, ['true'])).code, 0);
});
