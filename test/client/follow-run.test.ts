import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { MemoryBroker } from '../../src/broker/memory.ts';
import { createAgentwireClient } from '../../src/client/agentwire-client.ts';
import type { FollowedRun } from '../../src/client/run-tree.ts';
import { trimAll } from '../support/brokers.ts';
import { answered, asked, cancelled, completed, delta, deltas, started } from '../support/events.ts';
import type { TestServer, TestServerOptions } from '../support/server.ts';
import { startTestServer } from '../support/server.ts';
import { seeded, TcpProxy } from './proxy.ts';
import { traceOf } from './random-trace.ts';
import { aliceToken, hurry, States } from './resuming.ts';

beforeEach(hurry);

async function start(options: TestServerOptions = {}) {
  const server = await startTestServer(options);
  onTestFinished(() => server.close());
  const proxy = await TcpProxy.start(server.port);
  const states = new States();
  const client = createAgentwireClient({
    url: `http://127.0.0.1:${proxy.port}/graphql`,
    getToken: () => aliceToken,
    onState: (state) => states.add(state),
  });
  onTestFinished(() => client.dispose());
  return { server, proxy, client, states };
}

type Client = Awaited<ReturnType<typeof start>>['client'];

/** The run with its sub-agents as the server's own query has it. */
async function queried({ port }: TestServer, id: string): Promise<FollowedRun | null> {
  const client = createAgentwireClient({
    url: `http://127.0.0.1:${port}/graphql`,
    getToken: () => aliceToken,
  });
  const read = async (runId: string): Promise<FollowedRun | null> => {
    const run = await client.run(runId, { eventsFirst: 1 });
    if (run === null) return null;
    const { events: _, ...fields } = run;
    return {
      ...fields,
      children: (await Promise.all(run.children.map((child) => read(child.id)))) as FollowedRun[],
    };
  };
  return read(id);
}

async function next(runs: ReturnType<Client['followRun']>): Promise<FollowedRun | null> {
  const { done, value } = await runs.next();
  if (done) expect.unreachable('It has ended.');
  return value as FollowedRun | null;
}

const CUTS = 8;

