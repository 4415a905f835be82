import { encodeCursor, positionBehind } from './cursor.ts';
import type { AgentRef, EventBodies, EventOf, EventType, RunEvent } from './event.ts';
import { eventNames } from './event.ts';

/** What is said once of a run, at its start, and holds for all of its events. */
export interface RunHeader {
  readonly runId: string;
  readonly rootRunId: string;
  readonly parentRunId: string | null;
  /** From the root run down to the parent; empty for a root run. */
  readonly ancestors: readonly string[];
  readonly threadId: string;
  readonly agent: AgentRef;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

/** One stored event. */
export interface Publication {
  readonly epoch: string;
  /** Position in the channel: 1, 2, 3 … */
  readonly offset: number;
  readonly id: string;
  readonly run: RunHeader;
  /** Position in the run: 1, 2, 3 … */
  readonly seq: number;
  /** Below seq only where coalescing merged several publications into this one. */
  readonly firstSeq?: number;
  readonly type: EventType;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** JSON text: text, so that what nobody asked for is never parsed. */
  readonly body: string;
}

const MAX_INT = 2 ** 31 - 1;

/** A duration as GraphQL's Int can say it: not below 0 (clocks get set back), not above 24.8 days. */
export function millisecondsBetween(start: number, end: number): number {
  return Math.min(Math.max(0, end - start), MAX_INT);
}

const delivered = new WeakMap<Publication, RunEvent>();

/** The publication as clients get it. Made once, however many readers deliver it. */
export function eventOf(publication: Publication): RunEvent {
  let event = delivered.get(publication);
  if (event === undefined) {
    event = makeEvent(publication);
    delivered.set(publication, event);
  }
  return event;
}

function makeEvent(publication: Publication): RunEvent {
  const { run, type, seq, time } = publication;
  const body = JSON.parse(publication.body) as EventBodies[EventType];
  const event = {
    ...body,
    __typename: eventNames[type].typename,
    id: publication.id,
    cursor: encodeCursor(positionBehind(publication)),
    seq,
    type,
    occurredAt: new Date(time).toISOString(),
    runId: run.runId,
    rootRunId: run.rootRunId,
    parentRunId: run.parentRunId,
    threadId: run.threadId,
    agent: run.agent,
  };
  return Object.assign(event, extras[type]?.(publication)) as RunEvent;
}

const firstSeq = ({ firstSeq, seq }: Publication) => ({ firstSeq: firstSeq ?? seq });
const durationMs = ({ time, run }: Publication) => ({ durationMs: millisecondsBetween(run.startedAt, time) });

/** The fields that the body does not have: see DeliveredExtras. */
const extras: Partial<Record<EventType, (publication: Publication) => Partial<EventOf<EventType>>>> = {
  AGENT_THINKING: firstSeq,
  MESSAGE_DELTA: firstSeq,
  AGENT_COMPLETED: durationMs,
  AGENT_FAILED: durationMs,
  AGENT_CANCELLED: durationMs,
};
