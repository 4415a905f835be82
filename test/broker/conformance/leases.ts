import { describe, expect, test } from 'vitest';
import { endingBatch, orphanBatch } from '../../../src/events/ending.ts';
import { alice, bob, countTo, readAll } from '../../support/brokers.ts';
import { batchOf, delta, started } from '../../support/events.ts';
import type { OpenBench } from '../harness.ts';
import { asking, MINUTE, taking, worker } from './asking.ts';

/** What becomes of runs whose workers are not heard of, and of those that nobody takes. */
export function leasesConformance(open: OpenBench): void {
  describe('a lease', () => {
    test('is renewed by its writer alone, with or without an event', async () => {
      const { broker, now } = await open();
      await broker.change(alice, 'run', asking(now()));
      await taking(broker, 'run');
      const renew = (writerId: string, leaseUntil: number) =>
        broker.change(alice, 'run', { kind: 'renew', writerId, leaseUntil });
      const before = await readAll(broker, alice);
      expect(await renew('worker', 6_000)).toMatchObject({ dueAt: 6_000, lastSeq: 1 });
      expect(await readAll(broker, alice)).toEqual(before);
      await expect(renew('other', 9_000)).rejects.toMatchObject({ code: 'RUN_HAS_ANOTHER_WRITER' });
      await broker.append(alice, { ...batchOf('run', [delta('a')], worker), leaseUntil: 7_000 });
      expect(await broker.findRun(alice, 'run')).toMatchObject({ dueAt: 7_000, lastSeq: 2 });
    });

    test('is for runs that were asked for, and for those that ask for one', async () => {
      const { broker } = await open();
      await broker.append(alice, { ...batchOf('run', [started()], worker), leaseUntil: 1_000 });
      expect(await broker.findRun(alice, 'run')).toMatchObject({ dueAt: null });
      expect(await broker.dueRuns(Number.MAX_SAFE_INTEGER, 10)).toEqual([]);
      await broker.change(alice, 'run', { kind: 'renew', writerId: 'worker', leaseUntil: 2_000 });
      expect(await broker.dueRuns(1_999, 10)).toEqual([]);
      expect(await broker.dueRuns(2_000, 10)).toMatchObject([{ channel: alice, run: { runId: 'run' } }]);
    });

    test('that has lapsed ends the run, once, and what comes later is refused', async () => {
      const { broker, now } = await open();
      await broker.change(alice, 'run', asking(now()));
      await taking(broker, 'run');
      const [due] = await broker.dueRuns(5_000, 10);
      if (due === undefined) throw new TypeError('It is due.');
      const outcomes = await Promise.allSettled(
        countTo(4).map(() => broker.append(alice, endingBatch(due.run, 5_000))),
      );
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await broker.findRun(alice, 'run')).toMatchObject({ status: 'FAILED', dueAt: null, lastSeq: 2 });
      expect(await broker.dueRuns(Number.MAX_SAFE_INTEGER, 10)).toEqual([]);
      const late = [
        batchOf('run', [delta('late')], { ...worker, firstSeq: 2 }),
        batchOf('run', [started(), delta('late')], { ...worker, firstSeq: 1 }),
        batchOf('run', [delta('late')], worker),
        batchOf('run', [delta('late')]),
      ];
      for (const batch of late) {
        await expect(broker.append(alice, batch)).rejects.toMatchObject({ code: 'RUN_ENDED' });
      }
    });

    test('that was renewed meanwhile keeps its run', async () => {
      const { broker, now } = await open();
      await broker.change(alice, 'run', asking(now()));
      await taking(broker, 'run');
      const [due] = await broker.dueRuns(5_000, 10);
      if (due === undefined) throw new TypeError('It is due.');
      await broker.change(alice, 'run', { kind: 'renew', writerId: 'worker', leaseUntil: 5_001 });
      await expect(broker.append(alice, endingBatch(due.run, 5_000))).rejects.toMatchObject({
        code: 'RUN_HAS_ANOTHER_WRITER',
      });
      expect(await broker.findRun(alice, 'run')).toMatchObject({ status: 'RUNNING' });
    });

    test('of a run that nobody took ends it as well, with a beginning', async () => {
      const { broker, now } = await open();
      const time = now();
      await broker.change(alice, 'run', asking(time));
      const [due] = await broker.dueRuns(time + MINUTE, 10);
      if (due === undefined) throw new TypeError('It is due.');
      await broker.append(alice, endingBatch(due.run, time + MINUTE, 'why?'));
      const [start, end] = await broker.readRun(alice, 'run', 0, 10);
      expect([start, end]).toMatchObject([
        { seq: 1, type: 'AGENT_STARTED', run: { startedAt: time + MINUTE, threadId: 'thread' } },
        { seq: 2, type: 'AGENT_FAILED' },
      ]);
      expect(JSON.parse(start?.body ?? '')).toEqual({ input: 'why?' });
      expect(JSON.parse(end?.body ?? '')).toMatchObject({ error: { code: 'WORKER_LOST' } });
    });

    test('that is ended elsewhere leaves a run as it was asked for', async () => {
      const { broker, now } = await open();
      const time = now();
      const run = await broker.change(alice, 'run', asking(time));
      await broker.append(alice, endingBatch(run, time + MINUTE));
      expect(await broker.findRun(alice, 'run')).toMatchObject({
        ancestors: [],
        parentRunId: null,
        rootRunId: 'run',
      });
    });

    test('does not keep the runs under it from being ended', async () => {
      const { broker } = await open();
      await broker.append(alice, batchOf('run', [started()], worker));
      await broker.append(alice, batchOf('child', [started({ parentRunId: 'run' })], worker));
      const child = await broker.findRun(alice, 'child');
      if (child === null) throw new TypeError('It is there.');
      await broker.append(alice, orphanBatch(child, 9));
      expect(await broker.findRun(alice, 'child')).toMatchObject({ status: 'CANCELLED', endedAt: 9 });
    });

    test.each([
      ['waits', 'PARENT_NOT_FOUND', false],
      ['the server has ended', 'RUN_ENDED', true],
    ])('lets nobody work under a run that %s', async (_how, code, isEnded) => {
      const { broker, now } = await open();
      const run = await broker.change(alice, 'run', asking(now()));
      if (isEnded) await broker.append(alice, endingBatch(run, now() + MINUTE));
      const child = batchOf('child', [started({ parentRunId: 'run' })], worker);
      await expect(broker.append(alice, child)).rejects.toMatchObject({ code });
    });

    test('of runs in many channels are found together, some at a time', async () => {
      const { broker, now } = await open();
      const time = now();
      for (const channel of [alice, bob]) {
        for (const number of countTo(3)) await broker.change(channel, `run ${number}`, asking(time));
      }
      expect(await broker.dueRuns(time + MINUTE, 4)).toHaveLength(4);
      const all = await broker.dueRuns(time + MINUTE, 10);
      expect(all.map(({ channel, run }) => `${channel} ${run.runId}`).sort()).toEqual(
        [alice, bob].flatMap((channel) => countTo(3).map((number) => `${channel} run ${number}`)).sort(),
      );
    });
  });

  test('a run that waits is forgotten as any other once it has ended and retention is over', async () => {
    const { broker, now, pass } = await open({ maxAgeMs: MINUTE });
    const run = await broker.change(alice, 'run', asking(now()));
    await broker.append(alice, endingBatch(run, now() + MINUTE));
    await pass(2 * MINUTE);
    while (await broker.trim()) void 0;
    expect(await broker.findRun(alice, 'run')).toBeNull();
    expect(await broker.dueRuns(Number.MAX_SAFE_INTEGER, 10)).toEqual([]);
  });
}
