import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { seeded, TcpProxy } from '../client/proxy.ts';
import { completed, delta, started } from '../support/events.ts';
import type { TestServer } from '../support/server.ts';
import { startTestServer } from '../support/server.ts';
import { examples } from './clients.ts';
import { Watching } from './watching.ts';

async function startServer(): Promise<TestServer> {
  const server = await startTestServer();
  onTestFinished(() => server.close());
  return server;
}

/** Everything that is stored for alice, as a subscription that nobody disturbs gets it. */
async function truth(server: TestServer): Promise<readonly string[]> {
  const stream = await server.subscribeWs('alice', { start: 'EARLIEST' });
  return (await stream.caughtUp()).flatMap(({ id }) => id ?? []);
}

beforeEach(() => {
  // The jitter of retries, made short.
  vi.spyOn(Math, 'random').mockReturnValue(0.02);
  return () => vi.restoreAllMocks();
});

const CUTS = 50;
/** How far the publisher may be ahead: enough for every replay to meet events that are published meanwhile. */
const AHEAD = 500;

describe.each(examples)('%s, cut off', (_name, connect) => {
  test('50 times under load, has every event once and in order', async () => {
    const server = await startServer();
    const proxy = await TcpProxy.start(server.port);
    const random = seeded(1);
    // From within the handshake to far into the events.
    proxy.budget = () => (proxy.cuts < CUTS ? Math.ceil(random() ** 2 * 40_000) : Number.POSITIVE_INFINITY);
    const watching = new Watching(connect, proxy.port).watchEvents();

    const runs = ['a', 'b', 'c'];
    for (const run of runs) await server.publish('alice', run, [started()]);
    let published = runs.length;
    while (proxy.cuts < CUTS) {
      const run = runs[Math.floor(random() * runs.length)] as string;
      const texts = Array.from({ length: Math.ceil(random() * 40) }, () => 'x'.repeat(random() * 500));
      await server.publish(
        'alice',
        run,
        texts.map((text) => delta(text)),
      );
      published += texts.length;
      await watching.until(() => proxy.cuts >= CUTS || watching.ids.length > published - AHEAD);
    }
    await watching.until(() => watching.ids.length >= published && watching.phase === 'live');
    expect(watching.ids).toEqual(await truth(server));
    const caughtUp = watching.events.filter(({ __typename }) => __typename === 'CaughtUp');
    expect(caughtUp).toHaveLength(1);
    expect(watching.errors).toEqual([]);
  });

  test('between a run as it stands and its events, misses nothing and sees nothing twice', async () => {
    const server = await startServer();
    const proxy = await TcpProxy.start(server.port);
    await server.publish('alice', 'run', [started(), delta('Once '), delta('upon ')]);
    await server.publish('alice', 'another', [started()]);
    const watching = await new Watching(connect, proxy.port).watchRun('run');
    expect(watching.runs).toMatchObject([{ status: 'RUNNING', messages: [{ text: 'Once upon ' }] }]);

    await server.publish('alice', 'run', [delta('a ')]);
    await watching.until(() => watching.ids.length === 1 && watching.phase === 'live');
    proxy.isAway = true;
    proxy.cut();
    await watching.until(() => watching.phase === 'waiting');
    await server.publish('alice', 'run', [delta('time')]);
    proxy.isAway = false;
    await watching.until(() => watching.ids.length === 2 && watching.phase === 'live');
    await server.publish('alice', 'run', [completed()]);
    await watching.until(() => watching.ids.length === 3);
    const texts = watching.events.flatMap(({ text }) => text ?? []);
    expect(texts).toEqual(['a ', 'time']);
    expect(watching.events.flatMap(({ seq }) => seq ?? [])).toEqual([4, 5, 6]);
  });
});
