import { expect } from 'vitest';
import type { EventInput } from '../../src/events/validate.ts';
import type { Connect } from './clients.ts';
import { connectWs } from './clients.ts';
import type { Answer, TestServer } from './server.ts';
import { startTestServer } from './server.ts';
import type { Stream } from './stream.ts';
import { signToken } from './tokens.ts';

export const workToken = (claims: Record<string, unknown> = {}) =>
  signToken('worker', { scope: 'agentwire:work agentwire:publish', ...claims });

/** A server that ends no run by itself while a test lasts, and lets few of a user's runs wait. */
export const startTwoWayServer = () =>
  startTestServer({
    store: 'sqlite',
    runs: { leaseMs: 30_000, queueMs: 300_000, cancelGraceMs: 30_000, maxQueued: 3 },
  });

/** A command as the tests select it; it comes where events do. */
export interface SeenCommand {
  readonly __typename: string;
  readonly cursor: string;
  readonly userId: string;
  readonly runId: string;
  readonly threadId: string;
  readonly agentName: string;
  readonly input: unknown;
  readonly interruptId: string;
  readonly resolution: string;
  readonly response: unknown;
  readonly requestedAt: string;
  readonly replayed: number;
}

const commandsDocument = `
  subscription Commands($agent: String!, $after: Cursor) {
    agentEvents: workerCommands(agent: $agent, after: $after) {
      __typename
      ... on RunRequested { cursor userId runId threadId agentName input requestedAt }
      ... on CancelRequested { cursor userId runId requestedAt }
      ... on InputSubmitted { cursor userId runId interruptId resolution response requestedAt }
      ... on CaughtUp { cursor replayed }
      ... on StreamReset { cursor resetReason }
    }
  }`;

export interface WatchCommands {
  readonly agent?: string;
  readonly after?: string;
  readonly token?: string;
  readonly connect?: Connect;
}

/** Follows what the workers of an agent are asked. */
export async function watchCommands(server: TestServer, options: WatchCommands = {}): Promise<Stream> {
  const { agent = 'coder', after, token = await workToken(), connect = connectWs } = options;
  const client = await server.connect(connect, 'worker', token);
  return client.subscribe({ query: commandsDocument, variables: { agent, ...(after && { after }) } });
}

/** The same, from what is asked from now on. */
export async function followCommands(server: TestServer, options: WatchCommands = {}): Promise<Stream> {
  const commands = await watchCommands(server, options);
  await commands.caughtUp();
  return commands;
}

export async function nextCommands(stream: Stream, count: number): Promise<readonly SeenCommand[]> {
  return (await stream.take(count)) as unknown as readonly SeenCommand[];
}

const runFields =
  'run { id status startedAt endedAt lastSeq lastEventAt activity input threadId agent { name } cursor }';

export function startRun(server: TestServer, userId: string, input: object = {}): Promise<Answer> {
  return server.query(
    userId,
    `mutation Start($input: StartRunInput!) { startRun(input: $input) { ${runFields} } }`,
    { input: { agent: 'coder', input: 'why?', ...input } },
  );
}

export function cancelRun(server: TestServer, userId: string, runId: string): Promise<Answer> {
  return server.query(
    userId,
    `mutation Cancel($runId: ID!) { cancelRun(runId: $runId) { cursor ${runFields} } }`,
    { runId },
  );
}

export function resolveInput(server: TestServer, userId: string, input: object): Promise<Answer> {
  return server.query(
    userId,
    `mutation Resolve($input: ResolveInputInput!) { resolveInput(input: $input) { cursor ${runFields} } }`,
    { input: { runId: 'run', interruptId: 'ask', resolution: 'ANSWERED', ...input } },
  );
}

/** Publishes as a worker does that has the run. */
export async function work(
  server: TestServer,
  userId: string,
  runId: string,
  events: readonly EventInput[],
  writerId = 'worker-1',
): Promise<void> {
  const { errors } = await server.tryPublish(userId, runId, events, { writerId });
  expect(errors).toBeUndefined();
}

let users = 0;

/** Somebody new: every test has users and agents of its own. */
export const newUser = () => `user-${++users}`;

/** What is said of why an operation was refused. */
export const errorOf = async (answer: Promise<Answer>) => (await answer).errors?.[0]?.extensions;
