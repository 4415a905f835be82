import type { RunEvent } from '../events/event.ts';
import type { RunDetail } from '../events/fold.ts';
import { emptyDetail, fold } from '../events/fold.ts';
import type { RunFieldsFragment } from './generated/graphql.ts';
import { recordBehind, unstartedRecord } from './run-record.ts';

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
  const waiting = before.pendingInputs.map(({ interruptId }) => interruptId);
  return {
    ...before,
    ...detailBehind(before, event),
    ...recordBehind(before, waiting, event).change,
    cursor: event.cursor,
  };
}

type Detail = Pick<FollowedRun, keyof RunDetail>;

const detailBehind = (run: FollowedRun, event: RunEvent) => fold(run as RunDetail, event) as Detail;

function startedBy(event: RunEvent): FollowedRun {
  return { ...(emptyDetail as Detail), ...unstartedRecord(event), cursor: event.cursor, children: [] };
}
