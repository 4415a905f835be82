import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Publication } from '../../src/events/publication.ts';
import type { Reader, ReaderOptions } from '../../src/feed/reader.ts';
import type { MeddledBroker } from './support.ts';
import {
  completed,
  delta,
  everything,
  iteratorOf,
  live,
  newChannel,
  next,
  nextOf,
  publish,
  publishMany,
  range,
  replay,
  settled,
  started,
  take,
  tool,
  untilDone,
  useStores,
} from './support.ts';

const { openBroker, openFeeds } = useStores();
const alice = newChannel('alice');

describe('A feed', () => {
  test('serves its readers without asking the broker', async () => {
    const broker = await openBroker();
    const feeds = openFeeds(broker);
    const readers = [await feeds.read(alice, live), await feeds.read(alice, live)];
    const asked = broker.reads;
    await publishMany(broker, alice, 'a', 1024);
    for (const reader of readers) {
      expect(await take(reader, 1024)).toEqual(range('a', 1, 1024));
      reader.close();
    }
    expect(broker.reads).toBe(asked);
  });

  test.each(['memory', 'sqlite'] as const)('lets slow readers go on from the %s log', async (store) => {
    const broker = await openBroker(store);
    const feeds = openFeeds(broker);
    const alice = newChannel('alice');
    const reader = await feeds.read(alice, live);
    await publish(broker, alice, 'a', started(), tool());
    expect(await take(reader, 1)).toEqual(['a:1']);
    const asked = broker.reads;
    await publishMany(broker, alice, 'b', 3000);
    expect(await take(reader, 3001)).toEqual(['a:2', ...range('b', 1, 3000)]);
    expect(broker.reads).toBeGreaterThan(asked);
    await publish(broker, alice, 'a', tool());
    expect(await take(reader, 1)).toEqual(['a:3']);
    reader.close();
  });

  test('holds a bounded amount of text', async () => {
    const broker = await openBroker();
    const feeds = openFeeds(broker);
    const reader = await feeds.read(alice, live);
    const asked = broker.reads;
    await publish(broker, alice, 'a', started());
    for (let count = 0; count < 12; count++) await publish(broker, alice, 'a', delta('x'.repeat(100_000)));
    expect(await take(reader, 13)).toEqual(range('a', 1, 13));
    expect(broker.reads).toBe(asked + 1);
    reader.close();
  });

  test('is watched for as long as it has readers, and no longer', async () => {
    const broker = await openBroker();
    const feeds = openFeeds(broker);
    const [first, second] = [await feeds.read(alice, live), await feeds.read(alice, live)];
    expect(broker.watching).toBe(1);
    first.close();
    first.close();
    await settled();
    expect(broker.watching).toBe(1);
    await publish(broker, alice, 'a', started());
    expect(await take(second, 1)).toEqual(['a:1']);
    second.close();
    await settled();
    expect(broker.watching).toBe(0);
    const third = await feeds.read(alice, replay);
    expect(broker.watching).toBe(1);
    expect(await take(third, 2)).toEqual(['a:1', 'CaughtUp(1)']);
    third.close();
    expect(feeds.count).toEqual({ made: 3, returned: 3 });
  });
});

