import { setImmediate } from 'node:timers/promises';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket as WsWebSocket } from 'ws';
import { delta, deltas, started } from '../support/events.ts';
import type { TestServer } from '../support/server.ts';
import { startTestServer, watch } from '../support/server.ts';
import { TcpProxy } from './proxy.ts';
import { connectResuming, hurry, observe, places, placesOf } from './resuming.ts';

beforeEach(hurry);

async function startServer(): Promise<{ server: TestServer; proxy: TcpProxy }> {
  const server = await startTestServer();
  onTestFinished(() => server.close());
  await server.publish('alice', 'r', [started()]);
  return { server, proxy: await TcpProxy.start(server.port) };
}

function fakeTime(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
}

const everything = watch({ start: 'EARLIEST' });

describe.each([
  ['WebSocket', WebSocket],
  ['the WebSocket of ws', WsWebSocket],
])('with %s', (_name, webSocketImpl) => {
  test('a connection that went silent is cut 5 s after it was asked, and gone on with', async () => {
    const { server, proxy } = await startServer();
    fakeTime();
    const { client, states } = connectResuming(proxy, { webSocketImpl });
    const observer = observe(client, everything);
    await observer.caughtUp();
    const onClosed = vi.fn();
    client.on('closed', onClosed);
    proxy.freeze();
    await server.publish('alice', 'r', [delta('unheard')]);
    vi.advanceTimersByTime(14_999);
    expect(onClosed).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(onClosed).toHaveBeenCalledOnce();
    vi.useRealTimers();
    expect(await observer.takeOne()).toMatchObject({ text: 'unheard' });
    expect(states.words).toContain('waiting');
  });

  test('a connection that is never accepted is tried anew after 15 s', async () => {
    const { proxy } = await startServer();
    proxy.isMute = true;
    fakeTime();
    const { client, states } = connectResuming(proxy, { webSocketImpl });
    const observer = observe(client, everything);
    await states.until('connecting');
    while (proxy.connections === 0) await setImmediate();
    const onClosed = vi.fn();
    client.on('closed', onClosed);
    vi.advanceTimersByTime(14_999);
    expect(onClosed).not.toHaveBeenCalled();
    proxy.isMute = false;
    vi.advanceTimersByTime(1);
    expect(onClosed).toHaveBeenCalledOnce();
    vi.useRealTimers();
    await observer.caughtUp();
    expect(states.words.slice(0, 3)).toEqual(['connecting', 'waiting', 'connecting']);
    expect(states.words.filter((words) => words === 'connecting')).toHaveLength(2);
  });

  test('a connection that is opened and never acknowledged is tried anew after 15 s', async () => {
    const { proxy } = await startServer();
    // The upgrade gets through, and nothing behind it.
    const budgets = [200];
    proxy.budget = () => budgets.shift() ?? Number.POSITIVE_INFINITY;
    const { client } = connectResuming(proxy, { webSocketImpl });
    fakeTime();
    const opened = new Promise<void>((resolve) => {
      const unlisten = client.on('opened', () => {
        unlisten();
        proxy.freeze();
        resolve();
      });
    });
    const observer = observe(client, everything);
    await opened;
    vi.advanceTimersByTime(15_000);
    vi.useRealTimers();
    await observer.caughtUp();
    expect(proxy.connections).toBe(2);
  });

  test('whoever subscribes anew where the network has gone gets another connection', async () => {
    const { server, proxy } = await startServer();
    const { client, states } = connectResuming(proxy, { webSocketImpl });
    const observer = observe(client, everything);
    await observer.caughtUp();
    proxy.freeze();
    observer.cancel();
    // The first connection is being closed, and its end will never come.
    await states.until('closed 1000');
    await observe(client, everything).caughtUp();
    expect(proxy.connections).toBe(2);
    proxy.cut();
    await states.untilNext('live');
    await client.dispose();
    await server.readersReturned();
  });
});

test('an answer may take its time where something else comes all the while', async () => {
  const { server, proxy } = await startServer();
  fakeTime();
  const { client, states } = connectResuming(proxy);
  const observer = observe(client, everything);
  await observer.caughtUp();
  const asked = new Promise<void>((resolve) => client.on('ping', (received) => void (received || resolve())));
  // The pong is behind all of it.
  proxy.dropPongs = true;
  vi.advanceTimersByTime(10_000);
  await asked;
  const onClosed = vi.fn();
  client.on('closed', onClosed);
  for (let seconds = 0; seconds < 20; seconds += 4) {
    vi.advanceTimersByTime(4_000);
    await server.publish('alice', 'r', deltas(1));
    await observer.takeOne();
  }
  vi.advanceTimersByTime(4_999);
  expect(onClosed).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(onClosed).toHaveBeenCalledOnce();
  vi.useRealTimers();
  await states.until('waiting');
  await states.until('live');
});

describe('a proxy that cuts idle connections', () => {
  test('finds none where the client asks more often', async () => {
    const { proxy } = await startServer();
    proxy.idleMs = 400;
    const { client, states } = connectResuming(proxy, { keepAlive: 50 });
    await observe(client, everything).caughtUp();
    for (let pongs = 0; pongs < 16; pongs++) {
      await new Promise<void>((resolve) => {
        const unlisten = client.on('pong', () => {
          unlisten();
          resolve();
        });
      });
    }
    expect(proxy.cuts).toBe(0);
    expect(states.words).not.toContain('waiting');
  });

  test('costs nothing but a reconnect where it asks less often', async () => {
    const { server, proxy } = await startServer();
    proxy.idleMs = 50;
    const { client, states } = connectResuming(proxy);
    const observer = observe(client, everything);
    await observer.caughtUp();
    for (let count = 1; count <= 5; count++) {
      while (proxy.cuts < count) await states.next();
      await server.publish('alice', 'r', deltas(2));
      await observer.take(2);
    }
    expect(placesOf(observer.received)).toEqual(places('r', 1, 11));
    expect(observer.received).toHaveLength(12);
  });
});
