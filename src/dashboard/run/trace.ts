import type { InputKind, InputResolution, ThinkingKind } from '../generated/graphql.ts';
import type { RunEvent, RunEventOf } from './run-events.ts';

/** What a run's events tell beyond its detail: its thinking, and when its texts and waits began and ended. */
export interface Trace {
  readonly texts: readonly TextBlock[];
  readonly waits: readonly Wait[];
  /** Each tool call's id and the seq of the event that began it. */
  readonly calls: readonly (readonly [id: string, seq: number])[];
}

/** A thinking block or a message. Instants are milliseconds since 1970. */
export interface TextBlock {
  /** Unique within the run. */
  readonly key: string;
  /** What kind of thinking; null for a message. */
  readonly thinkingKind: ThinkingKind | null;
  readonly text: string;
  readonly startedAt: number;
  /** When its newest piece came. */
  readonly endedAt: number;
  readonly final: boolean;
  /** seq of its first piece. */
  readonly firstSeq: number;
  /** seq of its newest piece. */
  readonly lastSeq: number;
}

/** A request for input. Instants are milliseconds since 1970. */
export interface Wait {
  readonly id: string;
  /** seq of the event that asked. */
  readonly firstSeq: number;
  readonly inputKind: InputKind;
  readonly prompt: string | null;
  readonly startedAt: number;
  /** Null while it waits, and for ever where the run ended without an answer. */
  readonly endedAt: number | null;
  readonly resolution: InputResolution | null;
}

type TextEvent = RunEventOf<'AgentThinking'> | RunEventOf<'MessageDelta'>;

export const emptyTrace: Trace = { texts: [], waits: [], calls: [] };

/** The trace behind the next event of the run. Events must come in the order of their seq, each once. */
export function traceBehind(trace: Trace, event: RunEvent): Trace {
  switch (event.__typename) {
    case 'AgentThinking':
    case 'MessageDelta':
      return { ...trace, texts: withText(trace.texts, event) };
    case 'ToolExecuting':
      return { ...trace, calls: [...trace.calls, [event.toolCallId, event.seq]] };
    case 'InputRequired':
      return { ...trace, waits: [...trace.waits, waitOf(event)] };
    case 'InputResolved':
      return { ...trace, waits: trace.waits.map((wait) => settled(wait, event)) };
    default:
      return trace;
  }
}

/** Reasoning and its summary are two texts, even within one block. */
function keyOf(event: TextEvent): string {
  return event.__typename === 'MessageDelta'
    ? `message ${event.messageId}`
    : `${event.thinkingKind} ${event.blockId}`;
}

function withText(texts: readonly TextBlock[], event: TextEvent): readonly TextBlock[] {
  const key = keyOf(event);
  const index = texts.findLastIndex((text) => text.key === key);
  const before = texts[index];
  const time = Date.parse(event.occurredAt);
  const text: TextBlock = {
    key,
    thinkingKind: event.__typename === 'AgentThinking' ? event.thinkingKind : null,
    text: event.mode === 'APPEND' ? (before?.text ?? '') + event.text : event.text,
    startedAt: before?.startedAt ?? time,
    endedAt: time,
    final: event.final,
    firstSeq: before?.firstSeq ?? event.firstSeq,
    lastSeq: event.seq,
  };
  return before === undefined ? [...texts, text] : texts.with(index, text);
}

function waitOf(event: RunEventOf<'InputRequired'>): Wait {
  return {
    id: event.interruptId,
    firstSeq: event.seq,
    inputKind: event.inputKind,
    prompt: event.prompt,
    startedAt: Date.parse(event.occurredAt),
    endedAt: null,
    resolution: null,
  };
}

function settled(wait: Wait, { interruptId, resolution, occurredAt }: RunEventOf<'InputResolved'>): Wait {
  if (wait.id !== interruptId || wait.endedAt !== null) return wait;
  return { ...wait, resolution, endedAt: Date.parse(occurredAt) };
}
