import assert from 'node:assert/strict';
import { once } from 'node:events';
import { check, created, docker, documents, nonce } from './setting.mjs';

/** The stream's events up to and with that action. */
async function until(stream, action) {
  const seen = [];
  for await (const event of documents(stream)) {
    seen.push(event);
    if (event.Action === action) break;
  }
  return seen;
}

check('events: the life of a container, by label', async (t) => {
  const word = nonce();
  const stream = await docker.getEvents({ filters: { type: ['container'], label: [`word=${word}`] } });
  const heard = until(stream, 'destroy');
  const container = await created(t, ['sh', '-c', 'exit 9'], { Labels: { word } });
  await container.start();
  await container.wait();
  await container.remove();
  const events = await heard;
  assert.deepEqual(events.map((event) => event.Action), ['create', 'start', 'die', 'destroy']);
  for (const { Actor } of events) {
    assert.equal(Actor.ID, container.id);
    assert.equal(Actor.Attributes.word, word);
    assert.equal(Actor.Attributes.image, 'busybox');
  }
  assert.equal(events[2].Actor.Attributes.exitCode, '9');
});

check('events: other containers are not heard', async (t) => {
  const stream = await docker.getEvents({ filters: { event: ['create'], container: [`mine-${nonce()}`, 'none'] } });
  const seen = [];
  stream.on('data', (chunk) => seen.push(chunk));
  const word = nonce();
  const control = await docker.getEvents({ filters: { event: ['create'], label: [word] } });
  const heard = until(control, 'create');
  await created(t, ['true'], { Labels: { [word]: '' } });
  await heard;
  stream.destroy();
  assert.deepEqual(seen, []);
});

check('events: of volumes and networks', async () => {
  const name = `events-${nonce()}`;
  const stream = await docker.getEvents({ filters: { type: ['volume', 'network'], event: ['create', 'destroy'] } });
  const heard = (async () => {
    const seen = [];
    for await (const { Type, Action, Actor } of documents(stream)) {
      seen.push([Type, Action, Actor.Attributes.name ?? Actor.ID]);
      if (seen.length === 4) break;
    }
    return seen;
  })();
  const volume = await docker.createVolume({ Name: name });
  await docker.getVolume(volume.Name ?? volume.name).remove();
  const network = await docker.createNetwork({ Name: name });
  await network.remove();
  assert.deepEqual(await heard, [
    ['volume', 'create', name],
    ['volume', 'destroy', name],
    ['network', 'create', name],
    ['network', 'destroy', name],
  ]);
});

check('events: the past, between two times', async (t) => {
  const word = nonce();
  const since = Math.floor(Date.now() / 1000) - 1;
  const container = await created(t, ['true'], { Labels: { word } });
  const stream = await docker.getEvents({ since, until: since + 3, filters: { label: [`word=${word}`] } });
  const seen = [];
  for await (const event of documents(stream)) seen.push([event.Action, event.Actor.ID]);
  assert.deepEqual(seen, [['create', container.id]]);
});

check('events: listening is aborted', async () => {
  const abort = new AbortController();
  const stream = await docker.getEvents({ abortSignal: abort.signal });
  const failed = once(stream, 'error');
  stream.resume();
  abort.abort();
  const [error] = await failed;
  assert.match(error.name + error.code, /AbortError|ECONNRESET/);
  assert.equal((await docker.ping()).toString(), 'OK');
});
