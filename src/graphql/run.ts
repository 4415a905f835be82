import { AgentwireError } from '../errors.ts';
import { decodeCursor, encodeCursor } from '../events/cursor.ts';
import type { RunEvent } from '../events/event.ts';
import { millisecondsBetween } from '../events/publication.ts';
import { assertFirst, connection } from './connection.ts';
import type { RunEventsArgs, RunResolvers } from './generated/resolvers.ts';
import type { RunSource } from './run-source.ts';

/** The largest page that there is. */
export const MAX_EVENTS = 1000;

async function eventsConnection(run: RunSource, { first, after, types }: RunEventsArgs & { first: number }) {
  assertFirst(first, MAX_EVENTS);
  const events: RunEvent[] = [];
  for await (const event of run.events(after == null ? 0 : offsetBehind(run, after))) {
    if (types == null || types.includes(event.type)) events.push(event);
    if (events.length > first) break;
  }
  return connection(events.slice(0, first), {
    hasNextPage: events.length > first,
    hasPreviousPage: after != null,
    cursorOf: (event) => event.cursor,
  });
}

function offsetBehind({ record }: RunSource, after: string): number {
  const { epoch, offset } = decodeCursor(after);
  if (epoch !== record.position.epoch) {
    throw new AgentwireError(
      'CURSOR_INVALID',
      'This cursor is of a stream that was replaced. Read from the start.',
    );
  }
  return offset;
}

const instant = (time: number | null) => (time === null ? null : new Date(time).toISOString());

export const Run: RunResolvers = {
  id: ({ record }) => record.runId,
  rootRunId: ({ record }) => record.rootRunId,
  parentRunId: ({ record }) => record.parentRunId,
  threadId: ({ record }) => record.threadId,
  agent: ({ record }) => record.agent,
  status: ({ record }) => record.status,
  startedAt: ({ record }) => (record.status === 'QUEUED' ? null : instant(record.startedAt)),
  endedAt: ({ record }) => instant(record.endedAt),
  durationMs: ({ record: { startedAt, endedAt } }) =>
    endedAt === null ? null : millisecondsBetween(startedAt, endedAt),
  lastSeq: ({ record }) => record.lastSeq,
  lastEventAt: ({ record }) => (record.lastSeq === 0 ? null : instant(record.lastEventAt)),
  activity: ({ record }) => record.activity,
  cursor: ({ record }) => encodeCursor(record.position),
  model: async (run) => (await run.detail()).model,
  input: async (run) => (await run.detail()).input,
  messages: async (run) => (await run.detail()).messages,
  toolCalls: async (run) => (await run.detail()).toolCalls,
  pendingInputs: async (run) => (await run.detail()).pendingInputs,
  finishReason: async (run) => (await run.detail()).finishReason,
  finalText: async (run) => (await run.detail()).finalText,
  error: async (run) => (await run.detail()).error,
  usage: async (run) => (await run.detail()).usage,
  children: (run) => run.children(),
  events: eventsConnection,
};
