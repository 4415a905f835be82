import type { CommandType } from './command.ts';
import { encodeCursor, positionBehind } from './cursor.ts';
import type { AgentRef, EventType, RunEvent, RunEventBase } from './event.ts';
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

/** What is stored: a run's event, or a command in a channel of commands. */
export type PublicationType = EventType | CommandType;

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
  readonly type: PublicationType;
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
  const event: Record<string, unknown> = JSON.parse(publication.body);
  const type = eventTypeOf(publication);
  event.__typename = eventNames[type].typename;
  for (const [name, field] of Object.entries(fieldsOf(type))) event[name] = field(publication);
  return event as unknown as RunEvent;
}

/** The type of a publication in a user's channel, where nothing but events is. */
export const eventTypeOf = ({ type }: Publication) => type as EventType;

/** A field of an event that its body does not have. */
export type PublicationField = (publication: Publication) => unknown;

/** By their names, the fields of a type of event that its body does not have: see RunEventBase and DeliveredExtras. */
export function fieldsOf(type: EventType): Readonly<Record<string, PublicationField>> {
  return fieldsByType[type] ?? commonFields;
}

const commonFields: { readonly [Name in keyof RunEventBase | 'type']: PublicationField } = {
  id: ({ id }) => id,
  cursor: (publication) => encodeCursor(positionBehind(publication)),
  seq: ({ seq }) => seq,
  type: ({ type }) => type,
  occurredAt: ({ time }) => instantOf(time),
  runId: ({ run }) => run.runId,
  rootRunId: ({ run }) => run.rootRunId,
  parentRunId: ({ run }) => run.parentRunId,
  threadId: ({ run }) => run.threadId,
  agent: ({ run }) => run.agent,
};

const merging = { ...commonFields, firstSeq: ({ firstSeq, seq }: Publication) => firstSeq ?? seq };
const ending = {
  ...commonFields,
  durationMs: ({ time, run }: Publication) => millisecondsBetween(run.startedAt, time),
};

const fieldsByType: { readonly [T in EventType]?: Readonly<Record<string, PublicationField>> } = {
  AGENT_THINKING: merging,
  MESSAGE_DELTA: merging,
  AGENT_COMPLETED: ending,
  AGENT_FAILED: ending,
  AGENT_CANCELLED: ending,
};

let lastTime = 0;
let lastInstant = new Date(lastTime).toISOString();

/** Events that come together mostly have one time, and to write it takes longer than to write the rest of an event. */
function instantOf(time: number): string {
  if (time !== lastTime) {
    lastInstant = new Date(time).toISOString();
    lastTime = time;
  }
  return lastInstant;
}
