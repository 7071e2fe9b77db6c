import assert from 'node:assert/strict';
import { check, created, docker, documents, exec, idle, nonce, ran, refused, started, text } from './setting.mjs';

check('wait: for the next exit, asked before the start', async (t) => {
  const container = await created(t, ['sh', '-c', 'exit 23']);
  const ended = container.wait({ condition: 'next-exit' });
  await container.start();
  assert.equal((await ended).StatusCode, 23);
});

check('wait: for the removal', async (t) => {
  const container = await created(t, ['sh', '-c', 'exit 24'], { HostConfig: { AutoRemove: true } });
  const ended = container.wait({ condition: 'removed' });
  await container.start();
  assert.equal((await ended).StatusCode, 24);
  await refused(container.inspect(), 404, /^No such container: /);
});

check('wait: is aborted', async (t) => {
  const container = await idle(t);
  const abort = new AbortController();
  const ended = container.wait({ abortSignal: abort.signal });
  setImmediate(() => abort.abort());
  await assert.rejects(ended, { name: 'AbortError' });
  assert.equal((await container.inspect()).State.Running, true);
});

check('life: stop, start, restart, kill', async (t) => {
  const container = await idle(t);
  // The first process of a container is deaf to signals that it does not handle yet.
  await ran(container, ['sh', '-c', 'until grep -q "^SigCgt:.*[4-7c-f]...$" /proc/1/status; do :; done']);
  await container.stop();
  assert.equal((await container.inspect()).State.ExitCode, 0);
  await refused(container.stop(), 304, /.*/);
  await container.start();
  await refused(container.start(), 304, /.*/);
  await container.restart({ t: 5 });
  await container.kill({ signal: 'SIGKILL' });
  assert.equal((await container.wait()).StatusCode, 137);
});

check('life: pause and unpause', async (t) => {
  const container = await idle(t);
  await container.pause();
  assert.equal((await container.inspect()).State.Status, 'paused');
  await refused(container.exec({ Cmd: ['true'] }), 409, /is paused, unpause the container before exec$/);
  await container.unpause();
  assert.equal((await container.inspect()).State.Status, 'running');
});

check('life: rename, and a name that is taken', async (t) => {
  const [one, two] = [`one-${nonce()}`, `two-${nonce()}`];
  const container = await created(t, ['true'], { name: one });
  await container.rename({ name: two });
  assert.equal((await docker.getContainer(two).inspect()).Id, container.id);
  const again = docker.createContainer({ Image: 'busybox', name: two });
  await refused(again, 409, new RegExp(`^Conflict\\. The container name "/${two}" is already in use by container`));
});

check('life: update, and what it does', async (t) => {
  const container = await idle(t);
  await container.update({ Memory: 64 << 20, MemorySwap: 128 << 20, PidsLimit: 99 });
  const { HostConfig } = await container.inspect();
  assert.deepEqual([HostConfig.Memory, HostConfig.MemorySwap, HostConfig.PidsLimit], [64 << 20, 128 << 20, 99]);
  assert.equal((await container.stats({ stream: false })).memory_stats.limit, 64 << 20);
});

check('life: top and changes', async (t) => {
  const word = nonce();
  const container = await started(t, ['sh', '-c', `touch /${word}; echo ready; exec sleep 987`]);
  const stream = await container.logs({ stdout: true, follow: true });
  for await (const _ of stream) break;
  const { Titles, Processes } = await container.top({ ps_args: '-o pid,args' });
  assert.deepEqual(Titles, ['PID', 'COMMAND']);
  assert.deepEqual(Processes.map(([, command]) => command), ['sleep 987']);
  assert.deepEqual(await container.changes(), [{ Path: `/${word}`, Kind: 1 }]);
});

check('stats: a stream of them', async (t) => {
  const container = await idle(t);
  const stream = await container.stats({ stream: true });
  const seen = [];
  for await (const stats of documents(stream)) {
    seen.push(stats);
    if (seen.length === 3) break;
  }
  assert.ok(seen[2].cpu_stats.cpu_usage.total_usage >= seen[1].cpu_stats.cpu_usage.total_usage);
  assert.equal(seen[2].precpu_stats.cpu_usage.total_usage, seen[1].cpu_stats.cpu_usage.total_usage);
  assert.ok(seen[2].memory_stats.usage > 0);
  assert.equal(seen[2].id, container.id);
});

check('stats: one of a container that does not run', async (t) => {
  const container = await created(t, ['true']);
  const stats = await container.stats({ stream: false });
  assert.equal(stats.id, container.id);
  assert.equal(stats.read, '0001-01-01T00:00:00Z');
});

check('resize: what the program sees', async (t) => {
  const container = await created(t, ['sh', '-c', 'read go; stty size'], { Tty: true, OpenStdin: true });
  const stream = await container.attach({ stream: true, stdin: true, stdout: true, hijack: true });
  const output = text(stream);
  await container.start();
  await container.resize({ h: 41, w: 101 });
  stream.write('go\n');
  assert.match(await output, /41 101\r\n$/);
});

check('resize: without a size', async (t) => {
  const container = await idle(t, { Tty: true });
  await refused(container.resize({ h: 'x', w: 1 }), 400, /invalid syntax/);
});

check('list: by label, status and exit code', async (t) => {
  const word = nonce();
  const Labels = { word };
  const running = await idle(t, { Labels });
  const ended = await started(t, ['sh', '-c', 'exit 19'], { Labels });
  await ended.wait();
  const ids = async (filters, all = true) =>
    (await docker.listContainers({ all, filters: { label: [`word=${word}`], ...filters } })).map(({ Id }) => Id);
  assert.deepEqual((await ids({})).sort(), [running.id, ended.id].sort());
  assert.deepEqual(await ids({}, false), [running.id]);
  assert.deepEqual(await ids({ status: ['running'] }), [running.id]);
  assert.deepEqual(await ids({ exited: ['19'] }), [ended.id]);
});

check('prune: containers with a label, and no others', async (t) => {
  const word = nonce();
  const gone = await created(t, ['true'], { Labels: { word } });
  const kept = await created(t, ['true'], { Labels: { word: `not-${word}` } });
  const { ContainersDeleted } = await docker.pruneContainers({ filters: { label: [`word=${word}`] } });
  assert.deepEqual(ContainersDeleted, [gone.id]);
  await kept.inspect();
});

check('create: of an image that is not there', () =>
  refused(docker.createContainer({ Image: `none-${nonce()}` }), 404, /^No such image: none-[0-9a-f]+:latest$/));

check('start: of a program that is not there', async (t) => {
  const container = await created(t, [`/${nonce()}`]);
  await refused(container.start(), 400, /no such file or directory/);
  assert.equal((await container.inspect()).State.ExitCode, 127);
});

check('exec: aborted, while the program goes on', async (t) => {
  const container = await idle(t);
  const { made, stream } = await exec(container, ['sleep', '986']);
  stream.destroy();
  assert.equal((await made.inspect()).Running, true);
});

check('system: ping, version, info, df', async (t) => {
  const container = await created(t, ['true']);
  assert.equal((await docker.ping()).toString(), 'OK');
  assert.equal((await docker.version()).Os, 'linux');
  const info = await docker.info();
  assert.equal(info.OSType, 'linux');
  assert.ok(info.Containers >= 1);
  assert.ok((await docker.df()).Containers.some(({ Id }) => Id === container.id));
});