describe('return()', () => {
  const coalescing: ReaderOptions = { ...live, coalesceMs: 1000 };
  const neverAnswering = () => new Promise(() => {});
  /** Brings a reader to where its next() waits. */
  const states: Record<string, (broker: MeddledBroker) => { options: ReaderOptions; calls?: string }> = {
    'for news': () => ({ options: live }),
    'for a page': (broker) => {
      let reads = 0;
      broker.behind = (call) => (call === 'read' && ++reads > 1 ? neverAnswering() : undefined);
      return { options: replay, calls: 'read' };
    },
    'for a run to be found': (broker) => {
      broker.behind = (call) => (call === 'findRun' ? neverAnswering() : undefined);
      return { options: { ...live, filter: { ...everything, runId: 'a' } }, calls: 'findRun' };
    },
    'for more to merge': () => ({ options: coalescing }),
  };

  async function expectSettledAtOnce(reader: Reader, pending: Promise<unknown>): Promise<void> {
    let result: unknown;
    pending.then((settled) => {
      result = settled;
    });
    const returned = iteratorOf(reader).return();
    await null;
    await null;
    expect(result).toEqual({ done: true, value: undefined });
    expect(await returned).toEqual({ done: true, value: undefined });
    expect(await next(reader)).toEqual({ done: true, value: undefined });
    expect(await iteratorOf(reader).return()).toEqual({ done: true, value: undefined });
  }

  test.each(Object.entries(states))('settles a next() that waits %s', async (_, bringAbout) => {
    const broker = await openBroker();
    const feeds = openFeeds(broker);
    await publish(broker, alice, 'a', started());
    const { options, calls } = bringAbout(broker);
    const waiting: string[] = [];
    const { before } = broker;
    broker.before = (call) => {
      waiting.push(call);
      return before(call);
    };
    const reader = await feeds.read(alice, options);
    const pending = next(reader);
    if (options.coalesceMs > 0) await publish(broker, alice, 'a', delta('x'));
    await settled();
    if (calls !== undefined) expect(waiting.at(-1)).toBe(calls);
    await expectSettledAtOnce(reader, pending);
    expect(feeds.count).toEqual({ made: 1, returned: 1 });
  });

  test('settles a next() that waits for its turn', async () => {
    const broker = await openBroker();
    const feeds = openFeeds(broker);
    const reader = await feeds.read(alice, live);
    await publishMany(broker, alice, 'a', 100);
    await take(reader, 64);
    await expectSettledAtOnce(reader, next(reader));
  });

  test('settles all of several next()', async () => {
    const broker = await openBroker();
    const feeds = openFeeds(broker);
    const reader = await feeds.read(alice, live);
    const pending = [next(reader), next(reader), next(reader)];
    reader.close();
    const done = { done: true, value: undefined };
    expect(await Promise.all(pending)).toEqual([done, done, done]);
  });

  test('is not troubled by a broker that fails afterwards', async () => {
    const broker = await openBroker();
    const feeds = openFeeds(broker);
    const reader = await feeds.read(alice, replay);
    const failing = Promise.withResolvers<void>();
    broker.behind = () => failing.promise;
    const pending = next(reader);
    await settled();
    reader.close();
    failing.reject(new Error('gone'));
    await settled();
    expect(await pending).toEqual({ done: true, value: undefined });
    expect(feeds.count).toEqual({ made: 1, returned: 1 });
  });
});

describe('Several next() at once', () => {
  test('are answered in their order', async () => {
    const broker = await openBroker();
    const feeds = openFeeds(broker);
    const reader = await feeds.read(alice, live);
    const pending = Array.from({ length: 5 }, () => take(reader, 1));
    await publish(broker, alice, 'a', started(), tool());
    await publish(broker, alice, 'a', tool(), tool(), tool());
    expect((await Promise.all(pending)).flat()).toEqual(range('a', 1, 5));
    reader.close();
  });
});

describe('A reader with much to deliver', () => {
  test.each([['from the ring', live, 1024] as const, ['from the log', replay, 5000] as const])(
    '%s lets the event loop turn at least every 64 deliveries',
    async (_, options, count) => {
      const broker = await openBroker();
      const feeds = openFeeds(broker);
      if (options === replay) await publishMany(broker, alice, 'a', count);
      const reader = await feeds.read(alice, options);
      if (options === live) await publishMany(broker, alice, 'a', count);
      let turn = 0;
      let isOver = false;
      const turning = (async () => {
        while (!isOver) {
          await setImmediate();
          turn++;
        }
      })();
      const perTurn = new Map<number, number>();
      for (let delivered = 0; delivered < count; delivered++) {
        await nextOf(reader);
        perTurn.set(turn, (perTurn.get(turn) ?? 0) + 1);
      }
      isOver = true;
      await turning;
      expect(Math.max(...perTurn.values())).toBeLessThanOrEqual(64);
      reader.close();
    },
  );
});

