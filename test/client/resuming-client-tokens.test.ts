import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { TokenExpiredError } from '../../src/client/credentials.ts';
import { started } from '../support/events.ts';
import type { TestServer } from '../support/server.ts';
import { startTestServer, watch } from '../support/server.ts';
import { expiredToken, signToken } from '../support/tokens.ts';
import { TcpProxy } from './proxy.ts';
import { aliceToken, connectResuming, hurry, observe } from './resuming.ts';

beforeEach(hurry);

async function startServer(): Promise<{ server: TestServer; proxy: TcpProxy }> {
  const server = await startTestServer();
  onTestFinished(() => server.close());
  return { server, proxy: await TcpProxy.start(server.port) };
}

/** Gives these tokens one after the other, the last of them for ever. */
function tokens(...given: readonly (string | Error)[]) {
  const left = [...given];
  return vi.fn(async () => {
    const token = left.length > 1 ? left.shift() : left[0];
    if (token instanceof Error) throw token;
    return token as string;
  });
}

const everything = watch({ start: 'EARLIEST' });
const operations = [
  ['a followed subscription', everything],
  ['one from now on', watch()],
  ['a query', { query: '{ viewer { id } }' }],
] as const;

test('is asked for a token anew at every connection', async () => {
  const { proxy } = await startServer();
  const getToken = vi.fn(() => signToken('alice'));
  const { client, states } = connectResuming(proxy, { getToken });
  observe(client, everything);
  await states.until('live');
  for (let count = 2; count < 5; count++) {
    proxy.cut();
    await states.untilNext('live');
    expect(getToken).toHaveBeenCalledTimes(count);
  }
});

test('is asked again where no token could be had', async () => {
  const { server } = await startServer();
  await server.publish('alice', 'r', [started()]);
  const getToken = tokens(new Error('Nobody signs.'), new Error('Still nobody.'), aliceToken);
  const { client, states } = connectResuming(server, { getToken });
  await observe(client, everything).caughtUp();
  const reasons = states.all.flatMap((state) => (state.phase === 'waiting' ? [state.reason] : []));
  expect(reasons).toEqual(['Nobody signs.', 'Still nobody.']);
});

test('joins the token to what else connects with', async () => {
  const { server } = await startServer();
  const { client } = connectResuming(server, {
    connectionParams: async () => ({ Authorization: 'Bearer nonsense', theme: 'dark' }),
  });
  await observe(client, everything).caughtUp();
});

test('connects with a token of connectionParams alone', async () => {
  const { server } = await startServer();
  const params = { connectionParams: { authorization: `Bearer ${aliceToken}` } };
  const { client } = connectResuming(server, { getToken: undefined as never, ...params });
  await observe(client, everything).caughtUp();
});

test('is asked again more and more slowly where one after the other has expired', async () => {
  const { server } = await startServer();
  const now = Math.floor(Date.now() / 1000);
  const expired = await Promise.all([60, 61, 62].map((age) => signToken('alice', { exp: now - age })));
  const { client, states } = connectResuming(server, { getToken: tokens(...expired, aliceToken) });
  await observe(client, everything).caughtUp();
  expect(states.words.filter((word) => word === 'waiting')).toHaveLength(2);
});

describe.each(operations)('%s', (_name, operation) => {
  test('goes on at once with a new token where the first had expired', async () => {
    const { server } = await startServer();
    const getToken = tokens(await expiredToken('alice'), aliceToken);
    const { client, states } = connectResuming(server, { getToken });
    observe(client, operation);
    await states.until('live');
    expect(states.words).not.toContain('waiting');
    expect(getToken).toHaveBeenCalledTimes(2);
  });

  test('ends where the token has expired and is the newest there is', async () => {
    const { server, proxy } = await startServer();
    const getToken = tokens(await expiredToken('alice'));
    const { client, states } = connectResuming(proxy, { getToken });
    const observer = observe(client, operation);
    expect(await observer.failure()).toBeInstanceOf(TokenExpiredError);
    await states.until('closed 4403');
    expect(states.words).toEqual(['connecting', 'closed 4403']);
    expect(getToken).toHaveBeenCalledTimes(2);
    expect(proxy.connections).toBe(2);
    expect(observer.calls).toEqual(['error']);

    // Signed in anew, it goes on at once.
    getToken.mockResolvedValue(await signToken('alice'));
    observe(client, operation);
    await states.until('live');
    expect(states.words).not.toContain('waiting');
    await client.dispose();
    await server.readersReturned();
  });

  test.each([
    ['forged', `${aliceToken.slice(0, -8)}AAAAAAAA`],
    ['missing', ''],
    ['nonsense', 'nonsense'],
  ])('ends for good with a token that is %s', async (_what, token) => {
    const { server, proxy } = await startServer();
    const getToken = tokens(token);
    const { client, states } = connectResuming(proxy, { getToken });
    const onClosed = vi.fn();
    client.on('closed', onClosed);
    const observers = [observe(client, operation), observe(client, operation)];
    for (const observer of observers) expect(await observer.failure()).toMatchObject({ code: 4401 });
    await states.until('closed 4401');
    expect(states.words).toEqual(['connecting', 'closed 4401']);
    expect(states.all.at(-1)).toMatchObject({ reason: expect.stringContaining('token') });
    expect(getToken).toHaveBeenCalledTimes(1);
    expect(proxy.connections).toBe(1);
    for (const { calls } of observers) expect(calls).toEqual(['error']);
    expect(onClosed).toHaveBeenCalledOnce();

    getToken.mockResolvedValue(aliceToken);
    const again = observe(client, operation);
    await states.until('live');
    again.cancel();
    await states.until('closed 1000');
    await server.readersReturned();
  });

  test('ends for good without any token', async () => {
    const { server } = await startServer();
    const { client, states } = connectResuming(server, { getToken: undefined as never });
    expect(await observe(client, operation).failure()).toMatchObject({ code: 4401 });
    await states.until('closed 4401');
  });
});

test('a token that is revoked between two connections ends it', async () => {
  const { proxy } = await startServer();
  const { client, states } = connectResuming(proxy, { getToken: tokens(aliceToken, 'revoked') });
  const observer = observe(client, everything);
  await observer.caughtUp();
  proxy.cut();
  expect(await observer.failure()).toMatchObject({ code: 4401 });
  await states.until('closed 4401');
  expect(observer.calls).toEqual(['next', 'error']);
});
