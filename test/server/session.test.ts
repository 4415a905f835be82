import type { JWTPayload } from 'jose';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Connect } from '../support/clients.ts';
import { connectMultipart, connectSse, connectWs } from '../support/clients.ts';
import { delta, started } from '../support/events.ts';
import { RawSocket } from '../support/raw.ts';
import type { TestServer } from '../support/server.ts';
import { startTestServer, watch } from '../support/server.ts';
import type { End } from '../support/stream.ts';
import { signToken, workerToken } from '../support/tokens.ts';

const LIFETIME_S = 2;
const tokens = { maxLifetimeMs: 24 * 3_600_000, clockToleranceMs: 0 };
const seconds = () => Math.floor(Date.now() / 1000);
const shortToken = (userId: string) => signToken(userId, { exp: seconds() + LIFETIME_S });
const opsToken = () => signToken('operator', { scope: 'agentwire:ops' });

interface Transport {
  readonly name: string;
  readonly connect: Connect;
  readonly expired: End;
  readonly revoked: End;
}

const failure = (code: string): End => ({
  errors: [expect.objectContaining({ extensions: expect.objectContaining({ code }) })],
});
const byError = { expired: failure('TOKEN_EXPIRED'), revoked: failure('UNAUTHENTICATED') };
const transports: readonly Transport[] = [
  { name: 'WebSocket', connect: connectWs, expired: { closed: 4403 }, revoked: { closed: 4401 } },
  { name: 'server-sent events', connect: connectSse, ...byError },
  { name: 'multipart HTTP', connect: connectMultipart, ...byError },
];

async function withServer(run: (server: TestServer) => Promise<void>): Promise<void> {
  const server = await startTestServer({ tokens });
  try {
    await run(server);
  } finally {
    await server.close();
  }
}

afterEach(() => {
  vi.useRealTimers();
});

describe.each(transports)('a session over $name', ({ connect, expired, revoked }) => {
  test('ends with its token while nothing is delivered', () =>
    withServer(async (server) => {
      const client = await server.connect(connect, 'alice', await shortToken('alice'));
      const stream = client.subscribe(watch({ start: 'EARLIEST' }));
      await stream.caughtUp();
      expect(await stream.ended).toEqual(expired);
      await server.readersReturned();
    }));

  test('delivers up to its end, and nothing after', () =>
    withServer(async (server) => {
      await server.publish('alice', 'run', [started()]);
      const exp = seconds() + LIFETIME_S;
      const client = await server.connect(connect, 'alice', await signToken('alice', { exp }));
      const stream = client.subscribe(watch());
      await server.readersMade(1);
      let hasEnded = false;
      stream.ended.then(() => {
        hasEnded = true;
      });
      let published = 0;
      for (; !hasEnded; published++) await server.publish('alice', 'run', [delta('more')]);
      expect(Date.now()).toBeGreaterThan(exp * 1000);
      expect(await stream.ended).toEqual(expired);
      const delivered = stream.received.length;
      expect(delivered).toBeGreaterThan(0);
      expect(delivered).toBeLessThan(published);
      await server.publish('alice', 'run', [delta('more')]);
      expect(stream.received).toHaveLength(delivered);
    }));

  test('delivers nothing to a token that has expired, though no timer has found out yet', () =>
    withServer(async (server) => {
      const stream = await server.watch(connect, 'alice', { start: 'EARLIEST' });
      await stream.caughtUp();
      const token = await workerToken({ exp: seconds() + 7_200 });
      vi.setSystemTime(Date.now() + 3_601_000);
      await server.publish('alice', 'run', [started()], { token });
      expect(await stream.ended).toEqual(expired);
      expect(stream.received).toHaveLength(1);
    }));

  test('ends when its user is revoked; another user’s goes on', () =>
    withServer(async (server) => {
      const alice = await server.watch(connect, 'alice', { start: 'EARLIEST' });
      const bob = await server.watch(connect, 'bob', { start: 'EARLIEST' });
      await Promise.all([alice.caughtUp(), bob.caughtUp()]);
      const revoke = 'mutation { revokeUser(userId: "alice") { userId connectionsClosed } }';
      expect(await server.query({ token: await opsToken() }, revoke)).toMatchObject({
        data: { revokeUser: { userId: 'alice', connectionsClosed: 1 } },
      });
      expect(await alice.ended).toEqual(revoked);
      await server.publish('bob', 'run', [started()]);
      expect(await bob.takeOne()).toMatchObject({ type: 'AGENT_STARTED' });
      expect(await server.query('alice', '{ viewer { id } }')).toMatchObject({
        status: 401,
        code: 'UNAUTHENTICATED',
      });
    }));
});

