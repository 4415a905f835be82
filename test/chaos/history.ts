/**
 * What a fault test records, to be judged by `check`. All of it is recorded by one process: instants are milliseconds
 * of its `performance.now()`, which no fault can turn back.
 */
export interface History {
  readonly appends: readonly Append[];
  readonly observers: readonly Observer[];
  /** Per user, oldest first: the log as it was read when all was over. */
  readonly log: Readonly<Record<string, readonly Stored[]>>;
  /** When something was broken. */
  readonly faults: readonly number[];
}

/**
 * What became of a batch, with all of its retries. Refused is only what cannot have been stored: where an attempt
 * was left without an answer, or with one that a retry can mend, the outcome is unknown unless a later one succeeds.
 */
export type Outcome =
  | { readonly kind: 'acknowledged' }
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'unknown' };

/** A batch that a publisher wanted to append to its run. */
export interface Batch {
  readonly userId: string;
  readonly runId: string;
  readonly firstSeq: number;
  /** What its events say: each text stands in one event of one batch only, so events are known by it. */
  readonly texts: readonly string[];
}

export interface Append extends Batch {
  /** Of the first attempt. */
  readonly invokedAt: number;
  readonly outcome: Outcome;
  /** Null while the publisher tries. */
  readonly settledAt: number | null;
}

export interface Stored {
  readonly text: string;
  /** As the server named the event. */
  readonly id: string;
  /** Where it stands, as the server says: another one where it was lost and stored again. */
  readonly cursor: string;
}

/** A client that follows its user's events from the earliest on. */
export interface Observer {
  readonly name: string;
  /** Of its token. */
  readonly userId: string;
  /** In the order in which the client handed it over. */
  readonly saw: readonly Seen[];
}

export type Seen = Delivery | Reset;

export interface Delivery extends Stored {
  readonly kind: 'delivery';
  readonly runId: string;
  readonly seq: number;
  readonly at: number;
}

/** A StreamReset. */
export interface Reset {
  readonly kind: 'reset';
  readonly reason: string;
  readonly at: number;
}
