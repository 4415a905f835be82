import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Broker } from '../../../src/broker/broker.ts';
import { RedisBroker } from '../../../src/broker/redis/redis.ts';
import { alice } from '../../support/brokers.ts';
import { batchOf, started } from '../../support/events.ts';
import { RedisProcess } from '../../support/redis/process.ts';
import { addressOf, connectionsTo, keepAll, until } from './support.ts';

let server: RedisProcess;
beforeAll(async () => {
  server = await RedisProcess.start();
});
beforeEach(async () => {
  await server.command('FLUSHALL');
  // A test that fails leaves its connections to none of the others.
  for (const type of ['normal', 'pubsub']) await server.command('CLIENT', 'KILL', 'TYPE', type);
});
afterAll(() => server?.remove());

const open = (onError: (error: unknown) => void = () => {}) =>
  RedisBroker.open({ address: addressOf(server), retention: keepAll, ack: 'none', onError });

const allGone = () => until(async () => (await connectionsTo(server)) === 0);

const calls: Readonly<Record<string, (broker: Broker) => Promise<unknown>>> = {
  append: (broker) => broker.append(alice, batchOf('other', [started()])),
  revoke: (broker) => broker.revoke({ subject: 'x', notBefore: 1, expiresAt: Number.MAX_SAFE_INTEGER }),
  read: (broker) => broker.read(alice, 'earliest', 10),
  listRuns: (broker) => broker.listRuns(alice, { limit: 5, behind: null }),
  revocations: (broker) => broker.revocations(null),
  trim: (broker) => broker.trim(),
};

test.each(Object.keys(calls))('%s is waited for', async (name) => {
  const writer = await open();
  await writer.append(alice, batchOf('run', [started()]));
  await writer.close();
  await allGone();
  const broker = await open();
  const underWay = Promise.allSettled([calls[name]?.(broker)]);
  await broker.close();
  expect((await underWay).map(({ status }) => status)).toEqual(['fulfilled']);
  await allGone();
});

test('a watch that was under way comes to an end, and leaves no connection', async () => {
  const broker = await open();
  const watching = broker.watch(alice, () => {});
  await broker.close();
  await Promise.allSettled([watching]);
  await allGone();
});

test('an orderly end is no failure', async () => {
  const errors: unknown[] = [];
  const broker = await open((error) => errors.push(error));
  await broker.append(alice, batchOf('run', [started()]));
  await broker.watch(alice, () => {});
  await broker.close();
  await allGone();
  expect(errors).toEqual([]);
});
