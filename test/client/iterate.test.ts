import { describe, expect, onTestFinished, test } from 'vitest';
import type { Source } from '../../src/client/iterate.ts';
import { Iteration } from '../../src/client/iterate.ts';
import { rejectionOf } from '../support/errors.ts';
import { completed, deltas, started } from '../support/events.ts';
import { startTestServer, watch } from '../support/server.ts';
import { connectResuming, places, placesOf } from './resuming.ts';

/** A source that counts on, for as long as it is asked to; it completes when it is told to stop, as the client's do. */
function counting(limit?: number) {
  const fed: { source: Source<number> | null; opened: number; stopped: number } = {
    source: null,
    opened: 0,
    stopped: 0,
  };
  let count = 0;
  const iteration = new Iteration<number>((source) => {
    fed.opened++;
    fed.source = source;
    return () => {
      fed.stopped++;
      fed.source = null;
      source.complete();
    };
  }, limit);
  const feed = (values: number) => {
    for (let left = values; left > 0 && fed.source !== null; left--) fed.source.next(++count);
  };
  return { iteration, fed, feed };
}

const end = { done: true, value: undefined };
const value = (number: number) => ({ done: false, value: number });

describe('an iteration', () => {
  test('gives what is ready, and what comes, in order', async () => {
    const { iteration, feed } = counting();
    feed(2);
    const asked = [iteration.next(), iteration.next(), iteration.next(), iteration.next()];
    feed(2);
    expect(await Promise.all(asked)).toEqual([1, 2, 3, 4].map(value));
  });

  test('stops its source at the limit, and starts it again when all was taken', async () => {
    const { iteration, feed, fed } = counting(3);
    for (let round = 0; round < 3; round++) {
      feed(10);
      expect(fed).toMatchObject({ opened: round + 1, stopped: round + 1, source: null });
      for (let taken = 1; taken <= 3; taken++) {
        expect(fed.opened).toBe(round + 1);
        expect(await iteration.next()).toEqual(value(round * 3 + taken));
      }
      expect(fed).toMatchObject({ opened: round + 2, stopped: round + 1 });
    }
  });

  test('ends with its source, behind what is ready', async () => {
    const { iteration, feed, fed } = counting();
    feed(1);
    fed.source?.complete();
    expect([await iteration.next(), await iteration.next(), await iteration.next()]).toEqual([
      value(1),
      end,
      end,
    ]);
    expect(fed.opened).toBe(1);
  });

  test('fails once with its source, behind what is ready', async () => {
    const { iteration, feed, fed } = counting();
    feed(1);
    fed.source?.error(new Error('No.'));
    expect(await iteration.next()).toEqual(value(1));
    const asked = [iteration.next(), iteration.next()];
    expect(await rejectionOf(asked[0] as Promise<unknown>)).toMatchObject({ message: 'No.' });
    expect(await asked[1]).toEqual(end);
    expect(await iteration.next()).toEqual(end);
  });

  test('that is returned settles whoever waits, drops what is ready, and stops its source once', async () => {
    const waiting = counting();
    const asked = [waiting.iteration.next(), waiting.iteration.next()];
    expect(await waiting.iteration.return()).toEqual(end);
    expect(await Promise.all(asked)).toEqual([end, end]);
    expect(waiting.fed.stopped).toBe(1);

    const ready = counting();
    ready.feed(5);
    await ready.iteration.return();
    await ready.iteration.return();
    expect(await ready.iteration.next()).toEqual(end);
    expect(ready.fed).toMatchObject({ opened: 1, stopped: 1 });
  });

  test('that is returned while its source is stopped does not start it again', async () => {
    const { iteration, feed, fed } = counting(2);
    feed(2);
    await iteration.return();
    expect(await iteration.next()).toEqual(end);
    expect(fed).toMatchObject({ opened: 1, stopped: 1 });
  });
});

describe('iterating over a subscription', () => {
  async function startIterating(events: number) {
    const server = await startTestServer();
    onTestFinished(() => server.close());
    await server.publish('alice', 'r', [started(), ...deltas(events - 2), completed()]);
    const { client } = connectResuming(server);
    const results = client.iterate(watch({ start: 'EARLIEST', runId: 'r' }));
    const next = async () => (await results.next()).value?.data?.agentEvents as never;
    return { server, client, results, next };
  }

  test('unsubscribes at 1,000 results that nobody takes, and goes on behind them', async () => {
    const { server, next, results } = await startIterating(3_500);
    const seen: { runId: string; seq: number }[] = [await next()];
    for (let round = 1; round <= 3; round++) {
      await server.readersMade(round);
      await server.readersReturned();
      expect(server.readers).toEqual({ made: round, returned: round });
      while (seen.length <= round * 1_000) seen.push(await next());
    }
    for await (const { data } of results) seen.push(data?.agentEvents as never);
    expect(placesOf(seen)).toEqual(places('r', 1, 3_500));
    expect(seen.filter(({ seq }) => seq === undefined)).toMatchObject([{ replayed: 3_500 }]);
  });

  test('does not unsubscribe from what is taken as it comes', async () => {
    const { server, results } = await startIterating(3_000);
    const seen = await Array.fromAsync(results);
    expect(seen).toHaveLength(3_001);
    await server.readersReturned();
    expect(server.readers.made).toBeLessThanOrEqual(4);
  });

  test('is over at once when it is returned, though somebody waits', async () => {
    const server = await startTestServer();
    onTestFinished(() => server.close());
    const { client } = connectResuming(server);
    const results = client.iterate(watch());
    const waiting = results.next();
    await server.readersMade(1);
    await results.return?.();
    expect(await waiting).toEqual(end);
    await server.readersReturned();
  });

  test('ends with its client', async () => {
    const { client, next, results } = await startIterating(3_000);
    await next();
    await client.dispose();
    const rest = await Array.fromAsync(results);
    expect(rest.length).toBeLessThan(1_000);
  });
});
