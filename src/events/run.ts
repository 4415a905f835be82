import type { Position } from './cursor.ts';
import type { AgentRef } from './event.ts';
import type { RunStatus } from './lifecycle.ts';
import type { PublicationType, RunHeader } from './publication.ts';

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
  /** Offset of its agentStarted, or of what came next when it was asked for: runs are listed by it, newest first. */
  readonly startOffset: number;
  /** The position behind its last event; while it is QUEUED, where the channel ended when it was asked for. */
  readonly position: Position;
  /** When the server ends it unless it hears of its worker before; null where it does not. */
  readonly dueAt: number | null;
  /** What its owner has asked of it; null where that is nothing. */
  readonly commands: RunCommands | null;
}

/** What the owner of a run has asked of it: kept, so that a repetition is known. Instants in ms since 1970. */
export interface RunCommands {
  /** Null where a worker began it by itself. */
  readonly request: RunRequest | null;
  /** When it was asked to stop; null where it was not. */
  readonly cancelledAt: number | null;
  /** The newest answers, oldest first. */
  readonly answers: readonly GivenAnswer[];
}

export interface RunRequest {
  readonly requestedAt: number;
  /** Of all that was asked for: equal if it was the same. The input itself stands with the command alone. */
  readonly digest: string;
}

export interface GivenAnswer {
  readonly interruptId: string;
  readonly requestedAt: number;
  /** Equal if it was the same answer. */
  readonly digest: string;
}

/** An event on its way into a channel, with everything that a broker needs without reading the body. */
export interface NewEvent {
  readonly id: string;
  readonly type: PublicationType;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** JSON text. */
  readonly body: string;
  /** What the run does from here on; undefined where the event leaves that as it is. */
  readonly activity?: string;
  readonly asks?: { readonly interruptId: string };
  readonly answers?: { readonly interruptId: string };
  /** Only on what begins a run. */
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
  /** Until when the run is its worker's, if it has a lease, without another sign of life. Default: as before. */
  readonly leaseUntil?: number;
  /** Only of the server itself, which ends a run of any writer if it is due by then; null where it is due or not. */
  readonly dueBy?: number | null;
}

/** The writer of a run that the server has ended: no publisher can have it. */
export const SERVER_WRITER = '';
