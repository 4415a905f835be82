import type { Broker } from '../broker/broker.ts';
import type { Channel } from '../events/channel.ts';
import { Feed } from './feed.ts';
import type { ReaderOptions } from './reader.ts';
import { Reader } from './reader.ts';

/** How often each feed is compared with its channel. */
const CHECK_INTERVAL_MS = 25_000;

/** How many readers were made and how many have ended; equal at rest. */
export interface ReaderCount {
  readonly made: number;
  readonly returned: number;
}

interface SharedFeed {
  readonly feed: Promise<Feed>;
  readers: number;
}

/** The feeds of this node: one per channel that anyone reads here, for as long as anyone does. */
export class Feeds {
  readonly #broker: Broker;
  readonly #feeds = new Map<Channel, SharedFeed>();
  readonly #onError: (stage: string, error: unknown) => void;
  #made = 0;
  #returned = 0;
  #isClosed = false;
  #timer: NodeJS.Timeout | undefined;

  /** `onError` hears of failures in the background, which nobody waits for. */
  constructor(broker: Broker, onError: (stage: string, error: unknown) => void) {
    this.#broker = broker;
    this.#onError = onError;
    this.#checkLater();
  }

  get count(): ReaderCount {
    return { made: this.#made, returned: this.#returned };
  }

  /** Opens a reader of the channel. Whoever opened it must call its `return()`, unless it ended by itself. */
  async read(channel: Channel, options: ReaderOptions): Promise<Reader> {
    const shared = this.#share(channel);
    this.#made++;
    const release = () => {
      this.#returned++;
      this.#release(channel, shared);
    };
    try {
      return new Reader(this.#broker, await shared.feed, options, release);
    } catch (error) {
      release();
      throw error;
    }
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
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

  /** Compares every feed with its channel, one after the other; also to be called when a lost broker is back. */
  async checkAll(): Promise<void> {
    for (const { feed } of [...this.#feeds.values()]) {
      await feed.then((open) => open.check()).catch((error) => this.#onError('feed check', error));
    }
  }
}
