import { hash } from 'node:crypto';
import { AgentwireError } from '../errors.ts';
import type { Channel } from '../events/channel.ts';
import type { CommandBodies, CommandType } from '../events/command.ts';
import { commandBatch } from '../events/command-channel.ts';
import { encodeCursor } from '../events/cursor.ts';
import { endingBatch } from '../events/ending.ts';
import type { InputRequest } from '../events/fold.ts';
import type { RunRecord } from '../events/run.ts';
import { assertId, MAX_BODY_BYTES } from '../events/validate.ts';
import { commandChannel, ownChannel } from './channels.ts';
import type { Context } from './context.ts';
import type { MutationResolvers, ResolveInputInput } from './generated/resolvers.ts';
import { assertFits } from './response-schema.ts';
import { RunSource } from './run-source.ts';

/** Bytes of JSON: with what else they carry, an agentStarted and an inputResolved fit into an event's body. */
const MAX_INPUT_BYTES = MAX_BODY_BYTES - 1024;

export const startRun: NonNullable<MutationResolvers['startRun']> = async (_root, { input }, context) => {
  const { viewer, broker, now, runs } = context;
  const { agent, runId = crypto.randomUUID() } = input;
  assertId(agent, ['input', 'agent']);
  assertId(runId, ['input', 'runId']);
  if (input.threadId != null) assertId(input.threadId, ['input', 'threadId']);
  const text = textOf(input.input, ['input', 'input']);
  const threadId = input.threadId ?? (runId as string);
  const channel = ownChannel(viewer);
  await assertMayQueue(context, channel, runId as string);

  const requestedAt = now();
  const run = await broker.change(channel, runId as string, {
    kind: 'request',
    agentName: agent,
    threadId,
    input: text,
    digest: digestOf([agent, threadId, input.input]),
    requestedAt,
    dueAt: requestedAt + runs.queueMs,
  });
  const request = run.commands?.request;
  if (run.status === 'QUEUED' && request != null) {
    await command(context, agent, 'RUN_REQUESTED', {
      userId: viewer.userId,
      runId: run.runId,
      threadId,
      agentName: agent,
      input: input.input,
      requestedAt: request.requestedAt,
    });
  }
  return { run: new RunSource(broker, channel, run) };
};

export const cancelRun: NonNullable<MutationResolvers['cancelRun']> = async (_root, { runId }, context) => {
  const { viewer, broker, now, runs } = context;
  assertId(runId, ['runId']);
  const channel = ownChannel(viewer);
  const requestedAt = now();
  const run = await broker.change(channel, runId, {
    kind: 'cancel',
    requestedAt,
    dueAt: requestedAt + runs.cancelGraceMs,
  });
  if (run.status === 'QUEUED') return payloadOf(context, channel, await endQueued(context, channel, run));
  const cancelledAt = run.commands?.cancelledAt;
  if (run.endedAt === null && cancelledAt != null) {
    await command(context, await agentOf(context, channel, run), 'CANCEL_REQUESTED', {
      userId: viewer.userId,
      runId,
      requestedAt: cancelledAt,
    });
  }
  return payloadOf(context, channel, run);
};

export const resolveInput: NonNullable<MutationResolvers['resolveInput']> = async (
  _root,
  { input },
  context,
) => {
  const { viewer, broker, now } = context;
  const { runId, interruptId, resolution, response = null } = input;
  assertId(runId, ['input', 'runId']);
  assertId(interruptId, ['input', 'interruptId']);
  textOf(response, ['input', 'response']);
  const channel = ownChannel(viewer);
  const request = await findRequest(context, channel, input);
  if (request !== undefined) await assertAnswers(request, input, now());

  const digest = digestOf([resolution, response]);
  const run = await broker.change(channel, runId, {
    kind: 'answer',
    interruptId,
    requestedAt: now(),
    digest,
  });
  const given = run.commands?.answers.findLast((answer) => answer.interruptId === interruptId);
  if (run.endedAt === null && given !== undefined) {
    await command(context, await agentOf(context, channel, run), 'INPUT_SUBMITTED', {
      userId: viewer.userId,
      runId,
      interruptId,
      resolution,
      response,
      requestedAt: given.requestedAt,
    });
  }
  return payloadOf(context, channel, run);
};

