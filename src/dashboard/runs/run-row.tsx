import './run-row.css';
import { memo } from 'react';
import { Link } from 'wouter';
import type { ListedRun } from '../data/listed-run.ts';
import { useNow } from '../shared/clock.ts';
import { formatAgo, formatDuration, formatElapsed } from '../shared/format.ts';
import { Icon } from '../shared/icon.tsx';
import { runPath } from '../shared/routes.ts';
import { StatusBadge } from '../shared/status-badge.tsx';

interface RunRowProps {
  readonly run: ListedRun;
  /** Its place in the list, from 0. */
  readonly index: number;
  /** How many there are; -1 where that is not known yet. */
  readonly count: number;
  /** In pixels from the top of the list. */
  readonly top: number;
  /** Whether it is the one that the Tab key gets to. */
  readonly isTabStop: boolean;
}

/** One run. The link in it covers all of it. */
export const RunRow = memo(function RunRow({ run, index, count, top, isTabStop }: RunRowProps) {
  const { id, agent, status, activity, threadId, parentRunId } = run;
  return (
    <li
      className="run-row"
      style={{ transform: `translateY(${top}px)` }}
      aria-setsize={count}
      aria-posinset={index + 1}
    >
      <span className="run-row-status">
        <StatusBadge status={status} />
      </span>
      <Link className="run-row-link" href={runPath(id)} data-index={index} tabIndex={isTabStop ? 0 : -1}>
        <span className="run-row-agent">
          <span className="truncate">{agent.name}</span>
          {parentRunId !== null && (
            <span className="run-row-sub">
              <Icon name="child" />
              sub-agent
            </span>
          )}
        </span>{' '}
        <span className="run-row-id mono truncate">{id}</span>
      </Link>
      <span className="run-row-thread mono truncate">
        {threadId !== id && (
          <>
            <span className="visually-hidden">Thread: </span>
            {threadId}
          </>
        )}
      </span>
      <span className="run-row-activity truncate">
        {activity !== null && (
          <>
            <span className="visually-hidden">Doing now: </span>
            {activity}
          </>
        )}
      </span>
      <span className="run-row-elapsed">
        <span className="visually-hidden">Elapsed: </span>
        <Elapsed run={run} />
      </span>
      <span className="run-row-started">
        <span className="visually-hidden">Started: </span>
        <Started run={run} />
      </span>
    </li>
  );
});

/** The names of the columns, for those who see them as columns: each cell says its own. */
export function RunColumns() {
  return (
    <div className="run-columns" aria-hidden="true">
      <span>Status</span>
      <span>Agent</span>
      <span>Run</span>
      <span className="run-row-thread">Thread</span>
      <span>Doing now</span>
      <span className="run-row-elapsed">Elapsed</span>
      <span className="run-row-started">Started</span>
    </div>
  );
}

function Elapsed({ run: { durationMs, startedAt } }: { readonly run: ListedRun }) {
  if (durationMs !== null) return formatDuration(durationMs);
  return startedAt !== null && <Ticking since={startedAt} />;
}

function Ticking({ since }: { readonly since: string }) {
  return formatElapsed(useNow() - Date.parse(since));
}

function Started({ run: { startedAt } }: { readonly run: ListedRun }) {
  const now = useNow();
  if (startedAt === null) return null;
  return <time dateTime={startedAt}>{formatAgo(startedAt, now)}</time>;
}
