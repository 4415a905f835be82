import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { TcpProxy } from '../client/proxy.ts';
import { rejectionOf } from '../support/errors.ts';
import { started } from '../support/events.ts';
import { startTestServer } from '../support/server.ts';
import { expiredToken, signToken } from '../support/tokens.ts';
import { examples } from './clients.ts';
import { Watching } from './watching.ts';

/** A server with one event for alice, and how many connections were made to it. */
async function startCounting() {
  const server = await startTestServer();
  onTestFinished(() => server.close());
  await server.publish('alice', 'run', [started()]);
  const proxy = await TcpProxy.start(server.port);
  let connections = 0;
  proxy.budget = () => {
    connections++;
    return Number.POSITIVE_INFINITY;
  };
  return { port: proxy.port, connections: () => connections };
}

beforeEach(() => {
  // Whatever is tried again is tried at once.
  vi.spyOn(Math, 'random').mockReturnValue(0);
  return () => vi.restoreAllMocks();
});

const expired = await expiredToken('alice');
const forged = `${await signToken('alice')}x`;

describe.each(examples)('%s', (_name, connect) => {
  test.each([
    // An expired token is asked for anew, and the same again is the end.
    { kind: 'expired', token: expired, says: /token has expired/, closeCode: 4403, asked: 2 },
    { kind: 'forged', token: forged, says: /A valid bearer token is required/, closeCode: 4401, asked: 1 },
    { kind: 'missing', token: '', says: /Send the token as/, closeCode: 4401, asked: 1 },
  ])('says that the token is $kind, and gives up', async ({ token, says, closeCode, asked }) => {
    const { port, connections } = await startCounting();
    const getToken = vi.fn(() => token);
    const watching = new Watching(connect, port, getToken).watchEvents();
    expect(await watching.message()).toMatch(says);
    const { code, reason } = (await watching.closed()) as { code: number; reason: string };
    expect([closeCode, 401]).toContain(code);
    expect(reason).toMatch(says);

    const tried = connections();
    expect(tried).toBeLessThanOrEqual(asked);
    const another = new Watching(connect, port).watchEvents();
    await another.until(() => another.ids.length === 1);
    expect(connections()).toBeLessThanOrEqual(tried + 1);
    expect(getToken).toHaveBeenCalledTimes(asked);
    expect(watching.errors).toHaveLength(1);
  });

  test('goes on with a new token where the first one has expired', async () => {
    const { port } = await startCounting();
    const tokens = [expired, await signToken('alice')];
    const watching = new Watching(connect, port, () => tokens.shift() as string).watchEvents();
    await watching.until(() => watching.ids.length === 1);
    expect(tokens).toEqual([]);
  });

  test.each([
    [
      'a variable for `after`',
      'subscription Events { agentEvents { __typename ... on RunEvent { cursor } ... on StreamReset { cursor } } }',
      'declare a variable `$after: Cursor` and pass it on as `agentEvents(after: $after)`',
    ],
    [
      'the cursor of an event',
      'subscription Events($after: Cursor) { agentEvents(after: $after) { __typename ... on RunEvent { cursor } } }',
      'select `cursor` on every event, as in `... on RunEvent { cursor } ... on StreamReset { cursor }`',
    ],
  ])('says that a document lacks %s, without a connection', async (_what, document, says) => {
    const { port, connections } = await startCounting();
    const watching = new Watching(connect, port).subscribe(document);
    expect(await watching.message()).toContain(says);
    expect(connections()).toBe(0);
  });

  test('says that there is no such run', async () => {
    const { port } = await startCounting();
    const error = await rejectionOf(new Watching(connect, port).watchRun('nowhere'));
    expect(error).toMatchObject({ message: 'There is no run nowhere.' });
  });
});
