import { describe, expect, test } from 'vitest';
import { positionBehind } from '../../../src/events/cursor.ts';
import type { Publication } from '../../../src/events/publication.ts';
import { alice, countTo, readAll, trimAll } from '../../support/brokers.ts';
import { errorWith, rejectionOf } from '../../support/errors.ts';
import { batchOf, completed, delta, deltas, started } from '../../support/events.ts';
import type { OpenBench } from '../harness.ts';

export function exactRetryConformance(open: OpenBench): void {
  describe('a retry with firstSeq', () => {
    const events = [started(), delta('a'), delta('b'), delta('c')];
    const attempt = (length: number, firstSeq = 1) =>
      batchOf('run', events.slice(firstSeq - 1, firstSeq - 1 + length), { firstSeq });

    test('of a batch that is stored stores nothing, and says the same place', async () => {
      const { broker } = await open();
      const first = await broker.append(alice, attempt(4));
      const before = await readAll(broker, alice);
      expect(await broker.append(alice, attempt(4))).toEqual({ ...first, accepted: 0, duplicates: 4 });
      expect(await readAll(broker, alice)).toEqual(before);
    });

    test('of a batch of which a part is stored stores the rest', async () => {
      const { broker } = await open();
      await broker.append(alice, attempt(2));
      const stored = await readAll(broker, alice);
      const retried = await broker.append(alice, attempt(4));
      const all = await readAll(broker, alice);
      expect(retried).toEqual({
        accepted: 2,
        duplicates: 2,
        lastSeq: 4,
        position: positionBehind(all.at(-1) as Publication),
      });
      expect(all.slice(0, 2)).toEqual(stored);
      expect(all.map(({ seq, body }) => [seq, JSON.parse(body).text])).toEqual([
        [1, undefined],
        [2, 'a'],
        [3, 'b'],
        [4, 'c'],
      ]);
    });

    test('of events before the last says the place behind them, not the newest', async () => {
      const { broker } = await open();
      await broker.append(alice, attempt(4));
      await broker.append(alice, batchOf('other', [started()]));
      await broker.append(alice, batchOf('run', [completed()], { firstSeq: 5 }));
      const all = await readAll(broker, alice);
      expect(await broker.append(alice, attempt(2, 2))).toEqual({
        accepted: 0,
        duplicates: 2,
        lastSeq: 5,
        position: positionBehind(all[2] as Publication),
      });
      expect(await readAll(broker, alice)).toEqual(all);
    });

    test('of events that are trimmed still counts as one', async () => {
      const { broker } = await open({ maxCount: 1 });
      await broker.append(alice, attempt(4));
      await trimAll(broker);
      const newest = (await broker.read(alice, 'earliest', 0)).newest;
      expect(await broker.append(alice, attempt(2))).toEqual({
        accepted: 0,
        duplicates: 2,
        lastSeq: 4,
        position: newest,
      });
      expect(await readAll(broker, alice)).toHaveLength(1);
    });

    test('is exact however often it is sent at once', async () => {
      const { broker } = await open();
      await broker.append(alice, attempt(1));
      const retries = countTo(20).map((number) => broker.append(alice, attempt(1 + (number % 4))));
      const accepted = (await Promise.all(retries)).map((appended) => appended.accepted);
      expect(accepted.reduce((sum, count) => sum + count)).toBe(3);
      expect((await readAll(broker, alice)).map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    });

    test('goes on behind a gap that was filled', async () => {
      const { broker } = await open();
      await broker.append(alice, attempt(1));
      expect(await rejectionOf(broker.append(alice, attempt(1, 4)))).toEqual(
        errorWith('OUT_OF_ORDER', { expectedSeq: 2 }),
      );
      await broker.append(alice, attempt(2, 2));
      expect(await broker.append(alice, attempt(1, 4))).toMatchObject({ accepted: 1, lastSeq: 4 });
    });

    test('is announced only as far as it is new', async () => {
      const { broker } = await open();
      await broker.append(alice, attempt(2));
      const announced: number[] = [];
      const { promise, resolve } = Promise.withResolvers<void>();
      await broker.watch(alice, (hint) => {
        announced.push(...hint.map(({ seq }) => seq));
        if (hint.some(({ seq }) => seq === 6)) resolve();
      });
      await broker.append(alice, attempt(2));
      await broker.append(alice, attempt(4));
      await broker.append(alice, batchOf('run', deltas(2)));
      await promise;
      expect([...new Set(announced)]).toEqual([3, 4, 5, 6]);
    });
  });
}