describe('extendSession', () => {
  const extend = (id: string, token: string) => ({
    type: 'subscribe',
    id,
    payload: {
      query: 'mutation ($token: String!) { extendSession(token: $token) { id expiresAt } }',
      variables: { token },
    },
  });

  async function openSubscribed(server: TestServer, token: string): Promise<RawSocket> {
    const socket = await RawSocket.open(server.url);
    socket.send({ type: 'connection_init', payload: { Authorization: `Bearer ${token}` } });
    expect((await socket.receive()).type).toBe('connection_ack');
    socket.send({ type: 'subscribe', id: 'events', payload: watch({ start: 'EARLIEST' }) });
    expect((await socket.receive()).payload.data.agentEvents.__typename).toBe('CaughtUp');
    return socket;
  }

  test('the acknowledgement says when the session ends, and by which clock', () =>
    withServer(async (server) => {
      const exp = seconds() + 60;
      const ask = async (claims: JWTPayload) => {
        const socket = await RawSocket.open(server.url);
        const token = await signToken('alice', { exp, ...claims });
        socket.send({ type: 'connection_init', payload: { Authorization: `Bearer ${token}` } });
        const { payload } = await socket.receive();
        socket.destroy();
        return payload;
      };
      const asked = Date.now();
      const { expiresAt, serverTime } = await ask({});
      expect(Date.parse(expiresAt)).toBe(exp * 1000);
      expect(Date.parse(serverTime)).toBeGreaterThanOrEqual(asked);
      expect(Date.parse(serverTime)).toBeLessThanOrEqual(Date.now());
      // Another token could not be told to be newer.
      expect(await ask({ iat: undefined } as never)).toBeUndefined();
    }));

  test('goes on beyond the end of the first token, with all subscriptions', () =>
    withServer(async (server) => {
      const iat = seconds();
      const socket = await openSubscribed(server, await signToken('alice', { iat, exp: iat + 1 }));
      const exp = iat + 60;
      socket.send(extend('x', await signToken('alice', { iat: iat + 1, exp })));
      expect(await socket.receive()).toEqual({
        id: 'x',
        type: 'next',
        payload: {
          data: { extendSession: { id: 'alice', expiresAt: new Date(exp * 1000).toISOString() } },
        },
      });
      expect(await socket.receive()).toEqual({ id: 'x', type: 'complete' });
      while (Date.now() < (iat + 2) * 1000) await server.publish('bob', `run-${Date.now()}`, [started()]);
      await server.publish('alice', 'run', [started()]);
      expect((await socket.receive()).payload.data.agentEvents.type).toBe('AGENT_STARTED');
      socket.destroy();
    }));

  const later = () => ({ iat: seconds() + 1, exp: seconds() + 60 });
  test.each<[string, () => Promise<string>]>([
    ['another user’s token', () => signToken('bob', later())],
    ['a token of another tenant', () => signToken('alice', { ...later(), tenant: 'acme' })],
    ['a token that is not newer', () => signToken('alice', { iat: seconds() - 60 })],
    ['a token without iat', () => signToken('alice', { ...later(), iat: undefined } as never)],
    ['a forged token', async () => `${(await signToken('alice', later())).slice(0, -8)}AAAAAAAA`],
    ['no token at all', async () => ''],
  ])('closes with 4401 for %s', (_, newToken) =>
    withServer(async (server) => {
      const socket = await openSubscribed(server, await signToken('alice'));
      const token = await newToken();
      socket.send(extend('x', token));
      const { code, reason } = await socket.closed;
      expect(code).toBe(4401);
      expect(reason).not.toBe('');
      if (token !== '') expect(reason).not.toContain(token.split('.')[2]);
      await server.readersReturned();
    }),
  );

  test('an expired token fails alone, and the session goes on with the one that it has', () =>
    withServer(async (server) => {
      const socket = await openSubscribed(server, await signToken('alice'));
      socket.send(extend('x', await signToken('alice', { exp: seconds() - 60 })));
      expect((await socket.receive()).payload.errors).toMatchObject([
        { extensions: { code: 'TOKEN_EXPIRED' } },
      ]);
      expect(await socket.receive()).toEqual({ id: 'x', type: 'complete' });
      await server.publish('alice', 'run', [started()]);
      expect((await socket.receive()).payload.data.agentEvents.type).toBe('AGENT_STARTED');
      socket.destroy();
    }));

  test('over HTTP there is no session to extend', () =>
    withServer(async (server) => {
      const document = `mutation { extendSession(token: "${await signToken('alice', later())}") { id } }`;
      expect(await server.query('alice', document)).toMatchObject({ code: 'BAD_USER_INPUT' });
    }));
});
