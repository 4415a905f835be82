import { setImmediate } from 'node:timers/promises';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { deltas, started } from '../support/events.ts';
import type { TestServer } from '../support/server.ts';
import { startTestServer, watch } from '../support/server.ts';
import { FailingBroker } from './failing-broker.ts';
import { TcpProxy } from './proxy.ts';
import { aliceToken, connectResuming, hurry, observe, places, placesOf } from './resuming.ts';

beforeEach(hurry);

async function startServer(): Promise<{ server: TestServer; proxy: TcpProxy }> {
  const server = await startTestServer();
  onTestFinished(() => server.close());
  return { server, proxy: await TcpProxy.start(server.port) };
}

const everything = watch({ start: 'EARLIEST' });
const viewer = { query: '{ viewer { id } }' };
const replaying = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `replaying ${from + index}`);

describe('states', () => {
  test('of a subscription that is cut off, and then not needed any more', async () => {
    const { server, proxy } = await startServer();
    await server.publish('alice', 'r', [started(), ...deltas(2)]);
    const { client, states } = connectResuming(proxy);
    expect(states.words).toEqual([]);
    const observer = observe(client, everything);
    await states.until('live');
    await server.publish('alice', 'r', deltas(1));
    await observer.take(5);
    proxy.isAway = true;
    proxy.cut();
    await states.until('waiting');
    await server.publish('alice', 'r', deltas(2));
    proxy.isAway = false;
    await states.until('live');
    observer.cancel();
    await states.until('closed 1000');

    // It may have been refused any number of times.
    const words = states.words.join(', ').replace(/(waiting, connecting, )+/, 'waiting, connecting, ');
    expect(words.split(', ')).toEqual([
      'connecting',
      ...replaying(0, 3),
      'live',
      'waiting',
      'connecting',
      ...replaying(0, 2),
      'live',
      'closed 1000',
    ]);
    for (const state of states.all) {
      if (state.phase !== 'waiting') continue;
      expect(state.retryInMs).toBeGreaterThanOrEqual(0);
      expect(state.retryInMs).toBeLessThanOrEqual(15_000);
      expect(state.reason).not.toBe('');
    }
  });

  test('of a query', async () => {
    const { server } = await startServer();
    const { client, states } = connectResuming(server);
    observe(client, viewer);
    await states.until('closed 1000');
    expect(states.words).toEqual(['connecting', 'live', 'closed 1000']);
  });

  test('of two subscriptions add up, until both have caught up', async () => {
    const { server, proxy } = await startServer();
    // So many that neither can be through before the other has begun.
    for (let index = 0; index < 4; index++) {
      await server.publish('alice', `r${index}`, [started(), ...deltas(499)]);
    }
    const { client, states } = connectResuming(proxy);
    const observers = [observe(client, everything), observe(client, everything)];
    await states.until('live');
    for (const observer of observers) await observer.caughtUp();
    const counts = states.all.map((state) => (state.phase === 'replaying' ? state.replayed : 0));
    expect(Math.max(...counts)).toBeGreaterThan(2_000);
    expect(states.words.slice(0, -1)).not.toContain('live');
  });

  test('are live again when the one that was replaying has unsubscribed', async () => {
    const { server, proxy } = await startServer();
    await server.publish('alice', 'r', [started(), ...deltas(300)]);
    const { client, states } = connectResuming(proxy);
    await observe(client, watch({ start: 'EARLIEST', types: [] })).caughtUp();
    await states.until('live');
    const unsubscribe = client.subscribe(everything, {
      next: () => unsubscribe(),
      error: expect.fail,
      complete() {},
    });
    await states.untilNext('live');
    expect(states.words.slice(-3)).toEqual(['replaying 0', 'replaying 1', 'live']);
  });

  test('of a server that is not there: it is tried for ever', async () => {
    const { proxy } = await startServer();
    proxy.isAway = true;
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const { client, states } = connectResuming(proxy);
    const observers = [observe(client, everything), observe(client, watch()), observe(client, viewer)];
    for (let attempt = 0; attempt < 100; attempt++) await states.untilNext('waiting');
    expect(new Set(states.words)).toEqual(new Set(['connecting', 'waiting']));
    expect(states.all.at(-1)).toMatchObject({ reason: 'The server cannot be reached' });
    expect(observers.flatMap(({ calls }) => calls)).toEqual([]);
    proxy.isAway = false;
    await observers[2]?.completed();
    await states.until('live');
  });

  test('of a subscription that fails by what a retry can mend', async () => {
    const broker = new FailingBroker({ retention: { maxAgeMs: 60_000, maxCount: 100 } });
    const server = await startTestServer({ broker });
    onTestFinished(() => server.close());
    await server.publish('alice', 'r', [started()]);
    const { client, states } = connectResuming(server);
    const observer = observe(client, everything);
    const closed = new Promise((resolve) => client.on('closed', resolve));
    await states.until('waiting');
    expect(states.all.at(-1)).toMatchObject({ reason: expect.stringContaining('cannot answer now') });
    await closed;
    broker.isFailing = false;
    await observer.caughtUp();
    const words = states.words.join(', ').replace(/(connecting, replaying 0, waiting, )+/, '');
    expect(words).toBe('connecting, replaying 0, replaying 1, live');
    expect(observer.calls).toEqual(['next', 'next']);
  });

  test('of a connection that is lost are told once, though whoever used it unsubscribes then', async () => {
    const { proxy } = await startServer();
    const { client, states } = connectResuming(proxy);
    const observer = observe(client, everything);
    await states.until('live');
    const onClosed = vi.fn();
    client.on('closed', onClosed);
    proxy.isAway = true;
    proxy.cut();
    await states.until('waiting');
    await setImmediate();
    expect(onClosed).toHaveBeenCalledOnce();
    observer.cancel();
    await setImmediate();
    expect(onClosed).toHaveBeenCalledOnce();
    expect(states.words.slice(-2)).toEqual(['waiting', 'closed null']);
  });

  test('while nobody subscribes any more, are closed at once', async () => {
    const { proxy } = await startServer();
    proxy.isAway = true;
    const { client, states } = connectResuming(proxy);
    const observer = observe(client, everything);
    await states.until('waiting');
    observer.cancel();
    expect(states.last).toBe('closed null');
    proxy.isAway = false;
    observe(client, everything);
    await states.until('live');
  });
});

