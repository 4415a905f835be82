import type { Client } from 'graphql-ws';
import { createClient } from 'graphql-ws';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket as WsWebSocket } from 'ws';
import { completed, deltas, started } from '../support/events.ts';
import type { TestServer } from '../support/server.ts';
import { startTestServer, watch } from '../support/server.ts';
import { aliceToken, connectResuming, hurry, Observer, observe, places, placesOf } from './resuming.ts';

beforeEach(hurry);

async function startServer(): Promise<TestServer> {
  const server = await startTestServer();
  onTestFinished(() => server.close());
  return server;
}

type Make = (server: TestServer) => Client;

const clients: readonly [string, Make][] = [
  [
    'graphql-ws’s client',
    ({ port }) => {
      const client = createClient({
        url: `ws://127.0.0.1:${port}/graphql`,
        connectionParams: { Authorization: `Bearer ${aliceToken}` },
        // Its own are of Math.random, which is not random here.
        generateID: () => crypto.randomUUID(),
      });
      onTestFinished(() => client.dispose());
      return client;
    },
  ],
  ['a resuming client', (server) => connectResuming(server).client],
];

const viewer = { query: '{ viewer { id } }' };

describe.each(clients)('%s', (_, make) => {
  test('answers a query and completes once', async () => {
    const observer = observe(make(await startServer()), viewer);
    await observer.completed();
    expect(observer.results).toEqual([{ data: { viewer: { id: 'alice' } } }]);
    expect(observer.calls).toEqual(['next', 'complete']);
  });

  test('completes with the run that is followed', async () => {
    const server = await startServer();
    await server.publish('alice', 'r', [started(), completed()]);
    const observer = observe(make(server), watch({ start: 'EARLIEST', runId: 'r' }));
    await observer.completed();
    expect(observer.calls).toEqual(['next', 'next', 'next', 'complete']);
  });

  test.each([
    ['a subscription', watch({ start: 'EARLIEST' })],
    ['a subscription from now on', watch()],
  ])('completes %s once at unsubscribe, and says nothing more', async (_name, operation) => {
    const server = await startServer();
    const client = make(server);
    const observer = observe(client, operation);
    await server.readersMade(1);
    observer.cancel();
    observer.cancel();
    await observer.completed();
    const { length } = observer.calls;
    await server.publish('alice', 'r', [started()]);
    await observe(client, watch({ start: 'EARLIEST' })).take(2);
    observer.cancel();
    expect(observer.calls.filter((call) => call === 'complete')).toEqual(['complete']);
    expect(observer.calls).toHaveLength(length);
    await client.dispose();
    await server.readersReturned();
  });

  test('says nothing more to whoever unsubscribes within an event', async () => {
    const server = await startServer();
    await server.publish('alice', 'r', [started(), ...deltas(20), completed()]);
    const client = make(server);
    class Taker extends Observer {
      override next(result: Parameters<Observer['next']>[0]) {
        super.next(result);
        this.cancel();
      }
    }
    const observer = new Taker();
    observer.cancel = client.subscribe(watch({ start: 'EARLIEST', runId: 'r' }), observer as never);
    await observer.completed();
    await server.readersReturned();
    expect(observer.calls.at(-1)).toBe('complete');
    expect(observer.calls.filter((call) => call === 'complete')).toHaveLength(1);
  });

  test('fails once with the errors of the server', async () => {
    const client = make(await startServer());
    const observer = observe(client, watch({ after: 'no cursor' }));
    expect(await observer.errorCode()).toBe('CURSOR_INVALID');
    await observe(client, viewer).completed();
    observer.cancel();
    expect(observer.calls).toEqual(['error']);
  });

  test('fails by the server’s errors for what is no document', async () => {
    const observer = observe(make(await startServer()), { query: 'subscription {' });
    expect((await observer.errors())[0]?.message).toMatch(/^Syntax Error/);
  });

  test('ends, with what it threw, the operation of an observer that throws', async () => {
    const server = await startServer();
    const client = make(server);
    class Thrower extends Observer {
      override next(result: Parameters<Observer['next']>[0]) {
        super.next(result);
        throw new Error('Not like this.');
      }
    }
    const observer = new Thrower();
    client.subscribe(viewer, observer as never);
    expect(await observer.failure()).toMatchObject({ message: 'Not like this.' });
    expect(observer.calls).toEqual(['next', 'error']);
  });

  test('can be subscribed to anew at once, as in StrictMode', async () => {
    const server = await startServer();
    await server.publish('alice', 'r', [started(), ...deltas(3)]);
    const client = make(server);
    const first = observe(client, watch({ start: 'EARLIEST' }));
    first.cancel();
    const second = observe(client, watch({ start: 'EARLIEST' }));
    expect(placesOf(await second.caughtUp())).toEqual(places('r', 1, 4));
    second.cancel();
    const third = observe(client, watch({ start: 'EARLIEST' }));
    expect(placesOf(await third.caughtUp())).toEqual(places('r', 1, 4));
    expect(first.calls).toEqual(['complete']);
    expect(second.calls.at(-1)).toBe('complete');
  });

  test('tells its listeners, until they are taken off', async () => {
    const client = make(await startServer());
    const heard: string[] = [];
    const unlisten = (['connecting', 'opened', 'connected', 'closed'] as const).map((name) =>
      client.on(name, () => void heard.push(name)),
    );
    const closed = new Promise((resolve) => client.on('closed', resolve));
    await observe(client, viewer).completed();
    expect(await closed).toMatchObject({ code: 1000 });
    expect(heard).toEqual(['connecting', 'opened', 'connected', 'closed']);
    for (const stop of unlisten) stop();
    await observe(client, viewer).completed();
    expect(heard).toHaveLength(4);
  });

  test('iterates, and stops when it is returned', async () => {
    const server = await startServer();
    await server.publish('alice', 'r', [started(), ...deltas(3)]);
    const results = make(server).iterate(watch({ start: 'EARLIEST' }));
    const seen: unknown[] = [];
    for await (const { data } of results) {
      seen.push(data?.agentEvents);
      if (seen.length === 3) break;
    }
    expect(placesOf(seen as never)).toEqual(places('r', 1, 3));
    await server.readersReturned();
  });

  test('goes on with a query that was under way when it was terminated', async () => {
    const server = await startServer();
    const client = make(server);
    const closed = new Promise((resolve) => client.on('closed', resolve));
    const cut = client.on('connected', () => {
      cut();
      client.terminate();
    });
    const observer = observe(client, viewer);
    expect(await closed).toMatchObject({ code: 4499 });
    await observer.completed();
    expect(observer.results).toEqual([{ data: { viewer: { id: 'alice' } } }]);
  });

  test('completes what is under way when it is disposed of', async () => {
    const server = await startServer();
    const client = make(server);
    const observers = [observe(client, watch({ start: 'EARLIEST' })), observe(client, watch())];
    await server.readersMade(2);
    await client.dispose();
    for (const observer of observers) await observer.completed();
    await server.readersReturned();
    for (const { calls } of observers) expect(calls.filter((call) => call === 'complete')).toHaveLength(1);
  });
});

