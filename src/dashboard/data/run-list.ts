import type { ListedRunsQuery } from '../generated/graphql.ts';
import type { ListEvent, ListedRun } from './listed-run.ts';
import { listedRun, runBehind, startedRun, UNKNOWN_INPUT } from './listed-run.ts';
import type { RunFilters } from './run-filter.ts';
import { isInScope } from './run-filter.ts';

/** What is known of the runs in a filter's scope. */
export interface RunList {
  /** Newest first, without a hole down to the oldest. Those that no longer have a wanted status are among them. */
  readonly runs: readonly ListedRun[];
  /** Behind which run the next page begins. */
  readonly endCursor: string | null;
  readonly hasMore: boolean;
}

type Page = ListedRunsQuery['runs'];

export const emptyList: RunList = { runs: [], endCursor: null, hasMore: false };

/** The list with its next page; what is in it already, and is newer than the page, stays. */
export function withPage({ runs }: RunList, { nodes, pageInfo }: Page): RunList {
  const known = new Map(runs.map((run) => [run.id, run]));
  for (const node of nodes) {
    const before = known.get(node.id);
    if (before === undefined || before.lastSeq < node.lastSeq) known.set(node.id, listedRun(node));
  }
  return { runs: [...known.values()], endCursor: pageInfo.endCursor, hasMore: pageInfo.hasNextPage };
}

/** The list behind events, in their order. Those that it has already change nothing. */
export function withEvents(list: RunList, events: readonly ListEvent[], filters: RunFilters): RunList {
  const byRun = Map.groupBy(events, ({ runId }) => runId);
  const runs = list.runs.map((run) => {
    const own = byRun.get(run.id) ?? [];
    byRun.delete(run.id);
    return own.reduce(runBehind, run);
  });
  const begun = [...byRun.values()].flatMap(([first, ...others]) =>
    first?.__typename === 'AgentStarted' && isInScope(first, filters)
      ? [others.reduce(runBehind, startedRun(first))]
      : [],
  );
  return { ...list, runs: [...begun.reverse(), ...runs] };
}

/** The list with a run as it was read alone, at its place, unless its place is on a page that is still to come. */
export function withRun(list: RunList, run: ListedRun): RunList {
  const known = list.runs.findIndex(({ id }) => id === run.id);
  if (known !== -1) return { ...list, runs: list.runs.with(known, run) };
  const place = list.runs.findIndex((other) => startOf(other) < startOf(run));
  if (place === -1 && list.hasMore) return list;
  return { ...list, runs: list.runs.toSpliced(place === -1 ? list.runs.length : place, 0, run) };
}

/** The list with a run that was just asked for, on top, unless more is known of it by now. */
export function withBegun(list: RunList, run: ListedRun, filters: RunFilters): RunList {
  const isThere = list.runs.some(({ id }) => id === run.id);
  return isThere || !isInScope(run, filters) ? list : { ...list, runs: [run, ...list.runs] };
}

/** What has not started yet is going to be newer than anything that has. */
const startOf = ({ startedAt }: ListedRun) => startedAt ?? '9999';

/**
 * The runs that have to be read since their events alone do not say how they stand: those that get a status which
 * the list wants, from one for which the server left them out; and those that got one of several answers.
 */
export function unclearRuns(
  list: RunList,
  events: readonly ListEvent[],
  filters: RunFilters,
): readonly string[] {
  const known = new Map(list.runs.map((run) => [run.id, run]));
  const unclear = events.filter((event) => {
    if (!changesStatus(event) || !isInScope(event, filters)) return false;
    const run = known.get(event.runId);
    if (run === undefined) return filters.statuses.length > 0;
    return event.__typename === 'InputResolved' && run.pendingInputs.includes(UNKNOWN_INPUT);
  });
  return [...new Set(unclear.map(({ runId }) => runId))];
}

const changesStatus = ({ __typename }: ListEvent) => statusChanges.has(__typename);

const statusChanges: ReadonlySet<ListEvent['__typename']> = new Set([
  'InputRequired',
  'InputResolved',
  'AgentCompleted',
  'AgentFailed',
  'AgentCancelled',
]);
