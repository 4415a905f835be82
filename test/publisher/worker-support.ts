import { expect, onTestFinished } from 'vitest';
import type { Endpoint } from '../../src/client/request.ts';
import type { AgentRun } from '../../src/publisher/agent.ts';
import type { Worker, WorkerOptions } from '../../src/publisher/worker.ts';
import { createWorker } from '../../src/publisher/worker.ts';
import { started } from '../support/events.ts';
import type { TestServer, TestServerOptions } from '../support/server.ts';
import { startTestServer } from '../support/server.ts';
import { workerToken } from '../support/tokens.ts';

const token = await workerToken({ scope: 'agentwire:work agentwire:publish' });

export const AGENT = 'researcher';

/** The API on that port, for workers. */
export const workerEndpoint = ({ port }: { readonly port: number }): Endpoint => ({
  url: `http://127.0.0.1:${port}/graphql`,
  getToken: () => token,
});

/** Leases and graces that a test can wait for, and some that it cannot. */
export const LONG_MS = 300_000;
export const limits = { leaseMs: LONG_MS, queueMs: LONG_MS, cancelGraceMs: LONG_MS, maxQueued: 1_000 };

/** A server that ends with the test, behind all workers that were started after it. */
export async function startServer(options: TestServerOptions = {}): Promise<TestServer> {
  const server = await startTestServer({ runs: limits, ...options });
  onTestFinished(() => server.close());
  return server;
}

export interface StartedWorker extends Worker {
  /** What its onError heard. */
  readonly errors: readonly unknown[];
}

/** A worker of the test's agent, closed with the test. */
export function startWorker(
  server: { readonly port: number },
  run: WorkerOptions['run'],
  options: Partial<WorkerOptions> = {},
): StartedWorker {
  const errors: unknown[] = [];
  const worker = createWorker({
    ...workerEndpoint(server),
    agent: AGENT,
    run,
    stopWithinMs: 1_000,
    onError: (error) => void errors.push(error),
    ...options,
  });
  onTestFinished(() => worker.close({ graceMs: 0 }));
  return { ...worker, errors };
}

/** An event as `runOf` selects it. */
// biome-ignore lint/suspicious/noExplicitAny: each test knows what it published
export type StoredEvent = Readonly<Record<string, any>>;

const eventFields = `
  __typename seq
  ... on AgentStarted { input }
  ... on ToolExecuting { toolCallId toolName title }
  ... on ToolCompleted { toolCallId toolName toolStatus: status }
  ... on MessageDelta { text }
  ... on InputRequired { interruptId inputKind prompt expiresAt }
  ... on InputResolved { interruptId resolution response }
  ... on AgentCompleted { finishReason finalText output usage { model inputTokens } }
  ... on AgentFailed { error { code message retryable providerCode } usage { model inputTokens } }
  ... on AgentCancelled { reason usage { model inputTokens } }`;

/** Alice, as she uses her runs. */
export class User {
  readonly #server: TestServer;
  readonly userId: string;

  constructor(server: TestServer, userId = 'alice') {
    this.#server = server;
    this.userId = userId;
  }

  async start(runId: string, input: unknown = 'why?'): Promise<void> {
    await this.#mutate('startRun(input: $input) { run { status } }', 'StartRunInput!', {
      agent: AGENT,
      input,
      runId,
    });
  }

  async cancel(runId: string): Promise<void> {
    await this.#mutate('cancelRun(runId: $input) { run { status } }', 'ID!', runId);
  }

  async answer(runId: string, interruptId: string, resolution: string, response?: unknown): Promise<void> {
    const input = { runId, interruptId, resolution, response };
    await this.#mutate('resolveInput(input: $input) { run { status } }', 'ResolveInputInput!', input);
  }

  /** The first 1,000 events of a run that there are now. */
  async events(runId: string): Promise<readonly StoredEvent[]> {
    const { data } = await this.#server.query(
      this.userId,
      `query ($id: ID!) { run(id: $id) { events(first: 1000) { nodes { ${eventFields} } } } }`,
      { id: runId },
    );
    return data.run.events.nodes;
  }

  async status(runId: string): Promise<string> {
    const { data } = await this.#server.query(this.userId, 'query ($id: ID!) { run(id: $id) { status } }', {
      id: runId,
    });
    return data.run.status;
  }

  /** All events of a run, once it has ended. */
  async ended(runId: string): Promise<readonly StoredEvent[]> {
    const stream = await this.#server.subscribeWs(this.userId, { start: 'EARLIEST', runId });
    await stream.completed();
    return this.events(runId);
  }

  /** Resolves once the run has an event of that type. */
  async sees(runId: string, type: string): Promise<void> {
    const stream = await this.#server.subscribeWs(this.userId, { start: 'EARLIEST', runId });
    await stream.takeUntil(({ __typename }) => __typename === type);
    stream.cancel();
  }

  async #mutate(field: string, type: string, input: unknown): Promise<void> {
    const query = `mutation ($input: ${type}) { ${field} }`;
    const { errors } = await this.#server.query(this.userId, query, { input });
    if (errors !== undefined) throw errors[0];
  }
}

export const typesOf = (events: readonly StoredEvent[]): readonly string[] =>
  events.map(({ __typename }) => __typename);

/** Begins the lease of one of alice's runs, or renews it. */
export async function renewOnce(server: TestServer, writerId: string, runId: string): Promise<void> {
  const { errors } = await server.query(
    { token },
    'mutation ($writerId: ID!, $runs: [RunRefInput!]!) { renewLeases(writerId: $writerId, runs: $runs) { leaseMs } }',
    { writerId, runs: [{ userId: 'alice', runId }] },
  );
  if (errors !== undefined) throw errors[0];
}

/** Resolves after three leases: so long take runs that nobody renews, one after the other. */
export async function threeLeases(server: TestServer): Promise<void> {
  const alice = new User(server);
  for (const runId of ['silent 1', 'silent 2', 'silent 3']) {
    await server.publish('alice', runId, [started()], { writerId: 'silent' });
    await renewOnce(server, 'silent', runId);
    expect((await alice.ended(runId)).at(-1)).toMatchObject({ error: { code: 'WORKER_LOST' } });
  }
}

/** Resolves once the signal aborts. */
export const aborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve());
  });

/** Works until it is stopped, as frameworks do: with the signal's reason. */
export async function untilStopped({ emit, signal }: AgentRun): Promise<void> {
  await emit({ toolExecuting: { toolCallId: 'c', toolName: 'search' } });
  await aborted(signal);
  throw signal.reason;
}
