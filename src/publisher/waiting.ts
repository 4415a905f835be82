import type { AgentEventInput } from '../client/generated/graphql.ts';

/** An event that waits to be stored. */
export interface WaitingEvent {
  readonly event: AgentEventInput;
  /** Of JSON, in UTF-8. */
  readonly bytes: number;
}

const encoder = new TextEncoder();

/**
 * The event as it is now, whatever is done to it while it waits, and with when it happened: a server that cannot be
 * reached for a while would take the time at which it heard of it. Throws TypeError for what is not JSON.
 */
export function waitingOf(event: AgentEventInput): WaitingEvent {
  const now = new Date().toISOString();
  const stamped = Object.entries(event)
    .filter(([, fields]) => fields !== undefined)
    .map(([member, fields]) => [member, { ...fields, occurredAt: fields?.occurredAt ?? now }]);
  const text = JSON.stringify(Object.fromEntries(stamped));
  return { event: JSON.parse(text), bytes: encoder.encode(text).length };
}

const MAX_BATCH_EVENTS = 100;
/** Well below what a request may have; a single event may have more. */
const MAX_BATCH_BYTES = 512 * 1024;

/** The events of the next batch: as many as fit, and one at least. */
export function nextBatch(waiting: readonly WaitingEvent[]): readonly WaitingEvent[] {
  let total = 0;
  const tooMany = waiting.findIndex(({ bytes }, index) => {
    total += bytes;
    return index > 0 && (index >= MAX_BATCH_EVENTS || total > MAX_BATCH_BYTES);
  });
  return tooMany === -1 ? waiting.slice() : waiting.slice(0, tooMany);
}

export const bytesOf = (waiting: readonly WaitingEvent[]): number =>
  waiting.reduce((total, { bytes }) => total + bytes, 0);

/** Whether nothing can follow the event. */
export const endsRun = ({ agentCompleted, agentFailed, agentCancelled }: AgentEventInput): boolean =>
  (agentCompleted ?? agentFailed ?? agentCancelled) != null;
