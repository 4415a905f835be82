import type { RunEvent } from '../events/event.ts';
import { progressBehind, stepOf } from '../events/progress.ts';
import type { RunListFieldsFragment } from './generated/graphql.ts';

/** What a list shows of a run, but for its position. */
export type RunRecordFields = Omit<RunListFieldsFragment, 'cursor'>;

/** What is known of a run from the event that starts it, before that is counted. */
export function unstartedRecord({ runId, agent, occurredAt, ...event }: RunEvent): RunRecordFields {
  return {
    id: runId,
    rootRunId: event.rootRunId,
    parentRunId: event.parentRunId,
    threadId: event.threadId,
    agent: { id: agent.id ?? null, name: agent.name },
    status: 'RUNNING',
    startedAt: occurredAt,
    endedAt: null,
    durationMs: null,
    lastSeq: 0,
    lastEventAt: null,
    activity: null,
  };
}

type RecordChange = Pick<
  RunRecordFields,
  'status' | 'activity' | 'endedAt' | 'durationMs' | 'lastSeq' | 'lastEventAt'
>;

/**
 * What the run's next event changes of its record, as on the server, and the ids of the requests for input that wait
 * behind it: `waiting` are those before it.
 */
export function recordBehind(
  { status, activity, lastSeq }: RunRecordFields,
  waiting: readonly string[],
  event: RunEvent,
): { readonly change: RecordChange; readonly waiting: readonly string[] } {
  const before = { status, activity, lastSeq, pendingInputs: waiting, endedAt: null, lastEventAt: 0 };
  const progress = progressBehind(before, [stepOf(event)]);
  const hasEnded = progress.endedAt !== null;
  const change = {
    status: progress.status,
    activity: progress.activity,
    endedAt: hasEnded ? event.occurredAt : null,
    durationMs: hasEnded && 'durationMs' in event ? (event.durationMs ?? null) : null,
    // Of an event that was merged from several, it is the last one's.
    lastSeq: event.seq,
    lastEventAt: event.occurredAt,
  };
  return { change, waiting: progress.pendingInputs };
}
