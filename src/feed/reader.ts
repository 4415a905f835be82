import { setImmediate } from 'node:timers/promises';
import type { Broker } from '../broker/broker.ts';
import type { Position } from '../events/cursor.ts';
import { encodeCursor } from '../events/cursor.ts';
import type { CaughtUp, ResetReason, StreamReset } from '../events/event.ts';
import type { Publication } from '../events/publication.ts';
import type { Source, Waker } from '../source.ts';
import { SourceIterator } from '../source.ts';
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

/**
 * One subscription: a position that pulls. It holds no queue, so a slow client costs what a fast one does. To be
 * closed by whoever opened it, unless it ends by itself.
 */
export class Reader implements Source<Delivery>, AsyncIterable<Delivery, undefined> {
  readonly #broker: Broker;
  readonly #feed: Feed;
  readonly #budget: TokenBucket;
  readonly #filter: Filter;
  readonly #scan: Scan;
  readonly #coalescing: Coalescing | null;
  readonly #coalesceMs: number;
  readonly #onClose: () => void;
  #reset: ResetReason | null = null;
  #owesCaughtUp: boolean;
  /** Whether the run that was asked for may have ended behind this reader's back. */
  #owesEndCheck: boolean;
  #delivered = 0;
  #deliveredThisTurn = 0;
  #isClosed = false;
  #failure: unknown = null;
  #waker: Waker | null = null;
  /** Whether it waits for an answer, and not for the feed to move. */
  #isAsking = false;
  #timer: NodeJS.Timeout | undefined;

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
    this.#coalescing = coalesceMs > 0 ? new Coalescing(this.#scan) : null;
    this.#coalesceMs = coalesceMs;
    this.#owesCaughtUp = start !== 'latest';
    this.#owesEndCheck = filter.runId !== null;
    this.#onClose = onClose;
    feed.add(this);
  }

  get isDone(): boolean {
    return this.#isClosed && this.#failure === null;
  }

  take(): Delivery | null {
    if (this.#failure !== null) throw this.#takeFailure();
    const mustWait = this.#isClosed || this.#isAsking || this.#isTurnOver || this.#isOverBudget;
    return mustWait ? null : this.#takeReady();
  }

  wait(waker: Waker): void {
    this.#waker = waker;
    if (this.#isAsking) return;
    if (this.#isTurnOver) this.#ask(this.#nextTurn());
    else if (this.#scan.isAtRing) this.#sleep(this.#budgetMs);
    else if (this.#scan.needsFetch) this.#fetch();
    else if (this.#scan.runEnded) this.close();
    else if (this.#owesEndCheck) this.#ask(this.#checkEnd());
    else this.#sleep(this.#mergeMsLeft());
  }

  /** What the feed tells it when it has moved. */
  moved(): void {
    if (!this.#isAsking) this.#wake();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#feed.remove(this);
    this.#onClose();
    this.#wake();
  }

  [Symbol.asyncIterator](): SourceIterator<Delivery> {
    return new SourceIterator(this);
  }

  #wake(): void {
    const waker = this.#waker;
    this.#waker = null;
    clearTimeout(this.#timer);
    waker?.wake();
  }

  /** Until the feed moves, or until then. */
  #sleep(ms: number): void {
    clearTimeout(this.#timer);
    if (Number.isFinite(ms)) this.#timer = setTimeout(() => this.#wake(), ms);
  }

  #ask(answer: Promise<void>): void {
    this.#isAsking = true;
    answer
      .catch((error: unknown) => this.#fail(error))
      .finally(() => {
        this.#isAsking = false;
        this.#wake();
      });
  }

  #fail(error: unknown): void {
    if (this.#isClosed) return;
    this.#failure = error;
    this.close();
  }

  #takeFailure(): unknown {
    const failure = this.#failure;
    this.#failure = null;
    return failure;
  }

  get #isTurnOver(): boolean {
    return this.#deliveredThisTurn >= DELIVERIES_PER_TURN;
  }

  async #nextTurn(): Promise<void> {
    await setImmediate();
    this.#deliveredThisTurn = 0;
  }

  #fetch(): void {
    if (!this.#owesCaughtUp) this.#ask(this.#fetchPage());
    else if (this.#budget.waitMs > 0) this.#sleep(this.#budgetMs);
    else this.#ask(this.#replayPage());
  }

  #replayPage(): Promise<void> {
    // Taken before, or replays that begin together would each find the whole budget.
    this.#budget.take(PAGE_PUBLICATIONS);
    // To ask costs something, too.
    const settle = () => this.#budget.take(1 + this.#scan.fetched - PAGE_PUBLICATIONS);
    return this.#fetchPage().finally(settle);
  }

  async #fetchPage(): Promise<void> {
    this.#reset = await this.#scan.fetch();
  }

  /** Whether what it replays comes from the feed, and has to wait all the same. */
  get #isOverBudget(): boolean {
    return this.#owesCaughtUp && this.#budget.waitMs > 0 && this.#scan.isAtRing;
  }

  /** Looked at again before it is time: others give back what they have taken too much. */
  get #budgetMs(): number {
    return Math.min(this.#budget.waitMs, LONGEST_WAIT_MS);
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

  /** Ends if the run that was asked for had ended already, at or before this reader's position. */
  async #checkEnd(): Promise<void> {
    this.#owesEndCheck = false;
    const run = await this.#broker.findRun(this.#feed.channel, this.#filter.runId as string);
    if (run === null || run.endedAt === null) return;
    const { epoch, offset } = this.#scan.position;
    if (run.position.epoch === epoch && run.position.offset <= offset) this.close();
  }
}
