import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket as WsWebSocket } from 'ws';
import type { TestServer } from '../support/server.ts';
import { startTestServer, watch } from '../support/server.ts';
import { FailingBroker } from './failing-broker.ts';
import { TcpProxy } from './proxy.ts';
import { connectResuming, hurry, observe } from './resuming.ts';

beforeEach(hurry);

async function startServer(): Promise<{ server: TestServer; proxy: TcpProxy }> {
  const server = await startTestServer();
  onTestFinished(() => server.close());
  return { server, proxy: await TcpProxy.start(server.port) };
}

const everything = watch({ start: 'EARLIEST' });
const viewer = { query: '{ viewer { id } }' };
describe.each([
  ['WebSocket', WebSocket],
  ['the WebSocket of ws', WsWebSocket],
])('disposed of, with %s', (_name, webSocketImpl) => {
  const disposed = async (
    connected: ReturnType<typeof connectResuming>,
    observers: ReturnType<typeof observe>[],
  ) => {
    await connected.client.dispose();
    for (const observer of observers) await observer.completed();
    await vi.waitUntil(() => connected.states.last?.startsWith('closed'));
    const { length } = connected.states.all;
    expect(connected.states.words.filter((words) => words.startsWith('closed'))).toHaveLength(1);
    return length;
  };

  test('while it waits, it tries no more', async () => {
    const { proxy } = await startServer();
    proxy.isAway = true;
    vi.spyOn(Math, 'random').mockReturnValue(0.999);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const connected = connectResuming(proxy, { webSocketImpl });
    const observers = [observe(connected.client, everything), observe(connected.client, viewer)];
    await connected.states.until('waiting');
    const timers = vi.getTimerCount();
    await connected.client.dispose();
    expect(vi.getTimerCount()).toBe(timers - 1);
    vi.useRealTimers();
    const length = await disposed(connected, observers);
    expect(proxy.connections).toBe(1);
    expect(connected.states.all).toHaveLength(length);
  });

  test('while it waits to try a subscription again that failed', async () => {
    const broker = new FailingBroker({ retention: { maxAgeMs: 60_000, maxCount: 100 } });
    const server = await startTestServer({ broker });
    onTestFinished(() => server.close());
    vi.spyOn(Math, 'random').mockReturnValue(0.999);
    const connected = connectResuming(server, { webSocketImpl });
    const observer = observe(connected.client, everything);
    await connected.states.until('waiting');
    await disposed(connected, [observer]);
  });

  test('while it connects', async () => {
    const { server, proxy } = await startServer();
    proxy.isMute = true;
    const connected = connectResuming(proxy, { webSocketImpl });
    const observers = [observe(connected.client, everything), observe(connected.client, viewer)];
    await connected.states.until('connecting');
    await disposed(connected, observers);
    expect(server.readers.made).toBe(0);
  });

  test('while it asks for a token', async () => {
    const { server } = await startServer();
    const asked = Promise.withResolvers<void>();
    const getToken = () => {
      asked.resolve();
      return new Promise<string>(() => {});
    };
    const connected = connectResuming(server, { webSocketImpl, getToken });
    const observer = observe(connected.client, everything);
    await asked.promise;
    await disposed(connected, [observer]);
  });

  test('while it is live', async () => {
    const { server } = await startServer();
    const connected = connectResuming(server, { webSocketImpl });
    const observers = [observe(connected.client, everything), observe(connected.client, watch())];
    await connected.states.until('live');
    await server.readersMade(2);
    await disposed(connected, observers);
    await server.readersReturned();
  });

  test('twice, or before anything', async () => {
    const { server } = await startServer();
    const { client, states } = connectResuming(server, { webSocketImpl });
    await client.dispose();
    await client.dispose();
    expect(states.all).toEqual([]);
  });
});
