import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { AgentwireClientOptions } from '../../src/client/agentwire-client.ts';
import { createAgentwireClient } from '../../src/client/agentwire-client.ts';
import { RequestError } from '../../src/client/request.ts';
import { rejectionOf } from '../support/errors.ts';
import { completed, delta, deltas, started } from '../support/events.ts';
import { startTestServer } from '../support/server.ts';
import { expiredToken } from '../support/tokens.ts';
import { aliceToken, hurry, States } from './resuming.ts';

const expiredAliceToken = await expiredToken('alice');

async function start(options: Partial<AgentwireClientOptions> = {}) {
  const server = await startTestServer();
  onTestFinished(() => server.close());
  const states = new States();
  const client = createAgentwireClient({
    url: `${server.url}/graphql`,
    getToken: () => aliceToken,
    onState: (state) => states.add(state),
    ...options,
  });
  onTestFinished(() => client.dispose());
  return { server, client, states };
}

describe('reading runs', () => {
  test('gives the viewer’s, newest first, a page at a time', async () => {
    const { server, client } = await start();
    for (const run of ['a', 'b', 'c']) await server.publish('alice', run, [started()]);
    await server.publish('bob', 'not hers', [started()]);
    const first = await client.runs({ first: 2 });
    expect(first.nodes.map(({ id }) => id)).toEqual(['c', 'b']);
    expect(first.pageInfo.hasNextPage).toBe(true);
    const rest = await client.runs({ after: first.pageInfo.endCursor });
    expect(rest.nodes.map(({ id }) => id)).toEqual(['a']);
    expect((await client.runs({ filter: { statuses: ['COMPLETED'] } })).nodes).toEqual([]);
  });

  test('gives one with its detail, its sub-agents and its events', async () => {
    const { server, client, states } = await start();
    await server.publish('alice', 'r', [started(), delta('Hello'), delta(' world')]);
    await server.publish('alice', 'child', [started({ parentRunId: 'r' })]);
    const run = await client.run('r', { eventsFirst: 2 });
    expect(run).toMatchObject({
      id: 'r',
      status: 'RUNNING',
      messages: [{ text: 'Hello world' }],
      children: [{ id: 'child', parentRunId: 'r' }],
      events: { nodes: [{ seq: 1 }, { seq: 2 }], pageInfo: { hasNextPage: true } },
    });
    // For that, no socket is needed.
    expect(states.all).toEqual([]);
  });

  test('gives null for a run that does not exist, or is somebody else’s', async () => {
    const { server, client } = await start();
    await server.publish('bob', 'his', [started()]);
    expect(await client.run('nowhere')).toBeNull();
    expect(await client.run('his')).toBeNull();
  });

  test('rejects with what the API says', async () => {
    const { client } = await start();
    const error = await rejectionOf(client.runs({ first: 1_000_000 }));
    expect(error).toBeInstanceOf(RequestError);
    expect(error).toMatchObject({ retryable: false });
    const expired = await start({ getToken: () => expiredToken('alice') });
    expect(await rejectionOf(expired.client.runs())).toMatchObject({ code: 'TOKEN_EXPIRED' });
  });
});

describe('following events', () => {
  test('serves any number of iterations over one connection', async () => {
    const { server, client, states } = await start();
    await server.publish('alice', 'a', [started({ threadId: 't' }), ...deltas(5), completed()]);
    await server.publish('alice', 'b', [started()]);
    const ended = await Promise.all([
      Array.fromAsync(client.agentEvents({ start: 'EARLIEST', runId: 'a' })),
      Array.fromAsync(client.agentEvents({ start: 'EARLIEST', runId: 'a', types: ['AGENT_STARTED'] })),
    ]);
    expect(ended.map((events) => events.length)).toEqual([8, 2]);
    expect(states.words.filter((words) => words === 'connecting')).toHaveLength(1);
    await states.until('closed 1000');
    await server.readersReturned();
  });

  test.each([
    ['forged', 'nonsense', 'UNAUTHENTICATED'],
    ['expired', expiredAliceToken, 'TOKEN_EXPIRED'],
  ])('rejects once with RequestError where the token is %s', async (_what, token, code) => {
    onTestFinished(hurry());
    const { client } = await start({ getToken: () => token });
    const events = client.agentEvents();
    const error = await rejectionOf(events.next());
    expect(error).toBeInstanceOf(RequestError);
    expect(error).toMatchObject({ code, retryable: false });
    expect(await events.next()).toEqual({ done: true, value: undefined });
  });

  test('ends with its signal, even one that is aborted before', async () => {
    const { server, client } = await start();
    const stop = new AbortController();
    const events = client.agentEvents({}, stop);
    const waiting = events.next();
    await server.readersMade(1);
    stop.abort();
    expect(await waiting).toEqual({ done: true, value: undefined });
    await server.readersReturned();
    expect(await Array.fromAsync(client.agentEvents({ start: 'EARLIEST' }, stop))).toEqual([]);
  });

  test('ends with its client', async () => {
    const { server, client } = await start();
    const waiting = [
      client.agentEvents().next(),
      client.agentEvents({ start: 'EARLIEST', types: [] }),
    ] as const;
    await waiting[1].next();
    const [first, second] = [waiting[0], waiting[1].next()];
    await server.readersMade(2);
    await client.dispose();
    expect(await Promise.all([first, second])).toEqual([
      { done: true, value: undefined },
      { done: true, value: undefined },
    ]);
    await server.readersReturned();
  });
});

test('a page may name the API by its path', async () => {
  const { server } = await start();
  vi.stubGlobal('location', { href: `${server.url}/runs/1` });
  onTestFinished(() => void vi.unstubAllGlobals());
  const client = createAgentwireClient({ url: '/graphql', getToken: () => aliceToken });
  onTestFinished(() => client.dispose());
  await server.publish('alice', 'r', [started()]);
  expect((await client.agentEvents({ start: 'EARLIEST' }).next()).value).toMatchObject({ runId: 'r' });
});
