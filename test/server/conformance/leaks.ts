import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Broker } from '../../../src/broker/broker.ts';
import { MemoryBroker } from '../../../src/broker/memory.ts';
import { channelOf } from '../../../src/events/channel.ts';
import type { EventInput } from '../../../src/events/validate.ts';
import type { Client, Connect } from '../../support/clients.ts';
import { batchOf, delta, deltas, started } from '../../support/events.ts';
import type { TestServer } from '../../support/server.ts';
import { startTestServer, watch } from '../../support/server.ts';
import { seqsOf, upTo } from './delivery.ts';

const everything = watch({ start: 'EARLIEST' });

/** Far more than sockets and kernel buffer. */
const HUGE_EVENTS = 2000;
const hugeDeltas = Array.from({ length: HUGE_EVENTS - 1 }, () => delta('x'.repeat(16 * 1024)));

export function leaks(connect: Connect): void {
  describe('whatever way a subscription ends, its reader is returned', () => {
    const broker = new MemoryBroker({ retention: { maxAgeMs: 3_600_000, maxCount: 1_000_000 } });
    let server: TestServer;
    let client: Client;

    const append = async (userId: string, events: readonly EventInput[]) => {
      for (let done = 0; done < events.length; done += 500) {
        await broker.append(channelOf(null, userId), batchOf('run', events.slice(done, done + 500)));
      }
    };

    beforeEach(async () => {
      server = await startTestServer({ broker });
      client = await server.connect(connect, 'alice');
    });
    afterEach(() => server.close());

    const openIdle = (count: number) =>
      Promise.all(
        Array.from({ length: count }, async () => {
          const stream = client.subscribe(everything);
          await stream.caughtUp();
          return stream;
        }),
      );

    test('idle, and completed by the client', async () => {
      const streams = await openIdle(20);
      expect(server.readers).toEqual({ made: 20, returned: 0 });
      for (const stream of streams) stream.cancel();
      await server.readersReturned();
      expect(server.readers.made).toBe(20);
    });

    test('idle, and the client is closed', async () => {
      await openIdle(20);
      await client.close();
      await server.readersReturned();
    });

    test('idle, and the connection is cut', async () => {
      await openIdle(20);
      client.destroy();
      await server.readersReturned();
    });

    test('completed as soon as it is subscribed', async () => {
      for (let count = 0; count < 20; count++) client.subscribe(everything).cancel();
      await (await openIdle(1))[0]?.cancel();
      await server.readersReturned();
    });

    test('in the middle of a replay of 5,000 events, completed or cut', async () => {
      await append('replay', [started(), ...deltas(4999)]);
      for (const end of ['cancel', 'destroy'] as const) {
        client = await server.connect(connect, 'replay');
        const stream = client.subscribe(everything);
        await stream.take(100);
        if (end === 'cancel') stream.cancel();
        else client.destroy();
        await server.readersReturned();
        expect(stream.received.length).toBeLessThan(5000);
      }
    });

    test('a client that stops reading holds its reader back; cut, it is returned', async () => {
      await append('stalled', [started(), ...hugeDeltas]);
      await append('reading', [started(), ...hugeDeltas]);
      const read = countReads(broker);
      client = await server.connect(connect, 'stalled');
      const stalled = client.subscribe(everything);
      await stalled.takeOne();
      client.stopReading();
      // By the time that another one has read all of as much, this one would have too.
      const reading = await server.watch(connect, 'reading', { start: 'EARLIEST' });
      await reading.caughtUp();
      expect(read.pagesOf('reading')).toBeGreaterThanOrEqual(HUGE_EVENTS / 500);
      expect(read.pagesOf('stalled')).toBeLessThan(HUGE_EVENTS / 500);
      read.stop();
      reading.cancel();
      expect(server.readers).toEqual({ made: 2, returned: 0 });
      client.destroy();
      await server.readersReturned();
    });

    test('a client that goes on reading misses nothing and repeats nothing', async () => {
      client = await server.connect(connect, 'stalled');
      const stream = client.subscribe(everything);
      await stream.takeOne();
      client.stopReading();
      await (await server.watch(connect, 'reading', { start: 'EARLIEST' })).caughtUp();
      client.goOnReading();
      await stream.caughtUp();
      expect(seqsOf(stream.received)).toEqual(upTo(HUGE_EVENTS));
    });

    test('the connection is cut while the store still opens the stream', async () => {
      const { promise: mayWatch, resolve: letWatch } = Promise.withResolvers<void>();
      const watchAtOnce = broker.watch.bind(broker);
      broker.watch = async (...args) => {
        await mayWatch;
        return watchAtOnce(...args);
      };
      // One that has nothing to deliver, and so finds out by no failure that nobody is there.
      client.subscribe(watch({ start: 'LATEST' }));
      await server.readersMade(1);
      client.destroy();
      // Two answers on other connections: by then the server has heard of the end of this one.
      for (let asked = 0; asked < 2; asked++) await server.query('bob', '{ __typename }');
      letWatch();
      await server.readersReturned();
      broker.watch = watchAtOnce;
    });
  });
}

/** Counts the pages that are read of users' channels. */
function countReads(broker: Broker) {
  const pages = new Map<string, number>();
  const read = broker.read.bind(broker);
  broker.read = (channel, after, limit) => {
    if (limit > 0) pages.set(channel, (pages.get(channel) ?? 0) + 1);
    return read(channel, after, limit);
  };
  return {
    pagesOf: (userId: string) => pages.get(channelOf(null, userId)) ?? 0,
    stop: () => {
      broker.read = read;
    },
  };
}
