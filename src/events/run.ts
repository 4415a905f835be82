import type { Position } from './cursor.ts';
import type { AgentRef, EventType } from './event.ts';
import type { RunStatus } from './lifecycle.ts';
import type { RunHeader } from './publication.ts';

/** What a broker keeps of a run beside its events: all that a list of runs shows. Instants in ms since 1970. */
export interface RunRecord extends RunHeader {
  readonly status: RunStatus;
  readonly endedAt: number | null;
  readonly lastSeq: number;
  readonly lastEventAt: number;
  readonly activity: string | null;
  /** Who owns the run; null until a batch names a writer. */
  readonly writerId: string | null;
  /** The interrupts that wait for an answer. */
  readonly pendingInputs: readonly string[];
  /** Offset of its agentStarted: runs are listed by it, newest first. */
  readonly startOffset: number;
  /** The position behind its last event. */
  readonly position: Position;
}

/** An event on its way into a channel, with everything that a broker needs without reading the body. */
export interface NewEvent {
  readonly id: string;
  readonly type: EventType;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** JSON text. */
  readonly body: string;
  /** What the run does from here on; undefined where the event leaves that as it is. */
  readonly activity?: string;
  readonly asks?: { readonly interruptId: string };
  readonly answers?: { readonly interruptId: string };
  /** Only on agentStarted. */
  readonly start?: RunStart;
}

export interface RunStart {
  readonly agent: AgentRef;
  readonly threadId: string | null;
  readonly parentRunId: string | null;
}

/** Events of one run that are appended all together or not at all. */
export interface RunBatch {
  readonly runId: string;
  readonly writerId: string | null;
  /** seq of events[0], which makes a retry exact; null lets the broker number. */
  readonly firstSeq: number | null;
  readonly events: readonly NewEvent[];
}
