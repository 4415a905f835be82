import { ApolloClient, ApolloLink, InMemoryCache } from '@apollo/client';
import { delayWhen, tap } from 'rxjs';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { MemoryBroker } from '../../src/broker/memory.ts';
import type { Refused } from '../../src/dashboard/data/problem.ts';
import type { RunFilters } from '../../src/dashboard/data/run-filter.ts';
import { matchesFilters, noFilters } from '../../src/dashboard/data/run-filter.ts';
import type { RunsView } from '../../src/dashboard/data/runs-store.ts';
import { RunsStore } from '../../src/dashboard/data/runs-store.ts';
import { Session } from '../../src/dashboard/data/session.ts';
import { ListedRunsDocument } from '../../src/dashboard/generated/graphql.ts';
import type { Store } from '../../src/dashboard/shared/store.ts';
import { TcpProxy } from '../client/proxy.ts';
import { trimAll } from '../support/brokers.ts';
import {
  answered,
  asked,
  cancelled,
  completed,
  delta,
  done,
  executing,
  failed,
  progress,
  started,
  thinking,
} from '../support/events.ts';
import type { TestServer } from '../support/server.ts';
import { startTestServer } from '../support/server.ts';
import { expiredToken, signToken } from '../support/tokens.ts';
import { listEvents, someRun } from './list-support.ts';

const closing: (() => unknown)[] = [];

// Node draws no frames: here every turn of the event loop is one.
beforeAll(() => {
  Object.assign(globalThis, { requestAnimationFrame: setImmediate, cancelAnimationFrame: clearImmediate });
});

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function startServer(options?: Parameters<typeof startTestServer>[0]): Promise<TestServer> {
  const server = await startTestServer(options);
  closing.push(() => server.close());
  return server;
}

function openSession(origin: string, token: string, onRefused: (refused: Refused) => void): Session {
  const session = new Session({ token, origin, onRefused });
  closing.push(() => session.close());
  return session;
}

/** Alice's session, with the list shown and live. */
async function openList(origin: string, filters: Partial<RunFilters> = {}): Promise<Session> {
  const session = openSession(origin, await signToken('alice'), (refused) => expect.unreachable(refused));
  session.runs.show({ ...noFilters, ...filters });
  await until(session.runs, ({ list }) => list !== null);
  await until(session.connection, ({ state }) => state.phase === 'live');
  return session;
}

/** Resolves once the store's value fulfils the condition. */
function until<T>(store: Store<T>, holds: (value: T) => boolean): Promise<T> {
  return new Promise((resolve) => {
    const look = () => {
      if (!holds(store.get())) return;
      unsubscribe();
      resolve(store.get());
    };
    const unsubscribe = store.subscribe(look);
    look();
  });
}

const runOf = ({ list }: RunsView, id: string) => list?.runs.find((run) => run.id === id);
/** The run as Apollo's client has it from a query. */
function withTypenames({ pendingInputs: _, ...run } = someRun()) {
  return { ...run, agent: { ...run.agent, __typename: 'AgentRef' }, __typename: 'Run' };
}

const shownIn = ({ list, filters }: RunsView) =>
  (list?.runs ?? []).filter((run) => matchesFilters(run, filters)).map(({ id }) => id);

