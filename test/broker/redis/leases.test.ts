import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Broker } from '../../../src/broker/broker.ts';
import { endDueRuns } from '../../../src/broker/ending.ts';
import { keysOf } from '../../../src/broker/redis/keys.ts';
import type { RunChange } from '../../../src/events/change.ts';
import { channelOf } from '../../../src/events/channel.ts';
import { alice } from '../../support/brokers.ts';
import { batchOf, completed, NOON, started } from '../../support/events.ts';
import { RedisCluster } from '../../support/redis/cluster.ts';
import { RedisProcess } from '../../support/redis/process.ts';
import { addressOf, clusterAddress, openBroker } from './support.ts';

let server: RedisProcess;
beforeAll(async () => {
  server = await RedisProcess.start();
});
beforeEach(async () => void (await server.command('FLUSHALL')));
afterAll(() => server?.remove());

const { leases } = keysOf(alice);
const memberOf = (runId: string) => `${alice}\0${runId}`;
const asking: RunChange = {
  ...{ kind: 'request', agentName: 'coder', threadId: 't', digest: 'd', requestedAt: NOON, dueAt: NOON },
};

/** What an earlier version, or a failover, may have left there. */
const leave = (runId: string) => server.command('ZADD', leases, String(NOON), memberOf(runId));

test('what stands among the runs that are due and is not goes, and hides nothing', async () => {
  const broker = await openBroker(addressOf(server));
  await broker.append(alice, batchOf('over', [started(), completed()]));
  await broker.append(alice, batchOf('free', [started()]));
  for (const runId of ['over', 'free', 'gone']) await leave(runId);
  await broker.change(alice, 'due', asking);
  expect((await broker.dueRuns(NOON, 10)).map(({ run }) => run.runId)).toEqual(['due']);
  expect(await server.command('ZRANGE', leases, '0', '-1')).toEqual([memberOf('due'), memberOf('free'), '']);
  expect(await broker.dueRuns(NOON, 1)).toMatchObject([{ run: { runId: 'due' } }]);
});

test('a shard that is gone keeps the runs of the others from nothing', { timeout: 120_000 }, async () => {
  const cluster = await RedisCluster.start(3, { 'cluster-require-full-coverage': 'no' });
  try {
    const broker: Broker = await openBroker(clusterAddress(cluster));
    const channels = Array.from({ length: 24 }, (_, index) => channelOf(null, `user ${index}`));
    await Promise.all(channels.map((channel) => broker.change(channel, 'run', asking)));
    const [gone] = cluster.primaries;
    for (const replica of cluster.replicas) await replica.remove();
    await gone?.remove();
    const problems: unknown[] = [];
    await endDueRuns(broker, NOON, { onError: (error) => problems.push(error) });
    const outcomes = await Promise.allSettled(channels.map((channel) => broker.findRun(channel, 'run')));
    const statuses = outcomes.flatMap((outcome) =>
      outcome.status === 'fulfilled' ? outcome.value?.status : [],
    );
    expect(statuses.length).toBeGreaterThan(0);
    expect(new Set(statuses)).toEqual(new Set(['FAILED']));
  } finally {
    await cluster.remove();
  }
});
