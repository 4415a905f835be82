import type { RunPageStreamSubscription } from '../generated/graphql.ts';

/** Everything that the page's subscription delivers. */
export type DeliveredEvent = RunPageStreamSubscription['agentEvents'];

/** An event of a run, as the page's query and subscription alike give it. */
export type RunEvent = Extract<DeliveredEvent, { readonly seq: number }>;

export type RunEventOf<T extends RunEvent['__typename']> = Extract<RunEvent, { readonly __typename: T }>;

/** seq of the first of the events that were merged into this one; its own where none were. */
export function firstSeqOf(event: RunEvent): number {
  return 'firstSeq' in event ? event.firstSeq : event.seq;
}

export function isRunEvent(event: DeliveredEvent): event is RunEvent {
  return 'seq' in event;
}