describe('the list', () => {
  test('follows a run through every type of event, and says what the query says', async () => {
    const server = await startServer();
    const { runs, client } = await openList(server.url);
    const steps = [
      started({ agent: { id: 'a1', name: 'coder' }, threadId: 'thread' }),
      thinking('Hm.'),
      executing('call', { title: 'Look' }),
      progress('call', { message: 'Half' }),
      progress('call', { progress: 3 }),
      done('call'),
      delta('Hello'),
      asked('a', { inputKind: 'TOOL_APPROVAL' }),
      asked('b'),
      answered('a'),
      answered('b'),
    ];
    for (const end of [completed(), failed(), cancelled()]) {
      const id = crypto.randomUUID();
      for (const [index, step] of [...steps, end].entries()) {
        await server.publish('alice', id, [step]);
        const view = await until(runs, (now) => runOf(now, id)?.lastSeq === index + 1);
        const { data } = await client.query({ query: ListedRunsDocument, variables: { first: 1 } });
        expect(withTypenames(runOf(view, id))).toEqual(data?.runs.nodes[0]);
      }
    }
  });

  test('has what happened while it was read', async () => {
    const server = await startServer();
    await server.publish('alice', 'old', [started()]);
    const { promise: opened, resolve: open } = Promise.withResolvers<void>();
    const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
    const held = new ApolloLink((operation, forward) =>
      forward(operation).pipe(
        tap(() => answer()),
        delayWhen(() => opened),
      ),
    );
    const { client } = openSession(server.url, await signToken('alice'), () => expect.unreachable());
    const runs = new RunsStore(
      new ApolloClient({ cache: new InMemoryCache(), link: held.concat(client.link) }),
    );
    runs.start();
    runs.show(noFilters);
    await answered;
    for (const event of listEvents(['old', started()], ['old', thinking('Hm.')], ['new', started()])) {
      runs.take(event);
    }
    open();
    const view = await until(runs, ({ list }) => list !== null);
    expect(shownIn(view)).toEqual(['new', 'old']);
    expect(runOf(view, 'old')).toMatchObject({ lastSeq: 2, activity: 'Thinking' });
  });

  test('reads page by page', async () => {
    const server = await startServer();
    for (let index = 0; index < 205; index++) await server.publish('alice', `run-${index}`, [started()]);
    const { runs } = await openList(server.url);
    expect(runs.get().list).toMatchObject({ hasMore: true });
    for (const count of [200, 205]) {
      runs.more();
      runs.more();
      await until(runs, ({ list, isReadingMore }) => list?.runs.length === count && !isReadingMore);
    }
    expect(runs.get().list?.hasMore).toBe(false);
    expect(shownIn(runs.get()).at(-1)).toBe('run-0');
  });

  test('a run comes with the status that is asked for, and goes with it', async () => {
    const server = await startServer();
    await server.publish('alice', 'old', [started()]);
    await server.publish('alice', 'other', [started(), failed()]);
    const { runs } = await openList(server.url, { statuses: ['FAILED', 'WAITING_FOR_INPUT'] });
    expect(shownIn(runs.get())).toEqual(['other']);
    await server.publish('alice', 'old', [asked('a')]);
    await until(runs, (view) => shownIn(view).join() === 'other,old');
    await server.publish('alice', 'old', [answered('a')]);
    await until(runs, (view) => shownIn(view).join() === 'other');
    await server.publish('alice', 'old', [failed()]);
    await until(runs, (view) => shownIn(view).join() === 'other,old');
  });

  test('asks how many answers a run still waits for that it found waiting', async () => {
    const server = await startServer();
    await server.publish('alice', 'run', [started(), asked('a'), asked('b')]);
    const { runs } = await openList(server.url);
    await server.publish('alice', 'run', [answered('a')]);
    await until(runs, (view) => runOf(view, 'run')?.pendingInputs.join() === 'b');
    await server.publish('alice', 'run', [answered('b')]);
    await until(runs, (view) => runOf(view, 'run')?.status === 'RUNNING');
  });

  test('is read again where events are gone, and says so', async () => {
    const broker = new MemoryBroker({ retention: { maxAgeMs: 3_600_000, maxCount: 1 } });
    closing.push(() => broker.close());
    const server = await startServer({ broker });
    const proxy = await TcpProxy.start(server.port);
    await server.publish('alice', 'run', [started()]);
    const { runs, connection } = await openList(`http://127.0.0.1:${proxy.port}`);
    expect(runs.get().reset).toBeNull();

    proxy.isAway = true;
    proxy.cut();
    await until(connection, ({ state }) => state.phase === 'waiting');
    await server.publish('alice', 'lost', [started(), thinking('Hm.')]);
    await server.publish('alice', 'run', [completed()]);
    await trimAll(broker);
    proxy.isAway = false;

    await until(runs, ({ reset }) => reset === 'TRIMMED');
    await until(runs, (view) => shownIn(view).join() === 'lost,run');
    expect(runOf(runs.get(), 'run')?.status).toBe('COMPLETED');
    runs.dismissReset();
    expect(runs.get().reset).toBeNull();
  });
});

describe('a token that is not taken', () => {
  test.each<[string, Refused, () => Promise<string>]>([
    ['a forged one', 'not accepted', async () => `${(await signToken('alice')).slice(0, -8)}AAAAAAAA`],
    ['an expired one', 'expired', () => expiredToken('alice')],
  ])('%s ends the session, which asks no more', async (_, expected, sign) => {
    const server = await startServer();
    const token = await sign();
    const refused = await new Promise<Refused>((resolve) => {
      openSession(server.url, token, resolve);
    });
    expect(refused).toBe(expected);
  });
});

describe('a server that is away', () => {
  test('is said to be, and found as soon as it is back', async () => {
    const server = await startServer();
    const proxy = await TcpProxy.start(server.port);
    proxy.isAway = true;
    const token = await signToken('alice');
    const session = openSession(`http://127.0.0.1:${proxy.port}`, token, () => expect.unreachable());
    session.runs.show(noFilters);
    const { problem } = await until(session.runs, (view) => view.problem !== null);
    expect(problem).toEqual({ code: 'NETWORK', message: 'The server cannot be reached.' });
    await until(session.connection, ({ state }) => state.phase === 'waiting');

    proxy.isAway = false;
    session.retry();
    const view = await until(session.runs, ({ list }) => list !== null);
    expect(view.problem).toBeNull();
    expect(session.viewer.get()?.id).toBe('alice');
    await until(session.connection, ({ state }) => state.phase === 'live');
  });
});