describe('a followed run', () => {
  test.each([1, 2, 3, 4, 5, 6])(
    'is what the query gives, through cuts, sub-agents and all (seed %i)',
    async (seed) => {
      const { server, proxy, client } = await start();
      const random = seeded(seed);
      const trace = traceOf(random, 150);
      const half = Math.floor(random() * 0.7 * trace.length);
      for (const { runId, event } of trace.slice(0, half)) await server.publish('alice', runId, [event]);

      const runs = client.followRun('root');
      await next(runs);
      // What it reads at first is one request each, and not repeated.
      proxy.budget = () => (proxy.cuts < CUTS ? 1_000 + random() * 4_000 : Number.POSITIVE_INFINITY);
      proxy.cut();
      const following = (async () => {
        let last: FollowedRun | null = null;
        let lastSeq = 0;
        for await (const run of runs) {
          expect(run?.lastSeq ?? 0).toBeGreaterThanOrEqual(lastSeq);
          lastSeq = run?.lastSeq ?? 0;
          last = run;
        }
        return last;
      })();
      for (const { runId, event } of trace.slice(half)) {
        await server.publish('alice', runId, [event]);
      }
      const last = await following;
      expect(last).toEqual(await queried(server, 'root'));
      expect(last?.endedAt).not.toBeNull();
      expect(proxy.cuts).toBeGreaterThan(1);
    },
  );

  test('is at every step what the query gives', async () => {
    const { server, client } = await start();
    const [first, ...rest] = traceOf(seeded(7), 60);
    await server.publish('alice', 'root', [first?.event as never]);
    const runs = client.followRun('root');
    expect(await next(runs)).toEqual(await queried(server, 'root'));
    for (const { runId, event } of rest) {
      await server.publish('alice', runId, [event]);
      expect(await next(runs)).toEqual(await queried(server, 'root'));
    }
    expect(await runs.next()).toEqual({ done: true, value: undefined });
    await server.readersReturned();
  });

  test('is null until it starts', async () => {
    const { server, client } = await start();
    await server.publish('alice', 'other', [started()]);
    const runs = client.followRun('r');
    expect(await next(runs)).toBeNull();
    const running = next(runs);
    await server.publish('alice', 'other', [delta('not of it')]);
    await server.publish('alice', 'r', [started(), delta('Hello')]);
    expect(await running).toMatchObject({ id: 'r', status: 'RUNNING', lastSeq: 1 });
    expect(await next(runs)).toMatchObject({ messages: [{ text: 'Hello' }] });
    await server.publish('alice', 'r', [completed()]);
    expect(await next(runs)).toEqual(await queried(server, 'r'));
    expect((await runs.next()).done).toBe(true);
  });

  test('may be a sub-agent’s that has not started', async () => {
    const { server, client } = await start();
    await server.publish('alice', 'r', [started()]);
    const runs = client.followRun('child');
    expect(await next(runs)).toBeNull();
    await server.publish('alice', 'child', [started({ parentRunId: 'r' })]);
    expect(await next(runs)).toEqual(await queried(server, 'child'));
  });

  test('that has ended is one value', async () => {
    const { server, client, states } = await start();
    await server.publish('alice', 'r', [started(), asked('i'), answered('i'), cancelled()]);
    expect(await Array.fromAsync(client.followRun('r'))).toEqual([await queried(server, 'r')]);
    await states.until('closed 1000');
    await server.readersReturned();
  });

  test('is read again behind a StreamReset, and goes on', async () => {
    const broker = new MemoryBroker({ retention: { maxAgeMs: 3_600_000, maxCount: 20 } });
    const { server, proxy, client, states } = await start({ broker });
    await server.publish('alice', 'r', [started(), ...deltas(2)]);
    const runs = client.followRun('r');
    expect(await next(runs)).toMatchObject({ lastSeq: 3 });
    const behind = next(runs);
    await states.until('live');
    proxy.isAway = true;
    proxy.cut();
    await states.untilNext('waiting');
    await server.publish('alice', 'r', deltas(100));
    await server.publish('alice', 'child', [started({ parentRunId: 'r' })]);
    await trimAll(broker);
    proxy.isAway = false;
    expect(await behind).toEqual(await queried(server, 'r'));
    await server.publish('alice', 'r', [completed()]);
    expect(await next(runs)).toEqual(await queried(server, 'r'));
    expect((await runs.next()).done).toBe(true);
  });

  test('that cannot be read again behind a StreamReset is asked for until it can', async () => {
    const broker = new MemoryBroker({ retention: { maxAgeMs: 3_600_000, maxCount: 20 } });
    const { server, proxy, client, states } = await start({ broker });
    await server.publish('alice', 'r', [started(), ...deltas(2)]);
    const runs = client.followRun('r');
    await next(runs);
    const behind = next(runs);
    await states.until('live');
    proxy.isAway = true;
    proxy.cut();
    await states.untilNext('waiting');
    await server.publish('alice', 'r', deltas(100));
    await trimAll(broker);
    // The socket gets through, and the first requests do not.
    const { fetch } = globalThis;
    onTestFinished(() => {
      globalThis.fetch = fetch;
    });
    let refusals = 3;
    globalThis.fetch = (...args) =>
      refusals-- > 0 ? Promise.reject(new TypeError('fetch failed')) : fetch(...args);
    proxy.isAway = false;
    expect(await behind).toMatchObject({ lastSeq: 103 });
    expect(refusals).toBeLessThan(0);
  });

  test('ends with its signal, whenever that is aborted', async () => {
    const { server, proxy, client } = await start();
    await server.publish('alice', 'r', [started()]);
    const over = { done: true, value: undefined };
    const aborted = client.followRun('r', { signal: AbortSignal.abort() });
    expect([await aborted.next(), await aborted.next()]).toEqual([over, over]);
    expect(proxy.connections).toBe(0);

    const early = new AbortController();
    const reading = client.followRun('r', early);
    const first = reading.next();
    early.abort();
    expect([await first, await reading.next()]).toEqual([over, over]);
    expect(server.readers.made).toBe(0);

    const late = new AbortController();
    const runs = client.followRun('r', late);
    await next(runs);
    const waiting = runs.next();
    await server.readersMade(1);
    late.abort();
    expect([await waiting, await runs.next()]).toEqual([over, over]);
    await server.readersReturned();
  });

  test('begins as soon as there is a token and a server', async () => {
    const server = await startTestServer();
    onTestFinished(() => server.close());
    const proxy = await TcpProxy.start(server.port);
    await server.publish('alice', 'r', [started()]);
    proxy.isAway = true;
    let asked = 0;
    const getToken = () => {
      asked++;
      if (asked === 1) throw new Error('Nobody signs.');
      // By now the server has been looked for.
      if (proxy.connections > 1) proxy.isAway = false;
      return aliceToken;
    };
    const client = createAgentwireClient({ url: `http://127.0.0.1:${proxy.port}/graphql`, getToken });
    onTestFinished(() => client.dispose());
    expect(await next(client.followRun('r'))).toMatchObject({ id: 'r', status: 'RUNNING' });
    expect(asked).toBeGreaterThan(2);
  });

  test('rejects once where it is refused', async () => {
    const { server } = await start();
    const client = createAgentwireClient({ url: `${server.url}/graphql`, getToken: () => 'forged' });
    const runs = client.followRun('r');
    await expect(runs.next()).rejects.toMatchObject({ code: 'UNAUTHENTICATED', retryable: false });
    expect(await runs.next()).toEqual({ done: true, value: undefined });
  });

  test('says why there is no token where that is all that is asked', async () => {
    const { server } = await start();
    const getToken = () => Promise.reject(new Error('Nobody signs.'));
    const client = createAgentwireClient({ url: `${server.url}/graphql`, getToken });
    await expect(client.run('r')).rejects.toMatchObject({ name: 'RequestError', message: 'Nobody signs.' });
  });
});
