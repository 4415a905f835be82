import './filters.css';
import { Link } from 'wouter';
import { navigate } from 'wouter/use-browser-location';
import type { RunFilters } from '../data/run-filter.ts';
import { isFiltered, runStatuses, searchOfFilters } from '../data/run-filter.ts';
import type { RunStatus } from '../generated/graphql.ts';
import { statusNames } from '../shared/status-badge.tsx';
import { FilterField } from './filter-field.tsx';

/** Which runs to show. The address keeps it, so that it can be shared and outlives a reload. */
export function Filters({
  filters,
  agentNames,
}: {
  readonly filters: RunFilters;
  /** The names to propose. */
  readonly agentNames: readonly string[];
}) {
  return (
    <search className="filters">
      <fieldset className="filters-statuses">
        <legend className="visually-hidden">Status</legend>
        {runStatuses.map((status) => (
          <label key={status} className="filters-status">
            <input
              type="checkbox"
              checked={filters.statuses.includes(status)}
              onChange={() => show({ ...filters, statuses: toggled(filters.statuses, status) })}
            />
            {statusNames[status]}
          </label>
        ))}
      </fieldset>
      <FilterField
        label="Agent"
        value={filters.agentName}
        proposals={agentNames}
        onCommit={(agentName) => show({ ...filters, agentName })}
      />
      <FilterField
        label="Thread"
        value={filters.threadId}
        onCommit={(threadId) => show({ ...filters, threadId })}
      />
      {isFiltered(filters) && (
        <Link className="button button-quiet" href="/" replace>
          Clear filters
        </Link>
      )}
    </search>
  );
}

function show(filters: RunFilters): void {
  navigate(`/${searchOfFilters(filters)}`, { replace: true });
}

function toggled(statuses: readonly RunStatus[], status: RunStatus): readonly RunStatus[] {
  return statuses.includes(status) ? statuses.filter((other) => other !== status) : [...statuses, status];
}
