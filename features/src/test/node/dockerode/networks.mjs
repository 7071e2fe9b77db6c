import assert from 'node:assert/strict';
import { check, created, docker, idle, nonce, ran, refused, started } from './setting.mjs';

async function network(t, options = {}) {
  const made = await docker.createNetwork({ Name: `net-${nonce()}`, CheckDuplicate: true, ...options });
  t.after(() => made.remove().catch((gone) => assert.equal(gone.statusCode, 404)));
  return made;
}

const joined = ({ id }, Aliases, more = {}) => ({
  HostConfig: { NetworkMode: id },
  NetworkingConfig: { EndpointsConfig: { [id]: { Aliases, ...more } } },
});

check('networks: containers meet by alias', async (t) => {
  const net = await network(t);
  const word = nonce();
  const serve = `while :; do echo ${word} | nc -l -p 4000; done`;
  await started(t, ['sh', '-c', serve], joined(net, ['server']));
  const client = await idle(t, joined(net, ['client']));
  const ask = 'for i in 1 2 3 4 5 6 7 8 9 10; do nc server 4000 </dev/null && exit 0; sleep 0.2; done; exit 1';
  const { stdout, code } = await ran(client, ['sh', '-c', ask]);
  assert.deepEqual([stdout, code], [`${word}\n`, 0]);
});

check('networks: connected and disconnected while running', async (t) => {
  const net = await network(t, { IPAM: { Config: [{ Subnet: '10.231.7.0/24' }] } });
  const container = await idle(t);
  const before = (await ran(container, ['ip', '-4', 'addr'])).stdout;
  assert.doesNotMatch(before, /10\.231\.7\./);
  await net.connect({ Container: container.id, EndpointConfig: { IPAMConfig: { IPv4Address: '10.231.7.77' } } });
  assert.match((await ran(container, ['ip', '-4', 'addr'])).stdout, /10\.231\.7\.77\/24/);
  assert.equal((await net.inspect()).Containers[container.id].IPv4Address, '10.231.7.77/24');
  await net.disconnect({ Container: container.id });
  assert.equal((await ran(container, ['ip', '-4', 'addr'])).stdout, before);
  assert.deepEqual((await net.inspect()).Containers, {});
});

check('networks: filters, labels, removal', async (t) => {
  const word = nonce();
  const net = await network(t, { Labels: { word } });
  const found = await docker.listNetworks({ filters: { label: [`word=${word}`] } });
  assert.deepEqual(found.map(({ Id }) => Id), [net.id]);
  await net.remove();
  await refused(net.inspect(), 404, /^network [0-9a-f]{64} not found$/i);
});

check('networks: one in use stays', async (t) => {
  const net = await network(t);
  const container = await idle(t, joined(net, ['user']));
  await refused(net.remove(), 403, /has active endpoints$/);
  await container.remove({ force: true });
});

check('networks: pruned by label', async (t) => {
  const word = nonce();
  const { Name } = await (await network(t, { Labels: { word } })).inspect();
  const kept = await network(t, { Labels: { word: `not-${word}` } });
  const { NetworksDeleted } = await docker.pruneNetworks({ filters: { label: [`word=${word}`] } });
  assert.deepEqual(NetworksDeleted, [Name]);
  await kept.inspect();
});

check('networks: published ports', async (t) => {
  const word = nonce();
  const container = await created(t, ['sh', '-c', `while :; do echo ${word} | nc -l -p 80; done`], {
    ExposedPorts: { '80/tcp': {} },
    HostConfig: { PortBindings: { '80/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }] } },
  });
  await container.start();
  const [{ HostPort }] = (await container.inspect()).NetworkSettings.Ports['80/tcp'];
  const { createConnection } = await import('node:net');
  const ask = () =>
    new Promise((resolve) => {
      const socket = createConnection(Number(HostPort), '127.0.0.1');
      let heard = '';
      socket.on('data', (chunk) => (heard += chunk));
      socket.on('error', () => {});
      socket.on('close', () => resolve(heard));
    });
  let answer = '';
  // The port is there before the program listens.
  while (answer === '') answer = await ask();
  assert.equal(answer, `${word}\n`);
});

check('networks: an overlapping subnet', async (t) => {
  await network(t, { IPAM: { Config: [{ Subnet: '10.231.9.0/24' }] } });
  const again = docker.createNetwork({ Name: `net-${nonce()}`, IPAM: { Config: [{ Subnet: '10.231.9.0/25' }] } });
  await refused(again, 403, /^Pool overlaps with other one on this address space$/);
});