describe('A failing broker', () => {
  const failure = new Error('store is away');

  test.each(['watch', 'read'])(
    'rejects the opening where %s fails, and the next one succeeds',
    async (failing) => {
      const broker = await openBroker();
      const feeds = openFeeds(broker);
      broker.before = (call) => (call === failing ? Promise.reject(failure) : undefined);
      const opening = [feeds.read(alice, live), feeds.read(alice, replay)];
      expect(await Promise.allSettled(opening)).toEqual([
        { status: 'rejected', reason: failure },
        { status: 'rejected', reason: failure },
      ]);
      expect(feeds.count).toEqual({ made: 2, returned: 2 });
      expect(broker.watching).toBe(0);
      broker.before = () => {};
      const reader = await feeds.read(alice, replay);
      expect(await take(reader, 1)).toEqual(['CaughtUp(0)']);
      reader.close();
    },
  );

  test.each([
    ['read', replay] as const,
    ['findRun', { ...live, filter: { ...everything, runId: 'a' } }] as const,
  ])('rejects next() where %s fails, and lets go of the reader', async (failing, options) => {
    const broker = await openBroker();
    const feeds = openFeeds(broker);
    const reader = await feeds.read(alice, options);
    const other = await feeds.read(alice, live);
    broker.before = (call) => (call === failing ? Promise.reject(failure) : undefined);
    await expect(next(reader)).rejects.toBe(failure);
    expect(feeds.count).toEqual({ made: 2, returned: 1 });
    expect(await next(reader)).toEqual({ done: true, value: undefined });
    reader.close();
    expect(feeds.count).toEqual({ made: 2, returned: 1 });
    await publish(broker, alice, 'a', started());
    expect(await take(other, 1)).toEqual(['a:1']);
    other.close();
  });

  test('is told to whoever listens where a check fails, and the other feeds are checked still', async () => {
    const broker = await openBroker();
    const failures: [string, unknown][] = [];
    const feeds = openFeeds(broker, (stage, error) => failures.push([stage, error]));
    const bob = newChannel('bob');
    const [ofAlice, ofBob] = [await feeds.read(alice, live), await feeds.read(bob, live)];
    broker.announce = () => {};
    await publish(broker, bob, 'b', started());
    let reads = 0;
    broker.before = (call) => (call === 'read' && reads++ === 0 ? Promise.reject(failure) : undefined);
    const pending = take(ofBob, 1);
    await feeds.checkAll();
    expect(failures).toEqual([['feed check', failure]]);
    expect(await pending).toEqual(['b:1']);
    ofAlice.close();
    ofBob.close();
  });
});

