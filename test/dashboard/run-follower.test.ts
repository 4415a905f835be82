import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { isSubscriptionOperation } from '@apollo/client/utilities';
import type { Client } from 'graphql-ws';
import { concatMap } from 'rxjs';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { MemoryBroker } from '../../src/broker/memory.ts';
import { createResumingClient } from '../../src/client/index.ts';
import { trimmedCount } from '../../src/dashboard/run/event-log.ts';
import type { PageState } from '../../src/dashboard/run/page-state.ts';
import type { RunView } from '../../src/dashboard/run/run-follower.ts';
import { RunFollower } from '../../src/dashboard/run/run-follower.ts';
import { RunSource } from '../../src/dashboard/run/run-source.ts';
import type { Store } from '../../src/dashboard/shared/store.ts';
import { ValueStore } from '../../src/dashboard/shared/store.ts';
import { trimAll } from '../support/brokers.ts';
import { completed, delta, deltas, done, executing, started, thinking } from '../support/events.ts';
import type { TestServer } from '../support/server.ts';
import { startTestServer } from '../support/server.ts';
import { signToken } from '../support/tokens.ts';

const closing: (() => unknown)[] = [];

// Node draws no frames.
beforeAll(() => {
  const requestAnimationFrame = (work: () => void) => setTimeout(work);
  Object.assign(globalThis, { requestAnimationFrame, cancelAnimationFrame: clearTimeout });
});

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function startServer(options?: Parameters<typeof startTestServer>[0]): Promise<TestServer> {
  const server = await startTestServer(options);
  closing.push(() => server.close());
  return server;
}

/** A browser of alice's. */
class Browser {
  /** The operations that were asked for so far. */
  readonly operations: (string | undefined)[] = [];
  /** How many events its subscriptions have delivered. */
  readonly delivered = new ValueStore(0);
  /** How many answers to a query for a run were held back. */
  readonly held = new ValueStore(0);
  /** What the next connection has to wait for. */
  #isOnline: Promise<unknown> = Promise.resolve();
  #isAnswered: Promise<unknown> | null = null;
  readonly #socket: Client;
  readonly #client: ApolloClient;

