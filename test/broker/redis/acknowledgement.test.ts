import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { alice, countTo, readAll } from '../../support/brokers.ts';
import { errorWith, rejectionOf } from '../../support/errors.ts';
import { batchOf, deltas, started } from '../../support/events.ts';
import { RedisProcess } from '../../support/redis/process.ts';
import { addressOf, connectionsTo, openBroker, until } from './support.ts';

let server: RedisProcess;
let replica: RedisProcess;
let synced: RedisProcess;
beforeAll(async () => {
  const onDisk = { appendonly: 'yes', appendfsync: 'always' };
  [server, replica, synced] = await Promise.all([
    RedisProcess.start(),
    RedisProcess.start(),
    RedisProcess.start(onDisk),
  ]);
});
beforeEach(async () => {
  await separate();
  await Promise.all([server, synced].map((each) => each.command('FLUSHALL')));
});
afterAll(() => Promise.all([server, replica, synced].map((each) => each?.remove())));

const replicationOf = (primary: RedisProcess) => primary.command<string>('INFO', 'replication');

const offsetOf = async (primary: RedisProcess) =>
  Number(/master_repl_offset:(\d+)/.exec(await replicationOf(primary))?.[1]);

async function separate(): Promise<void> {
  await replica.command('REPLICAOF', 'NO', 'ONE');
  await until(async () => (await replicationOf(server)).includes('connected_slaves:0'));
}

async function replicate(): Promise<void> {
  await replica.command('REPLICAOF', '127.0.0.1', String(server.port));
  await until(async () => (await replicationOf(server)).includes('state=online'));
}

test('without a replica an append is not acknowledged, nor is its retry; with one the retry is', async () => {
  await replicate();
  const broker = await openBroker(addressOf(server), { ack: 'replicated' });
  await separate();
  const batch = batchOf('run', [started(), ...deltas(2)], { firstSeq: 1 });
  for (const _ of ['first try', 'retry']) {
    const error = await rejectionOf(broker.append(alice, batch));
    expect(error).toEqual(errorWith('UNAVAILABLE'));
    expect((error as Error).message).toContain('firstSeq');
    expect(await readAll(broker, alice)).toHaveLength(3);
  }
  await replicate();
  expect(await broker.append(alice, batch)).toMatchObject({ accepted: 0, duplicates: 3, lastSeq: 3 });
  expect(await readAll(broker, alice)).toHaveLength(3);
});

test('a retry of what is stored is a write as well: since Redis 7.2 nothing else can be waited for', async () => {
  await replicate();
  await server.command('CONFIG', 'SET', 'repl-ping-replica-period', '3600');
  const broker = await openBroker(addressOf(server));
  const batch = batchOf('run', [started()], { firstSeq: 1 });
  await broker.append(alice, batch);
  const before = await offsetOf(server);
  await broker.append(alice, batch);
  expect(await offsetOf(server)).toBeGreaterThan(before);
});

test('what is acknowledged as replicated is at the replica', async () => {
  await replicate();
  const broker = await openBroker(addressOf(server), { ack: 'replicated' });
  await broker.append(alice, batchOf('run', [started(), ...deltas(2)]));
  await replica.command('REPLICAOF', 'NO', 'ONE');
  const atReplica = await openBroker(addressOf(replica));
  expect(await readAll(atReplica, alice)).toHaveLength(3);
});

test('appends that are under way together wait together', async () => {
  await replicate();
  const broker = await openBroker(addressOf(server), { ack: 'replicated' });
  await broker.append(alice, batchOf('first', [started()]));
  await server.command('CONFIG', 'RESETSTAT');
  await Promise.all(
    countTo(200).map((number) => broker.append(alice, batchOf(`run ${number}`, [started()]))),
  );
  const stats = await server.command<string>('INFO', 'commandstats');
  const waits = Number(/cmdstat_wait:calls=(\d+)/.exec(stats)?.[1]);
  expect(waits).toBeGreaterThan(0);
  expect(waits).toBeLessThan(20);
});

test('what is acknowledged as fsynced is there after a power cut', async () => {
  const broker = await openBroker(addressOf(synced), { ack: 'fsynced' });
  await broker.append(alice, batchOf('run', [started(), ...deltas(2)]));
  await synced.kill();
  await synced.start();
  expect(await readAll(broker, alice)).toHaveLength(3);
  await broker.append(alice, batchOf('run', deltas(1)));
});

test('a server that can no longer be waited for gets no more connections by that', async () => {
  const broker = await openBroker(addressOf(synced), { ack: 'fsynced' });
  await broker.append(alice, batchOf('run', [started()]));
  await synced.command('CONFIG', 'SET', 'appendonly', 'no');
  onTestFinished(async () => {
    await synced.command('CONFIG', 'SET', 'appendonly', 'yes');
  });
  await synced.command('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
  await rejectionOf(broker.append(alice, batchOf('run', deltas(1))));
  expect(await connectionsTo(synced)).toBeLessThan(4);
});
