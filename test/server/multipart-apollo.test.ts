import type { ClientRequest } from 'node:http';
import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { CombinedGraphQLErrors, CombinedProtocolErrors } from '@apollo/client/errors';
import { describe, expect, onTestFinished, test } from 'vitest';
import { connectMultipart, Gate, observedFetch } from '../support/clients.ts';
import { completed, delta, deltas, started } from '../support/events.ts';
import { openRequest, readParts } from '../support/raw.ts';
import type { TestServer, TestServerOptions, WatchVariables } from '../support/server.ts';
import { startTestServer, watch, watchDocument } from '../support/server.ts';
import type { Seen } from '../support/stream.ts';
import { Stream } from '../support/stream.ts';
import { expiredToken, signToken } from '../support/tokens.ts';
import { brokenAfterFirstPage } from './broken-broker.ts';
import { isEnd, seqsOf, upTo } from './conformance/delivery.ts';

async function start(options: TestServerOptions = {}): Promise<TestServer> {
  const server = await startTestServer(options);
  onTestFinished(() => server.close());
  return server;
}

interface ApolloOptions {
  readonly token?: string;
  readonly requests?: Set<ClientRequest>;
  readonly reading?: Gate;
}

/** Subscribes with an Apollo Client that has no WebSocket. An error ends the stream as `lost`. */
async function subscribe(server: TestServer, variables: WatchVariables, options: ApolloOptions = {}) {
  const { token = await signToken('alice'), requests = new Set(), reading = new Gate() } = options;
  const client = new ApolloClient({
    cache: new InMemoryCache(),
    link: new HttpLink({
      uri: `${server.url}/graphql`,
      headers: { Authorization: `Bearer ${token}` },
      fetch: observedFetch(requests, reading) as typeof fetch,
    }),
  });
  const stream = new Stream();
  const subscription = client
    .subscribe<{ agentEvents: Seen }>({
      query: gql(watchDocument),
      variables: { ...variables },
      fetchPolicy: 'no-cache',
    })
    .subscribe({
      next: ({ data, error }) => (error === undefined ? stream.next({ data }) : stream.error({ error })),
      complete: () => stream.complete(),
    });
  stream.cancel = () => subscription.unsubscribe();
  return stream;
}

async function errorOf(stream: Stream): Promise<unknown> {
  const end = await stream.ended;
  return (end as { lost?: { error: unknown } }).lost?.error;
}