test('every retry waits for longer, until something gets through, be it for a query', async () => {
  const { server, proxy } = await startServer();
  const { client, states } = connectResuming(proxy);
  proxy.isAway = true;
  const waits = () => states.all.flatMap((state) => (state.phase === 'waiting' ? [state.retryInMs] : []));
  const query = observe(client, viewer);
  for (let attempt = 0; attempt < 4; attempt++) await states.untilNext('waiting');
  expect(waits()).toEqual([25, 50, 100, 200]);
  proxy.isAway = false;
  await query.completed();

  proxy.isAway = true;
  const last = observe(client, viewer);
  await states.untilNext('waiting');
  expect(waits().at(-1)).toBe(25);
  last.cancel();
  await server.readersReturned();
});

describe('in a browser', () => {
  /** What the page's window says of its network. */
  function startBrowser(): EventTarget & { listeners: number } {
    const network = Object.assign(new EventTarget(), { listeners: 0 });
    vi.stubGlobal('addEventListener', (name: string, listener: EventListener) => {
      network.listeners++;
      network.addEventListener(name, listener);
    });
    vi.stubGlobal('removeEventListener', (name: string, listener: EventListener) => {
      network.listeners--;
      network.removeEventListener(name, listener);
    });
    onTestFinished(() => void vi.unstubAllGlobals());
    return network;
  }

  test('that goes offline, it knows at once; and online, it tries at once', async () => {
    const network = startBrowser();
    const { server, proxy } = await startServer();
    await server.publish('alice', 'r', [started()]);
    const { client, states } = connectResuming(proxy);
    const observer = observe(client, everything);
    await states.until('live');
    // A wait that the test does not outlive.
    vi.spyOn(Math, 'random').mockReturnValue(1_000);
    proxy.isAway = true;
    network.dispatchEvent(new Event('offline'));
    await states.until('waiting');
    proxy.isAway = false;
    await server.publish('alice', 'r', deltas(1));
    network.dispatchEvent(new Event('online'));
    await states.until('live');
    await observer.take(3);
    expect(placesOf(observer.received)).toEqual(places('r', 1, 2));
    expect(network.listeners).toBe(2);
    await client.dispose();
    expect(network.listeners).toBe(0);
  });

  test('that is offline before anything is subscribed to, it does nothing', async () => {
    const network = startBrowser();
    const { server } = await startServer();
    const { client, states } = connectResuming(server, { getToken: () => aliceToken });
    network.dispatchEvent(new Event('offline'));
    network.dispatchEvent(new Event('online'));
    expect(states.all).toEqual([]);
    await client.dispose();
  });
});
