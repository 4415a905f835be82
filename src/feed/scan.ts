import type { Broker } from '../broker/broker.ts';
import type { Position } from '../events/cursor.ts';
import { positionBehind } from '../events/cursor.ts';
import type { ResetReason } from '../events/event.ts';
import type { Publication } from '../events/publication.ts';
import type { Feed } from './feed.ts';
import type { Filter } from './filter.ts';
import { endsRunOf, matches } from './filter.ts';

const PAGE_PUBLICATIONS = 500;

/** One subscription's way through a channel: from the feed's ring where it can, else a page at a time from the log. */
export class Scan {
  readonly #broker: Broker;
  readonly #feed: Feed;
  readonly #filter: Filter;
  #position: Position | 'earliest';
  /** A position that a client gave is only known to be good once the log has accepted it. */
  #isAccepted: boolean;
  #page: readonly Publication[] = [];
  #pageIndex = 0;
  #runEnded = false;

  constructor(broker: Broker, feed: Feed, filter: Filter, start: Position | 'earliest' | 'latest') {
    this.#broker = broker;
    this.#feed = feed;
    this.#filter = filter;
    this.#isAccepted = start === 'latest';
    this.#position = start === 'latest' ? feed.newest : start;
  }

  /** Behind everything that was looked at, asked for or not. */
  get position(): Position {
    if (this.#position === 'earliest') throw new TypeError('A scan has a position once it has fetched.');
    return this.#position;
  }

  /** Whether the end of the run that was asked for has been passed. */
  get runEnded(): boolean {
    return this.#runEnded;
  }

  /** Whether the log has more than what is at hand. */
  get needsFetch(): boolean {
    if (this.#runEnded) return false;
    const { newest } = this.#feed;
    return (
      !this.#isAccepted || this.position.epoch !== newest.epoch || this.position.offset !== newest.offset
    );
  }

  /** The next publication that was asked for, if it is at hand. */
  take(): Publication | null {
    while (!this.#runEnded) {
      const publication = this.#next();
      if (publication === null) return null;
      this.#position = positionBehind(publication);
      this.#runEnded = endsRunOf(this.#filter, publication);
      if (matches(this.#filter, publication)) return publication;
    }
    return null;
  }

  /** Fetches the next page. Resolves to why, if the position had to be given up for another one. */
  async fetch(): Promise<ResetReason | null> {
    const announced = this.#feed.newest;
    const page = await this.#broker.read(this.#feed.channel, this.#position, PAGE_PUBLICATIONS);
    this.#position = page.from;
    this.#isAccepted = true;
    this.#page = page.publications;
    this.#pageIndex = 0;
    // What is announced is readable, so this stream was announced further than it goes now: its end was lost.
    const isShort = page.newest.epoch === announced.epoch && page.newest.offset < announced.offset;
    if (page.publications.length === 0 && isShort) this.#feed.fallBack(page.newest);
    return page.reset;
  }

  #next(): Publication | null {
    if (this.#pageIndex < this.#page.length) return this.#page[this.#pageIndex++] as Publication;
    if (!this.#isAccepted) return null;
    this.#page = [];
    this.#pageIndex = 0;
    return this.#feed.behind(this.position);
  }
}