/** Hands a command to the workers of one of the tenant's agents; once, however often it is handed. */
async function command<T extends CommandType>(
  { viewer, broker }: Context,
  agentName: string,
  type: T,
  body: CommandBodies[T],
): Promise<void> {
  await broker.append(commandChannel(viewer, agentName), commandBatch(type, agentName, body));
}

/** The agent whose workers have a run: for a sub-agent's run, that of the whole tree. */
async function agentOf({ broker }: Context, channel: Channel, run: RunRecord): Promise<string> {
  const root = run.rootRunId === run.runId ? run : await broker.findRun(channel, run.rootRunId);
  return (root ?? run).agent.name;
}

/** Nobody can take it any more, so another node has ended it if this one cannot. */
async function endQueued({ broker, now }: Context, channel: Channel, run: RunRecord): Promise<RunRecord> {
  try {
    await broker.append(channel, endingBatch(run, now()));
  } catch (error) {
    if (!(error instanceof AgentwireError && error.code.startsWith('RUN_'))) throw error;
  }
  return (await broker.findRun(channel, run.runId)) ?? run;
}

/** One user's requests must not be all that workers ever see. A retry of one that waits is none more. */
async function assertMayQueue({ broker, runs }: Context, channel: Channel, runId: string): Promise<void> {
  const limit = runs.maxQueued;
  const queued = await broker.listRuns(channel, { limit, behind: null, statuses: ['QUEUED'] });
  if (queued.runs.length < limit || queued.runs.some((run) => run.runId === runId)) return;
  throw new AgentwireError(
    'LIMIT_EXCEEDED',
    `At most ${limit} runs of a user can wait for a worker. Wait for some of them, or cancel them.`,
    { limit },
  );
}

async function findRequest(
  { broker }: Context,
  channel: Channel,
  { runId, interruptId }: ResolveInputInput,
): Promise<InputRequest | undefined> {
  const record = await broker.findRun(channel, runId);
  if (record === null || !record.pendingInputs.includes(interruptId)) return undefined;
  const { pendingInputs } = await new RunSource(broker, channel, record).detail();
  return pendingInputs.find((request) => request.interruptId === interruptId);
}

async function assertAnswers(
  { expiresAt, responseSchema }: InputRequest,
  { resolution, response = null }: ResolveInputInput,
  now: number,
): Promise<void> {
  if (resolution === 'EXPIRED') {
    throw new AgentwireError('BAD_USER_INPUT', 'Only the worker can say that an input has expired.', {
      path: ['input', 'resolution'],
    });
  }
  if (expiresAt != null && Date.parse(expiresAt) <= now) {
    throw new AgentwireError('INPUT_NOT_PENDING', `This input could be answered until ${expiresAt}.`);
  }
  const mustFit = resolution === 'ANSWERED' || (resolution === 'APPROVED' && response !== null);
  if (mustFit && responseSchema != null) await assertFits(responseSchema, response, ['input', 'response']);
}

/** The JSON text of an input. Throws PAYLOAD_TOO_LARGE. */
function textOf(value: unknown, path: readonly string[]): string {
  const text = JSON.stringify(value);
  if (Buffer.byteLength(text) <= MAX_INPUT_BYTES) return text;
  const limit = MAX_INPUT_BYTES;
  throw new AgentwireError('PAYLOAD_TOO_LARGE', `This takes at most ${limit} bytes of JSON.`, {
    limit,
    path,
  });
}

const digestOf = (value: unknown) => hash('sha256', JSON.stringify(value), 'base64url');

function payloadOf({ broker }: Context, channel: Channel, run: RunRecord) {
  return { run: new RunSource(broker, channel, run), cursor: encodeCursor(run.position) };
}
