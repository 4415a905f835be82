import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { pino } from 'pino';
import { expect } from 'vitest';
import { startApp } from '../../src/app.ts';
import { createVerify } from '../../src/auth/verify.ts';
import type { Broker, Retention } from '../../src/broker/broker.ts';
import type { Config } from '../../src/config.ts';
import type { EventInput } from '../../src/events/validate.ts';
import type { Feeds, ReaderCount } from '../../src/feed/feeds.ts';
import type { Client, Connect, Operation } from './clients.ts';
import { connectSse, connectWs } from './clients.ts';
import { defaults } from './settings.ts';
import { startOn } from './start-on.ts';
import type { SeenError, Stream } from './stream.ts';
import { jwks, signToken, verifyOptions, workerToken } from './tokens.ts';

export interface TestServerOptions extends Partial<Omit<Config, 'store' | 'retention' | 'limits'>> {
  readonly store?: 'memory' | 'sqlite';
  readonly retention?: Partial<Retention>;
  readonly limits?: Partial<Config['limits']>;
  /** Runs the server on this broker in place of one of its own; whoever made it closes it. */
  readonly broker?: Broker;
  readonly verify?: ReturnType<typeof createVerify>;
  readonly pagesToken?: string;
  readonly keepAliveMs?: number;
}

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: each test knows what it selected
  readonly data: any;
  readonly errors: readonly SeenError[] | undefined;
  readonly code: unknown;
}

export interface PublishOptions {
  readonly token?: string;
  readonly firstSeq?: number;
  readonly writerId?: string;
}

/** Every argument of agentEvents as a variable, and what `Seen` has. */
export const watchDocument = `
  subscription Watch(
    $after: Cursor, $start: StreamStart! = LATEST, $runId: ID, $threadId: ID, $types: [AgentEventType!], $coalesceMs: Int! = 0
  ) {
    agentEvents(after: $after, start: $start, runId: $runId, threadId: $threadId, types: $types, coalesceMs: $coalesceMs) {
      __typename
      ... on RunEvent { id cursor seq runId threadId type }
      ... on AgentThinking { text firstSeq }
      ... on MessageDelta { text firstSeq }
      ... on CaughtUp { cursor replayed }
      ... on StreamReset { cursor resetReason }
    }
  }`;

export interface WatchVariables {
  readonly after?: string;
  readonly start?: 'EARLIEST' | 'LATEST';
  readonly runId?: string;
  readonly threadId?: string;
  readonly types?: readonly string[];
  readonly coalesceMs?: number;
}

/** The subscription with these arguments. */
export const watch = (variables: WatchVariables = {}): Operation => ({
  query: watchDocument,
  variables: { ...variables },
});

const publishDocument = `
  mutation Publish($input: PublishEventsInput!) {
    publishEvents(input: $input) { accepted duplicates lastSeq cursor }
  }`;

