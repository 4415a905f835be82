import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket as WsWebSocket } from 'ws';
import { MemoryBroker } from '../../src/broker/memory.ts';
import { trimAll } from '../support/brokers.ts';
import { completed, delta, deltas, started } from '../support/events.ts';
import type { TestServer, TestServerOptions } from '../support/server.ts';
import { startTestServer, watch } from '../support/server.ts';
import { seeded, TcpProxy } from './proxy.ts';
import { connectResuming, hurry, observe, places, placesOf } from './resuming.ts';
import { StoredServer } from './stored-server.ts';

beforeEach(hurry);

async function startServer(
  options: TestServerOptions = {},
): Promise<{ server: TestServer; proxy: TcpProxy }> {
  const server = await startTestServer(options);
  onTestFinished(() => server.close());
  return { server, proxy: await TcpProxy.start(server.port) };
}

const implementations = { WebSocket, 'the WebSocket of ws': WsWebSocket };
const CUTS = 50;

describe.each(Object.entries(implementations))('through cuts at random, with %s', (name, webSocketImpl) => {
  test('two subscriptions on one socket get theirs once and in order, beside queries', async () => {
    const { server, proxy } = await startServer();
    const random = seeded(name.length);
    proxy.budget = () => (proxy.cuts < CUTS ? Math.ceil(random() ** 2 * 40_000) : Number.POSITIVE_INFINITY);
    const { client, states } = connectResuming(proxy, { webSocketImpl });
    await server.publish('alice', 'a', [started({ threadId: 't' })]);
    await server.publish('alice', 'b', [started()]);
    const all = observe(client, watch({ start: 'EARLIEST' }));
    const starts = observe(
      client,
      watch({ start: 'EARLIEST', types: ['AGENT_STARTED', 'MESSAGE_DELTA'], threadId: 't' }),
    );

    const expected = { a: 1, b: 1 };
    while (proxy.cuts < CUTS) {
      const run = random() < 0.5 ? 'a' : 'b';
      const texts = Array.from({ length: Math.ceil(random() * 30) }, () => delta('x'.repeat(random() * 300)));
      expected[run] += texts.length;
      await server.publish('alice', run, texts);
      const query = observe(client, { query: '{ viewer { id } }' });
      await query.completed();
      expect(query.results.at(-1)).toEqual({ data: { viewer: { id: 'alice' } } });
    }
    await server.publish('alice', 'b', [completed()]);
    await server.publish('alice', 'a', [completed()]);
    await server.publish('alice', 'last', [started({ threadId: 't' })]);
    await all.takeUntil(({ runId }) => runId === 'last');
    await starts.takeUntil(({ runId }) => runId === 'last');

    const placesIn = (observer: typeof all, run: string) =>
      placesOf(observer.received).filter((place) => place.startsWith(`${run}:`));
    expect(placesIn(all, 'a')).toEqual(places('a', 1, expected.a + 1));
    expect(placesIn(all, 'b')).toEqual(places('b', 1, expected.b + 1));
    expect(placesIn(starts, 'a')).toEqual(places('a', 1, expected.a));
    expect(placesIn(starts, 'b')).toEqual([]);
    for (const { received } of [all, starts]) {
      expect(received.filter(({ __typename }) => __typename === 'CaughtUp')).toHaveLength(1);
    }
    expect(states.words).toContain('waiting');
  });
});

describe('CaughtUp', () => {
  test('is told once, and counts what all connections have replayed', async () => {
    const { server, proxy } = await startServer();
    await server.publish('alice', 'r', [started(), ...deltas(399)]);
    const budgets = [5_000, 9_000, 20_000];
    proxy.budget = () => budgets.shift() ?? Number.POSITIVE_INFINITY;
    const { client, states } = connectResuming(proxy);
    const observer = observe(client, watch({ start: 'EARLIEST' }));
    const replay = await observer.caughtUp();
    expect(placesOf(replay)).toEqual(places('r', 1, 400));
    expect(replay.at(-1)).toMatchObject({ __typename: 'CaughtUp', replayed: 400 });
    expect(proxy.cuts).toBe(3);

    await states.until('live');
    proxy.cut();
    await states.untilNext('live');
    await server.publish('alice', 'r', [completed()]);
    expect(await observer.takeOne()).toMatchObject({ seq: 401 });
  });

  test('counts what is behind a cursor', async () => {
    const { server, proxy } = await startServer();
    const { cursor } = await server.publish('alice', 'r', [started()]);
    await server.publish('alice', 'r', deltas(5));
    const { client } = connectResuming(proxy);
    const replay = await observe(client, watch({ after: cursor })).caughtUp();
    expect(placesOf(replay)).toEqual(places('r', 2, 6));
    expect(replay.at(-1)).toMatchObject({ replayed: 5 });
  });

  test('is not told to whoever asked for no replay, though every reconnect is one', async () => {
    const { server, proxy } = await startServer();
    await server.publish('alice', 'r', [started()]);
    const { client, states } = connectResuming(proxy);
    const observer = observe(client, watch());
    await states.until('live');
    for (let round = 0; round < 3; round++) {
      proxy.cut();
      await states.untilNext('waiting');
      await server.publish('alice', 'r', [delta('while away')]);
      await states.until('live');
      await server.publish('alice', 'r', [delta('while there')]);
      await observer.take(2);
    }
    expect(placesOf(observer.received)).toEqual(places('r', 2, 7));
    expect(observer.received).toHaveLength(6);
  });
});

