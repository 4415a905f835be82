import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { ConnectionState } from '../../src/client/connection-state.ts';
import { partsOf } from '../../src/client/multipart.ts';
import type { ResumingFetchOptions } from '../../src/client/resuming-fetch.ts';
import { createResumingFetch } from '../../src/client/resuming-fetch.ts';
import { rejectionOf } from '../support/errors.ts';
import { completed, delta, deltas, started } from '../support/events.ts';
import type { TestServer, WatchVariables } from '../support/server.ts';
import { startTestServer, watchDocument } from '../support/server.ts';
import type { Seen } from '../support/stream.ts';
import { expiredToken, signToken, workerToken } from '../support/tokens.ts';
import { seeded, TcpProxy } from './proxy.ts';
import { briefToken, startStrictServer } from './sessions.ts';

const alice = await signToken('alice');

let server: TestServer;
let proxy: TcpProxy;
const subscriptions = new Set<AbortController>();

beforeEach(async () => {
  // The jitter of retries, made short.
  vi.spyOn(Math, 'random').mockReturnValue(0.01);
  server = await startTestServer();
  proxy = await TcpProxy.start(server.port);
  return async () => {
    vi.restoreAllMocks();
    for (const subscription of subscriptions) subscription.abort(new Error('The test has ended.'));
    await server.close();
  };
});

type Part = { readonly payload?: { readonly data: { readonly agentEvents: Seen } } | null };

/** What a client asks for with this fetch. */
async function subscribe(
  variables: WatchVariables,
  options: Partial<ResumingFetchOptions> = {},
  query = watchDocument,
  resumingFetch = createResumingFetch({ getToken: () => alice, ...options }),
  url = `http://127.0.0.1:${proxy.port}`,
): Promise<Response> {
  const subscription = new AbortController();
  subscriptions.add(subscription);
  return resumingFetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      Accept: 'multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/json',
    },
    body: JSON.stringify({ query, variables }),
    signal: subscription.signal,
  });
}

/** The events of a response. Anything else that it says is an error. */
async function* eventsOf(response: Response): AsyncGenerator<Seen, void, undefined> {
  expect(response.status).toBe(200);
  for await (const part of partsOf(response)) {
    const { payload } = JSON.parse(part) as Part;
    if (payload === null) expect.unreachable(part);
    if (payload !== undefined) yield payload.data.agentEvents;
  }
}

async function next(events: AsyncIterator<Seen, void>): Promise<Seen> {
  const { done, value } = await events.next();
  if (done || value === undefined) expect.unreachable('It has ended.');
  return value;
}

describe('a resumed multipart response', () => {
  test('has every event once and in order, however often it was cut off', async () => {
    const random = seeded(11);
    proxy.budget = () => (proxy.cuts < 50 ? Math.ceil(random() ** 2 * 20_000) : Number.POSITIVE_INFINITY);
    const texts = Array.from({ length: 600 }, (_, index) => delta(`${index} `));
    await server.publish('alice', 'r', [started(), ...texts]);
    const seqs: number[] = [];
    for await (const event of eventsOf(await subscribe({ start: 'EARLIEST' }))) {
      if (event.__typename === 'CaughtUp') {
        expect(event.replayed).toBe(601);
        // While it is live, and while it is cut off.
        server.publish('alice', 'r', [...texts, completed()]);
      } else {
        seqs.push(event.seq);
        if (event.seq % 25 === 0) proxy.cut();
      }
      if (event.__typename === 'AgentCompleted') break;
    }
    expect(seqs).toEqual(Array.from({ length: 1202 }, (_, index) => index + 1));
    expect(proxy.cuts).toBeGreaterThan(5);
  });

  test('misses nothing, though it was cut off before its first event', async () => {
    await server.publish('alice', 'before', [started()]);
    const live = Promise.withResolvers<void>();
    const waiting = Promise.withResolvers<void>();
    const onState = ({ phase }: ConnectionState) => {
      if (phase === 'live') live.resolve();
      if (phase === 'waiting') waiting.resolve();
    };
    const events = eventsOf(await subscribe({}, { onState }));
    const first = next(events);
    await live.promise;
    proxy.isAway = true;
    proxy.cut();
    await waiting.promise;
    await server.publish('alice', 'behind', [started()]);
    proxy.isAway = false;
    expect(await first).toMatchObject({ runId: 'behind', seq: 1 });
  });

  test('ends when the subscription does', async () => {
    await server.publish('alice', 'r', [started(), completed()]);
    const phases: string[] = [];
    const onState = ({ phase }: ConnectionState) => void phases.push(phase);
    const response = await subscribe({ runId: 'r', start: 'EARLIEST' }, { onState });
    const events = await Array.fromAsync(eventsOf(response));
    expect(events.map(({ __typename }) => __typename)).toEqual([
      'AgentStarted',
      'AgentCompleted',
      'CaughtUp',
    ]);
    expect([...new Set(phases)]).toEqual(['connecting', 'replaying', 'live', 'closed']);
  });

  test('returns the reader when nobody wants more', async () => {
    await server.publish('alice', 'r', [started()]);
    for await (const _ of eventsOf(await subscribe({ start: 'EARLIEST' }))) break;
    await server.readersReturned();
  });

  test('goes on when the network went away in silence', async () => {
    await server.publish('alice', 'r', [started()]);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const reasons: string[] = [];
    const onState = (state: ConnectionState) => {
      if (state.phase === 'waiting') reasons.push(state.reason);
    };
    const events = eventsOf(await subscribe({ start: 'EARLIEST' }, { onState }));
    await next(events);
    await next(events);
    proxy.freeze();
    await server.publish('alice', 'r', [delta('unheard')]);
    const unheard = next(events);
    vi.advanceTimersByTime(29_999);
    expect(reasons).toEqual([]);
    vi.advanceTimersByTime(1);
    vi.useRealTimers();
    expect(await unheard).toMatchObject({ text: 'unheard' });
    expect(reasons).toEqual(['The connection has fallen silent']);
  });

  test('waits for a server that is away', async () => {
    proxy.isAway = true;
    await server.publish('alice', 'r', [started()]);
    const onState = ({ phase }: ConnectionState) => {
      if (phase === 'waiting') proxy.isAway = false;
    };
    const events = eventsOf(await subscribe({ start: 'EARLIEST' }, { onState }));
    expect(await next(events)).toMatchObject({ runId: 'r' });
  });
});

