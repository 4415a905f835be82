import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import type { Release } from '../../../src/broker/broker.ts';
import { keysOf } from '../../../src/broker/redis/keys.ts';
import { RedisBroker } from '../../../src/broker/redis/redis.ts';
import { TcpProxy } from '../../client/proxy.ts';
import { alice } from '../../support/brokers.ts';
import { RedisProcess } from '../../support/redis/process.ts';

const MINUTE_MS = 60_000;
const { uses } = keysOf(alice);

let server: RedisProcess;
beforeAll(async () => {
  server = await RedisProcess.start();
});
afterAll(() => server?.remove());
beforeEach(async () => void (await server.command('FLUSHALL')));

/** A node's broker; closed with the test at the latest. */
async function openNode(port = server.port): Promise<RedisBroker> {
  const address = { isCluster: false, tls: false, nodes: [{ host: '127.0.0.1', port }] };
  const retention = { maxAgeMs: MINUTE_MS, maxCount: 1_000 };
  const broker = await RedisBroker.open({ address, retention, ack: 'none' });
  onTestFinished(() => broker.close());
  return broker;
}

/** Who has what in use: count by use and node. */
const written = () => server.command<Record<string, string>>('HGETALL', uses);

/** Resolves once it is so: what is given back is written by itself. */
async function untilWritten(isSo: (written: Record<string, string>) => boolean): Promise<void> {
  while (!isSo(await written())) await new Promise((resolve) => setImmediate(resolve));
}

test('what is in use is counted over all nodes', async () => {
  const [here, there] = [await openNode(), await openNode()];
  const held = (await here.hold(alice, 'connection', 2)) as Release;
  expect(await there.hold(alice, 'connection', 2)).not.toBeNull();
  expect(await there.hold(alice, 'connection', 2)).toBeNull();
  expect(await here.hold(alice, 'connection', 2)).toBeNull();
  held();
  await untilWritten((uses) => Object.keys(uses).length === 1);
  expect(await there.hold(alice, 'connection', 2)).not.toBeNull();
});

test('nothing is left of what was given back', async () => {
  const broker = await openNode();
  const releases = [await broker.hold(alice, 'connection', 1), await broker.hold(alice, 'subscription', 1)];
  expect(Object.values(await written())).toEqual([
    expect.stringMatching(/^1 \d+$/),
    expect.stringMatching(/^1 \d+$/),
  ]);
  for (const release of releases) release?.();
  await untilWritten((uses) => Object.keys(uses).length === 0);
  expect(await server.command('EXISTS', uses)).toBe(0);
});

test('what a node has in use that is gone counts no more once it has been silent for long', async () => {
  const broker = await openNode();
  const [seconds] = await server.command<[string]>('TIME');
  const writtenAt = (ageMs: number) => `1 ${Number(seconds) * 1000 - ageMs}`;
  await server.command('HSET', uses, 'connection dead', writtenAt(2 * MINUTE_MS));
  await server.command('HSET', uses, 'connection new', writtenAt(MINUTE_MS / 2));
  expect(await broker.hold(alice, 'connection', 1)).toBeNull();
  expect(await broker.hold(alice, 'connection', 2)).not.toBeNull();
  expect(Object.keys(await written())).not.toContain('connection dead');
});

test('what a node has in use that lives counts, however long ago that was written', async () => {
  const other = await openNode();
  await other.hold(alice, 'connection', 1);
  const [field] = Object.keys(await written()) as [string];
  await server.command('HSET', uses, field, '1 0');
  const broker = await openNode();
  expect(await broker.hold(alice, 'connection', 1)).toBeNull();
});

test('what was counted, and whose answer was lost, counts no more', async () => {
  const proxy = await TcpProxy.start(server.port);
  const broker = await openNode(proxy.port);
  void proxy.hold();
  const refused = broker.hold(alice, 'connection', 1).catch((error) => error);
  await untilWritten((uses) => Object.keys(uses).length === 1);
  proxy.isAway = true;
  proxy.cut();
  expect(await refused).toMatchObject({ code: 'UNAVAILABLE' });
  proxy.isAway = false;
  await untilWritten((uses) => Object.keys(uses).length === 0);
});
