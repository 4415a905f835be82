import { hash } from 'node:crypto';
import { inputOf } from '../broker/request.ts';
import { AgentwireError } from '../errors.ts';
import type { Channel } from '../events/channel.ts';
import type { CommandBodies, CommandType } from '../events/command.ts';
import { commandBatch } from '../events/command-channel.ts';
import { encodeCursor } from '../events/cursor.ts';
import { endingBatch } from '../events/ending.ts';
import type { RunRecord } from '../events/run.ts';
import { assertId, MAX_BODY_BYTES } from '../events/validate.ts';
import { commandChannel, ownChannel } from './channels.ts';
import type { Context } from './context.ts';
import type { MutationResolvers, ResolveInputInput } from './generated/resolvers.ts';
import { RunSource } from './run-source.ts';

/** Bytes of JSON: with what else they carry, an agentStarted and an inputResolved fit into an event's body. */
const MAX_INPUT_BYTES = MAX_BODY_BYTES - 1024;

export const startRun: NonNullable<MutationResolvers['startRun']> = async (_root, { input }, context) => {
  const { viewer, broker, now, runs, queueing } = context;
  const { agent } = input;
  const runId = input.runId ?? crypto.randomUUID();
  assertId(agent, ['input', 'agent']);
  assertId(runId, ['input', 'runId']);
  if (input.threadId != null) assertId(input.threadId, ['input', 'threadId']);
  assertSize(input.input, ['input', 'input']);
  const threadId = input.threadId ?? runId;
  const channel = ownChannel(viewer);
  const requestedAt = now();
  const run = await queueing.within(broker, channel, runId, () =>
    broker.change(channel, runId, {
      kind: 'request',
      agentName: agent,
      threadId,
      digest: digestOf([agent, threadId, input.input]),
      requestedAt,
      dueAt: requestedAt + runs.queueMs,
    }),
  );
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
  if (resolution === 'EXPIRED') {
    throw new AgentwireError('BAD_USER_INPUT', 'Only the worker can say that an input has expired.', {
      path: ['input', 'resolution'],
    });
  }
  assertSize(response, ['input', 'response']);
  const channel = ownChannel(viewer);
  const digest = digestOf([resolution, response]);
  await assertMayAnswer(context, channel, input);
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
    await broker.append(channel, endingBatch(run, now(), await inputOf(broker, channel, run)));
  } catch (error) {
    if (!(error instanceof AgentwireError && error.code.startsWith('RUN_'))) throw error;
  }
  return (await broker.findRun(channel, run.runId)) ?? run;
}

/** What was answered before is decided where it is kept; anything else has to fit what is asked. */
async function assertMayAnswer(context: Context, channel: Channel, input: ResolveInputInput): Promise<void> {
  const { broker, now, responses } = context;
  const { runId, interruptId, resolution, response = null } = input;
  const record = await broker.findRun(channel, runId);
  const isAnswered = record?.commands?.answers.some((answer) => answer.interruptId === interruptId);
  if (record === null || record.endedAt !== null || isAnswered) return;
  const { pendingInputs } = await new RunSource(broker, channel, record).detail();
  const request = pendingInputs.find((pending) => pending.interruptId === interruptId);
  if (request === undefined) throw new AgentwireError('INPUT_NOT_PENDING');
  const { expiresAt, responseSchema } = request;
  if (expiresAt != null && Date.parse(expiresAt) <= now()) {
    throw new AgentwireError('INPUT_NOT_PENDING', `This input could be answered until ${expiresAt}.`);
  }
  const mustFit = resolution === 'ANSWERED' || (resolution === 'APPROVED' && response !== null);
  if (mustFit && responseSchema != null) {
    await responses.assertFits(responseSchema, response, ['input', 'response']);
  }
}

/** Throws PAYLOAD_TOO_LARGE. */
function assertSize(value: unknown, path: readonly string[]): void {
  if (Buffer.byteLength(JSON.stringify(value)) <= MAX_INPUT_BYTES) return;
  const limit = MAX_INPUT_BYTES;
  throw new AgentwireError('PAYLOAD_TOO_LARGE', `This takes at most ${limit} bytes of JSON.`, {
    limit,
    path,
  });
}

/** The same for the same value, in whatever order its keys stand. */
function digestOf(value: unknown): string {
  return hash(
    'sha256',
    JSON.stringify(value, (_key, part) => inOrder(part)),
    'base64url',
  );
}

function inOrder(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}

function payloadOf({ broker }: Context, channel: Channel, run: RunRecord) {
  return { run: new RunSource(broker, channel, run), cursor: encodeCursor(run.position) };
}
