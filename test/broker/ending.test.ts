import { setImmediate } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import type { Broker } from '../../src/broker/broker.ts';
import { endDueRuns, keepEnding } from '../../src/broker/ending.ts';
import { MemoryBroker } from '../../src/broker/memory.ts';
import type { RunChange } from '../../src/events/change.ts';
import { alice, bob } from '../support/brokers.ts';
import { batchOf, NOON, started } from '../support/events.ts';

const LEASE_MS = 3_000;

function openBroker(): Broker {
  const broker = new MemoryBroker({ retention: { maxAgeMs: Number.MAX_SAFE_INTEGER, maxCount: 1_000 } });
  onTestFinished(() => broker.close());
  return broker;
}

const asking = (dueAt: number): RunChange => ({
  ...{ kind: 'request', agentName: 'coder', threadId: 't', digest: 'd', requestedAt: NOON, dueAt },
});

/** A run whose worker was to be heard of by then. */
async function lease(broker: Broker, runId: string, leaseUntil: number): Promise<void> {
  await broker.append(alice, batchOf(runId, [started()], { writerId: 'w' }));
  await broker.change(alice, runId, { kind: 'renew', writerId: 'w', leaseUntil });
}

/** Resolves when a run that bob asked for has been ended: by then, the node has looked at all that is due. */
async function looked(broker: Broker, runId: string, dueAt: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const unwatch = await broker.watch(bob, ([first]) => {
    if (first?.run.runId === runId) resolve();
  });
  await broker.change(bob, runId, asking(dueAt));
  await promise;
  unwatch();
  // In memory, all that is behind it is done in this turn of the event loop.
  await setImmediate();
}

const statusOf = async (broker: Broker, runId: string) => (await broker.findRun(alice, runId))?.status;

test('a node that has just begun, or was away, leaves runs to their workers for a lease', async () => {
  const broker = openBroker();
  let time = NOON;
  await lease(broker, 'first', NOON - 1);
  onTestFinished(keepEnding(broker, { leaseMs: LEASE_MS, now: () => time, onError: () => {} }));
  await looked(broker, '1', NOON);
  expect(await statusOf(broker, 'first')).toBe('RUNNING');

  time += LEASE_MS;
  await looked(broker, '2', time);
  expect(await statusOf(broker, 'first')).toBe('FAILED');

  time += 60_000;
  await lease(broker, 'second', time - 1);
  await looked(broker, '3', time);
  expect(await statusOf(broker, 'second')).toBe('RUNNING');
  time += LEASE_MS;
  await looked(broker, '4', time);
  expect(await statusOf(broker, 'second')).toBe('FAILED');
});

test('a node that is patient ends what was to stop all the same', async () => {
  const broker = openBroker();
  await lease(broker, 'stops', NOON + 60_000);
  await broker.change(alice, 'stops', { kind: 'cancel', requestedAt: NOON, dueAt: NOON + 1 });
  await endDueRuns(broker, NOON + 1, { isPatient: true });
  expect(await statusOf(broker, 'stops')).toBe('CANCELLED');
});

test('there is more to end at once only where something was ended', async () => {
  const broker = openBroker();
  for (let index = 0; index < 150; index++) await lease(broker, `run-${index}`, NOON);
  expect(await endDueRuns(broker, NOON, { isPatient: true })).toBe(false);
  expect(await endDueRuns(broker, NOON)).toBe(true);
  expect(await endDueRuns(broker, NOON)).toBe(false);
  expect(await broker.dueRuns(NOON, 10)).toEqual([]);
});
