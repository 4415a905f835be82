import type { RunEvent } from './run-events.ts';
import { firstSeqOf } from './run-events.ts';

/**
 * The run's own events that the page has: from the oldest on as far as they were read (the history), and those that
 * came live. Between the two there may be some that were not read yet.
 */
export interface EventLog {
  /** In the order of their seq. */
  readonly events: readonly RunEvent[];
  /** How many of them are history. */
  readonly historyLength: number;
  /** seq from which on events come live: history ends before it. */
  readonly liveFrom: number;
  /** Where the next page of history begins; null for its start. */
  readonly after: string | null;
  /** False once history has met the live events. */
  readonly hasMore: boolean;
}

/** A page of history, as the server gives it. */
export interface HistoryPage {
  readonly nodes: readonly RunEvent[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** A page that is open for days must not grow without end: beyond this the oldest live events become unread history. */
export const MAX_LIVE_EVENTS = 10_000;

/** The log of a run that stands at `lastSeq`, before anything of it was read. */
export function openLog(lastSeq: number): EventLog {
  return { events: [], historyLength: 0, liveFrom: lastSeq + 1, after: null, hasMore: true };
}

/** Adds live events, which are all newer than those that the log has. */
export function withLive(log: EventLog, live: readonly RunEvent[]): EventLog {
  const events = [...log.events, ...live];
  const excess = events.length - log.historyLength - MAX_LIVE_EVENTS;
  const oldest = events[log.historyLength + excess];
  if (excess <= 0 || oldest === undefined) return { ...log, events };
  return {
    ...log,
    events: events.toSpliced(log.historyLength, excess),
    liveFrom: firstSeqOf(oldest),
    hasMore: true,
  };
}

/** Adds the next page of history. What comes live as well is not taken twice. */
export function withHistory(log: EventLog, { nodes, pageInfo }: HistoryPage): EventLog {
  const lastRead = log.events[log.historyLength - 1]?.seq ?? 0;
  const added = nodes.filter(({ seq }) => seq > lastRead && seq < log.liveFrom);
  return {
    ...log,
    events: log.events.toSpliced(log.historyLength, 0, ...added),
    historyLength: log.historyLength + added.length,
    after: pageInfo.endCursor ?? log.after,
    hasMore: pageInfo.hasNextPage && (nodes.at(-1)?.seq ?? 0) < log.liveFrom - 1,
  };
}

/** How many events between history and the live ones were not read yet. */
export function unreadCount({ events, historyLength, liveFrom, hasMore }: EventLog): number {
  return hasMore ? liveFrom - 1 - (events[historyLength - 1]?.seq ?? 0) : 0;
}

/** How many of the run's first events the server has no more, as far as history was read. */
export function trimmedCount({ events, historyLength, liveFrom, hasMore }: EventLog): number {
  if (historyLength === 0) return hasMore ? 0 : liveFrom - 1;
  return (events[0]?.seq ?? 1) - 1;
}
