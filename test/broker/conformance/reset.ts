import { describe, expect, test } from 'vitest';
import type { Position } from '../../../src/events/cursor.ts';
import { positionBehind, uncheckedPosition } from '../../../src/events/cursor.ts';
import { alice, bob, readAll, trimAll } from '../../support/brokers.ts';
import { batchOf, deltas, started } from '../../support/events.ts';
import type { OpenBench } from '../harness.ts';

export function resetConformance(open: OpenBench): void {
  describe('a position that cannot be continued from', () => {
    /** Ten events of Alice's, of which the first six are trimmed, and nine of Bob's. */
    const openTrimmed = async () => {
      const { broker } = await open({ maxCount: 4 });
      await broker.append(alice, batchOf('run', [started(), ...deltas(9)]));
      const before = await readAll(broker, alice);
      await trimAll(broker);
      await broker.append(bob, batchOf('run', [started(), ...deltas(9)]));
      const places = before.map(positionBehind);
      return {
        broker,
        left: before.slice(6),
        placeBehind: (offset: number) => places[offset - 1] as Position,
      };
    };

    test('behind which something was trimmed leads to the oldest that is left', async () => {
      const { broker, left, placeBehind } = await openTrimmed();
      for (const after of [placeBehind(1), placeBehind(5), uncheckedPosition(placeBehind(1).epoch, 0)]) {
        const page = await broker.read(alice, after, 10);
        expect(page).toEqual({
          publications: left,
          from: uncheckedPosition(after.epoch, 6),
          newest: placeBehind(10),
          reset: 'TRIMMED',
        });
      }
    });

    test('is none if only what is before it was trimmed', async () => {
      const { broker, left, placeBehind } = await openTrimmed();
      for (const after of [placeBehind(6), 'earliest'] as const) {
        expect(await broker.read(alice, after, 10)).toMatchObject({ publications: left, reset: null });
      }
      expect((await broker.read(alice, 'earliest', 10)).from).toEqual(
        uncheckedPosition(placeBehind(1).epoch, 6),
      );
      expect(await broker.read(alice, placeBehind(10), 10)).toMatchObject({ publications: [], reset: null });
    });

    test('in another epoch leads to the oldest that is left', async () => {
      const { broker, left, placeBehind } = await openTrimmed();
      for (const offset of [0, 1, 8, 99]) {
        const page = await broker.read(alice, { ...placeBehind(8), epoch: '0another', offset }, 10);
        expect(page).toEqual({
          publications: left,
          from: uncheckedPosition(placeBehind(1).epoch, 6),
          newest: placeBehind(10),
          reset: 'STREAM_REPLACED',
        });
      }
    });

    test('behind an event that this channel never had there leads to its newest', async () => {
      const { broker, placeBehind } = await openTrimmed();
      const { newest } = await broker.read(bob, 'earliest', 0);
      for (const offset of [7, 8, 9, 10]) {
        const page = await broker.read(bob, placeBehind(offset), 10);
        expect(page).toEqual({ publications: [], from: newest, newest, reset: 'STREAM_REPLACED' });
      }
    });

    test('beyond the newest leads to the newest', async () => {
      const { broker, placeBehind } = await openTrimmed();
      const newest = placeBehind(10);
      for (const offset of [11, Number.MAX_SAFE_INTEGER]) {
        const page = await broker.read(alice, { ...newest, offset }, 10);
        expect(page).toEqual({ publications: [], from: newest, newest, reset: 'CURSOR_AHEAD' });
      }
    });

    test('can be one in an empty channel as well', async () => {
      const { broker, placeBehind } = await openTrimmed();
      const { newest } = await broker.read('nobody' as never, 'earliest', 0);
      const resetOf = async (after: Position) => {
        const { reset, ...page } = await broker.read('nobody' as never, after, 10);
        expect(page).toEqual({ publications: [], from: newest, newest });
        return reset;
      };
      expect(await resetOf(placeBehind(8))).toBe('CURSOR_AHEAD');
      expect(await resetOf({ ...placeBehind(8), epoch: '0another' })).toBe('STREAM_REPLACED');
    });

    test('is told from a good one where everything was trimmed', async () => {
      const { broker } = await open({ maxCount: 0 });
      const hers = await broker.append(alice, batchOf('run', [started(), ...deltas(2)]));
      const his = await broker.append(bob, batchOf('run', [started(), ...deltas(2)]));
      await trimAll(broker);
      const newest = hers.position;
      const ends = { publications: [], from: newest, newest };
      expect(await broker.read(alice, hers.position, 10)).toEqual({ ...ends, reset: null });
      expect(await broker.read(alice, his.position, 10)).toEqual({ ...ends, reset: 'STREAM_REPLACED' });
      const oldest = uncheckedPosition(newest.epoch, 3);
      expect(await broker.read(alice, { ...newest, offset: 2 }, 10)).toEqual({
        ...ends,
        from: oldest,
        reset: 'TRIMMED',
      });
      expect(await broker.read(alice, 'earliest', 10)).toEqual({ ...ends, from: oldest, reset: null });
      await broker.append(alice, batchOf('run', deltas(1)));
      expect((await readAll(broker, alice, newest)).map(({ offset }) => offset)).toEqual([4]);
    });
  });
}
