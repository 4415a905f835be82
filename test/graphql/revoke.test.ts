import { describe, expect, onTestFinished, test } from 'vitest';
import type { Connect } from '../support/clients.ts';
import { connectMultipart, connectSse, connectWs } from '../support/clients.ts';
import { started } from '../support/events.ts';
import type { TestServer, TestServerOptions } from '../support/server.ts';
import { startTestServer, watch } from '../support/server.ts';
import { openStore } from '../support/sqlite.ts';
import type { End } from '../support/stream.ts';
import { signToken } from '../support/tokens.ts';

const revokeUserDocument = `
  mutation Revoke($userId: ID!, $reason: String) {
    revokeUser(userId: $userId, reason: $reason) { userId notBefore connectionsClosed }
  }`;
const revokeTokenDocument = `
  mutation Revoke($tokenId: ID!, $reason: String) {
    revokeToken(tokenId: $tokenId, reason: $reason) { tokenId connectionsClosed }
  }`;

const connects: readonly [string, Connect][] = [
  ['WebSocket', connectWs],
  ['server-sent events', connectSse],
  ['multipart', connectMultipart],
];

async function start(options: TestServerOptions = {}) {
  const server = await startTestServer(options);
  onTestFinished(() => server.close());
  return server;
}

async function revoke(
  server: TestServer,
  variables: { userId?: string; tokenId?: string; reason?: string },
  claims = {},
) {
  const token = await signToken('operator', { scope: 'agentwire:ops', ...claims });
  const document = variables.userId === undefined ? revokeTokenDocument : revokeUserDocument;
  return server.query({ token }, document, variables);
}

const statusOf = async (server: TestServer, token: string) =>
  (await server.query({ token }, '{ viewer { id } }')).status;

/** A subscription that is live. */
async function follow(server: TestServer, connect: Connect, token: string) {
  const stream = (await server.connect(connect, '', token)).subscribe(watch({ start: 'EARLIEST' }));
  await stream.caughtUp();
  return stream;
}

/** Whether a stream ended as one whose token is not acceptable any more. */
function expectRefused(end: End): void {
  if ('errors' in end)
    expect(end.errors[0]?.extensions).toMatchObject({ code: 'UNAUTHENTICATED', retryable: false });
  else expect(end).toEqual({ closed: 4401 });
}

describe.each(connects)('over %s', (_, connect) => {
  test('a revoked user is cut off at once, and nobody else', async () => {
    const server = await start();
    const [hers, his] = await Promise.all([signToken('alice'), signToken('bob')]);
    const streams = await Promise.all([follow(server, connect, hers), follow(server, connect, hers)]);
    const bobs = await follow(server, connect, his);
    const other = await follow(server, connect, await signToken('alice', { tenant: 'acme' }));

    const { data, errors } = await revoke(server, { userId: 'alice' });
    expect(errors).toBeUndefined();
    expect(data.revokeUser).toMatchObject({ userId: 'alice', connectionsClosed: 2 });
    for (const stream of streams) expectRefused(await stream.ended);

    await server.publish('bob', 'run', [started()]);
    expect(await bobs.takeOne()).toMatchObject({ __typename: 'AgentStarted' });
    const worker = await signToken('worker', { tenant: 'acme', scope: 'agentwire:publish' });
    await server.publish('alice', 'run', [started()], { token: worker });
    expect(await other.takeOne()).toMatchObject({ __typename: 'AgentStarted' });
  });

  test('a revoked token is refused, and another one of its user is not', async () => {
    const server = await start();
    const [lost, kept] = await Promise.all(['lost', 'kept'].map((jti) => signToken('alice', { jti })));
    const stream = await follow(server, connect, lost as string);
    const other = await follow(server, connect, kept as string);
    const { data } = await revoke(server, { tokenId: 'lost' });
    expect(data.revokeToken).toEqual({ tokenId: 'lost', connectionsClosed: 1 });
    expectRefused(await stream.ended);

    const again = (await server.connect(connect, '', lost as string)).subscribe(watch());
    expect(await again.ended).toEqual(
      connect === connectWs ? { closed: 4401 } : { refused: 401, code: 'UNAUTHENTICATED' },
    );
    await server.publish('alice', 'run', [started()]);
    expect(await other.takeOne()).toMatchObject({ __typename: 'AgentStarted' });
  });
});

test('tokens that were issued before are refused, and those from notBefore on are not', async () => {
  const server = await start();
  const before = await signToken('alice');
  const { data } = await revoke(server, { userId: 'alice' });
  const notBefore = Date.parse(data.revokeUser.notBefore);
  expect(notBefore % 1000).toBe(0);
  expect(notBefore - Date.now()).toBeLessThanOrEqual(1000);
  expect(await statusOf(server, before)).toBe(401);
  expect(await statusOf(server, await signToken('alice', { iat: notBefore / 1000 - 1 }))).toBe(401);
  expect(await statusOf(server, await signToken('alice', { iat: undefined as never }))).toBe(401);
  expect(await statusOf(server, await signToken('alice', { iat: notBefore / 1000 }))).toBe(200);
  expect(await statusOf(server, await signToken('alice', { tenant: 'acme' }))).toBe(200);
});

