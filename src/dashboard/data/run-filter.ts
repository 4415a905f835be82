import type { RunFilter, RunStatus } from '../generated/graphql.ts';
import type { ListedRun } from './listed-run.ts';

/** Which runs the list shows; empty means all. */
export interface RunFilters {
  readonly statuses: readonly RunStatus[];
  readonly agentName: string;
  readonly threadId: string;
}

export const runStatuses = [
  'QUEUED',
  'RUNNING',
  'WAITING_FOR_INPUT',
  'COMPLETED',
  'FAILED',
  'CANCELLED',
] as const satisfies readonly RunStatus[];

export const noFilters: RunFilters = { statuses: [], agentName: '', threadId: '' };

/** The filters that an address' query string says: `?status=failed&status=cancelled&agent=NAME&thread=ID`. */
export function filtersOfSearch(search: string): RunFilters {
  const params = new URLSearchParams(search);
  const wanted = params.getAll('status').map((status) => status.toUpperCase());
  return {
    statuses: runStatuses.filter((status) => wanted.includes(status)),
    agentName: params.get('agent') ?? '',
    threadId: params.get('thread') ?? '',
  };
}

/** The query string that says the filters, with its question mark; empty where there are none. */
export function searchOfFilters({ statuses, agentName, threadId }: RunFilters): string {
  const params = new URLSearchParams(statuses.map((status) => ['status', status.toLowerCase()]));
  if (agentName !== '') params.set('agent', agentName);
  if (threadId !== '') params.set('thread', threadId);
  return params.size === 0 ? '' : `?${params}`;
}

/** The filters as the API takes them. */
export function filterInput({ statuses, agentName, threadId }: RunFilters): RunFilter {
  return {
    ...(statuses.length > 0 && { statuses }),
    ...(agentName !== '' && { agentName }),
    ...(threadId !== '' && { threadId }),
  };
}

/** Whether a run can match at all: its agent and its thread never change, while its status does. */
export function isInScope(
  { agent, threadId }: Pick<ListedRun, 'agent' | 'threadId'>,
  filters: RunFilters,
): boolean {
  return (
    (filters.agentName === '' || agent.name === filters.agentName) &&
    (filters.threadId === '' || threadId === filters.threadId)
  );
}

export function matchesFilters(run: ListedRun, filters: RunFilters): boolean {
  return isInScope(run, filters) && (filters.statuses.length === 0 || filters.statuses.includes(run.status));
}

export function isFiltered(filters: RunFilters): boolean {
  return searchOfFilters(filters) !== '';
}