describe('a resuming client', () => {
  test('refuses, without any traffic, a subscription that could not be resumed', async () => {
    const { client, states } = connectResuming(await startServer());
    const query = 'subscription { agentEvents { __typename } }';
    const observer = observe(client, { query });
    expect(observer.calls).toEqual(['error']);
    expect(observer.failures[0]).toBeInstanceOf(TypeError);
    expect(observer.failures[0]).toMatchObject({ message: expect.stringContaining('$after: Cursor') });
    observer.cancel();
    const results = client.iterate({ query });
    await expect(results.next()).rejects.toThrow(TypeError);
    expect(await results.next()).toEqual({ done: true, value: undefined });
    expect(states.all).toEqual([]);
    expect(observer.calls).toEqual(['error']);
  });

  test('fails by what cannot be sent', async () => {
    const variables: Record<string, unknown> = {};
    variables.itself = variables;
    const observer = observe(connectResuming(await startServer()).client, {
      query: '{ viewer { id } }',
      variables,
    });
    expect(await observer.failure()).toBeInstanceOf(TypeError);
    expect(observer.calls).toEqual(['error']);
  });

  test('leaves the others alone when an observer throws', async () => {
    const server = await startServer();
    const { client, states } = connectResuming(server);
    const other = observe(client, watch({ start: 'EARLIEST' }));
    await other.caughtUp();
    const thrown = Promise.withResolvers<unknown>();
    client.subscribe(watch({ start: 'EARLIEST' }), {
      next() {
        throw new Error('Not like this.');
      },
      error: thrown.resolve,
      complete() {},
    });
    expect(await thrown.promise).toMatchObject({ message: 'Not like this.' });
    await server.publish('alice', 'r', [started()]);
    await other.take(1);
    expect(states.words).not.toContain('waiting');
  });

  test('closes its connection behind the last operation, though one ended itself before its run did', async () => {
    const server = await startServer();
    await server.publish('alice', 'r', [started(), completed()]);
    const { client, states } = connectResuming(server, { webSocketImpl: WsWebSocket });
    let count = 0;
    const ended = Promise.withResolvers<void>();
    // Unsubscribes within CaughtUp, which comes with the server's own end of the operation.
    const unsubscribe = client.subscribe(watch({ start: 'EARLIEST', runId: 'r' }), {
      next: () => void (++count === 3 && unsubscribe()),
      error: ended.reject,
      complete: ended.resolve,
    });
    await ended.promise;
    await states.until('closed 1000');

    // Had it lost count, it would take the next loss for the end of all operations.
    const observer = observe(client, watch({ start: 'EARLIEST' }));
    await observer.caughtUp();
    client.terminate();
    await server.publish('alice', 'other', [started()]);
    expect(await observer.takeOne()).toMatchObject({ runId: 'other' });
  });
});