describe('Apollo Client over multipart HTTP', () => {
  test('gets every event once and in order, and nothing of the signs of life between', async () => {
    const server = await start({ keepAliveMs: 10 });
    await server.publish('alice', 'run', [started(), ...deltas(600)]);
    const stream = await subscribe(server, { start: 'EARLIEST' });
    await stream.caughtUp();
    for (let part = 0; part < 5; part++) {
      await signsOfLife(server, 3);
      await server.publish('alice', 'run', deltas(20));
    }
    await server.publish('alice', 'run', [completed()]);
    await stream.takeUntil(isEnd);
    expect(seqsOf(stream.received)).toEqual(upTo(702));
    expect(stream.received).toHaveLength(703);
    stream.cancel();
  });

  test('sees each event at once, and not with the one behind it', async () => {
    const server = await start();
    const stream = await subscribe(server, { start: 'EARLIEST' });
    await stream.caughtUp();
    await server.publish('alice', 'run', [started()]);
    expect(await stream.takeOne()).toMatchObject({ seq: 1 });
    await server.publish('alice', 'run', [delta('and on')]);
    expect(await stream.takeOne()).toMatchObject({ text: 'and on' });
    stream.cancel();
  });

  test('is told when a stream has come to its end', async () => {
    const server = await start();
    await server.publish('alice', 'run', [started(), completed()]);
    const stream = await subscribe(server, { start: 'EARLIEST', runId: 'run' });
    await stream.completed();
    expect(seqsOf(stream.received)).toEqual([1, 2]);
  });

  test('is told what is wrong with a subscription', async () => {
    const server = await start();
    const error = await errorOf(await subscribe(server, { after: 'nonsense' }));
    expect(error).toBeInstanceOf(CombinedGraphQLErrors);
    expect(error).toMatchObject({ errors: [{ extensions: { code: 'CURSOR_INVALID' } }] });
    const invalid = await errorOf(await subscribe(server, { start: 'MIDDLE' } as never));
    expect(invalid).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  });

  test.each([
    ['expired', () => expiredToken('alice'), 'TOKEN_EXPIRED'],
    ['forged', async () => `${await signToken('alice')}x`, 'UNAUTHENTICATED'],
  ] as const)('is refused with an %s token, and told why', async (_kind, token, code) => {
    const server = await start();
    const error = await errorOf(await subscribe(server, {}, { token: await token() }));
    expect(error).toBeInstanceOf(CombinedGraphQLErrors);
    expect(error).toMatchObject({ errors: [{ extensions: { code } }] });
  });

  test('is told when a stream breaks off', async () => {
    const server = await start({ broker: brokenAfterFirstPage() });
    await server.publish('alice', 'run', [started(), ...deltas(999)]);
    const error = await errorOf(await subscribe(server, { start: 'EARLIEST' }));
    expect(error).toBeInstanceOf(CombinedProtocolErrors);
    expect(error).toMatchObject({ errors: [{ extensions: { code: 'INTERNAL', retryable: true } }] });
  });

  test('takes a cut connection for an error, and not for the end', async () => {
    const server = await start();
    const requests = new Set<ClientRequest>();
    const stream = await subscribe(server, { start: 'EARLIEST' }, { requests });
    await stream.caughtUp();
    for (const request of requests) request.socket?.destroy();
    expect(await errorOf(stream)).toBeInstanceOf(Error);
  });

  test('that unsubscribes has its reader returned, idle or in the middle of a replay', async () => {
    const server = await start();
    await server.publish('alice', 'run', [started(), ...deltas(4999)]);
    const middle = await subscribe(server, { start: 'EARLIEST' });
    await middle.take(100);
    middle.cancel();
    await server.readersReturned();
    const idle = await subscribe(server, { start: 'EARLIEST' });
    await idle.caughtUp();
    expect(server.readers).toEqual({ made: 2, returned: 1 });
    idle.cancel();
    await server.readersReturned();
  });

  test('that reads nothing for a while costs the others nothing, and misses nothing', async () => {
    const server = await start();
    const reading = new Gate();
    const huge = Array.from({ length: 499 }, () => delta('x'.repeat(64 * 1024)));
    const stream = await subscribe(server, { start: 'EARLIEST' }, { reading });
    await stream.caughtUp();
    reading.shut();
    await server.publish('alice', 'run', [started()]);
    for (let done = 0; done < huge.length; done += 50) {
      await server.publish('alice', 'run', huge.slice(done, done + 50));
    }
    const other = await server.watch(connectMultipart, 'alice', { start: 'EARLIEST' });
    await other.caughtUp();
    expect(stream.received.length).toBeLessThan(100);
    reading.open();
    await stream.take(500);
    expect(seqsOf(stream.received)).toEqual(upTo(500));
    stream.cancel();
  });
});

/** Waits for as many signs of life on an idle stream, by when another one has had them too. */
async function signsOfLife(server: TestServer, count: number): Promise<void> {
  const response = await openRequest(
    `${server.url}/graphql`,
    {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${await signToken('nobody')}`,
        'Content-Type': 'application/json',
        Accept: 'multipart/mixed;subscriptionSpec=1.0',
      },
    },
    JSON.stringify(watch()),
  );
  let seen = 0;
  for await (const { body } of readParts(response)) {
    expect(body).toBe('{}');
    if (++seen === count) break;
  }
}
