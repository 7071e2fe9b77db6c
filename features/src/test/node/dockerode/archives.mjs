import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { check, created, idle, nonce, ran, refused, tar } from './setting.mjs';

async function scratch(t) {
  const directory = await mkdtemp(join(tmpdir(), 'archives-'));
  t.after(() => rm(directory, { recursive: true }));
  return directory;
}

async function unpacked(t, stream) {
  const directory = await scratch(t);
  await finished(stream.pipe(tar.extract(directory)));
  return directory;
}

check('archive: a tree goes in and comes out', async (t) => {
  const source = await scratch(t);
  const content = randomBytes(300_000);
  await mkdir(join(source, 'inner'));
  await writeFile(join(source, 'inner', 'file'), content, { mode: 0o640 });
  const container = await created(t, ['true']);
  await container.putArchive(tar.pack(source), { path: '/tmp' });
  const back = await unpacked(t, await container.getArchive({ path: '/tmp/inner' }));
  assert.ok((await readFile(join(back, 'inner', 'file'))).equals(content));
  assert.equal((await stat(join(back, 'inner', 'file'))).mode & 0o777, 0o640);
});

check('archive: a running program sees it, and we what it writes', async (t) => {
  const word = nonce();
  const source = await scratch(t);
  await writeFile(join(source, 'word'), word);
  const container = await idle(t);
  await container.putArchive(tar.pack(source), { path: '/' });
  assert.equal((await ran(container, ['cat', '/word'])).stdout, word);
  await ran(container, ['sh', '-c', `echo ${word} >/etc/answer`]);
  const back = await unpacked(t, await container.getArchive({ path: '/etc/answer' }));
  assert.equal(await readFile(join(back, 'answer'), 'utf8'), `${word}\n`);
});

check('archive: what a path is', async (t) => {
  const container = await created(t, ['true']);
  const answer = await container.infoArchive({ path: '/bin' });
  const about = JSON.parse(Buffer.from(answer.headers['x-docker-container-path-stat'], 'base64'));
  assert.equal(about.name, 'bin');
  answer.resume();
});

check('archive: from and to where nothing is', async (t) => {
  const container = await created(t, ['true']);
  const missing = `/${nonce()}`;
  await refused(container.getArchive({ path: missing }), 404, /Could not find the file \/[0-9a-f]+ in container /);
  const source = await scratch(t);
  await refused(container.putArchive(tar.pack(source), { path: missing }), 404, /Could not find the file /);
});

check('export: the whole of it', async (t) => {
  const word = nonce();
  const source = await scratch(t);
  await writeFile(join(source, word), word);
  const container = await created(t, ['true']);
  await container.putArchive(tar.pack(source), { path: '/tmp' });
  const names = new Set();
  const skip = tar.extract(await scratch(t), { ignore: (_, header) => names.add(header.name) });
  await finished((await container.export()).pipe(skip));
  assert.ok(names.has(`tmp/${word}`), 'the file is not in the export');
});
