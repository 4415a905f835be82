import { describe, expect, test } from 'vitest';
import type { Connect } from '../support/clients.ts';
import { connectMultipart, connectSse, connectWs } from '../support/clients.ts';
import { deltas, started } from '../support/events.ts';
import { RawSocket } from '../support/raw.ts';
import type { TestServer, TestServerOptions } from '../support/server.ts';
import { startTestServer, watch } from '../support/server.ts';
import type { End } from '../support/stream.ts';
import { signToken } from '../support/tokens.ts';

const transports: readonly [string, Connect, End][] = [
  ['WebSocket', connectWs, { closed: 1013 }],
  ['server-sent events', connectSse, { refused: 429, code: 'RATE_LIMITED' }],
  [
    'multipart HTTP',
    connectMultipart,
    { errors: [expect.objectContaining({ extensions: expect.objectContaining({ code: 'RATE_LIMITED' }) })] },
  ],
];

async function withServer(limits: TestServerOptions['limits'], run: (server: TestServer) => Promise<void>) {
  const server = await startTestServer({ limits: limits ?? {} });
  try {
    await run(server);
  } finally {
    await server.close();
  }
}

describe.each(transports)('over %s', (_, connect, refusal) => {
  const live = async (server: TestServer, userId: string) => {
    const stream = await server.watch(connect, userId, { start: 'EARLIEST' });
    await stream.caughtUp();
    return stream;
  };

  test('a user has so many connections and no more; another user has as many', () =>
    withServer({ maxPerUser: 2 }, async (server) => {
      const [first] = [await live(server, 'alice'), await live(server, 'alice')];
      expect(await (await server.watch(connect, 'alice')).ended).toEqual(refusal);
      await live(server, 'bob');
      first.cancel();
      await server.readersReturnedBut(2);
      await live(server, 'alice');
    }));

  test('an address has so many connections and no more', () =>
    withServer({ maxPerAddress: 2 }, async (server) => {
      await live(server, 'alice');
      await live(server, 'bob');
      expect(await (await server.watch(connect, 'carol')).ended).toEqual(refusal);
    }));

  test('a user has so many subscriptions and no more', () =>
    withServer({ maxReadersPerChannel: 2 }, async (server) => {
      await live(server, 'alice');
      const second = await live(server, 'alice');
      const third = await server.watch(connect, 'alice');
      expect(await third.ended).toMatchObject({
        errors: [{ extensions: { code: 'LIMIT_EXCEEDED', limit: 2, retryable: false } }],
      });
      await live(server, 'bob');
      second.cancel();
      await server.readersReturnedBut(2);
      await live(server, 'alice');
    }));

  test('a connection is made anew after its time, and nothing is lost', () =>
    withServer({ maxAgeMs: 1_500 }, async (server) => {
      const stream = await live(server, 'alice');
      const end = await stream.ended;
      expect('closed' in end ? end : { lost: true }).toEqual(
        connect === connectWs ? { closed: 1012 } : { lost: true },
      );
      await server.readersReturned();
    }));
});

test('replays beyond the budget wait for it, and others do not', () =>
  withServer({ replaysPerMinute: 1_500 }, async (server) => {
    // So many that all of them take minutes.
    await server.publish('alice', 'run', [started()]);
    for (let batch = 0; batch < 10; batch++) await server.publish('alice', 'run', deltas(500));
    await server.publish('bob', 'run', [started()]);
    const live = await server.watch(connectWs, 'alice', { start: 'LATEST' });
    const replay = await server.watch(connectWs, 'alice', { start: 'EARLIEST' });
    await replay.take(1_000);
    const bob = await server.watch(connectWs, 'bob', { start: 'EARLIEST' });
    expect(await bob.caughtUp()).toHaveLength(2);
    // Time enough for the rest of the replay, if it could.
    for (let count = 0; count < 50; count++) {
      await server.publish('bob', 'run', deltas(1));
      await bob.takeOne();
    }
    // Live events are no replay.
    await server.publish('alice', 'run', deltas(1));
    await live.takeOne();
    expect(replay.received.length).toBeLessThan(5_000);
    // And whoever waits can go.
    replay.cancel();
    await server.readersReturnedBut(2);
  }));

test('replays that begin together share the budget', async () => {
  const server = await startTestServer({ store: 'sqlite', limits: { replaysPerMinute: 1_000 } });
  try {
    await server.publish('alice', 'run', [started(), ...deltas(1_999)]);
    await server.publish('bob', 'run', [started()]);
    const client = await server.connect(connectWs, 'alice');
    const replays = Array.from({ length: 10 }, () => client.subscribe(watch({ start: 'EARLIEST' })));
    await server.readersMade(10);
    await Promise.race(replays.map((replay) => replay.take(500)));
    // Time enough for all of them, if they could.
    const bob = await server.watch(connectWs, 'bob', { start: 'EARLIEST' });
    await bob.caughtUp();
    for (let count = 0; count < 50; count++) {
      await server.publish('bob', 'run', deltas(1));
      await bob.takeOne();
    }
    const replayed = replays.reduce((sum, { received }) => sum + received.length, 0);
    // What is being read when the budget ends is read to the end of its page.
    expect(replayed).toBeLessThanOrEqual(1_500);
  } finally {
    await server.close();
  }
});

test('one socket carries so many subscriptions; the one beyond is refused alone, and a query is not', () =>
  withServer({ maxSubscriptionsPerSocket: 3 }, async (server) => {
    const socket = await RawSocket.open(server.url);
    socket.send({
      type: 'connection_init',
      payload: { Authorization: `Bearer ${await signToken('alice')}` },
    });
    expect((await socket.receive()).type).toBe('connection_ack');
    const subscribe = (id: string) => socket.send({ type: 'subscribe', id, payload: watch() });
    for (const id of ['1', '2', '3', '4']) subscribe(id);
    const refused = await socket.receive();
    expect(refused).toMatchObject({ id: '4', type: 'error' });
    expect(refused.payload[0].extensions).toEqual({ code: 'LIMIT_EXCEEDED', retryable: false, limit: 3 });
    await server.readersMade(3);
    socket.send({ type: 'subscribe', id: 'query', payload: { query: '{ viewer { id } }' } });
    expect((await socket.receive()).payload).toEqual({ data: { viewer: { id: 'alice' } } });
    expect(await socket.receive()).toEqual({ id: 'query', type: 'complete' });
    socket.send({ type: 'complete', id: '1' });
    await server.readersReturnedBut(2);
    subscribe('5');
    await server.readersMade(4);
    await server.publish('alice', 'run', [started()]);
    const ids = [await socket.receive(), await socket.receive(), await socket.receive()].map(({ id }) => id);
    expect(ids.sort()).toEqual(['2', '3', '5']);
    socket.destroy();
  }));

test('from a socket that sends more than its rate, the rest is read later, and nothing is lost', () =>
  withServer({ maxMessagesPerSecond: 20 }, async (server) => {
    const socket = await RawSocket.open(server.url);
    const began = performance.now();
    socket.send({
      type: 'connection_init',
      payload: { Authorization: `Bearer ${await signToken('alice')}` },
    });
    expect((await socket.receive()).type).toBe('connection_ack');
    // Two seconds' worth may come at once.
    for (let n = 0; n < 80; n++) {
      socket.send({ type: 'ping' });
      expect(await socket.receive()).toEqual({ type: 'pong' });
    }
    expect(performance.now() - began).toBeGreaterThan(1_500);
    socket.destroy();
  }));
