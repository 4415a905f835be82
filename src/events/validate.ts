import { AgentwireError } from '../errors.ts';
import type { AgentRef, EventType, ModelUsage } from './event.ts';
import { eventNames, eventTypes } from './event.ts';
import { notesOf } from './notes.ts';
import type { NewEvent, RunBatch } from './run.ts';

/** Bytes of JSON, in UTF-8, that one event's body may have. */
export const MAX_BODY_BYTES = 256 * 1024;
export const MAX_BATCH_EVENTS = 500;
/** UTF-16 units of an id or a name. */
export const MAX_ID_LENGTH = 256;

type Path = readonly (string | number)[];

/** One event as a publisher gives it: the one member says the type, as in the schema's AgentEventInput. */
export type EventInput = { readonly [member: string]: EventFields };
type EventFields = Readonly<Record<string, unknown>> | null | undefined;

export interface BatchInput {
  readonly runId: string;
  readonly writerId?: string | null;
  readonly firstSeq?: number | null;
  readonly events: readonly EventInput[];
}

/**
 * Makes a batch that a broker can append of what a publisher gave. Field types were checked by GraphQL; what is
 * left are sizes, ids and ranges. Throws BAD_USER_INPUT, LIMIT_EXCEEDED or PAYLOAD_TOO_LARGE with the `path` of
 * what is wrong. Events without occurredAt happened `now` (milliseconds since 1970).
 */
export function validateBatch(input: BatchInput, now: number): RunBatch {
  const { runId, writerId = null, firstSeq = null, events } = input;
  assertId(runId, ['runId']);
  if (writerId !== null) assertId(writerId, ['writerId']);
  if (firstSeq !== null && firstSeq < 1) throw badInput('firstSeq counts from 1.', ['firstSeq']);
  if (events.length === 0) throw badInput('A batch needs at least one event.', ['events']);
  if (events.length > MAX_BATCH_EVENTS) {
    throw new AgentwireError('LIMIT_EXCEEDED', `A batch takes at most ${MAX_BATCH_EVENTS} events.`, {
      limit: MAX_BATCH_EVENTS,
      path: ['events'],
    });
  }
  return {
    runId,
    writerId,
    firstSeq,
    events: events.map((event, index) => validateEvent(event, index, now)),
  };
}

const typesByMember = new Map(eventTypes.map((type) => [eventNames[type].member as string, type]));

function validateEvent(input: EventInput, index: number, now: number): NewEvent {
  const [member, fields] = Object.entries(input)[0] ?? [];
  const type = typesByMember.get(member ?? '');
  if (member === undefined || type === undefined || fields == null) {
    throw badInput(`An event is one of ${[...typesByMember.keys()].join(', ')}.`, ['events', index]);
  }
  const path = ['events', index, member];
  for (const name of idFields[type]) assertId(fields[name], [...path, name]);
  for (const name of optionalIdFields[type] ?? []) {
    if (fields[name] != null) assertId(fields[name], [...path, name]);
  }
  assertCounts(fields, path);
  const { occurredAt, ...rest } = fields;
  const { start, own } = type === 'AGENT_STARTED' ? takeStart(rest, path) : { start: undefined, own: rest };
  const body = JSON.stringify(own);
  assertBodySize(body, path);
  return {
    id: crypto.randomUUID(),
    type,
    time: typeof occurredAt === 'string' ? Date.parse(occurredAt) : now,
    body,
    ...notesOf(type, own),
    ...(start && { start }),
  };
}

const idFields: Record<EventType, readonly string[]> = {
  AGENT_STARTED: [],
  AGENT_THINKING: ['blockId'],
  TOOL_EXECUTING: ['toolCallId', 'toolName'],
  TOOL_PROGRESS: ['toolCallId'],
  TOOL_COMPLETED: ['toolCallId', 'toolName'],
  MESSAGE_DELTA: ['messageId'],
  INPUT_REQUIRED: ['interruptId'],
  INPUT_RESOLVED: ['interruptId'],
  AGENT_COMPLETED: [],
  AGENT_FAILED: [],
  AGENT_CANCELLED: [],
};

const optionalIdFields: Partial<Record<EventType, readonly string[]>> = {
  AGENT_STARTED: ['parentToolCallId'],
  INPUT_REQUIRED: ['forToolCallId'],
};

/** An agentStarted says what holds for the whole run; that is kept with the run and not in the body. */
function takeStart(fields: Readonly<Record<string, unknown>>, path: Path) {
  const {
    agent,
    threadId = null,
    parentRunId = null,
    ...own
  } = fields as {
    agent: AgentRef;
    threadId?: string | null;
    parentRunId?: string | null;
  };
  assertId(agent.name, [...path, 'agent', 'name']);
  if (agent.id != null) assertId(agent.id, [...path, 'agent', 'id']);
  if (threadId !== null) assertId(threadId, [...path, 'threadId']);
  if (parentRunId !== null) assertId(parentRunId, [...path, 'parentRunId']);
  return { start: { agent, threadId, parentRunId }, own };
}

/**
 * Ids are kept as they are in stores and compared byte by byte, so they have to survive UTF-8 and C strings.
 * Texts need not: in a body, NUL and lone surrogates are stored and delivered unchanged, as JSON escapes.
 */
export function assertId(id: unknown, path: Path): void {
  if (typeof id !== 'string' || id.length === 0 || id.length > MAX_ID_LENGTH) {
    throw badInput(`${path.join('.')} must have 1 to ${MAX_ID_LENGTH} characters.`, path);
  }
  if (!id.isWellFormed() || id.includes('\0')) {
    throw badInput(`${path.join('.')} must be well-formed Unicode without NUL.`, path);
  }
}

/** A duration and the counts of a usage are 0 or more. */
function assertCounts(fields: Readonly<Record<string, unknown>>, path: Path): void {
  assertCount(fields.durationMs, [...path, 'durationMs']);
  const usage = (fields.usage ?? []) as readonly ModelUsage[];
  for (const [index, counts] of usage.entries()) {
    for (const [name, count] of Object.entries(counts)) assertCount(count, [...path, 'usage', index, name]);
  }
}

function assertCount(count: unknown, path: Path): void {
  if (typeof count === 'number' && count < 0) throw badInput(`${path.join('.')} must be 0 or more.`, path);
}

function assertBodySize(body: string, path: Path): void {
  // A UTF-16 unit takes at most three bytes: short bodies need no counting.
  if (body.length * 3 <= MAX_BODY_BYTES || Buffer.byteLength(body) <= MAX_BODY_BYTES) return;
  throw new AgentwireError('PAYLOAD_TOO_LARGE', `An event takes at most ${MAX_BODY_BYTES} bytes of JSON.`, {
    limit: MAX_BODY_BYTES,
    path,
  });
}

function badInput(message: string, path: Path): AgentwireError {
  return new AgentwireError('BAD_USER_INPUT', message, { path });
}