test('what was revoked stays so after a restart, and what was not does not become so', async () => {
  const { broker, path } = await openStore();
  const first = await startTestServer({ broker });
  const [hers, his] = await Promise.all([signToken('alice'), signToken('bob', { jti: 'his' })]);
  await revoke(first, { userId: 'alice' });
  await revoke(first, { tokenId: 'his' });
  await first.close();
  await broker.close();

  const second = await start({ broker: (await openStore({ path })).broker });
  expect(await statusOf(second, hers)).toBe(401);
  expect(await statusOf(second, his)).toBe(401);
  expect(await statusOf(second, await signToken('bob'))).toBe(200);
  const streamed = (await second.connect(connectWs, '', hers)).subscribe(watch());
  expect(await streamed.ended).toEqual({ closed: 4401 });
});

test('another node on the same store ends its connections, too, unannounced', async () => {
  const { broker, path } = await openStore();
  const { broker: other } = await openStore({ path });
  const [here, there] = [await start({ broker }), await start({ broker: other })];
  const token = await signToken('alice');
  const stream = await follow(there, connectWs, token);
  expect((await revoke(here, { userId: 'alice' })).data.revokeUser.connectionsClosed).toBe(0);
  expectRefused(await stream.ended);
  expect(await statusOf(there, token)).toBe(401);
});

describe('who may revoke', () => {
  test.each([undefined, '', 'agentwire:publish agentwire:work', 'agentwire:operator', 'AGENTWIRE:OPS'])(
    'nobody with the scope %j, not even the own tokens',
    async (scope) => {
      const server = await start();
      const token = await signToken('alice', { scope, jti: 'own' });
      for (const variables of [{ userId: 'alice' }, { tokenId: 'own' }]) {
        const { data, code } = await revoke(server, variables, { sub: 'alice', scope });
        expect({ data, code }).toEqual({ data: null, code: 'FORBIDDEN' });
      }
      expect(await statusOf(server, token)).toBe(200);
    },
  );

  test('an operator of the tenant, and of no other', async () => {
    const server = await start();
    const tokens = await Promise.all(
      [undefined, 'acme', 'other'].map((tenant) => signToken('alice', { tenant, jti: 'same' })),
    );
    const statuses = () => Promise.all(tokens.map((token) => statusOf(server, token)));
    await revoke(server, { tokenId: 'same' }, { tenant: 'other' });
    expect(await statuses()).toEqual([200, 200, 401]);
    await revoke(server, { userId: 'alice' }, { tenant: 'acme' });
    expect(await statuses()).toEqual([200, 401, 401]);
    await revoke(server, { userId: 'alice' });
    expect(await statuses()).toEqual([401, 401, 401]);
  });

  test('an operator the own tokens, which get the answer and no further one', async () => {
    const server = await start();
    const token = await signToken('operator', { scope: 'agentwire:ops' });
    const revokeOwn = () => server.query({ token }, revokeUserDocument, { userId: 'operator' });
    expect((await revokeOwn()).data.revokeUser.userId).toBe('operator');
    expect((await revokeOwn()).status).toBe(401);
  });
});

describe('what is asked for', () => {
  test.each([
    ['an empty user id', { userId: '' }, ['userId']],
    ['a long user id', { userId: 'a'.repeat(257) }, ['userId']],
    ['a user id with NUL', { userId: 'a\0' }, ['userId']],
    ['half a character', { userId: '\ud83d' }, ['userId']],
    ['an empty token id', { tokenId: '' }, ['tokenId']],
    ['a long token id', { tokenId: 'a'.repeat(257) }, ['tokenId']],
    ['a long reason', { userId: 'alice', reason: 'a'.repeat(1001) }, ['reason']],
    // What is logged must let nobody in.
    ['a token in the place of its id', { tokenId: 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2ln' }, ['tokenId']],
    ['a token in the reason', { userId: 'alice', reason: 'leaked: eyJhbGciOiJ9.eyJzIn0.' }, ['reason']],
  ])('is refused with %s', async (_, variables, path) => {
    const server = await start();
    const token = await signToken('alice');
    const { data, errors } = await revoke(server, variables);
    expect(data).toBeNull();
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', path });
    expect(await statusOf(server, token)).toBe(200);
  });

  test('may name a user that nobody knows, and one whose id looks like a pattern or SQL', async () => {
    const server = await start();
    const token = await signToken('alice');
    for (const userId of [
      '*',
      '%',
      '{}',
      "alice' OR '1'='1",
      '["user",null,"alice"]',
      'alice\n',
      'a'.repeat(256),
    ]) {
      expect((await revoke(server, { userId })).data.revokeUser).toMatchObject({
        userId,
        connectionsClosed: 0,
      });
    }
    expect(await statusOf(server, token)).toBe(200);
  });

  test('is logged, in one line, with who did it and why', async () => {
    const server = await start();
    const reason = 'laptop stolen\n{"level":60}';
    await revoke(server, { userId: 'alice', reason }, { tenant: 'acme' });
    await revoke(server, { tokenId: 'one' });
    const lines = server.logLines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'revoked');
    expect(lines).toMatchObject([
      { level: 30, by: 'operator', tenantId: 'acme', userId: 'alice', reason, connectionsClosed: 0 },
      { level: 30, by: 'operator', tenantId: null, tokenId: 'one', reason: null, connectionsClosed: 0 },
    ]);
    expect(server.logLines.every((line) => line.indexOf('\n') === line.length - 1)).toBe(true);
  });
});
