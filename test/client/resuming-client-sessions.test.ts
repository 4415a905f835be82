import { setImmediate } from 'node:timers/promises';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket as WsWebSocket } from 'ws';
import { createVerify } from '../../src/auth/verify.ts';
import { createAgentwireClient } from '../../src/client/agentwire-client.ts';
import { TokenExpiredError } from '../../src/client/credentials.ts';
import { AgentwireError } from '../../src/errors.ts';
import { deltas, started } from '../support/events.ts';
import { watch } from '../support/server.ts';
import { signToken, verifyOptions, workerToken } from '../support/tokens.ts';
import { connectResuming, hurry, observe, places, placesOf } from './resuming.ts';
import { briefToken, extended, recordSent, startSleeping, startStrictServer } from './sessions.ts';

beforeEach(hurry);

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const everything = watch({ start: 'EARLIEST' });

describe.each([
  ['WebSocket', WebSocket, 3.25],
  ['the WebSocket of ws', WsWebSocket as unknown as typeof WebSocket, 1.25],
])('a session, with %s', (_name, Base, lifetimes) => {
  test('lasts for longer than any of its tokens, without another connection', async () => {
    const { server, proxy } = await startStrictServer();
    await server.publish('alice', 'r', [started()]);
    const { count, webSocketImpl } = recordSent(Base);
    const getToken = () => briefToken('alice', 2_000);
    const { client, states } = connectResuming(proxy, { webSocketImpl, getToken });
    const first = observe(client, everything);
    const second = observe(client, watch({ start: 'EARLIEST', types: ['MESSAGE_DELTA'] }));
    await states.until('live');
    const before = states.all.length;

    const token = await workerToken();
    const until = Date.now() + 2_000 * lifetimes;
    let published = 1;
    while (Date.now() < until) {
      await server.publish('alice', 'r', deltas(100), { token });
      published += 100;
      await first.takeUntil(({ seq }) => seq === published);
    }
    await second.takeUntil(({ seq }) => seq === published);
    expect(placesOf(first.received)).toEqual(places('r', 1, published));
    expect(placesOf(second.received)).toEqual(places('r', 2, published));
    expect(count('extendSession')).toBeGreaterThanOrEqual(lifetimes);
    expect(proxy.connections).toBe(1);
    expect(states.all.slice(before)).toEqual([]);

    first.cancel();
    second.cancel();
    await states.until('closed 1000');
  });
});

test('a session of an agentwire client lasts as well', async () => {
  const { server, proxy } = await startStrictServer();
  const { count, next, webSocketImpl } = recordSent();
  const url = `http://127.0.0.1:${proxy.port}/graphql`;
  const client = createAgentwireClient({ url, webSocketImpl, getToken: () => briefToken('alice', 2_000) });
  onTestFinished(() => client.dispose());
  const events = client.agentEvents({ start: 'EARLIEST' });
  for (let round = 1; round <= 3; round++) await next('extendSession');
  await server.publish('alice', 'r', [started()]);
  expect(await events.next()).toMatchObject({ value: { __typename: 'CaughtUp' } });
  expect(await events.next()).toMatchObject({ value: { __typename: 'AgentStarted' } });
  expect(count('connection_init')).toBe(1);
});

