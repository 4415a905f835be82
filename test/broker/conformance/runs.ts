import { describe, expect, test } from 'vitest';
import type { Broker, RunQuery } from '../../../src/broker/broker.ts';
import type { EventInput } from '../../../src/events/validate.ts';
import { alice, bob, countTo } from '../../support/brokers.ts';
import {
  answered,
  asked,
  batchOf,
  cancelled,
  completed,
  delta,
  done,
  executing,
  failed,
  NOON,
  progress,
  started,
} from '../../support/events.ts';
import type { OpenBench } from '../harness.ts';

export function runsConformance(open: OpenBench): void {
  describe('the record of a run', () => {
    test('follows its life', async () => {
      const { broker } = await open();
      await broker.append(alice, batchOf('other', [started()]));
      const life: readonly [readonly EventInput[], object][] = [
        [[started({ agent: { id: 'a', name: 'coder' }, threadId: 't' })], { activity: 'Starting' }],
        [[executing('one', { title: 'Searching' }), executing('two')], { activity: 'search' }],
        [[progress('one', { message: 'Half' }), progress('one', { progress: 3 })], { activity: 'Half' }],
        [[done('one')], { activity: 'Working' }],
        [
          [asked('x', { inputKind: 'CONFIRMATION' }), asked('y')],
          { status: 'WAITING_FOR_INPUT', activity: 'Waiting for an answer', pendingInputs: ['x', 'y'] },
        ],
        [
          [answered('x'), done('one')],
          { status: 'WAITING_FOR_INPUT', activity: 'Waiting for an answer', pendingInputs: ['y'] },
        ],
        [[delta('a'), answered('y')], { status: 'RUNNING', activity: 'Working', pendingInputs: [] }],
        [[asked('z'), completed()], { status: 'COMPLETED', activity: null, pendingInputs: [] }],
      ];
      let lastSeq = 0;
      let expected = {};
      for (const [index, [events, changes]] of life.entries()) {
        const now = NOON + index * 1000;
        const { position } = await broker.append(alice, batchOf('run', events, { now, writerId: 'w' }));
        lastSeq += events.length;
        expected = {
          runId: 'run',
          rootRunId: 'run',
          parentRunId: null,
          ancestors: [],
          threadId: 't',
          agent: { id: 'a', name: 'coder' },
          startedAt: NOON,
          status: 'RUNNING',
          endedAt: index === life.length - 1 ? now : null,
          lastSeq,
          lastEventAt: now,
          writerId: 'w',
          pendingInputs: [],
          startOffset: 2,
          dueAt: null,
          commands: null,
          position,
          ...changes,
        };
        expect(position.offset).toBe(lastSeq + 1);
        expect(await broker.findRun(alice, 'run')).toEqual(expected);
      }
      expect((await broker.listRuns(alice, { limit: 1, behind: null })).runs).toEqual([expected]);
    });

    test('stays as it is while other runs go on', async () => {
      const { broker } = await open();
      await broker.append(alice, batchOf('run', [started()]));
      const before = await broker.findRun(alice, 'run');
      await broker.append(alice, batchOf('other', [started(), completed()]));
      await broker.append(bob, batchOf('run', [started(), failed()]));
      expect(await broker.findRun(alice, 'run')).toEqual(before);
    });
  });

  describe('the list of runs', () => {
    const list = async (broker: Broker, query: Partial<RunQuery> = {}) => {
      const { runs, hasMore } = await broker.listRuns(alice, { limit: 10, behind: null, ...query });
      return { runIds: runs.map(({ runId }) => runId), hasMore, next: runs.at(-1) ?? null };
    };

    test('is in the order of their starts, newest first, whatever came later', async () => {
      const { broker } = await open();
      for (const number of countTo(5)) await broker.append(alice, batchOf(`${number}`, [started()]));
      await broker.append(alice, batchOf('2', [delta('a')]));
      await broker.append(alice, batchOf('1', [completed()]));
      expect(await list(broker)).toMatchObject({ runIds: ['5', '4', '3', '2', '1'], hasMore: false });
    });

    test('comes in pages that hold still while runs are added', async () => {
      const { broker } = await open();
      const start = (number: number) => broker.append(alice, batchOf(`${number}`, [started(), delta('a')]));
      for (const number of countTo(5)) await start(number);
      const first = await list(broker, { limit: 2 });
      expect(first).toMatchObject({ runIds: ['5', '4'], hasMore: true });
      await start(6);
      const second = await list(broker, { limit: 2, behind: first.next });
      expect(second).toMatchObject({ runIds: ['3', '2'], hasMore: true });
      await start(7);
      const third = await list(broker, { limit: 2, behind: second.next });
      expect(third).toMatchObject({ runIds: ['1'], hasMore: false });
      expect(await list(broker, { limit: 2, behind: third.next })).toMatchObject({
        runIds: [],
        hasMore: false,
      });
      expect(await list(broker, { limit: 7 })).toMatchObject({ hasMore: false });
      expect(await list(broker, { limit: 6 })).toMatchObject({ hasMore: true });
      expect(await list(broker, { limit: 0 })).toMatchObject({ runIds: [], hasMore: true });
    });

    test('can be narrowed', async () => {
      const { broker } = await open();
      const runs: readonly [string, readonly EventInput[]][] = [
        ['running', [started({ threadId: 'one' })]],
        ['waiting', [started({ agent: { name: 'searcher' } }), asked('a')]],
        ['completed', [started({ parentRunId: 'running' }), completed()]],
        ['failed', [started({ parentRunId: 'waiting', agent: { name: 'searcher' } }), failed()]],
        ['cancelled', [started({ threadId: 'one', parentRunId: 'completed' }), cancelled()]],
      ];
      for (const [runId, events] of runs) await broker.append(alice, batchOf(runId, events));
      await broker.append(bob, batchOf('bob', [started({ threadId: 'one' })]));

      const queries: readonly [Partial<RunQuery>, readonly string[]][] = [
        [{ statuses: ['RUNNING'] }, ['running']],
        [{ statuses: ['WAITING_FOR_INPUT', 'FAILED'] }, ['failed', 'waiting']],
        [{ statuses: ['COMPLETED', 'CANCELLED'] }, ['cancelled', 'completed']],
        [{ statuses: [] }, []],
        [{ threadId: 'one' }, ['cancelled', 'completed', 'running']],
        [{ threadId: 'two' }, []],
        [{ agentName: 'searcher' }, ['failed', 'waiting']],
        [{ parentRunId: 'running' }, ['completed']],
        [{ parentRunId: 'nobody' }, []],
        [
          { threadId: 'one', statuses: ['RUNNING', 'CANCELLED'], agentName: 'coder' },
          ['cancelled', 'running'],
        ],
        [{ agentName: 'searcher', parentRunId: 'waiting' }, ['failed']],
      ];
      for (const [query, runIds] of queries) {
        expect(await list(broker, query), JSON.stringify(query)).toMatchObject({ runIds, hasMore: false });
      }

      const page = await list(broker, { threadId: 'one', limit: 1 });
      expect(page).toMatchObject({ runIds: ['cancelled'], hasMore: true });
      const rest = { threadId: 'one', limit: 2, behind: page.next };
      expect(await list(broker, rest)).toMatchObject({ runIds: ['completed', 'running'], hasMore: false });
    });
  });
}
