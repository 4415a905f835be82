import type { RunEvent } from '../events/event.ts';
import type { RunDetail } from '../events/fold.ts';
import { emptyDetail, fold } from '../events/fold.ts';
import type { RunProgress } from '../events/progress.ts';
import { progressBehind, stepOf } from '../events/progress.ts';
import type { RunFieldsFragment } from './generated/graphql.ts';

/** A run with everything that its events add up to, and the runs of its sub-agents, in the order they started. */
export interface FollowedRun extends RunFieldsFragment {
  readonly children: readonly FollowedRun[];
}

/** The run and, however deep, those of its sub-agents, behind the next event of the run's subscription. */
export function treeBehind(run: FollowedRun | null, event: RunEvent): FollowedRun | null {
  if (run === null || run.id === event.runId) return runBehind(run, event);
  const startsChild = event.parentRunId === run.id && run.children.every(({ id }) => id !== event.runId);
  if (startsChild) return { ...run, children: [...run.children, runBehind(null, event)] };
  const children = run.children.map((child) => treeBehind(child, event) as FollowedRun);
  return children.some((child, index) => child !== run.children[index]) ? { ...run, children } : run;
}

/**
 * The run behind its next event; null for a run that begins with it. An event that it has already changes nothing.
 * One that was merged from several (`coalesceMs`) has to begin behind the run's `lastSeq`: a part of it cannot be taken.
 */
export function runBehind(run: FollowedRun | null, event: RunEvent): FollowedRun {
  const before = run ?? startedBy(event);
  if (event.seq <= before.lastSeq) return before;
  const { status, activity, endedAt } = progressBehind(progressOf(before), [stepOf(event)]);
  return {
    ...before,
    ...(fold(before as RunDetail, event) as Pick<FollowedRun, keyof RunDetail>),
    status,
    activity,
    endedAt: endedAt === null ? null : event.occurredAt,
    durationMs: endedAt !== null && 'durationMs' in event ? (event.durationMs ?? null) : null,
    lastSeq: event.seq,
    lastEventAt: event.occurredAt,
    cursor: event.cursor,
  };
}

/** What is known of a run before any of its events is counted. */
function startedBy({ runId, agent, occurredAt, ...event }: RunEvent): FollowedRun {
  return {
    ...(emptyDetail as Pick<FollowedRun, keyof RunDetail>),
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
    cursor: event.cursor,
    children: [],
  };
}

function progressOf({ status, activity, lastSeq, pendingInputs }: FollowedRun): RunProgress {
  const waiting = pendingInputs.map(({ interruptId }) => interruptId);
  return { status, activity, lastSeq, pendingInputs: waiting, endedAt: null, lastEventAt: 0 };
}
