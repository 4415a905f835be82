import { describe, expect, test } from 'vitest';
import type { RunChange } from '../../../src/events/change.ts';
import { endingBatch } from '../../../src/events/ending.ts';
import { alice, bob, countTo, readAll } from '../../support/brokers.ts';
import { answered, asked, batchOf, completed, delta, started } from '../../support/events.ts';
import type { OpenBench } from '../harness.ts';
import { asking, MINUTE, taking, worker } from './asking.ts';

/** What is asked of runs. */
export function commandsConformance(open: OpenBench): void {
  describe('a run that is asked for', () => {
    test('waits, and is read as it was asked for', async () => {
      const { broker, now } = await open();
      const time = now();
      const run = await broker.change(alice, 'run', asking(time));
      expect(run).toMatchObject({
        ...{
          runId: 'run',
          rootRunId: 'run',
          status: 'QUEUED',
          threadId: 'thread',
          lastSeq: 0,
          endedAt: null,
        },
        ...{ agent: { id: null, name: 'coder' }, writerId: null, dueAt: time + MINUTE, startOffset: 1 },
        commands: { request: { requestedAt: time, digest: 'digest' }, cancelledAt: null, answers: [] },
      });
      expect(await broker.findRun(alice, 'run')).toEqual(run);
      expect(await broker.findRun(bob, 'run')).toBeNull();
      expect(await broker.readRun(alice, 'run', 0, 10)).toEqual([]);
      const { publications, newest, reset } = await broker.read(alice, 'earliest', 10);
      expect({ publications, offset: newest.offset, reset }).toEqual({
        publications: [],
        offset: 0,
        reset: null,
      });
      expect(await broker.read(alice, run.position, 10)).toMatchObject({ reset: null });
    });

    test('is the same run when it is asked for again, and no other', async () => {
      const { broker, now } = await open();
      const time = now();
      const run = await broker.change(alice, 'run', asking(time));
      expect(await broker.change(alice, 'run', asking(time + 5))).toEqual(run);
      await expect(broker.change(alice, 'run', asking(time, { digest: 'other' }))).rejects.toMatchObject({
        code: 'RUN_ALREADY_STARTED',
      });
      await taking(broker, 'run');
      expect(await broker.change(alice, 'run', asking(time))).toMatchObject({
        status: 'RUNNING',
        lastSeq: 1,
      });
    });

    test('is listed where it was asked for, and stays there when it is taken', async () => {
      const { broker, now } = await open();
      await broker.append(alice, batchOf('before', [started(), delta('a')]));
      for (const number of countTo(3)) await broker.change(alice, `asked ${number}`, asking(now()));
      await broker.append(alice, batchOf('behind', [started()]));
      const list = async () => {
        const found: string[] = [];
        for (let behind = null; ; ) {
          const { runs, hasMore } = await broker.listRuns(alice, { limit: 1, behind });
          found.push(...runs.map(({ runId }) => runId));
          if (!hasMore) return found;
          behind = runs.at(-1) as never;
        }
      };
      const order = await list();
      expect([...order].sort()).toEqual(['asked 1', 'asked 2', 'asked 3', 'before', 'behind']);
      expect(order.at(-1)).toBe('before');
      await taking(broker, 'asked 2');
      expect(await list()).toEqual(order);
      const queued = await broker.listRuns(alice, { limit: 9, behind: null, statuses: ['QUEUED'] });
      expect(queued.runs.map(({ runId }) => runId).sort()).toEqual(['asked 1', 'asked 3']);
      const ofThread = await broker.listRuns(alice, { limit: 9, behind: null, threadId: 'thread' });
      expect(ofThread.runs).toHaveLength(3);
    });

    test('is taken by one writer alone', async () => {
      const { broker, now } = await open();
      await broker.change(alice, 'run', asking(now()));
      const outcomes = await Promise.allSettled(
        countTo(8).map((number) => taking(broker, 'run', { writerId: `worker ${number}` })),
      );
      const taken = outcomes.filter(({ status }) => status === 'fulfilled');
      const refusals = outcomes.filter((outcome) => outcome.status === 'rejected');
      expect(taken).toHaveLength(1);
      expect(new Set(refusals.map(({ reason }) => reason.code))).toEqual(new Set(['RUN_HAS_ANOTHER_WRITER']));
      expect(await readAll(broker, alice)).toHaveLength(1);
    });

    test('is taken as it was asked for, with the lease of whoever takes it', async () => {
      const { broker, now } = await open();
      await broker.append(alice, batchOf('other', [started()]));
      await broker.change(alice, 'run', asking(now()));
      await broker.append(alice, batchOf('other', [delta('a')]));
      const appended = await taking(broker, 'run');
      expect(appended).toMatchObject({ accepted: 1, duplicates: 0, lastSeq: 1 });
      const run = await broker.findRun(alice, 'run');
      expect(run).toMatchObject({
        ...{ status: 'RUNNING', threadId: 'thread', writerId: 'worker', dueAt: 5_000, startOffset: 2 },
        ...{ position: appended.position, ancestors: [], parentRunId: null },
      });
      expect(await broker.readRun(alice, 'run', 0, 10)).toMatchObject([{ seq: 1, offset: 3 }]);
      expect(await taking(broker, 'run')).toMatchObject({ accepted: 0, duplicates: 1 });
      await broker.append(alice, batchOf('run', [delta('b')], { writerId: 'worker' }));
      expect((await broker.readRun(alice, 'run', 0, 10)).map(({ seq }) => seq)).toEqual([1, 2]);
    });

    test.each([
      ['without a writer', [started()], {}],
      ['as another agent’s', [started({ agent: { name: 'other' } })], worker],
      ['into another thread', [started({ threadId: 'other' })], worker],
    ])('is not taken %s', async (_how, events, options) => {
      const { broker, now } = await open();
      await broker.change(alice, 'run', asking(now()));
      await expect(broker.append(alice, batchOf('run', events, options))).rejects.toMatchObject({
        code: 'BAD_USER_INPUT',
      });
      expect(await broker.findRun(alice, 'run')).toMatchObject({ status: 'QUEUED' });
    });

    test('needs its beginning first', async () => {
      const { broker, now } = await open();
      await broker.change(alice, 'run', asking(now()));
      await expect(broker.append(alice, batchOf('run', [delta('a')], worker))).rejects.toMatchObject({
        code: 'RUN_NOT_STARTED',
      });
    });
  });

  describe('a run that is to stop', () => {
    test.each(['cancel', 'answer', 'renew'])('has to be there for “%s”', async (kind) => {
      const { broker } = await open();
      const change = {
        kind,
        requestedAt: 1,
        dueAt: 2,
        interruptId: 'i',
        digest: 'd',
        writerId: 'w',
        leaseUntil: 1,
      };
      await expect(broker.change(alice, 'run', change as unknown as RunChange)).rejects.toMatchObject({
        code: 'RUN_NOT_FOUND',
      });
    });

    test('has a time for that, which its worker cannot put off', async () => {
      const { broker } = await open();
      await broker.append(alice, batchOf('run', [started()], worker));
      const cancel: RunChange = { kind: 'cancel', requestedAt: 10, dueAt: 20 };
      expect(await broker.change(alice, 'run', cancel)).toMatchObject({ dueAt: 20, status: 'RUNNING' });
      expect(await broker.change(alice, 'run', { ...cancel, requestedAt: 11, dueAt: 99 })).toMatchObject({
        dueAt: 20,
        commands: { cancelledAt: 10 },
      });
      await broker.change(alice, 'run', { kind: 'renew', writerId: 'worker', leaseUntil: 99 });
      await broker.append(alice, { ...batchOf('run', [delta('a')], worker), leaseUntil: 99 });
      expect(await broker.findRun(alice, 'run')).toMatchObject({ dueAt: 20, lastSeq: 2 });
      await broker.append(alice, batchOf('run', [completed()], worker));
      expect(await broker.findRun(alice, 'run')).toMatchObject({ dueAt: null, status: 'COMPLETED' });
      await expect(broker.change(alice, 'run', cancel)).rejects.toMatchObject({ code: 'RUN_ENDED' });
    });

    test('is due at once if nobody has it, and taken by nobody any more', async () => {
      const { broker, now } = await open();
      const time = now();
      await broker.change(alice, 'run', asking(time));
      const run = await broker.change(alice, 'run', { kind: 'cancel', requestedAt: time, dueAt: time + 99 });
      expect(run).toMatchObject({ status: 'QUEUED', dueAt: time });
      await expect(taking(broker, 'run')).rejects.toMatchObject({ code: 'RUN_ENDED' });
      await broker.append(alice, endingBatch(run, time));
      expect((await readAll(broker, alice)).map(({ type }) => type)).toEqual([
        'AGENT_STARTED',
        'AGENT_CANCELLED',
      ]);
      await expect(taking(broker, 'run')).rejects.toMatchObject({ code: 'RUN_ENDED' });
      const again = await broker.change(alice, 'run', { kind: 'cancel', requestedAt: 5, dueAt: 6 });
      expect(again).toMatchObject({ status: 'CANCELLED', lastSeq: 2 });
    });
  });

  describe('an input', () => {
    const answer = (digest: string, interruptId = 'ask'): RunChange => ({
      ...{ kind: 'answer', interruptId, requestedAt: 7, digest },
    });

    test('is answered once, by whoever is first, and the same again is the same', async () => {
      const { broker } = await open();
      await broker.append(alice, batchOf('run', [started(), asked('ask')], worker));
      const outcomes = await Promise.allSettled(
        countTo(6).map((number) => broker.change(alice, 'run', answer(`answer ${number}`))),
      );
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const run = await broker.findRun(alice, 'run');
      const [given] = run?.commands?.answers ?? [];
      expect(await broker.change(alice, 'run', answer(given?.digest ?? ''))).toEqual(run);
      await broker.append(alice, batchOf('run', [answered('ask'), completed()], worker));
      expect(await broker.change(alice, 'run', answer(given?.digest ?? ''))).toMatchObject({ lastSeq: 4 });
      await expect(broker.change(alice, 'run', answer('late'))).rejects.toMatchObject({ code: 'RUN_ENDED' });
    });

    test('has to be one that is waited for', async () => {
      const { broker } = await open();
      await broker.append(alice, batchOf('run', [started(), asked('ask'), answered('ask')], worker));
      for (const interruptId of ['ask', 'never asked']) {
        await expect(broker.change(alice, 'run', answer('d', interruptId))).rejects.toMatchObject({
          code: 'INPUT_NOT_PENDING',
        });
      }
    });

    test('keeps others out however many there are', async () => {
      const { broker } = await open();
      const asks = countTo(120).map((number) => asked(`ask ${number}`));
      await broker.append(alice, batchOf('run', [started(), ...asks], worker));
      for (const number of countTo(120)) await broker.change(alice, 'run', answer('first', `ask ${number}`));
      await expect(broker.change(alice, 'run', answer('second', 'ask 1'))).rejects.toMatchObject({
        code: 'INPUT_NOT_PENDING',
      });
      await broker.append(
        alice,
        batchOf(
          'run',
          countTo(120).map((number) => answered(`ask ${number}`)),
          worker,
        ),
      );
      await broker.append(alice, batchOf('run', [asked('last')], worker));
      const run = await broker.change(alice, 'run', answer('first', 'last'));
      // Those that are confirmed are not all remembered.
      expect(run.commands?.answers.length).toBeLessThan(100);
    });

    test('that is asked for again can be answered again', async () => {
      const { broker } = await open();
      await broker.append(alice, batchOf('run', [started(), asked('ask')], worker));
      await broker.change(alice, 'run', answer('first'));
      await broker.append(alice, batchOf('run', [answered('ask'), asked('ask')], worker));
      expect(await broker.change(alice, 'run', answer('second'))).toMatchObject({
        commands: { answers: [{ digest: 'second' }] },
      });
    });
  });
}
