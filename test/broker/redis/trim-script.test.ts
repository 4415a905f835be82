import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Broker } from '../../../src/broker/broker.ts';
import { keysOf } from '../../../src/broker/redis/keys.ts';
import { alice, countTo, readAll, trimAll } from '../../support/brokers.ts';
import { batchOf, completed, delta, deltas, NOON, started } from '../../support/events.ts';
import { RedisProcess } from '../../support/redis/process.ts';
import { addressOf, openBroker } from './support.ts';

const HOUR = 3_600_000;
const CENTURY = 100 * 365 * 24 * HOUR;
const { due, epoch, index, runs } = keysOf(alice);

let server: RedisProcess;
let now: number;
beforeAll(async () => {
  server = await RedisProcess.start();
});
beforeEach(async () => {
  now = NOON;
  await server.command('FLUSHALL');
});
afterAll(() => server?.remove());

const open = (retention: { maxAgeMs: number; maxCount: number }) =>
  openBroker(addressOf(server), { retention, now: () => now });

const members = () => server.command<string[]>('ZRANGE', index, '0', '-1');
const dueAt = () => server.command<number | null>('ZSCORE', due, alice);

/** Two runs that take turns, so that every batch is a range of its own. */
async function appendByTurns(broker: Broker, batches: number): Promise<void> {
  for (const runId of ['a', 'b']) await broker.append(alice, batchOf(runId, [started()]));
  for (const number of countTo(batches)) {
    for (const runId of ['a', 'b']) await broker.append(alice, batchOf(runId, [delta(`${number}`)]));
  }
}

test('a channel that ran out leaves its newest position behind, and nothing else', async () => {
  const broker = await open({ maxAgeMs: HOUR, maxCount: 1000 });
  await broker.append(alice, batchOf('parent', [started({ threadId: 'thread' })]));
  await broker.append(alice, batchOf('child', [started({ parentRunId: 'parent' }), ...deltas(400)]));
  await broker.append(alice, batchOf('child', deltas(400)));
  await broker.append(alice, batchOf('parent', [completed()]));
  now += HOUR + 1;
  await trimAll(broker);
  const keys = await server.command<string[]>('KEYS', '*');
  expect(keys.filter((key) => key.endsWith(alice))).toEqual([runs]);
  expect(await server.command<string[]>('HKEYS', runs)).toEqual(['']);
  expect(await dueAt()).toBeNull();
  expect(await server.command('EXISTS', epoch)).toBe(1);
});

test('of a run that goes on, nothing is left in the index of what was removed', async () => {
  const broker = await open({ maxAgeMs: HOUR, maxCount: 10 });
  await appendByTurns(broker, 100);
  await trimAll(broker);
  expect(await readAll(broker, alice)).toHaveLength(10);
  const ranges = (await members()).filter((member) => member.startsWith('range'));
  expect(ranges).toHaveLength(10);
  expect(await broker.readRun(alice, 'a', 0, 100)).toHaveLength(5);
});

test('a run that ended goes with its last event, and one that did not stays until it was silent long enough', async () => {
  const broker = await open({ maxAgeMs: HOUR, maxCount: 10 });
  await broker.append(alice, batchOf('ended', [started(), completed()]));
  await broker.append(alice, batchOf('silent', [started()]));
  now += HOUR / 2;
  await broker.append(alice, batchOf('busy', [started(), ...deltas(20)]));
  await trimAll(broker);
  expect(await broker.findRun(alice, 'ended')).toBeNull();
  expect(await broker.findRun(alice, 'silent')).not.toBeNull();
  expect(await dueAt()).toBe(NOON);
  now = NOON + HOUR + 1;
  await trimAll(broker);
  expect(await broker.findRun(alice, 'silent')).toBeNull();
  expect((await members()).filter((member) => member.includes('silent'))).toEqual([]);
  expect(await dueAt()).toBe(NOON + HOUR / 2);
});

test('what is too much goes, however long everything may be kept', async () => {
  const broker = await open({ maxAgeMs: CENTURY, maxCount: 10 });
  await broker.append(alice, batchOf('run', [started(), ...deltas(50)]));
  await trimAll(broker);
  expect(await readAll(broker, alice)).toHaveLength(10);
});
