import type { RunEvent } from '../events/event.ts';
import { progressBehind, stepOf } from '../events/progress.ts';
import type { RunListFieldsFragment } from './generated/graphql.ts';

/** What a list shows of a run, but for its position. */
export type RunRecordFields = Omit<RunListFieldsFragment, 'cursor'>;

/** What is known of a run from the event that starts it, before that is counted. */
export function unstartedRecord(event: RunEvent): RunRecordFields {
  return {
    id: event.runId,
    rootRunId: event.rootRunId,
    parentRunId: event.parentRunId,
    threadId: event.threadId,
    agent: agentOf(event),
    status: 'RUNNING',
    startedAt: event.occurredAt,
    endedAt: null,
    durationMs: null,
    lastSeq: 0,
    lastEventAt: null,
    activity: null,
  };
}

type RecordChange = Pick<
  RunRecordFields,
  'agent' | 'status' | 'activity' | 'startedAt' | 'endedAt' | 'durationMs' | 'lastSeq' | 'lastEventAt'
>;

/**
 * What the run's next event changes of its record, as on the server, and the ids of the requests for input that wait
 * behind it: `waiting` are those before it.
 */
export function recordBehind(
  { agent, status, activity, startedAt, lastSeq }: RunRecordFields,
  waiting: readonly string[],
  event: RunEvent,
): { readonly change: RecordChange; readonly waiting: readonly string[] } {
  const before = { status, activity, lastSeq, pendingInputs: waiting, endedAt: null, lastEventAt: 0 };
  const progress = progressBehind(before, [stepOf(event)]);
  const hasEnded = progress.endedAt !== null;
  // Of a run that was QUEUED, nobody knew before.
  const isStart = event.type === 'AGENT_STARTED';
  const change = {
    agent: isStart ? agentOf(event) : agent,
    startedAt: isStart ? event.occurredAt : startedAt,
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

const agentOf = ({ agent }: RunEvent) => ({ ...agent, id: agent.id ?? null });
