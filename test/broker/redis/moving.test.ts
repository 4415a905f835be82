import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Broker } from '../../../src/broker/broker.ts';
import { keysOf } from '../../../src/broker/redis/keys.ts';
import { alice, readAll } from '../../support/brokers.ts';
import { batchOf, delta, deltas, started } from '../../support/events.ts';
import { RedisCluster } from '../../support/redis/cluster.ts';
import type { RedisProcess } from '../../support/redis/process.ts';
import { clusterAddress, listen, neighbourOf, openBroker } from './support.ts';

let cluster: RedisCluster;
let slot: number;
beforeAll(async () => {
  cluster = await RedisCluster.start();
  const [primary] = cluster.primaries;
  slot = (await primary?.command<number>('CLUSTER', 'KEYSLOT', keysOf(alice).log)) as number;
});
beforeEach(async () => {
  await Promise.all(cluster.primaries.map((primary) => primary.command('FLUSHALL')));
});
afterAll(() => cluster?.remove());

/**
 * Moves alice's slot to a primary that knows no script yet. `between` runs once all keys are there and the slot is
 * not; the slot is moved to the end even if that fails.
 */
async function moveSlot(between: () => Promise<void>): Promise<void> {
  const { primary } = await cluster.ownerOf(slot);
  const to = cluster.primaries.find((other) => other !== primary) as RedisProcess;
  await to.command('SCRIPT', 'FLUSH');
  let outcome: Promise<void> = Promise.resolve();
  await cluster.moveSlot(slot, to, async () => {
    outcome = between();
    await Promise.allSettled([outcome]);
  });
  await outcome;
}

const open = (): Promise<Broker> => openBroker(clusterAddress(cluster));

test('what was moved is read while its slot is not', async () => {
  await (await open()).append(alice, batchOf('run', [started(), ...deltas(3)]));
  const reader = await open();
  await moveSlot(async () => {
    expect(await readAll(reader, alice)).toHaveLength(4);
    expect(await reader.readRun(alice, 'run', 0, 10)).toHaveLength(4);
  });
  expect(await readAll(reader, alice)).toHaveLength(4);
});

test('what was moved goes on while its slot is not', async () => {
  const writer = await open();
  await writer.append(alice, batchOf('run', [started()]));
  await moveSlot(async () => {
    await writer.append(alice, batchOf('run', [delta('while it moves')]));
  });
  await writer.append(alice, batchOf('run', [delta('behind')]));
  expect((await readAll(writer, alice)).map(({ seq }) => seq)).toEqual([1, 2, 3]);
});

test('what was moved is asked for more while its slot is not', async () => {
  const broker = await open();
  await broker.append(alice, batchOf('run', [started()]));
  const request = {
    kind: 'request',
    agentName: 'coder',
    threadId: 't',
    digest: 'd',
    requestedAt: 1,
    dueAt: 2,
  } as const;
  await moveSlot(async () => {
    await broker.change(alice, 'asked', request);
  });
  expect(await broker.findRun(alice, 'asked')).toMatchObject({ status: 'QUEUED' });
});

test('a watcher is told once its slot has moved, and hears of what is appended behind that', async () => {
  const [writer, reader] = [await open(), await open()];
  await writer.append(alice, batchOf('run', [started()]));
  const watcher = await listen(reader, alice);
  const told = watcher.heard();
  await moveSlot(async () => {});
  await told;
  expect(watcher.calls).toBe(1);
  const heard = watcher.heard();
  await writer.append(alice, batchOf('run', [delta('behind')]));
  await heard;
});

// Redis answers scripts only where all of their keys are, and those of a new channel are nowhere.
test('a channel that begins while its slot moves waits, and is there once it has', async () => {
  const [writer, neighbour] = [await open(), neighbourOf(alice)];
  await writer.append(alice, batchOf('run', [started()]));
  await moveSlot(async () => {
    const refused = await writer.append(neighbour, batchOf('run', [started()])).catch((error) => error);
    expect(refused).toMatchObject({ code: 'UNAVAILABLE' });
  });
  await writer.append(neighbour, batchOf('run', [started()]));
  expect(await readAll(writer, neighbour)).toHaveLength(1);
});

test('a watcher hears of what is appended while its slot moves', async () => {
  const [writer, reader] = [await open(), await open()];
  await writer.append(alice, batchOf('run', [started()]));
  const watcher = await listen(reader, alice);
  await moveSlot(async () => {
    const heard = watcher.heard();
    await writer.append(alice, batchOf('run', [delta('while it moves')]));
    await heard;
  });
});

// The last one here: behind it, others are the primaries.
test('a watcher is told once its primary was replaced, and hears of what is appended behind that', {
  timeout: 60_000,
}, async () => {
  const [writer, reader] = [await open(), await open()];
  const atReplicas = await openBroker(clusterAddress(cluster), { ack: 'replicated' });
  await atReplicas.append(alice, batchOf('run', [started()]));
  const { primary } = await cluster.ownerOf(slot);
  const watcher = await listen(reader, alice);
  const told = watcher.heard();
  await primary.kill();
  await told;
  const heard = watcher.heard();
  await writer.append(alice, batchOf('run', [delta('behind')]));
  await heard;
  expect((await readAll(reader, alice)).map(({ seq }) => seq)).toEqual([1, 2]);
});
