import { expect, onTestFinished, test } from 'vitest';
import { formatKey } from '../../../src/broker/redis/keys.ts';
import { RedisBroker } from '../../../src/broker/redis/redis.ts';
import { SetupError } from '../../../src/errors.ts';
import { alice } from '../../support/brokers.ts';
import { rejectionOf } from '../../support/errors.ts';
import { batchOf, started } from '../../support/events.ts';
import { freePort } from '../../support/port.ts';
import { RedisCluster } from '../../support/redis/cluster.ts';
import type { RedisSettings } from '../../support/redis/process.ts';
import { RedisProcess } from '../../support/redis/process.ts';
import { addressOf, clusterAddress, keepAll, openBroker } from './support.ts';

async function startServer(settings: RedisSettings = {}): Promise<RedisProcess> {
  const server = await RedisProcess.start(settings);
  onTestFinished(() => server.remove());
  return server;
}

const refusalOf = (options: Pick<Parameters<typeof RedisBroker.open>[0], 'address' | 'ack'>) =>
  rejectionOf(RedisBroker.open({ ...options, retention: keepAll })) as Promise<SetupError>;

test.each([false, true])('without a server, it says what to check (cluster: %s)', async (isCluster) => {
  const address = { ...addressOf({ port: await freePort() }), isCluster };
  const error = await refusalOf({ address, ack: 'none' });
  expect(error).toBeInstanceOf(SetupError);
  expect(error.message).toContain('--store');
});

test('a name with several addresses and nobody at any of them gives a reason as well', async () => {
  const address = { ...addressOf({ port: 0 }), nodes: [{ host: 'localhost', port: await freePort() }] };
  const error = await refusalOf({ address, ack: 'none' });
  expect(error).toBeInstanceOf(SetupError);
  expect(error.message).toContain('ECONNREFUSED');
});

test('a wrong password is told of, but not told', async () => {
  const server = await startServer({ requirepass: 'the right one' });
  const error = await refusalOf({ address: { ...addressOf(server), password: 'mistaken' }, ack: 'none' });
  expect(error).toBeInstanceOf(SetupError);
  expect(error.message).toContain('WRONGPASS');
  expect(error.message).not.toContain('mistaken');
});

test('an ack mode that this Redis does not have is refused', async () => {
  const server = await startServer();
  const error = await refusalOf({ address: addressOf(server), ack: 'fsynced' });
  expect(error).toBeInstanceOf(SetupError);
  expect(error.message).toContain('`appendonly yes`');
});

test('where there is no replica to wait for, it says so and serves', async () => {
  const server = await startServer();
  const warnings: unknown[] = [];
  const onError = (error: unknown) => warnings.push(error);
  const broker = await openBroker(addressOf(server), { ack: 'replicated', onError });
  expect(String(warnings)).toContain('--ack');
  expect((await broker.read(alice, 'earliest', 1)).publications).toEqual([]);
});

test('a store that another agentwire has written otherwise is refused, and left as it is', async () => {
  const server = await startServer();
  await server.command('SET', formatKey, '2');
  const error = await refusalOf({ address: addressOf(server), ack: 'none' });
  expect(error).toBeInstanceOf(SetupError);
  expect(error.message).toContain('format 2');
  expect(await server.command('DBSIZE')).toBe(1);
});

test('a cluster is opened though one of its servers is dead', { timeout: 60_000 }, async () => {
  const cluster = await RedisCluster.start();
  onTestFinished(() => cluster.remove());
  await cluster.primaries[0]?.kill();
  await cluster.settled();
  const broker = await openBroker(clusterAddress(cluster));
  await broker.append(alice, batchOf('run', [started()]));
});
