import assert from 'node:assert/strict';
import { check, docker, idle, nonce, ran, refused, started } from './setting.mjs';

async function volume(t, Labels = {}) {
  const Name = `vol-${nonce()}`;
  await docker.createVolume({ Name, Labels });
  t.after(() => docker.getVolume(Name).remove({ force: true }).catch((gone) => assert.equal(gone.statusCode, 404)));
  return Name;
}

check('volumes: outlive the container and are shared', async (t) => {
  const word = nonce();
  const name = await volume(t);
  const writer = await started(t, ['sh', '-c', `echo ${word} >/data/word`], { HostConfig: { Binds: [`${name}:/data`] } });
  await writer.wait();
  await writer.remove();
  const reader = await idle(t, { HostConfig: { Mounts: [{ Type: 'volume', Source: name, Target: '/d', ReadOnly: true }] } });
  assert.equal((await ran(reader, ['cat', '/d/word'])).stdout, `${word}\n`);
  assert.notEqual((await ran(reader, ['touch', '/d/other'])).code, 0);
});

check('volumes: one in use stays', async (t) => {
  const name = await volume(t);
  const user = await idle(t, { HostConfig: { Binds: [`${name}:/data`] } });
  await refused(docker.getVolume(name).remove(), 409, /^remove vol-[0-9a-f]+: volume is in use - \[[0-9a-f]{64}\]$/);
  await user.remove({ force: true });
  await docker.getVolume(name).remove();
  await refused(docker.getVolume(name).inspect(), 404, /no such volume$/);
});

check('volumes: listed and pruned by label', async (t) => {
  const word = nonce();
  const gone = await volume(t, { word });
  const kept = await volume(t, { word: `not-${word}` });
  const { Volumes } = await docker.listVolumes({ filters: { label: [`word=${word}`] } });
  assert.deepEqual(Volumes.map(({ Name }) => Name), [gone]);
  const { VolumesDeleted } = await docker.pruneVolumes({ filters: { label: [`word=${word}`] } });
  assert.deepEqual(VolumesDeleted, [gone]);
  await docker.getVolume(kept).inspect();
});

check('volumes: anonymous ones go with their container', async (t) => {
  const container = await idle(t, { Volumes: { '/data': {} } });
  const [{ Name }] = (await container.inspect()).Mounts;
  await docker.getVolume(Name).inspect();
  await container.remove({ force: true, v: true });
  await refused(docker.getVolume(Name).inspect(), 404, /no such volume$/);
});
