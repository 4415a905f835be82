import './runs-page.css';
import { useEffect, useMemo } from 'react';
import { useSearch } from 'wouter/use-browser-location';
import type { ListedRun } from '../data/listed-run.ts';
import { filtersOfSearch, isFiltered, matchesFilters } from '../data/run-filter.ts';
import type { RunsView } from '../data/runs-store.ts';
import { useSession } from '../data/use-session.ts';
import { Notice } from '../shared/notice.tsx';
import { useStore } from '../shared/store.ts';
import { Filters } from './filters.tsx';
import { RunRows } from './run-rows.tsx';
import { NoMatch, NoRuns, NotRead, RowsLoading } from './runs-states.tsx';
import { StartRun } from './start-run.tsx';

/** The runs of the viewer, newest first, as they stand right now. */
export function RunsPage() {
  const { runs } = useSession();
  const search = useSearch();
  useEffect(() => runs.show(filtersOfSearch(search)), [runs, search]);
  const view = useStore(runs);
  const shown = useMemo(
    () => (view.list?.runs ?? []).filter((run) => matchesFilters(run, view.filters)),
    [view.list, view.filters],
  );
  const agentNames = useMemo(() => agentNamesOf(view.list?.runs ?? []), [view.list]);
  // What runs as a sub-agent is mostly not there to be asked.
  const startNames = useMemo(
    () => agentNamesOf((view.list?.runs ?? []).filter(({ parentRunId }) => parentRunId === null)),
    [view.list],
  );
  return (
    <div className="runs">
      <title>Runs · agentwire</title>
      <div className="runs-head">
        <h1>Runs</h1>
        {view.list !== null && (
          <p className="muted" role="status">
            {countOf(shown.length, view.list.hasMore)}
          </p>
        )}
        <StartRun agentNames={startNames} />
      </div>
      <Filters filters={filtersOfSearch(search)} agentNames={agentNames.toSorted()} />
      {view.reset !== null && (
        <Notice tone="warn" onDismiss={() => runs.dismissReset()}>
          Some events are gone ({view.reset}); the runs were read again.
        </Notice>
      )}
      {view.list !== null && view.problem !== null && (
        <Notice tone="danger">
          Some runs could not be read. {view.problem.message}{' '}
          <button type="button" className="button" onClick={() => void runs.retry()}>
            Try again
          </button>
        </Notice>
      )}
      <Rows view={view} shown={shown} />
    </div>
  );
}

function Rows({ view, shown }: { readonly view: RunsView; readonly shown: readonly ListedRun[] }) {
  const { list, problem, filters } = view;
  if (list === null) return problem === null ? <RowsLoading /> : <NotRead problem={problem} />;
  if (shown.length > 0 || list.hasMore)
    return <RunRows runs={shown} isReadingMore={view.isReadingMore} hasMore={list.hasMore} />;
  return isFiltered(filters) ? <NoMatch /> : <NoRuns />;
}

/** Those of the newest runs first. */
const agentNamesOf = (runs: readonly ListedRun[]) => [...new Set(runs.map(({ agent }) => agent.name))];

function countOf(count: number, hasMore: boolean): string {
  return `${count.toLocaleString('en')}${hasMore ? '+' : ''} ${count === 1 && !hasMore ? 'run' : 'runs'}`;
}
