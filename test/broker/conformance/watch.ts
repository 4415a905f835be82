import { describe, expect, test } from 'vitest';
import type { Broker, Page } from '../../../src/broker/broker.ts';
import type { Channel } from '../../../src/events/channel.ts';
import type { Publication } from '../../../src/events/publication.ts';
import { alice, bob, readAll } from '../../support/brokers.ts';
import { batchOf, completed, deltas, started } from '../../support/events.ts';
import type { OpenBench } from '../harness.ts';

/** Watches a channel, and keeps what it is told. */
async function watcherOf(broker: Broker, channel: Channel) {
  const hints: (readonly Publication[])[] = [];
  let wake = () => {};
  const unwatch = await broker.watch(channel, (hint) => {
    hints.push(hint);
    wake();
  });
  return {
    hints,
    unwatch,
    /** Resolves once the watcher was called since `calls`. */
    calledSince: async (calls: number) => {
      while (hints.length <= calls) {
        const { promise, resolve } = Promise.withResolvers<void>();
        wake = resolve;
        await promise;
      }
    },
  };
}

export function watchConformance(open: OpenBench): void {
  describe('a watcher', () => {
    test('is told of appends, and of what a read returns', async () => {
      const { broker } = await open();
      await broker.append(alice, batchOf('parent', [started()]));
      const { hints, calledSince } = await watcherOf(broker, alice);
      const batches = [
        batchOf('run', [started({ parentRunId: 'parent' }), ...deltas(3)]),
        batchOf('run', deltas(2)),
        batchOf('run', [completed()]),
      ];
      for (const batch of batches) {
        const calls = hints.length;
        await broker.append(alice, batch);
        await calledSince(calls);
      }
      const readable = new Map(
        (await readAll(broker, alice)).map((publication) => [publication.id, publication]),
      );
      const hinted = hints.flat();
      expect(hinted).toEqual(hinted.map(({ id }) => readable.get(id)));
    });

    test('can read what it is told of', async () => {
      const { broker } = await open();
      const { promise, resolve } = Promise.withResolvers<Page>();
      await broker.watch(alice, () => resolve(broker.read(alice, 'earliest', 10)));
      await broker.append(alice, batchOf('run', [started(), ...deltas(2)]));
      expect((await promise).publications).toHaveLength(3);
    });

    test('is not told of other channels', async () => {
      const { broker } = await open();
      const hers = await watcherOf(broker, alice);
      const his = await watcherOf(broker, bob);
      await broker.append(bob, batchOf('run', [started()]));
      await broker.append(alice, batchOf('run', [started()]));
      await Promise.all([hers.calledSince(0), his.calledSince(0)]);
      const { id } = (await readAll(broker, alice))[0] as Publication;
      expect(hers.hints.flat().every((publication) => publication.id === id)).toBe(true);
      expect(hers.hints).toHaveLength(1);
    });

    test('is called though another one of the same channel leaves, be it the same function', async () => {
      const { broker } = await open();
      const staying = await watcherOf(broker, alice);
      const leaving = await watcherOf(broker, alice);
      let calls = 0;
      const { promise, resolve } = Promise.withResolvers<void>();
      const twice = () => {
        calls++;
        resolve();
      };
      const unwatchFirst = await broker.watch(alice, twice);
      await broker.watch(alice, twice);
      leaving.unwatch();
      unwatchFirst();
      await broker.append(alice, batchOf('run', [started()]));
      await Promise.all([staying.calledSince(0), promise]);
      expect(leaving.hints).toEqual([]);
      expect(calls).toBe(1);
    });

    test('is called no more once it has left, even if it leaves twice', async () => {
      const { broker } = await open();
      const leaving = await watcherOf(broker, alice);
      const staying = await watcherOf(broker, alice);
      await broker.append(alice, batchOf('run', [started()]));
      await Promise.all([leaving.calledSince(0), staying.calledSince(0)]);
      leaving.unwatch();
      leaving.unwatch();
      // Once the second announcement is there, the first one has been everywhere.
      for (const calls of [1, 2]) {
        await broker.append(alice, batchOf('run', deltas(1)));
        await staying.calledSince(calls);
      }
      expect(leaving.hints).toHaveLength(1);
    });

    test('that came when all others had left is called', async () => {
      const { broker } = await open();
      const { unwatch } = await watcherOf(broker, alice);
      unwatch();
      const { calledSince } = await watcherOf(broker, alice);
      unwatch();
      await broker.append(alice, batchOf('run', [started()]));
      await calledSince(0);
    });

    test('is not called before it knows how to leave', async () => {
      const { broker } = await open();
      let isWatching = false;
      const early: (readonly Publication[])[] = [];
      const watching = broker.watch(alice, (hint) => {
        if (!isWatching) early.push(hint);
      });
      const noted = watching.then(() => {
        isWatching = true;
      });
      await Promise.all([broker.append(alice, batchOf('run', [started()])), noted]);
      expect(early).toEqual([]);
    });

    test('is not called before it knows how to leave, even if it comes while others are called', async () => {
      const { broker } = await open();
      let isWatching = false;
      let early = 0;
      const noted = Promise.withResolvers<void>();
      await broker.watch(alice, () => {
        const watching = broker.watch(alice, () => {
          if (!isWatching) early++;
        });
        watching.then(() => {
          isWatching = true;
          noted.resolve();
        });
      });
      await broker.append(alice, batchOf('run', [started()]));
      await noted.promise;
      expect(early).toBe(0);
    });
  });
}
