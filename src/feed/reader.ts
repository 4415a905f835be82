import { setImmediate } from 'node:timers/promises';
import type { Broker } from '../broker/broker.ts';
import type { Position } from '../events/cursor.ts';
import { encodeCursor } from '../events/cursor.ts';
import type { CaughtUp, ResetReason, StreamReset } from '../events/event.ts';
import type { Publication } from '../events/publication.ts';
import type { TokenBucket } from '../token-bucket.ts';
import { Coalescing } from './coalescing.ts';
import type { Feed } from './feed.ts';
import { PAGE_PUBLICATIONS } from './feed.ts';
import type { Filter } from './filter.ts';
import { Scan } from './scan.ts';

/** Deliveries between two turns of the event loop, however many are ready. */
const DELIVERIES_PER_TURN = 64;

/** How long a replay waits for its budget without looking at it. */
const LONGEST_WAIT_MS = 1_000;

/** What a reader delivers: publications, and the stream's own two events. */
export type Delivery = Publication | CaughtUp | StreamReset;

export interface ReaderOptions {
  readonly start: Position | 'earliest' | 'latest';
  readonly filter: Filter;
  /** Milliseconds; 0 delivers every delta by itself. */
  readonly coalesceMs: number;
}

const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };

/**
 * One subscription: a position that pulls. It holds no queue, so a slow client costs what a fast one does.
 *
 * Written out as an iterator since a native async generator that waits does not settle on `return()`.
 */
export class Reader implements AsyncIterableIterator<Delivery, undefined> {
  readonly #broker: Broker;
  readonly #feed: Feed;
  readonly #budget: TokenBucket;
  readonly #filter: Filter;
  readonly #scan: Scan;
  readonly #coalescing: Coalescing | null;
  readonly #coalesceMs: number;
  readonly #stopListening: () => void;
  readonly #onClose: () => void;
  #reset: ResetReason | null = null;
  #owesCaughtUp: boolean;
  /** Whether the run that was asked for may have ended behind this reader's back. */
  #owesEndCheck: boolean;
  #delivered = 0;
  #deliveredThisTurn = 0;
  #isClosed = false;
  #pending: PromiseWithResolvers<IteratorResult<Delivery, undefined>> | null = null;
  #wake: (() => void) | null = null;
  /** Whether the feed has moved since this reader last looked. */
  #hasMoved = false;

  /** `budget` is for what it replays. `onClose` is called once, when the reader ends in whatever way. */
  constructor(
    broker: Broker,
    feed: Feed,
    budget: TokenBucket,
    { start, filter, coalesceMs }: ReaderOptions,
    onClose: () => void,
  ) {
    this.#broker = broker;
    this.#feed = feed;
    this.#budget = budget;
    this.#filter = filter;
    this.#scan = new Scan(feed, filter, start);
    this.#coalescing = coalesceMs > 0 ? new Coalescing(() => this.#scan.take()) : null;
    this.#coalesceMs = coalesceMs;
    this.#owesCaughtUp = start !== 'latest';
    this.#owesEndCheck = filter.runId !== null;
    this.#stopListening = feed.onMove(() => this.#move());
    this.#onClose = onClose;
  }