describe('tokens of a resumed multipart response', () => {
  test('are asked for anew when one has expired', async () => {
    const tokens = [await expiredToken('alice'), alice];
    await server.publish('alice', 'r', [started()]);
    const events = eventsOf(
      await subscribe({ start: 'EARLIEST' }, { getToken: () => tokens.shift() as string }),
    );
    expect(await next(events)).toMatchObject({ runId: 'r' });
    expect(tokens).toEqual([]);
  });

  test('are asked for anew whenever a session ends, and nothing is lost', async () => {
    const { server: strict } = await startStrictServer();
    await strict.publish('alice', 'r', [started()]);
    const getToken = vi.fn(() => briefToken('alice', 1_000));
    const phases: string[] = [];
    const resumingFetch = createResumingFetch({ getToken, onState: ({ phase }) => phases.push(phase) });
    const events = eventsOf(
      await subscribe({ start: 'EARLIEST' }, {}, watchDocument, resumingFetch, strict.url),
    );
    const token = await workerToken();
    const seqs = [(await next(events)).seq];
    expect(await next(events)).toMatchObject({ __typename: 'CaughtUp' });
    while (getToken.mock.calls.length < 4) {
      await strict.publish('alice', 'r', deltas(10), { token });
      for (let count = 0; count < 10; count++) seqs.push((await next(events)).seq);
    }
    expect(seqs).toEqual(seqs.map((_, index) => index + 1));
    expect(phases.filter((phase) => phase === 'connecting')).toHaveLength(getToken.mock.calls.length);
    expect(phases).not.toContain('waiting');
  });

  test('are not tried again once they have expired', async () => {
    const expired = await expiredToken('alice');
    const getToken = vi.fn(() => expired);
    const response = await subscribe({}, { getToken });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'TOKEN_EXPIRED' } }] });
    expect(getToken).toHaveBeenCalledTimes(2);
  });

  test.each(['forged', ''])('are not tried again when they are not accepted: "%s"', async (token) => {
    const getToken = vi.fn(() => token);
    const response = await subscribe({}, { getToken });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    expect(getToken).toHaveBeenCalledTimes(1);
  });

  test('end the stream with the error when they are no longer accepted', async () => {
    await server.publish('alice', 'r', [started()]);
    let token = alice;
    const parts = partsOf(await subscribe({ start: 'EARLIEST' }, { getToken: () => token }));
    await parts.next();
    token = 'forged';
    proxy.cut();
    const rest = (await Array.fromAsync(parts)).map((part) => JSON.parse(part));
    expect(rest.at(-1)).toMatchObject({
      payload: null,
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
  });
});

describe('the state of a resuming fetch', () => {
  test('is that of all its subscriptions together', async () => {
    await server.publish('alice', 'r', [started()]);
    const states: ConnectionState[] = [];
    const resumingFetch = createResumingFetch({
      getToken: () => alice,
      onState: (state) => states.push(state),
    });
    const last = () => states.at(-1)?.phase;
    const follow = async (variables: WatchVariables) => {
      const events = eventsOf(await subscribe(variables, {}, watchDocument, resumingFetch));
      while ((await next(events)).__typename !== 'CaughtUp');
      return events;
    };
    const all = await follow({ start: 'EARLIEST' });
    const one = await follow({ start: 'EARLIEST', runId: 'r' });
    expect(last()).toBe('live');
    await server.publish('alice', 'r', [completed()]);
    expect(await Array.fromAsync(one)).toHaveLength(1);
    expect(last()).toBe('live');
    await all.return();
    expect(states.at(-1)).toEqual({ phase: 'closed', code: null, reason: null });
  });
});

describe('a resuming fetch', () => {
  test('says what a document lacks to be resumed', async () => {
    const query = 'subscription { agentEvents { __typename ... on RunEvent { cursor } } }';
    const error = await rejectionOf(subscribe({}, {}, query));
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({ message: expect.stringContaining('$after: Cursor') });
  });

  test('signs other requests in, and passes them on as they are', async () => {
    const resumingFetch = createResumingFetch({ getToken: () => alice });
    const response = await resumingFetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{"query":"{ viewer { id } }"}',
    });
    expect(await response.json()).toEqual({ data: { viewer: { id: 'alice' } } });
  });
});
