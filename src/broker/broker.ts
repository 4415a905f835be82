import type { RunChange } from '../events/change.ts';
import type { Channel } from '../events/channel.ts';
import type { Position } from '../events/cursor.ts';
import type { ResetReason } from '../events/event.ts';
import type { RunStatus } from '../events/lifecycle.ts';
import type { Publication } from '../events/publication.ts';
import type { RunBatch, RunRecord } from '../events/run.ts';

/**
 * Stores publications and announces them. Every broker passes the same conformance suite.
 *
 * Any method MAY reject with UNAVAILABLE while the store cannot be reached or has no room; a later call MUST
 * succeed once it can again, without a restart.
 */
export interface Broker {
  /**
   * Appends a batch to one run, all or nothing, and resolves only once it is durable in the configured ack mode.
   *
   * MUST be atomic per channel: writer and lifecycle check, seq and offset, store, run record, announcement.
   * MUST give each publication the next offset of its channel, and MUST skip what `firstSeq` shows to be stored
   * already. Rejects with the codes of `admit`; nothing is stored then.
   */
  append(channel: Channel, batch: RunBatch): Promise<Appended>;

  /**
   * Changes a run without an event, atomically with its appends, and resolves to it once that is as durable as an append
   * is then; to the run as it is if the change was made before. Rejects with the codes of `changed`.
   */
  change(channel: Channel, runId: string, change: RunChange): Promise<RunRecord>;

  /** Up to `limit` runs of all channels that are due by an instant, in milliseconds since 1970: see RunRecord.dueAt. */
  dueRuns(by: number, limit: number): Promise<readonly DueRun[]>;

  /**
   * Up to `limit` publications behind `after`, oldest first. A limit of 0 asks for the channel's ends alone.
   *
   * MUST answer with a `reset` when `after` cannot be continued from; the page then begins where reading can go
   * on. A channel that was never written to is an empty channel.
   */
  read(channel: Channel, after: Position | 'earliest', limit: number): Promise<Page>;

  /** As `read`, but of one run alone and behind an offset: costs what it returns, however busy the channel is. */
  readRun(
    channel: Channel,
    runId: string,
    afterOffset: number,
    limit: number,
  ): Promise<readonly Publication[]>;

  /**
   * Calls back on appends to the channel from any node, with the publications and the position that the first is
   * behind, so far as they are at hand; with none as a mere hint. MAY miss and MAY repeat; MUST NOT call before it
   * resolved or after `Unwatch`, and each watcher MUST be called however many others come and go. What is announced
   * MUST be readable by then. A callback MUST NOT throw.
   */
  watch(channel: Channel, onAppend: OnAppend): Promise<Unwatch>;

  findRun(channel: Channel, runId: string): Promise<RunRecord | null>;
  listRuns(channel: Channel, query: RunQuery): Promise<RunPage>;

  /**
   * Keeps a revocation, and resolves only once it is as durable as an append is then. MUST announce it behind that.
   * Of two with the same subject, the later `notBefore` and the later `expiresAt` MUST remain.
   */
  revoke(revocation: Revocation): Promise<void>;

  /**
   * Some of what was kept behind a point, in the order of keeping; from the beginning where that is null. Costs
   * what it returns. MUST begin anew where the point cannot be continued from, such as one of another store. Only
   * a page without revocations says that there are no more.
   */
  revocations(after: string | null): Promise<RevocationPage>;

  /** Calls back on revocations from any node, without saying which. MAY miss, MAY repeat, and MUST as `watch` does. */
  watchRevocations(onRevoked: OnRevoked): Promise<Unwatch>;

  /**
   * Counts one more in use of a channel, on all nodes together, unless there are `limit` already: resolves to how to
   * give it back, or to null. What a node had in use that is gone MUST be given back within minutes.
   */
  hold(channel: Channel, use: Use, limit: number): Promise<Release | null>;

  /** One small step of retention, expired revocations included; resolves to whether there is more to remove now. */
  trim(): Promise<boolean>;

  /** Waits for what is under way, then lets go of everything. */
  close(): Promise<void>;
}

export type OnAppend = (hint: readonly Publication[], behind?: Position) => void;
export type OnRevoked = () => void;
export type Unwatch = () => void;
/** What a user has in use. */
export type Use = 'connection' | 'subscription';
export type Release = () => void;

export interface Appended {
  readonly accepted: number;
  readonly duplicates: number;
  readonly lastSeq: number;
  /** Behind the batch's last event, be it stored now or before. */
  readonly position: Position;
}

export interface DueRun {
  readonly channel: Channel;
  readonly run: RunRecord;
}

export interface Page {
  readonly publications: readonly Publication[];
  /** Where the page begins: `after`, or the place that a reset moved it to. */
  readonly from: Position;
  /** The channel's newest position when the page was read. */
  readonly newest: Position;
  readonly reset: ResetReason | null;
}

export interface RunQuery {
  readonly limit: number;
  /** Only runs that are listed behind this one; null for the newest. */
  readonly behind: RunPlace | null;
  readonly statuses?: readonly RunStatus[];
  readonly threadId?: string;
  readonly agentName?: string;
  readonly parentRunId?: string;
}

/** A run's place in the list: newest first, and of those that were asked for at one offset the greater id first. */
export type RunPlace = Pick<RunRecord, 'startOffset' | 'runId'>;

/** What is refused from now on. To the broker it has no further meaning. */
export interface Revocation {
  /** What it concerns: any well-formed Unicode without NUL. */
  readonly subject: string;
  /** What was issued before is refused; in milliseconds since 1970. */
  readonly notBefore: number;
  /** When nothing is left that it could concern, so that it may be forgotten; in milliseconds since 1970. */
  readonly expiresAt: number;
}

export interface RevocationPage {
  readonly revocations: readonly Revocation[];
  /** Where to go on reading: opaque. */
  readonly next: string;
}

/** Newest first. */
export interface RunPage {
  readonly runs: readonly RunRecord[];
  readonly hasMore: boolean;
}

export interface Retention {
  readonly maxAgeMs: number;
  /** Publications per channel. */
  readonly maxCount: number;
}
