import { describe, expect, test } from 'vitest';
import { MemoryBroker } from '../../../src/broker/memory.ts';
import { decodeCursor, encodeCursor } from '../../../src/events/cursor.ts';
import type { Connect } from '../../support/clients.ts';
import { completed, delta, deltas, executing, started } from '../../support/events.ts';
import type { TestServer } from '../../support/server.ts';
import { startTestServer, watch } from '../../support/server.ts';
import type { Seen } from '../../support/stream.ts';
import { seqsOf, typesOf, upTo } from './delivery.ts';

/** A cursor that leads as far behind another one as said. */
const ahead = (cursor: string, by: number) => {
  const position = decodeCursor(cursor);
  return encodeCursor({ ...position, offset: position.offset + by });
};

export function resume(server: () => TestServer, connect: Connect): void {
  /** Watches from `after` on until `count` events are there, then has its connection cut. */
  async function watchAndBeCut(userId: string, after: string | undefined, count: number) {
    const client = await server().connect(connect, userId);
    const stream = client.subscribe(watch(after === undefined ? { start: 'EARLIEST' } : { after }));
    const events: Seen[] = [];
    while (events.length < count) {
      const event = await stream.takeOne();
      if (event.__typename !== 'CaughtUp') events.push(event);
      if (event.__typename === 'AgentCompleted') break;
    }
    client.destroy();
    return events;
  }

  describe('resume', () => {
    test.each([1, 2, 3, 7, 20])(
      'cut at every %i. event, it misses nothing and repeats nothing',
      async (every) => {
        const userId = `cut-${every}`;
        await server().publish(userId, 'run', [started(), ...deltas(20)]);
        const publishing = (async () => {
          for (let call = 0; call < 10; call++) {
            await server().publish(userId, 'run', [executing(`call ${call}`), delta('and then')]);
          }
          await server().publish(userId, 'run', [completed()]);
        })();
        const events: Seen[] = [];
        while (events.at(-1)?.__typename !== 'AgentCompleted') {
          events.push(...(await watchAndBeCut(userId, events.at(-1)?.cursor, every)));
        }
        await publishing;
        expect(seqsOf(events)).toEqual(upTo(42));
        expect(new Set(events.map(({ id }) => id)).size).toBe(42);
      },
    );

    test('goes on exactly behind what publishEvents, a run and the stream head say', async () => {
      const { cursor } = await server().publish('places', 'run', [started(), delta('before')]);
      const { data } = await server().query('places', '{ viewer { streamHead } run(id: "run") { cursor } }');
      expect(data).toEqual({ viewer: { streamHead: cursor }, run: { cursor } });
      await server().publish('places', 'run', [delta('behind')]);
      const stream = await server().watch(connect, 'places', { after: cursor });
      expect(await stream.take(2)).toMatchObject([{ text: 'behind', seq: 3 }, { replayed: 1 }]);
    });

    test('a cursor of another store leads to StreamReset and on from the oldest event', async () => {
      const other = await startTestServer();
      const { cursor } = await other.publish('moved', 'old', [started(), ...deltas(5)]);
      await other.close();
      await server().publish('moved', 'new', [started(), delta('here')]);
      const stream = await server().watch(connect, 'moved', { after: cursor });
      expect(await stream.take(4)).toMatchObject([
        { __typename: 'StreamReset', resetReason: 'STREAM_REPLACED' },
        { runId: 'new', seq: 1 },
        { runId: 'new', seq: 2 },
        { __typename: 'CaughtUp', replayed: 2 },
      ]);
    });

    test('a cursor behind which events were trimmed leads to StreamReset TRIMMED', async () => {
      const broker = new MemoryBroker({ retention: { maxAgeMs: 3_600_000, maxCount: 3 } });
      const trimming = await startTestServer({ broker });
      try {
        const { cursor } = await trimming.publish('alice', 'run', [started()]);
        await trimming.publish('alice', 'run', deltas(9));
        await broker.trim();
        const stream = await trimming.watch(connect, 'alice', { after: cursor });
        const events = await stream.caughtUp();
        expect(typesOf(events)).toEqual(['StreamReset', ...Array(3).fill('MessageDelta'), 'CaughtUp']);
        expect(events[0]?.resetReason).toBe('TRIMMED');
        expect(seqsOf(events)).toEqual([8, 9, 10]);
      } finally {
        await trimming.close();
      }
    });

    test('a cursor beyond the newest event leads to StreamReset CURSOR_AHEAD and on from there', async () => {
      const { cursor } = await server().publish('ahead', 'run', [started(), delta('seen?')]);
      const stream = await server().watch(connect, 'ahead', { after: ahead(cursor, 1000) });
      expect(await stream.take(2)).toMatchObject([
        { __typename: 'StreamReset', resetReason: 'CURSOR_AHEAD', cursor },
        { __typename: 'CaughtUp', replayed: 0, cursor },
      ]);
      await server().publish('ahead', 'run', [delta('live')]);
      expect(await stream.takeOne()).toMatchObject({ text: 'live' });
    });

    test('what is no cursor is CURSOR_INVALID, and other subscriptions go on', async () => {
      const { cursor } = await server().publish('invalid', 'run', [started()]);
      const client = await server().connect(connect, 'invalid');
      const witness = client.subscribe(watch({ start: 'EARLIEST' }));
      await witness.caughtUp();
      const noCursors = [
        '',
        'x',
        'null',
        '🎉',
        cursor.slice(0, -1),
        `${cursor}A`,
        ` ${cursor}`,
        '9'.repeat(60_000),
      ];
      for (const after of noCursors) {
        expect(await client.subscribe(watch({ after })).errorCode(), after.slice(0, 50)).toBe(
          'CURSOR_INVALID',
        );
      }
      await server().publish('invalid', 'run', [delta('still here')]);
      expect(await witness.takeOne()).toMatchObject({ text: 'still here' });
    });
  });
}