describe('a subscription from now on', () => {
  test('goes on from where it began, wherever its first connections were cut', async () => {
    const { server, proxy } = await startServer();
    await server.publish('alice', 'before', [started()]);
    // Between the answer that says where the stream is and that answer’s end, among others.
    for (let budget = 300; budget < 900; budget += 15) {
      const run = `run ${budget}`;
      const budgets = [budget, budget + 7];
      proxy.budget = () => budgets.shift() ?? Number.POSITIVE_INFINITY;
      const { client, states } = connectResuming(proxy);
      const observer = observe(client, watch());
      await states.until('live');
      await server.publish('alice', run, [started(), completed()]);
      await observer.take(2);
      expect(placesOf(observer.received)).toEqual(places(run, 1, 2));
      expect(observer.received).toHaveLength(2);
      await client.dispose();
    }
  });

  test('misses nothing behind the position that it was told, though that answer’s end never came', async () => {
    const { server, proxy } = await startServer();
    const { client, states } = connectResuming(proxy);
    const observer = observe(client, watch());
    // As soon as the position is there, the connection is gone.
    const unlisten = client.on('message', ({ type }) => {
      if (type !== 'next') return;
      unlisten();
      proxy.isAway = true;
      client.terminate();
    });
    await states.until('waiting');
    await server.publish('alice', 'r', [started(), ...deltas(2)]);
    proxy.isAway = false;
    expect(placesOf(await observer.take(3))).toEqual(places('r', 1, 3));
    await states.until('live');
    for (let count = 0; count < 2; count++) {
      await server.publish('alice', 'r', deltas(1));
      await observer.takeOne();
    }
    expect(placesOf(observer.received)).toEqual(places('r', 1, 5));
  });
});

test('an event that comes late, over a connection that was given up, is not delivered twice', async () => {
  for (const webSocketImpl of Object.values(implementations)) {
    const { server, proxy } = await startServer();
    await server.publish('alice', 'r', [started()]);
    const { client, states } = connectResuming(proxy, { webSocketImpl });
    const observer = observe(client, watch({ start: 'EARLIEST' }));
    await observer.caughtUp();
    const held = proxy.hold();
    await server.publish('alice', 'r', [delta('late')]);
    const release = await held;
    client.terminate();
    await states.untilNext('live');
    release();
    await server.publish('alice', 'r', [completed()]);
    await observer.takeUntil(({ __typename }) => __typename === 'AgentCompleted');
    expect(placesOf(observer.received)).toEqual(places('r', 1, 3));
  }
});

test('StreamReset reaches the observer, who goes on with what is kept', async () => {
  const broker = new MemoryBroker({ retention: { maxAgeMs: 3_600_000, maxCount: 10 } });
  const { server, proxy } = await startServer({ broker });
  await server.publish('alice', 'r', [started()]);
  const { client, states } = connectResuming(proxy);
  const observer = observe(client, watch({ start: 'EARLIEST' }));
  await observer.caughtUp();
  proxy.isAway = true;
  proxy.cut();
  await states.untilNext('waiting');
  await server.publish('alice', 'r', deltas(2_000));
  await trimAll(broker);
  proxy.isAway = false;
  const [reset] = await observer.take(1);
  expect(reset).toMatchObject({ __typename: 'StreamReset', resetReason: 'TRIMMED' });
  const kept = await observer.takeUntil(({ seq }) => seq === 2_001);
  expect(placesOf(kept)).toEqual(places('r', 2_002 - kept.length, 2_001));
  // It goes on behind the reset.
  proxy.cut();
  await server.publish('alice', 'r', [completed()]);
  expect(await observer.takeOne()).toMatchObject({ seq: 2_002 });
});

test('a server that restarts, which is away for a while, is gone on with', async () => {
  const server = await StoredServer.start();
  await server.publish('alice', 'r', [started(), ...deltas(9)]);
  const { client, states } = connectResuming(server);
  const all = observe(client, watch({ start: 'EARLIEST' }));
  const live = observe(client, watch());
  await all.caughtUp();
  await states.until('live');
  for (let round = 0; round < 3; round++) {
    await server.stop();
    // Lost, and then refused.
    for (let attempt = 0; attempt < 5; attempt++) await states.untilNext('waiting');
    await server.start();
    await server.publish('alice', 'r', deltas(10));
    await all.take(10);
    await live.take(10);
  }
  expect(placesOf(all.received)).toEqual(places('r', 1, 40));
  expect(placesOf(live.received)).toEqual(places('r', 11, 40));
});
