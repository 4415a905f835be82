import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { DeliveredEvent } from '../../src/client/delivered.ts';
import type { AgentEventsSubscriptionVariables } from '../../src/client/generated/graphql.ts';
import { completed, delta, started } from '../support/events.ts';
import type { TestServer } from '../support/server.ts';
import { startTestServer } from '../support/server.ts';
import { signToken } from '../support/tokens.ts';
import type { FollowOptions } from './follow.ts';
import { follow } from './follow.ts';
import { seeded, TcpProxy } from './proxy.ts';

const alice = await signToken('alice');

async function startServer(): Promise<TestServer> {
  const server = await startTestServer();
  onTestFinished(() => server.close());
  return server;
}

/** Alice's events through the port; the test's end ends it. */
function watch(
  { port }: { readonly port: number },
  variables: Partial<AgentEventsSubscriptionVariables>,
  options: Partial<FollowOptions> = {},
): AsyncIterableIterator<DeliveredEvent, undefined> {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const endpoint = { url: `http://127.0.0.1:${port}/graphql`, getToken: () => alice };
  return follow(
    endpoint,
    { start: 'EARLIEST', coalesceMs: 0, ...variables },
    { signal: stop.signal, ...options },
  );
}

/** Everything that is stored for alice, as a subscription that nobody disturbs gets it. */
async function truth(server: TestServer): Promise<readonly string[]> {
  const stream = await server.subscribeWs('alice', { start: 'EARLIEST' });
  return idsOf(await stream.caughtUp());
}

const idsOf = (events: readonly object[]): string[] =>
  events.flatMap((event) => ('id' in event ? [event.id as string] : []));

async function next(events: AsyncIterator<DeliveredEvent, undefined>): Promise<DeliveredEvent> {
  const { done, value } = await events.next();
  if (done || value === undefined) expect.unreachable('It has ended.');
  return value;
}

beforeEach(() => {
  // The jitter of retries, made short.
  vi.spyOn(Math, 'random').mockReturnValue(0.05);
  return () => vi.restoreAllMocks();
});

const CUTS = 40;

describe('following through a network that fails', () => {
  test.each([1, 2, 3])('gets every event once and in order (seed %i)', async (seed) => {
    const server = await startServer();
    const proxy = await TcpProxy.start(server.port);
    const random = seeded(seed);
    // From within the handshake to far into the events.
    proxy.budget = () => (proxy.cuts < CUTS ? Math.ceil(random() ** 2 * 40_000) : Number.POSITIVE_INFINITY);

    const runs = ['a', 'b', 'c'];
    for (const run of runs) await server.publish('alice', run, [started()]);
    let published = runs.length;
    let publishing = Promise.resolve<unknown>(null);
    const publishSome = () => {
      const run = runs[Math.floor(random() * runs.length)] as string;
      const texts = Array.from({ length: Math.ceil(random() * 40) }, () => 'x'.repeat(random() * 500));
      published += texts.length;
      publishing = publishing.then(() =>
        server.publish(
          'alice',
          run,
          texts.map((text) => delta(text)),
        ),
      );
    };

    const received: string[] = [];
    // What is published at a loss comes as a replay …
    for await (const event of watch(proxy, {}, { onRetry: publishSome })) {
      received.push(...idsOf([event]));
      if (received.length < published) continue;
      if (proxy.cuts >= CUTS) break;
      // … and what is published when all is there comes live.
      publishSome();
    }
    await publishing;
    expect(proxy.cuts).toBeGreaterThanOrEqual(CUTS);
    expect(received).toEqual(await truth(server));
  });

  test('gets what happened while it was away, though it had received nothing before', async () => {
    const server = await startServer();
    const proxy = await TcpProxy.start(server.port);
    await server.publish('alice', 'before', [started()]);
    const lost = Promise.withResolvers<void>();
    const live = Promise.withResolvers<void>();
    const hears = { onRetry: () => lost.resolve(), onLive: () => live.resolve() };
    const events = watch(proxy, { start: 'LATEST' }, hears);
    const behind = next(events);
    await live.promise;

    proxy.isAway = true;
    proxy.cut();
    await lost.promise;
    await server.publish('alice', 'behind', [started(), completed()]);
    proxy.isAway = false;
    expect(await behind).toMatchObject({ runId: 'behind', seq: 1 });
    expect(await next(events)).toMatchObject({ runId: 'behind', seq: 2 });
  });

  test('ends with its run, though the connection was lost right behind the last event', async () => {
    const server = await startServer();
    const proxy = await TcpProxy.start(server.port);
    await server.publish('alice', 'r', [started()]);
    const events = watch(proxy, { runId: 'r' });
    await next(events);
    await next(events);
    await server.publish('alice', 'r', [completed()]);
    expect(await next(events)).toMatchObject({ __typename: 'AgentCompleted' });
    proxy.cut();
    const rest = await Array.fromAsync(events);
    expect(rest.map(({ __typename }) => __typename)).not.toContain('AgentCompleted');
  });

  test('notices a network that went away in silence', async () => {
    const server = await startServer();
    const proxy = await TcpProxy.start(server.port);
    await server.publish('alice', 'r', [started()]);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const reasons: string[] = [];
    const events = watch(proxy, {}, { onRetry: (reason) => reasons.push(reason) });
    await next(events);
    await next(events);

    proxy.freeze();
    await server.publish('alice', 'r', [delta('unheard')]);
    const unheard = next(events);
    vi.advanceTimersByTime(14_999);
    expect(reasons).toEqual([]);
    vi.advanceTimersByTime(1);
    vi.useRealTimers();
    expect(await unheard).toMatchObject({ text: 'unheard' });
    expect(reasons).toEqual(['The connection was lost (4499 Terminated)']);
  });
});