describe('a session is extended later', () => {
  test.each([
    ['throws', async () => Promise.reject(new Error('Nobody signs.'))],
    ['gives the same token', async (token: string) => token],
    ['gives one that was issued before', async (_token: string, earlier: string) => earlier],
  ])('where getToken at first %s', async (_what, give) => {
    const { proxy } = await startStrictServer();
    const sleep = startSleeping();
    const { count, webSocketImpl } = recordSent();
    const earlier = await signToken('alice', { iat: Math.floor(Date.now() / 1000) - 10 });
    const token = await briefToken('alice', HOUR_MS);
    const getToken = vi
      .fn(() => briefToken('alice', HOUR_MS))
      .mockResolvedValueOnce(token)
      .mockImplementationOnce(() => give(token, earlier));
    const { client, states } = connectResuming(proxy, { webSocketImpl, getToken, keepAlive: 0 });
    observe(client, everything);
    await states.until('live');
    sleep(50 * MINUTE_MS);
    expect(getToken).toHaveBeenCalledTimes(2);
    await setImmediate();
    expect(count('extendSession')).toBe(0);

    const isExtended = extended(client);
    sleep(5 * MINUTE_MS);
    await isExtended;
    expect(getToken).toHaveBeenCalledTimes(3);
    expect(count('connection_init')).toBe(1);
  });

  test('where the server at first cannot verify a token', async () => {
    const verify = vi.fn(createVerify({ ...verifyOptions, clockToleranceMs: 0 }));
    const { proxy } = await startStrictServer(verify);
    const sleep = startSleeping();
    const { count, webSocketImpl } = recordSent();
    const getToken = () => briefToken('alice', HOUR_MS);
    const { client, states } = connectResuming(proxy, { webSocketImpl, getToken, keepAlive: 0 });
    const observer = observe(client, everything);
    await states.until('live');
    verify.mockRejectedValueOnce(new AgentwireError('UNAVAILABLE'));
    const answered = new Promise((resolve) => client.on('message', resolve));
    sleep(50 * MINUTE_MS);
    await answered;

    const isExtended = extended(client);
    sleep(5 * MINUTE_MS);
    await isExtended;
    expect(count('extendSession')).toBe(2);
    expect(count('connection_init')).toBe(1);
    expect(observer.calls).toEqual(['next']);
    expect(states.last).toBe('live');
  });
});

describe('a session ends', () => {
  test('where there is no other token, without a word to the server before', async () => {
    const { proxy } = await startStrictServer();
    const { count, webSocketImpl } = recordSent();
    const token = await briefToken('alice', 2_000);
    const getToken = vi.fn(() => token);
    const { client, states } = connectResuming(proxy, { webSocketImpl, getToken });
    const observer = observe(client, everything);
    expect(await observer.failure()).toBeInstanceOf(TokenExpiredError);
    await states.until('closed 4403');
    expect(count('extendSession')).toBe(0);
    expect(getToken.mock.calls.length).toBeGreaterThanOrEqual(3);
  });

  test('where there is no other token than the one that extended it', async () => {
    const { proxy } = await startStrictServer();
    const { count, next, webSocketImpl } = recordSent();
    let token = await briefToken('alice', 2_000);
    const { client, states } = connectResuming(proxy, { webSocketImpl, getToken: () => token });
    const observer = observe(client, everything);
    await states.until('live');
    token = await briefToken('alice', 2_000);
    await next('extendSession');
    expect(await observer.failure()).toBeInstanceOf(TokenExpiredError);
    expect(count('extendSession')).toBe(1);
    // That the token in use is the one that has expired is known without asking the server.
    expect(count('connection_init')).toBe(1);
  });

  test('for good with another user’s token', async () => {
    const { proxy } = await startStrictServer();
    const getToken = vi.fn(() => briefToken('bob', 2_000)).mockReturnValueOnce(briefToken('alice', 2_000));
    const { client, states } = connectResuming(proxy, { getToken });
    const observer = observe(client, everything);
    expect(await observer.failure()).toMatchObject({
      code: 4401,
      reason: expect.stringContaining('another user'),
    });
    await states.until('closed 4401');
    expect(observer.calls).toEqual(['next', 'error']);
    expect(proxy.connections).toBe(1);
  });

  test('and another begins, where the server does not say when', async () => {
    const { server, proxy } = await startStrictServer();
    const { count, webSocketImpl } = recordSent();
    const exp = (Date.now() + 2_000) / 1000;
    const getToken = vi
      .fn(() => signToken('alice'))
      .mockResolvedValueOnce(await signToken('alice', { iat: undefined as never, exp }));
    const { client, states } = connectResuming(proxy, { webSocketImpl, getToken });
    const observer = observe(client, everything);
    await states.until('live');
    await states.untilNext('connecting');
    await states.until('live');
    await server.publish('alice', 'r', [started()]);
    expect(await observer.take(2)).toMatchObject([{ __typename: 'CaughtUp' }, { runId: 'r' }]);
    expect(count('extendSession')).toBe(0);
    expect(getToken).toHaveBeenCalledTimes(2);
  });
});

