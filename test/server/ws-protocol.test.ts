import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { delta, started } from '../support/events.ts';
import { RawSocket } from '../support/raw.ts';
import type { TestServer } from '../support/server.ts';
import { startTestServer, watch } from '../support/server.ts';
import { expiredToken, signToken } from '../support/tokens.ts';

const subscribe = (id: string, payload: unknown = watch({ start: 'EARLIEST' })) => ({
  type: 'subscribe',
  id,
  payload,
});

describe('graphql-transport-ws', () => {
  let server: TestServer;
  let token: string;
  beforeAll(async () => {
    server = await startTestServer({ store: 'sqlite' });
    token = await signToken('alice');
  });
  afterAll(() => server.close());

  const init = (payload: unknown = { Authorization: `Bearer ${token}` }) => ({
    type: 'connection_init',
    payload,
  });

  async function openAcknowledged(): Promise<RawSocket> {
    const socket = await RawSocket.open(server.url);
    socket.send(init());
    expect(await socket.receive()).toMatchObject({ type: 'connection_ack' });
    return socket;
  }

  test.each(['Authorization', 'authorization', 'AUTHORIZATION'])('takes the token as %s', async (key) => {
    const socket = await RawSocket.open(server.url);
    socket.send(init({ [key]: `bearer ${token}` }));
    expect(await socket.receive()).toMatchObject({ type: 'connection_ack' });
    socket.destroy();
  });

  test('takes the token of the upgrade request, unless connection_init has another', async () => {
    const headers = { Authorization: `Bearer ${token}` };
    const socket = await RawSocket.open(server.url, undefined, headers);
    socket.send(init(undefined));
    expect(await socket.receive()).toMatchObject({ type: 'connection_ack' });
    socket.destroy();
    const refused = await RawSocket.open(server.url, undefined, headers);
    refused.send(init({ Authorization: 'Bearer x.y.z' }));
    expect(await refused.closed).toMatchObject({ code: 4401 });
  });

  test('an id that is taken again as soon as it is completed is that of the new subscription', async () => {
    const live = watch({ start: 'LATEST' });
    const socket = await RawSocket.open(server.url);
    socket.send(init({ Authorization: `Bearer ${await signToken('carol')}` }));
    expect(await socket.receive()).toMatchObject({ type: 'connection_ack' });
    const before = server.readers.made;
    socket.send(subscribe('1', live));
    await server.readersMade(before + 1);
    socket.send({ type: 'complete', id: '1' }, subscribe('1', live));
    await server.readersMade(before + 2);
    await server.publish('carol', 'run', [started()]);
    expect(await socket.receive()).toMatchObject({ type: 'next', id: '1' });
    socket.send({ type: 'complete', id: '1' });
    await server.readersReturned();
    socket.destroy();
  });

  test('says why it closes, and nothing of the token', async () => {
    const tokens = [
      '',
      'x.y.z',
      `${token.slice(0, -8)}AAAAAAAA`,
      await expiredToken('alice'),
      token.repeat(40),
    ];
    for (const bad of tokens) {
      const socket = await RawSocket.open(server.url);
      socket.send(init({ Authorization: `Bearer ${bad}` }));
      const { reason } = await socket.closed;
      expect(reason).toMatch(/token/);
      if (bad !== '') expect(reason).not.toContain(bad.slice(0, 20));
    }
    expect(server.logLines).toEqual([]);
  });

  test.each([
    ['a bad cursor', watch({ after: 'x' }), 'CURSOR_INVALID'],
    ['a bad variable', { query: 'query ($id: ID!) { run(id: $id) { id } }' }, 'BAD_USER_INPUT'],
    [
      'an unknown operation name',
      { query: 'query A { viewer { id } }', operationName: 'B' },
      'BAD_USER_INPUT',
    ],
    ['a syntax error', { query: '{' }, 'BAD_USER_INPUT'],
  ])('ends an operation with %s by an error message, and not the socket', async (_problem, payload, code) => {
    const socket = await openAcknowledged();
    socket.send(subscribe('1', payload));
    expect(await socket.receive()).toMatchObject({
      type: 'error',
      id: '1',
      payload: [{ extensions: { code } }],
    });
    socket.send(subscribe('1', { query: '{ viewer { id } }' }));
    expect(await socket.receive()).toMatchObject({ type: 'next', id: '1' });
    socket.destroy();
  });

  test.each([
    ['garbage', 4400, ['garbage']],
    ['an unknown type', 4400, [{ type: 'start', id: '1' }]],
    ['a query that is no string', 4400, [{ type: 'subscribe', id: '1', payload: { query: 1 } }]],
    ['a second connection_init', 4429, [{ type: 'connection_init' }]],
    ['an id that is in use', 4409, [subscribe('1'), subscribe('1')]],
    ['a message above 64 KiB', 1009, [subscribe('1', { query: '#'.repeat(64 * 1024) })]],
  ])('%s closes with %i', async (_problem, code, messages) => {
    const socket = await openAcknowledged();
    socket.send(...messages);
    expect(await socket.closed).toMatchObject({ code });
    await server.readersReturned();
  });

  test('an operation before the acknowledgement closes with 4401', async () => {
    const socket = await RawSocket.open(server.url);
    socket.send(subscribe('1'));
    expect(await socket.closed).toMatchObject({ code: 4401 });
  });

  test('no other subprotocol is agreed to', async () => {
    const socket = await RawSocket.open(server.url, 'graphql-ws').catch((error) => error);
    // ws gives up by itself before the 4406 comes, which is for clients that do not.
    expect(String(socket)).toMatch(/subprotocol/);
  });

  test('answers pings, queries and mutations', async () => {
    const socket = await openAcknowledged();
    socket.send({ type: 'ping', payload: { at: 1 } });
    expect(await socket.receive()).toEqual({ type: 'pong', payload: { at: 1 } });
    socket.send(subscribe('q', { query: '{ viewer { id } }' }));
    expect(await socket.receive()).toEqual({
      type: 'next',
      id: 'q',
      payload: { data: { viewer: { id: 'alice' } } },
    });
    expect(await socket.receive()).toEqual({ type: 'complete', id: 'q' });
    const mutation =
      'mutation { publishEvents(input: {userId: "alice", runId: "r", events: []}) { lastSeq } }';
    socket.send(subscribe('m', { query: mutation }));
    expect((await socket.receive()).payload.errors[0].extensions.code).toBe('FORBIDDEN');
    socket.destroy();
  });

  describe('an id that is completed and taken again at once', () => {
    beforeEach(() => server.publish('alice', 'run', [started(), delta('x')], { firstSeq: 1 }));

    test('leaves no reader behind when the socket is gone', async () => {
      const socket = await openAcknowledged();
      for (let count = 0; count < 5; count++) socket.send(subscribe('1'), { type: 'complete', id: '1' });
      socket.send(subscribe('1'));
      const seen = [];
      for (let count = 0; count < 3; count++) seen.push((await socket.receive()).payload.data.agentEvents);
      expect(seen).toMatchObject([{ seq: 1 }, { seq: 2 }, { __typename: 'CaughtUp' }]);
      expect(server.readers.made - server.readers.returned).toBe(1);
      socket.destroy();
      await server.readersReturned();
    });
  });

  test('a server that closes takes no more upgrades, on whatever connection', async () => {
    const closing = await startTestServer();
    const early = connect(closing.port, '127.0.0.1');
    early.write('GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n');
    const deaf = await RawSocket.open(closing.url);
    deaf.send(init());
    await deaf.receive();
    deaf.stopReading();
    const closed = closing.close();
    early.write(
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n' +
        'Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n',
    );
    const [answer] = await once(early, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1.1 503 /);
    await closed;
  });

  test('a server that closes says 1012, upon which clients connect again', async () => {
    const closing = await startTestServer();
    const socket = await RawSocket.open(closing.url);
    socket.send(init());
    await socket.receive();
    const [{ code }] = await Promise.all([socket.closed, closing.close()]);
    expect(code).toBe(1012);
  });
});