  constructor(server: TestServer, token: string) {
    this.#socket = createResumingClient({
      url: `ws://127.0.0.1:${server.port}/graphql`,
      getToken: async () => {
        await this.#isOnline;
        return token;
      },
    });
    const http = new HttpLink({
      uri: `${server.url}/graphql`,
      headers: { Authorization: `Bearer ${token}` },
    });
    const link = ApolloLink.split(
      ({ query }) => isSubscriptionOperation(query),
      new GraphQLWsLink(this.#socket),
      http,
    );
    const record = new ApolloLink((operation, forward) => {
      const { operationName } = operation;
      this.operations.push(operationName);
      return forward(operation).pipe(
        concatMap(async (result) => {
          if (operationName === 'RunPage') await this.#hold();
          if (operationName === 'RunPageStream') this.delivered.set(this.delivered.get() + 1);
          return result;
        }),
      );
    });
    this.#client = new ApolloClient({ cache: new InMemoryCache(), link: record.concat(link) });
    closing.push(() => this.#socket.dispose());
  }

  open(id: string): RunFollower {
    const follower = new RunFollower(new RunSource(this.#client, id));
    closing.push(() => follower.close());
    void follower.open();
    return follower;
  }

  /** Holds back the answers to queries for a run. Returns how to let go of them. */
  holdAnswers(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#isAnswered = promise;
    return resolve;
  }

  /** Cuts the connection; the next one is made once `until` has come. */
  cut(until: Promise<unknown>): void {
    this.#isOnline = until;
    this.#socket.terminate();
  }

  async #hold(): Promise<void> {
    if (this.#isAnswered === null) return;
    this.held.set(this.held.get() + 1);
    await this.#isAnswered;
  }
}

async function startBrowser(server: TestServer): Promise<Browser> {
  return new Browser(server, await signToken('alice'));
}

/** The page of alice's run, in a browser of its own. */
async function open(server: TestServer): Promise<RunFollower> {
  return (await startBrowser(server)).open('run');
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

const pageOf = (view: RunView): PageState | null => (view.phase === 'shown' ? view.page : null);

async function untilPage({ view }: RunFollower, holds: (page: PageState) => boolean): Promise<PageState> {
  const shown = await until(view, (now) => {
    const page = pageOf(now);
    return page !== null && holds(page);
  });
  return pageOf(shown) as PageState;
}

const hasEnded = ({ run }: PageState) => run.record.endedAt !== null;
const isRead = ({ log }: PageState) => !log.hasMore;

describe('a page of a run', () => {
  test('follows it to its end, and then has what the query has', async () => {
    const server = await startServer();
    await server.publish('alice', 'run', [started(), thinking('Hm')]);
    const follower = await open(server);
    await untilPage(follower, isRead);
    await server.publish('alice', 'run', [executing('c1'), ...deltas(20)]);
    await server.publish('alice', 'child', [started({ parentRunId: 'run' }), completed()]);
    await server.publish('alice', 'run', [done('c1', { output: { ok: true } }), completed()]);

    const followed = await untilPage(follower, hasEnded);
    const read = await untilPage(await open(server), isRead);
    // The query's has what Apollo asks for beside it.
    expect(read.run.detail).toMatchObject(followed.run.detail);
    expect(followed.run.record).toEqual(read.run.record);
    expect(followed.subAgents.get('child')?.record).toEqual(read.subAgents.get('child')?.record);
    expect(followed.trace.texts.map(({ text }) => text)).toEqual(read.trace.texts.map(({ text }) => text));
    expect(followed.log.events.at(-1)?.seq).toBe(read.log.events.at(-1)?.seq);
  });

  test('subscribes to nothing where the run has ended', async () => {
    const server = await startServer();
    await server.publish('alice', 'run', [started(), delta('All.'), completed()]);
    const browser = await startBrowser(server);
    const page = await untilPage(browser.open('run'), isRead);
    expect(page.log.events).toHaveLength(3);
    expect(page.run.detail.finalText).toBe('All.');
    expect(browser.operations).toEqual(['RunPage', 'RunPageEvents']);
  });

  test('shows a run that was not there as soon as it starts', async () => {
    const server = await startServer();
    const follower = await open(server);
    await until(follower.view, ({ phase }) => phase === 'missing');
    await server.readersMade(1);
    await server.publish('alice', 'run', [started(), delta('Here')]);
    const page = await untilPage(follower, ({ run }) => run.detail.messages[0]?.text === 'Here');
    expect(page.run.record.status).toBe('RUNNING');
    await server.publish('alice', 'run', [completed()]);
    await untilPage(follower, hasEnded);
  });

  test('shows nothing of a run of somebody else', async () => {
    const server = await startServer();
    await server.publish('bob', 'run', [started()]);
    const follower = await open(server);
    await until(follower.view, ({ phase }) => phase !== 'loading');
    expect(follower.view.get()).toEqual({ phase: 'missing' });
  });

  test('reads the run again where its events are gone, says so, and goes on', async () => {
    const broker = new MemoryBroker({ retention: { maxAgeMs: 3_600_000, maxCount: 5 } });
    closing.push(() => broker.close());
    const server = await startServer({ broker });
    await server.publish('alice', 'run', [started(), delta('Seen')]);
    const browser = await startBrowser(server);
    const follower = browser.open('run');
    await until(browser.delivered, (count) => count === 1);
    await untilPage(follower, isRead);

    const { promise: online, resolve: goOnline } = Promise.withResolvers<void>();
    browser.cut(online);
    await server.publish('alice', 'run', [delta('Missed')]);
    await server.publish('alice', 'other', [started(), ...deltas(20)]);
    await trimAll(broker);
    const answer = browser.holdAnswers();
    goOnline();
    await until(browser.held, (count) => count === 1);
    // What is delivered now is not in the answer that is on its way.
    const { delivered } = browser;
    const seen = delivered.get();
    await server.publish('alice', 'run', [delta('Kept'), completed()]);
    await until(delivered, (count) => count === seen + 2);
    await new Promise(requestAnimationFrame);
    answer();

    const page = await untilPage(follower, ({ log }) => trimmedCount(log) === 3);
    expect(follower.news.get()).toEqual({ kind: 'reset', reason: 'TRIMMED' });
    expect(page.run.record).toMatchObject({ status: 'COMPLETED', lastSeq: 5 });
    expect(page.run.detail.finalText).toBe('Kept');
    follower.dismissNews();
    expect(follower.news.get()).toBeNull();
  });

  test('shows a run that starts while it is looked for', async () => {
    const server = await startServer();
    const browser = await startBrowser(server);
    const answer = browser.holdAnswers();
    const follower = browser.open('run');
    await until(browser.held, (count) => count === 1);
    await server.publish('alice', 'run', [started()]);
    answer();
    await untilPage(follower, ({ run }) => run.record.lastSeq === 1);
  });

  test('reads a long history in parts', async () => {
    const server = await startServer();
    await server.publish('alice', 'run', [started(), ...deltas(5_698), completed()]);
    const follower = await open(server);
    await untilPage(follower, ({ log }) => log.events.length > 0);
    await until(follower.history, (reading) => reading === 'idle');
    expect(pageOf(follower.view.get())?.log).toMatchObject({ historyLength: 5_000, hasMore: true });
    await follower.readHistory();
    expect(pageOf(follower.view.get())?.log).toMatchObject({ historyLength: 5_700, hasMore: false });
  });

  test('says so where the server is not there', async () => {
    const server = await startTestServer();
    await server.close();
    const follower = await open(server);
    await until(follower.view, ({ phase }) => phase === 'failed');
  });

  test('changes nothing more once it is closed', async () => {
    const server = await startServer();
    await server.publish('alice', 'run', [started()]);
    const follower = await open(server);
    follower.close();
    const other = await open(server);
    await untilPage(other, isRead);
    expect(follower.view.get()).toEqual({ phase: 'loading' });
  });
});