describe('no token is asked for', () => {
  test('for a connection that nobody uses', async () => {
    const { proxy } = await startStrictServer();
    const getToken = vi.fn(() => briefToken('alice', 2_000));
    const { client } = connectResuming(proxy, { getToken, lazyCloseTimeout: 60_000 });
    const closed = new Promise((resolve) => client.on('closed', resolve));
    await observe(client, { query: '{ viewer { id } }' }).completed();
    expect(await closed).toMatchObject({ code: 4403 });
    expect(getToken).toHaveBeenCalledOnce();
  });

  test('but for one that is to be kept though nobody uses it', async () => {
    const { proxy } = await startStrictServer();
    const { next, count, webSocketImpl } = recordSent();
    const getToken = () => briefToken('alice', 2_000);
    const { client } = connectResuming(proxy, { webSocketImpl, getToken, lazy: false });
    for (let round = 1; round <= 3; round++) await next('extendSession');
    expect(count('connection_init')).toBe(1);
    await client.dispose();
  });

  test('before it is time, and soon behind that, though the machine slept', async () => {
    const { proxy } = await startStrictServer();
    const sleep = startSleeping();
    const getToken = vi.fn(() => briefToken('alice', 20 * HOUR_MS));
    const { client, states } = connectResuming(proxy, { getToken, keepAlive: 0 });
    observe(client, everything);
    await states.until('live');
    sleep(7 * HOUR_MS);
    vi.advanceTimersByTime(7 * HOUR_MS);
    expect(getToken).toHaveBeenCalledOnce();

    const isExtended = extended(client);
    sleep(2 * HOUR_MS);
    await isExtended;
    expect(getToken).toHaveBeenCalledTimes(2);
  });
});

test('a machine that wakes up asks as soon as it is online', async () => {
  const network = new EventTarget();
  for (const name of ['addEventListener', 'removeEventListener'] as const) {
    vi.stubGlobal(name, network[name].bind(network));
  }
  onTestFinished(() => void vi.unstubAllGlobals());
  const { proxy } = await startStrictServer();
  startSleeping();
  const getToken = vi.fn(() => briefToken('alice', HOUR_MS));
  const { client, states } = connectResuming(proxy, { getToken, keepAlive: 0 });
  observe(client, everything);
  await states.until('live');
  network.dispatchEvent(new Event('online'));
  vi.setSystemTime(Date.now() + 55 * MINUTE_MS);
  expect(getToken).toHaveBeenCalledOnce();
  const isExtended = extended(client);
  network.dispatchEvent(new Event('online'));
  await isExtended;
});

test('a connection that is lost meanwhile goes on with the new token, and does not swap it for itself', async () => {
  const { server, proxy } = await startStrictServer();
  const { count, next, webSocketImpl } = recordSent();
  let token = await briefToken('alice', 2_000);
  const { client, states } = connectResuming(proxy, { webSocketImpl, getToken: () => token });
  const observer = observe(client, everything);
  await states.until('live');
  token = await briefToken('alice', HOUR_MS);
  await next('extendSession');
  proxy.cut();
  await states.untilNext('live');
  await server.publish('alice', 'r', [started()]);
  expect(await observer.take(2)).toMatchObject([{ __typename: 'CaughtUp' }, { runId: 'r' }]);
  expect(count('extendSession')).toBe(1);
  expect(count('connection_init')).toBe(2);
});

test('disposed of while a token is asked for, it says and asks no more', async () => {
  const { server } = await startStrictServer();
  const sleep = startSleeping();
  const { count, webSocketImpl } = recordSent();
  const newer = Promise.withResolvers<string>();
  const getToken = vi.fn(() => newer.promise).mockResolvedValueOnce(await briefToken('alice', HOUR_MS));
  const { client, states } = connectResuming(server, { webSocketImpl, getToken, keepAlive: 0 });
  observe(client, everything);
  await states.until('live');
  sleep(50 * MINUTE_MS);
  expect(getToken).toHaveBeenCalledTimes(2);
  await client.dispose();
  await server.readersReturned();
  newer.resolve(await briefToken('alice', HOUR_MS));
  await setImmediate();
  sleep(5 * MINUTE_MS);
  expect(getToken).toHaveBeenCalledTimes(2);
  expect(count('extendSession')).toBe(0);
});
