import { describe, expect, test } from 'vitest';
import type { Broker } from '../../../src/broker/broker.ts';
import type { Channel } from '../../../src/events/channel.ts';
import { alice, bob, readAll, trimAll } from '../../support/brokers.ts';
import { batchOf, completed, deltas, started } from '../../support/events.ts';
import type { OpenBench } from '../harness.ts';

const HOUR = 3_600_000;

/** Offsets of the oldest and the newest stored publication, and how many there are. */
async function extentOf(broker: Broker, channel: Channel) {
  const publications = await readAll(broker, channel);
  return [publications[0]?.offset, publications.at(-1)?.offset, publications.length];
}

export function retentionConformance(open: OpenBench): void {
  describe('retention', () => {
    test('by count keeps the newest of each channel', async () => {
      const { broker } = await open({ maxCount: 5 });
      await broker.append(alice, batchOf('run', [started(), ...deltas(11)]));
      await broker.append(bob, batchOf('run', [started(), ...deltas(4)]));
      await trimAll(broker);
      expect(await extentOf(broker, alice)).toEqual([8, 12, 5]);
      expect(await extentOf(broker, bob)).toEqual([1, 5, 5]);
      await broker.append(bob, batchOf('run', deltas(2)));
      await trimAll(broker);
      expect(await extentOf(broker, alice)).toEqual([8, 12, 5]);
      expect(await extentOf(broker, bob)).toEqual([3, 7, 5]);
    });

    test('by age removes what was stored too long ago, whenever it happened', async () => {
      const { broker, now, pass } = await open({ maxAgeMs: 3 * HOUR });
      await broker.append(alice, batchOf('run', [started(), ...deltas(2)], { now: now() + 99 * HOUR }));
      await broker.append(bob, batchOf('run', [started()], { now: now() }));
      await pass(2 * HOUR);
      await broker.append(alice, batchOf('run', deltas(2), { now: now() - 99 * HOUR }));
      await trimAll(broker);
      expect(await extentOf(broker, alice)).toEqual([1, 5, 5]);
      await pass(2 * HOUR);
      await trimAll(broker);
      expect(await extentOf(broker, alice)).toEqual([4, 5, 2]);
      expect(await readAll(broker, bob)).toEqual([]);
      await pass(2 * HOUR);
      await trimAll(broker);
      expect(await readAll(broker, alice)).toEqual([]);
      expect((await broker.append(alice, batchOf('run', [started()]))).position.offset).toBe(6);
    });

    test.each([
      ['count', { maxCount: 3 }, 3],
      ['age', { maxAgeMs: HOUR }, 0],
    ])('by %s goes on in small steps until nothing is left to do', async (_, retention, kept) => {
      const { broker, pass } = await open(retention);
      await broker.append(alice, batchOf('run', [started(), ...deltas(499)]));
      for (let times = 0; times < 4; times++) await broker.append(alice, batchOf('run', deltas(500)));
      await broker.append(bob, batchOf('run', [started(), ...deltas(99)]));
      await pass(2 * HOUR);
      const stored = async () => (await readAll(broker, alice)).length + (await readAll(broker, bob)).length;

      expect(await broker.trim()).toBe(true);
      const afterOneStep = await stored();
      expect(afterOneStep).toBeLessThan(2600);
      expect(afterOneStep).toBeGreaterThan(1000);
      expect(await trimAll(broker)).toBeGreaterThan(1);
      expect(await stored()).toBe(2 * kept);
      expect(await broker.trim()).toBe(false);
    });

    test('leaves alone what it allows', async () => {
      const { broker, pass } = await open({ maxCount: 3, maxAgeMs: HOUR });
      await broker.append(alice, batchOf('run', [started(), ...deltas(2)]));
      await pass(HOUR / 2);
      await trimAll(broker);
      expect(await extentOf(broker, alice)).toEqual([1, 3, 3]);
      expect(await broker.trim()).toBe(false);
    });

    test('has nothing to do in an empty store', async () => {
      const { broker } = await open({ maxCount: 0, maxAgeMs: 0 });
      expect(await broker.trim()).toBe(false);
    });

    test('removes a run that has ended with the last of its events', async () => {
      const { broker, now } = await open({ maxCount: 2 });
      const append = (runId: string, ...events: Parameters<typeof batchOf>[1][]) =>
        broker.append(alice, batchOf(runId, events.flat(), { now: now() }));
      await append('ended', [started(), ...deltas(1), completed()]);
      await append('last', [started()]);
      await trimAll(broker);
      expect(await broker.findRun(alice, 'ended')).toMatchObject({ status: 'COMPLETED', lastSeq: 3 });
      expect((await broker.readRun(alice, 'ended', 0, 10)).map(({ seq }) => seq)).toEqual([3]);

      await append('last', deltas(1));
      await trimAll(broker);
      expect(await broker.findRun(alice, 'ended')).toBeNull();
      expect(await broker.readRun(alice, 'ended', 0, 10)).toEqual([]);
      const { runs } = await broker.listRuns(alice, { limit: 10, behind: null });
      expect(runs.map(({ runId }) => runId)).toEqual(['last']);
    });

    test('keeps a run that goes on, though all of its events are gone', async () => {
      const { broker, now } = await open({ maxCount: 2 });
      const append = (runId: string, events: Parameters<typeof batchOf>[1], firstSeq: number | null = null) =>
        broker.append(alice, batchOf(runId, events, { now: now(), firstSeq }));
      await append('long', [started({ threadId: 'thread' }), ...deltas(2)]);
      await append('other', [started(), ...deltas(3)]);
      await trimAll(broker);
      expect(await broker.readRun(alice, 'long', 0, 10)).toEqual([]);
      const record = { status: 'RUNNING', lastSeq: 3, startOffset: 1, threadId: 'thread' };
      expect(await broker.findRun(alice, 'long')).toMatchObject(record);

      expect(await append('long', deltas(1), 4)).toMatchObject({ accepted: 1, lastSeq: 4 });
      expect(await broker.readRun(alice, 'long', 0, 10)).toMatchObject([
        { seq: 4, run: { threadId: 'thread' } },
      ]);
      await append('long', [completed()]);
      await append('other', deltas(2));
      await trimAll(broker);
      expect(await broker.findRun(alice, 'long')).toBeNull();
    });

    test('goes by when events were stored, and not by when they are said to have happened', async () => {
      const { broker, now } = await open({ maxAgeMs: HOUR, maxCount: 1 });
      const append = (runId: string) =>
        broker.append(alice, batchOf(runId, [started()], { now: now() - 9 * HOUR }));
      await append('imported');
      await append('other');
      await trimAll(broker);
      expect(await broker.findRun(alice, 'imported')).toMatchObject({ status: 'RUNNING' });
      expect((await broker.read(alice, 'earliest', 10)).publications).toHaveLength(1);
    });

    test('removes a run that was left behind, once it was silent for as long as anything is kept', async () => {
      const { broker, now, pass } = await open({ maxAgeMs: HOUR });
      await broker.append(alice, batchOf('silent', [started()], { now: now() }));
      await pass(2 * HOUR);
      await broker.append(alice, batchOf('lively', [started()], { now: now() }));
      await trimAll(broker);
      expect(await broker.findRun(alice, 'silent')).toBeNull();
      expect(await broker.findRun(alice, 'lively')).toMatchObject({ status: 'RUNNING' });
    });
  });
}