  next(): Promise<IteratorResult<Delivery, undefined>> {
    if (this.#isClosed) return Promise.resolve(DONE);
    if (this.#pending !== null) return this.#pending.promise.then(() => this.next());
    const mustWait = this.#deliveredThisTurn >= DELIVERIES_PER_TURN || this.#isOverBudget;
    const ready = mustWait ? null : this.#takeReady();
    if (ready !== null) return Promise.resolve({ done: false, value: ready });

    const pending = Promise.withResolvers<IteratorResult<Delivery, undefined>>();
    this.#pending = pending;
    this.#waitForNext().then(
      (result) => this.#settle(result),
      (error) => this.#fail(error),
    );
    return pending.promise;
  }

  return(): Promise<IteratorResult<Delivery, undefined>> {
    this.#close();
    this.#settle(DONE);
    return Promise.resolve(DONE);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #settle(result: IteratorResult<Delivery, undefined>): void {
    const pending = this.#pending;
    this.#pending = null;
    pending?.resolve(result);
  }

  #fail(error: unknown): void {
    const pending = this.#pending;
    this.#pending = null;
    this.#close();
    pending?.reject(error);
  }

  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#stopListening();
    this.#move();
    this.#onClose();
  }

  #move(): void {
    this.#hasMoved = true;
    this.#wake?.();
  }

  async #waitForNext(): Promise<IteratorResult<Delivery, undefined>> {
    if (this.#deliveredThisTurn >= DELIVERIES_PER_TURN) {
      await setImmediate();
      this.#deliveredThisTurn = 0;
    }
    while (!this.#isClosed) {
      this.#hasMoved = false;
      const ready = this.#isOverBudget ? null : this.#takeReady();
      if (ready !== null) return { done: false, value: ready };
      if (this.#isOverBudget) await this.#budgetMoved();
      else if (this.#scan.needsFetch) await this.#fetch();
      else if (this.#scan.runEnded || (await this.#endedBefore())) this.#close();
      else await this.#moved(this.#mergeMsLeft());
    }
    return DONE;
  }

  async #fetch(): Promise<void> {
    const isReplay = this.#owesCaughtUp;
    if (isReplay && this.#budget.waitMs > 0) return this.#budgetMoved();
    // Taken before, or replays that begin together would each find the whole budget.
    if (isReplay) this.#budget.take(PAGE_PUBLICATIONS);
    try {
      this.#reset = await this.#scan.fetch();
    } finally {
      // To ask costs something, too.
      if (isReplay) this.#budget.take(1 + this.#scan.fetched - PAGE_PUBLICATIONS);
    }
  }

  /** Whether what it replays comes from the feed, and has to wait all the same. */
  get #isOverBudget(): boolean {
    return this.#owesCaughtUp && this.#budget.waitMs > 0 && this.#scan.isAtRing;
  }

  /** Looked at again before it is time: others give back what they have taken too much. */
  #budgetMoved(): Promise<void> {
    return this.#moved(Math.min(this.#budget.waitMs, LONGEST_WAIT_MS));
  }

  /** What can be delivered without waiting for anything. */
  #takeReady(): Delivery | null {
    const delivery =
      this.#reset === null ? this.#takePublication() : (this.#flush() ?? this.#takeReset(this.#reset));
    const ready = delivery ?? this.#takeCaughtUp();
    if (ready !== null) this.#deliveredThisTurn++;
    return ready;
  }

  #takePublication(): Publication | null {
    const publication = this.#coalescing === null ? this.#scan.take() : this.#coalescing.take();
    if (this.#owesCaughtUp) this.#budget.take(this.#scan.countFromRing());
    if (publication === null) return this.#mayStillMerge() ? null : this.#flush();
    this.#delivered++;
    return publication;
  }

  #takeReset(resetReason: ResetReason): StreamReset {
    this.#reset = null;
    this.#owesEndCheck = this.#filter.runId !== null;
    return { __typename: 'StreamReset', cursor: encodeCursor(this.#scan.position), resetReason };
  }

  #takeCaughtUp(): CaughtUp | null {
    if (!this.#owesCaughtUp || this.#scan.needsFetch) return null;
    this.#owesCaughtUp = false;
    return { __typename: 'CaughtUp', cursor: encodeCursor(this.#scan.position), replayed: this.#delivered };
  }

  #flush(): Publication | null {
    const publication = this.#coalescing?.flush() ?? null;
    if (publication !== null) this.#delivered++;
    return publication;
  }

  /** In a replay nothing waits; live, the first delta waits for at most coalesceMs. */
  #mayStillMerge(): boolean {
    if (this.#scan.needsFetch) return true;
    return !this.#owesCaughtUp && !this.#scan.runEnded && this.#mergeMsLeft() > 0;
  }

  /** Milliseconds that what is merging may still wait; Infinity if nothing is. */
  #mergeMsLeft(): number {
    const since = this.#coalescing?.mergingSince ?? null;
    return since === null ? Number.POSITIVE_INFINITY : since + this.#coalesceMs - performance.now();
  }

  /** Whether the run that was asked for had ended already, at or before this reader's position. */
  async #endedBefore(): Promise<boolean> {
    if (!this.#owesEndCheck) return false;
    this.#owesEndCheck = false;
    const run = await this.#broker.findRun(this.#feed.channel, this.#filter.runId as string);
    const { epoch, offset } = this.#scan.position;
    return (
      run !== null && run.endedAt !== null && run.position.epoch === epoch && run.position.offset <= offset
    );
  }

  /** Resolves when there may be something to do, within the time; at once if there was since this reader last looked. */
  #moved(msLeft: number): Promise<void> {
    if (this.#hasMoved) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = Number.isFinite(msLeft) ? setTimeout(() => this.#wake?.(), msLeft) : undefined;
      this.#wake = () => {
        this.#wake = null;
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
