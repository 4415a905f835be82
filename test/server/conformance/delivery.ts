import { describe, expect, test } from 'vitest';
import type { Connect } from '../../support/clients.ts';
import { completed, delta, deltas, executing, started, thinking } from '../../support/events.ts';
import type { TestServer } from '../../support/server.ts';
import { watch } from '../../support/server.ts';
import type { Seen } from '../../support/stream.ts';

export const seqsOf = (events: readonly Seen[]) =>
  events.filter(({ seq }) => seq !== undefined).map(({ seq }) => seq);
export const typesOf = (events: readonly Seen[]) => events.map(({ __typename }) => __typename);
export const isEnd = ({ __typename }: Seen) => __typename === 'AgentCompleted';
export const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

export function delivery(server: () => TestServer, connect: Connect): void {
  describe('delivery', () => {
    test('live events come in order, each once', async () => {
      const stream = await server().watch(connect, 'live', { start: 'EARLIEST' });
      expect(await stream.caughtUp()).toMatchObject([{ replayed: 0 }]);
      await server().publish('live', 'run', [started(), ...deltas(99)]);
      for (const event of deltas(20)) await server().publish('live', 'run', [event]);
      await server().publish('live', 'run', [completed()]);
      expect(seqsOf(await stream.take(121))).toEqual(upTo(121));
      expect(stream.received).toHaveLength(122);
    });

    test('start: LATEST brings nothing of the past and no CaughtUp', async () => {
      await server().publish('latest', 'run', [started(), ...deltas(9)]);
      const stream = await server().watch(connect, 'latest');
      while (stream.received.length === 0) await server().publish('latest', 'run', [delta('more')]);
      const first = await stream.takeOne();
      expect(first).toMatchObject({ __typename: 'MessageDelta', text: 'more' });
      await server().publish('latest', 'run', [completed()]);
      const rest = await stream.takeUntil(isEnd);
      expect(seqsOf(rest)).toEqual(rest.map((_, index) => first.seq + 1 + index));
    });

    test('replay, CaughtUp and live join without a hole or a repeat while events are published', async () => {
      await server().publish('join', 'run', [started(), ...deltas(400)]);
      const publishing = (async () => {
        for (let batch = 0; batch < 24; batch++) await server().publish('join', 'run', deltas(25));
        await server().publish('join', 'run', [completed()]);
      })();
      const streams = [];
      for (let joined = 0; joined < 5; joined++) {
        const stream = await server().watch(connect, 'join', { start: 'EARLIEST' });
        await stream.takeOne();
        streams.push(stream);
      }
      await publishing;
      for (const stream of streams) {
        if (!typesOf(stream.received).includes('AgentCompleted')) await stream.takeUntil(isEnd);
        if (!typesOf(stream.received).includes('CaughtUp')) await stream.caughtUp();
        const events = stream.received;
        expect(seqsOf(events)).toEqual(upTo(1002));
        const places = events.flatMap(({ __typename }, index) => (__typename === 'CaughtUp' ? [index] : []));
        expect(places).toHaveLength(1);
        expect(events[places[0] as number]?.replayed).toBe(places[0]);
      }
    });

    test('with runId it brings the run and its sub-agents, and completes behind the end', async () => {
      const stream = await server().watch(connect, 'tree', { start: 'EARLIEST', runId: 'parent' });
      await stream.caughtUp();
      await server().publish('tree', 'other', [started(), completed()]);
      await server().publish('tree', 'parent', [started()]);
      await server().publish('tree', 'child', [started({ parentRunId: 'parent' }), completed()]);
      await server().publish('tree', 'parent', [completed()]);
      await stream.completed();
      expect(stream.received.slice(1).map(({ runId, type }) => [runId, type])).toEqual([
        ['parent', 'AGENT_STARTED'],
        ['child', 'AGENT_STARTED'],
        ['child', 'AGENT_COMPLETED'],
        ['parent', 'AGENT_COMPLETED'],
      ]);
    });

    test('with the runId of a run that has ended, it completes behind the replay', async () => {
      const { cursor } = await server().publish('ended', 'run', [started(), completed()]);
      const replay = await server().watch(connect, 'ended', { start: 'EARLIEST', runId: 'run' });
      await replay.completed();
      expect(typesOf(replay.received)).toEqual(['AgentStarted', 'AgentCompleted', 'CaughtUp']);
      const behind = await server().watch(connect, 'ended', { after: cursor, runId: 'run' });
      await behind.completed();
      expect(behind.received).toMatchObject([{ __typename: 'CaughtUp', replayed: 0, cursor }]);
    });

    test('filters by types and by thread, in the replay and live; CaughtUp passes them all', async () => {
      const publishRun = (runId: string, threadId: string) =>
        server().publish('filters', runId, [
          started({ threadId }),
          thinking('hm'),
          executing('call'),
          delta('done'),
          completed(),
        ]);
      await publishRun('a', 'one');
      await publishRun('b', 'two');
      const client = await server().connect(connect, 'filters');
      const byType = client.subscribe(
        watch({ start: 'EARLIEST', types: ['TOOL_EXECUTING', 'AGENT_STARTED'] }),
      );
      const byThread = client.subscribe(
        watch({ start: 'EARLIEST', threadId: 'one', types: ['AGENT_COMPLETED'] }),
      );
      await Promise.all([byType.caughtUp(), byThread.caughtUp()]);
      await publishRun('c', 'one');
      await publishRun('d', 'two');
      await Promise.all([byType.take(4), byThread.take(1)]);
      const seen = ({ received }: { received: readonly Seen[] }) =>
        received.map(({ runId, seq }) => (runId === undefined ? 'caught up' : `${runId}${seq}`));
      expect(seen(byType)).toEqual(['a1', 'a3', 'b1', 'b3', 'caught up', 'c1', 'c3', 'd1', 'd3']);
      expect(seen(byThread)).toEqual(['a5', 'caught up', 'c5']);
    });

    test('coalesceMs merges neighbouring deltas, live as in the replay', async () => {
      const stream = await server().watch(connect, 'merge', { start: 'EARLIEST', coalesceMs: 1000 });
      await stream.caughtUp();
      await server().publish('merge', 'run', [started(), ...[...'merged'].map((letter) => delta(letter))]);
      await server().publish('merge', 'run', [executing('call'), delta('alone'), completed()]);
      const expected = [
        { __typename: 'AgentStarted', seq: 1 },
        { __typename: 'MessageDelta', seq: 7, firstSeq: 2, text: 'merged' },
        { __typename: 'ToolExecuting', seq: 8 },
        { __typename: 'MessageDelta', seq: 9, firstSeq: 9, text: 'alone' },
        { __typename: 'AgentCompleted', seq: 10 },
      ];
      expect(await stream.take(5)).toMatchObject(expected);
      const replay = await server().watch(connect, 'merge', { start: 'EARLIEST', coalesceMs: 1000 });
      expect((await replay.caughtUp()).slice(0, -1)).toMatchObject(expected);
    });
  });
}