describe('Announcements', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  test('that were lost are found by a check', async () => {
    const broker = await openBroker();
    const feeds = openFeeds(broker);
    const reader = await feeds.read(alice, live);
    broker.announce = () => {};
    const pending = take(reader, 2);
    await publish(broker, alice, 'a', started(), tool());
    await feeds.checkAll();
    expect(await pending).toEqual(['a:1', 'a:2']);
    reader.close();
  });

  test('that were lost are found within 25 seconds, again and again', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const broker = await openBroker();
    const feeds = openFeeds(broker);
    const reader = await feeds.read(alice, live);
    broker.announce = () => {};
    for (const runId of ['a', 'b']) {
      const pending = take(reader, 1);
      await publish(broker, alice, runId, started());
      await vi.advanceTimersByTimeAsync(25_000);
      expect(await pending).toEqual([`${runId}:1`]);
    }
    reader.close();
  });

  test('that are mere hints are enough', async () => {
    const broker = await openBroker();
    const feeds = openFeeds(broker);
    const reader = await feeds.read(alice, live);
    broker.announce = (_, deliver) => deliver([]);
    const pending = take(reader, 2);
    await publish(broker, alice, 'a', started(), tool());
    expect(await pending).toEqual(['a:1', 'a:2']);
    reader.close();
  });

  test('that were lost do not keep a reader who is ahead of them from coming to rest', async () => {
    const broker = await openBroker();
    const feeds = openFeeds(broker);
    const sleeper = await feeds.read(alice, live);
    broker.announce = () => {};
    await publish(broker, alice, 'a', started(), tool());
    const asked = broker.reads;
    const reader = await feeds.read(alice, replay);
    expect(await take(reader, 3)).toEqual(['a:1', 'a:2', 'CaughtUp(2)']);
    const pending = take(reader, 1);
    await settled();
    expect(broker.reads - asked).toBeLessThan(6);
    expect(await take(sleeper, 2)).toEqual(['a:1', 'a:2']);
    broker.announce = (hint, deliver) => deliver(hint);
    await publish(broker, alice, 'a', tool());
    expect(await pending).toEqual(['a:3']);
    reader.close();
    sleeper.close();
  });

  test('that come late leave a reader at rest who is ahead of them', async () => {
    const broker = await openBroker();
    const feeds = openFeeds(broker);
    const sleeper = await feeds.read(alice, live);
    const late: (() => void)[] = [];
    broker.announce = (hint, deliver) => late.push(() => deliver(hint));
    await publish(broker, alice, 'a', started());
    await publish(broker, alice, 'a', tool());
    const reader = await feeds.read(alice, replay);
    expect(await take(reader, 2)).toEqual(['a:1', 'a:2']);
    for (const deliver of late) deliver();
    expect(await take(reader, 1)).toEqual(['CaughtUp(2)']);
    broker.announce = (hint, deliver) => deliver(hint);
    await publish(broker, alice, 'a', tool());
    expect(await take(reader, 1)).toEqual(['a:3']);
    expect(await take(sleeper, 3)).toEqual(range('a', 1, 3));
    reader.close();
    sleeper.close();
  });

  type Announce = MeddledBroker['announce'];
  const meddlers: Record<string, () => Announce> = {
    'lose every other one': () => {
      let count = 0;
      return (hint, deliver) => {
        if (count++ % 2 === 0) deliver(hint);
      };
    },
    'come twice': () => (hint, deliver) => {
      deliver(hint);
      deliver(hint);
    },
    'come in pairs, the later first': () => {
      let held: readonly Publication[] | null = null;
      return (hint, deliver) => {
        if (held === null) {
          held = hint;
          return;
        }
        deliver(hint);
        deliver(held);
        held = null;
      };
    },
    'repeat all that there ever was': () => {
      const all: Publication[] = [];
      return (hint, deliver) => {
        all.push(...hint);
        deliver(all);
      };
    },
    'say no more than that there is something': () => (_hint, deliver) => deliver([]),
    'are torn apart': () => (hint, deliver) => {
      for (const publication of hint) deliver([publication]);
    },
  };

  test.each(Object.entries(meddlers))('that %s lead to each event once and in order', async (_, meddle) => {
    for (const options of [live, replay]) {
      const broker = await openBroker();
      const feeds = openFeeds(broker);
      broker.announce = meddle();
      const reader = await feeds.read(alice, { ...options, filter: { ...everything, runId: 'a' } });
      const pending = untilDone(reader);
      await publish(broker, alice, 'a', started());
      for (let count = 0; count < 12; count++) {
        await publish(broker, alice, 'a', tool(), tool());
        if (count % 3 === 0) await settled();
      }
      await publish(broker, alice, 'a', completed);
      await feeds.checkAll();
      const shown = await pending;
      expect(shown.filter((each) => !each.startsWith('CaughtUp'))).toEqual([...range('a', 1, 26), 'done']);
    }
  });
});
