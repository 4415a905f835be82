import type { Broker, Release } from '../broker/broker.ts';
import { AgentwireError } from '../errors.ts';
import type { Channel } from '../events/channel.ts';
import { Feed } from './feed.ts';
import type { ReaderOptions } from './reader.ts';
import { Reader } from './reader.ts';
import { ReplayBudgets } from './replay-budgets.ts';

/** How often each feed is compared with its channel. */
const CHECK_INTERVAL_MS = 25_000;
const CHECKS_AT_ONCE = 16;

/** How many readers were made and how many have ended; equal at rest. */
export interface ReaderCount {
  readonly made: number;
  readonly returned: number;
}

export interface FeedLimits {
  /** Subscriptions of one user, on all nodes together. */
  readonly maxReadersPerChannel: number;
  /** Events that one user gets replayed within a minute; beyond, replays wait. */
  readonly replaysPerMinute: number;
}

interface SharedFeed {
  readonly feed: Promise<Feed>;
  readers: number;
}

/** The feeds of this node: one per channel that anyone reads here, for as long as anyone does. */
export class Feeds {
  readonly #broker: Broker;
  readonly #feeds = new Map<Channel, SharedFeed>();
  readonly #limits: FeedLimits;
  readonly #budgets: ReplayBudgets;
  readonly #onError: (stage: string, error: unknown) => void;
  #made = 0;
  #returned = 0;
  #isClosed = false;
  #timer: NodeJS.Timeout | undefined;

  /** `onError` hears of failures in the background, which nobody waits for. */
  constructor(broker: Broker, limits: FeedLimits, onError: (stage: string, error: unknown) => void) {
    this.#broker = broker;
    this.#limits = limits;
    this.#budgets = new ReplayBudgets(limits.replaysPerMinute);
    this.#onError = onError;
    this.#checkLater();
  }

  get count(): ReaderCount {
    return { made: this.#made, returned: this.#returned };
  }

  /**
   * Opens a reader of the channel. Whoever opened it must call its `return()`, unless it ended by itself. Rejects with
   * LIMIT_EXCEEDED if its holder, the user whose channel that is, has as many as it may.
   */
  async read(channel: Channel, options: ReaderOptions, holder: Channel = channel): Promise<Reader> {
    const giveBack = await this.#hold(holder);
    const shared = this.#share(channel);
    this.#made++;
    const release = () => {
      this.#returned++;
      this.#release(channel, shared);
      giveBack();
    };
    try {
      return new Reader(this.#broker, await shared.feed, this.#budgets.of(holder), options, release);
    } catch (error) {
      release();
      throw error;
    }
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  async #hold(channel: Channel): Promise<Release> {
    const { maxReadersPerChannel: limit } = this.#limits;
    const release = await this.#broker.hold(channel, 'subscription', limit);
    if (release !== null) return release;
    throw new AgentwireError(
      'LIMIT_EXCEEDED',
      `A user has at most ${limit} subscriptions at a time. Complete others first.`,
      { limit },
    );
  }

  #share(channel: Channel): SharedFeed {
    const shared = this.#feeds.get(channel) ?? { feed: Feed.open(this.#broker, channel), readers: 0 };
    this.#feeds.set(channel, shared);
    shared.readers++;
    return shared;
  }

  #release(channel: Channel, shared: SharedFeed): void {
    shared.readers--;
    if (shared.readers > 0) return;
    this.#feeds.delete(channel);
    // A feed that could not be opened has told so to whoever asked for it.
    shared.feed.then((feed) => feed.close()).catch(() => {});
  }

  #checkLater(): void {
    if (this.#isClosed) return;
    this.#timer = setTimeout(
      () => this.checkAll().finally(() => this.#checkLater()),
      CHECK_INTERVAL_MS,
    ).unref();
  }

  /** Compares every feed with its channel, some at a time. */
  async checkAll(): Promise<void> {
    const feeds = [...this.#feeds.values()].values();
    const checkSome = async () => {
      for (const { feed } of feeds) {
        await feed.then((open) => open.check()).catch((error) => this.#onError('feed check', error));
      }
    };
    await Promise.all(Array.from({ length: CHECKS_AT_ONCE }, checkSome));
  }
}