/** Starts the server in this process, on a port of its own and with an empty store. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const {
    store = 'memory',
    retention,
    limits,
    broker,
    verify = createVerify(verifyOptions),
    ...rest
  } = options;
  const { pagesToken = null, keepAliveMs, ...settings } = rest;
  const folder = store === 'sqlite' ? mkdtempSync(join(tmpdir(), 'agentwire-')) : null;
  const config: Config = {
    ...defaults,
    ...settings,
    store: folder === null ? { kind: 'memory' } : { kind: 'sqlite', path: join(folder, 'events.db') },
    retention: { ...defaults.retention, ...retention },
    limits: { ...defaults.limits, ...limits },
  };
  const logLines: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => void logLines.push(line) });
  const running =
    broker === undefined
      ? await startApp({ config, verify, log, pagesToken, jwks, keepAliveMs })
      : await startOn(broker, {
          config,
          verify,
          pagesToken,
          keepAliveMs,
          onError: (error, errorId) => void logLines.push(`${errorId} ${error}`),
        });
  return new TestServer(running, logLines, async () => {
    await running.close();
    if (folder !== null) rmSync(folder, { recursive: true });
  });
}

export class TestServer {
  readonly port: number;
  /** What the server logged, a line an entry. */
  readonly logLines: readonly string[];
  readonly #feeds: Feeds;
  readonly #stop: () => Promise<void>;
  readonly #clients: Client[] = [];

  constructor(
    running: { port: number; feeds: Feeds },
    logLines: readonly string[],
    stop: () => Promise<void>,
  ) {
    this.port = running.port;
    this.logLines = logLines;
    this.#feeds = running.feeds;
    this.#stop = stop;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get readers(): ReaderCount {
    return this.#feeds.count;
  }

  /** POSTs an operation as the user, or with the token where one is given. */
  async query(
    user: string | { readonly token: string },
    query: string,
    variables: Record<string, unknown> = {},
  ): Promise<Answer> {
    const token = typeof user === 'string' ? await signToken(user) : user.token;
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as Pick<Answer, 'data' | 'errors'>;
    return { status: response.status, data, errors, code: errors?.[0]?.extensions?.code };
  }

  /** Publishes to one of the user's runs and answers whatever the server does. */
  async tryPublish(
    userId: string,
    runId: string,
    events: readonly unknown[],
    { token, ...options }: PublishOptions = {},
  ): Promise<Answer> {
    const input = { userId, runId, events, ...options };
    return this.query({ token: token ?? (await workerToken()) }, publishDocument, { input });
  }

  /** Publishes to one of the user's runs, 500 events at a time. Fails if the server refuses. */
  async publish(
    userId: string,
    runId: string,
    events: readonly EventInput[],
    options: PublishOptions = {},
  ): Promise<{ accepted: number; duplicates: number; lastSeq: number; cursor: string }> {
    const { data, errors } = await this.tryPublish(userId, runId, events.slice(0, 500), options);
    expect(errors).toBeUndefined();
    return events.length > 500 ? this.publish(userId, runId, events.slice(500), options) : data.publishEvents;
  }

  /** A client of this user; closed with the server at the latest. */
  async connect(connect: Connect, userId: string, token?: string | null): Promise<Client> {
    const client = connect(this.port, token === undefined ? await signToken(userId) : token);
    this.#clients.push(client);
    return client;
  }

  subscribeWs(userId: string, variables: WatchVariables = {}): Promise<Stream> {
    return this.watch(connectWs, userId, variables);
  }

  subscribeSse(userId: string, variables: WatchVariables = {}): Promise<Stream> {
    return this.watch(connectSse, userId, variables);
  }

  /** Subscribes with a client of its own. */
  async watch(connect: Connect, userId: string, variables: WatchVariables = {}): Promise<Stream> {
    return (await this.connect(connect, userId)).subscribe(watch(variables));
  }

  /** Waits until as many readers were made. */
  readersMade(count: number): Promise<void> {
    return this.#until(() => this.readers.made >= count, 'too few readers were made');
  }

  /** Waits until every reader that was made has been returned. */
  readersReturned(): Promise<void> {
    return this.#until(() => this.readers.returned === this.readers.made, 'readers were not returned');
  }

  /** Waits until so many of the readers that were made are left. */
  readersReturnedBut(count: number): Promise<void> {
    return this.#until(
      () => this.readers.made - this.readers.returned === count,
      'readers were not returned, or too many',
    );
  }

  async #until(holds: () => boolean, problem: string): Promise<void> {
    const deadline = performance.now() + 5_000;
    while (!holds()) {
      if (performance.now() > deadline) expect.unreachable(`${problem}: ${JSON.stringify(this.readers)}`);
      await setImmediate();
    }
  }

  /** Closes the clients, then the server. Fails if a reader was not returned. */
  async close(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close()));
    try {
      await this.readersReturned();
    } finally {
      await this.#stop();
    }
  }
}
