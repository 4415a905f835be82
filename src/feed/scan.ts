import type { Position } from '../events/cursor.ts';
import { positionBehind } from '../events/cursor.ts';
import type { ResetReason } from '../events/event.ts';
import type { Publication } from '../events/publication.ts';
import type { Feed, FeedPage } from './feed.ts';
import { endsBefore } from './feed.ts';
import type { Filter } from './filter.ts';
import { endsRunOf, matches } from './filter.ts';

/** One subscription's way through a channel: from the feed's ring where it can, else a page at a time from the log. */
export class Scan {
  readonly #feed: Feed;
  readonly #filter: Filter;
  /** Behind what: a publication stands for the position behind it, which is seldom asked for. */
  #behind: Position | Publication | 'earliest';
  /** The feed's breaks when the position was last accepted; null for one that a client gave, until the log has. */
  #acceptedAt: number | null;
  #page: readonly Publication[] = [];
  #pageIndex = 0;
  /** Whether the log has more behind the page. */
  #hasMore = false;
  /** What comes behind the page, asked for while that is being taken; null if it could not be had then. */
  #ahead: { readonly after: Position; readonly reading: Promise<FeedPage | null> } | null = null;
  #runEnded = false;
  #takenFromRing = 0;

  constructor(feed: Feed, filter: Filter, start: Position | 'earliest' | 'latest') {
    this.#feed = feed;
    this.#filter = filter;
    const isKnown = start === 'latest' || (start !== 'earliest' && feed.knows(start));
    this.#acceptedAt = isKnown ? feed.breaks : null;
    this.#behind = start === 'latest' ? feed.newest : start;
  }

  /** Behind everything that was looked at, asked for or not. */
  get position(): Position {
    const place = this.#place;
    return 'id' in place ? positionBehind(place) : place;
  }

  /** Whether the end of the run that was asked for has been passed. */
  get runEnded(): boolean {
    return this.#runEnded;
  }

  /** Whether the log has more than what is at hand. */
  get needsFetch(): boolean {
    if (this.#runEnded) return false;
    if (!this.#isAccepted) return true;
    const { epoch, offset } = this.#place;
    const { newest } = this.#feed;
    return epoch !== newest.epoch || offset !== newest.offset;
  }

  /** How many publications the last fetch brought. */
  get fetched(): number {
    return this.#page.length;
  }

  /** Whether what comes next is among the feed's newest, and not in a page that was fetched. */
  get isAtRing(): boolean {
    const hasPage = this.#pageIndex < this.#page.length;
    return !this.#runEnded && !hasPage && this.#isAccepted && this.#feed.behind(this.#place) !== null;
  }

  /** How many publications it took from the feed's newest since it was asked last. */
  countFromRing(): number {
    const count = this.#takenFromRing;
    this.#takenFromRing = 0;
    return count;
  }

  /** The next publication that was asked for, if it is at hand. */
  take(): Publication | null {
    while (!this.#runEnded) {
      const publication = this.#next();
      if (publication === null) return null;
      this.#behind = publication;
      this.#runEnded = endsRunOf(this.#filter, publication);
      if (matches(this.#filter, publication)) return publication;
    }
    return null;
  }

  /** Fetches the next page. Resolves to why, if the position had to be given up for another one. */
  async fetch(): Promise<ResetReason | null> {
    const { page, announced, breaks } = (await this.#takeAhead()) ?? (await this.#feed.read(this.#from));
    this.#behind = page.from;
    this.#acceptedAt = breaks;
    this.#page = page.publications;
    this.#pageIndex = 0;
    this.#hasMore = endsBefore(page);
    // What is announced is readable, so if the log ends before that, its end was lost. If the log ends behind it,
    // announcements are under way; where nothing came of them while the log was asked again, they were lost.
    const isLost = page.newest.epoch !== announced.epoch || page.newest.offset < announced.offset;
    if (isLost || page.publications.length === 0) this.#feed.believe(announced, page.newest);
    return page.reset;
  }

  get #place(): Position | Publication {
    if (this.#behind === 'earliest') throw new TypeError('A scan has a position once it has fetched.');
    return this.#behind;
  }

  get #isAccepted(): boolean {
    return this.#acceptedAt === this.#feed.breaks;
  }

  #next(): Publication | null {
    if (this.#pageIndex < this.#page.length) return this.#nextOfPage();
    if (!this.#isAccepted) return null;
    if (this.#page.length > 0) this.#dropPage();
    const publication = this.#feed.behind(this.#place);
    if (publication !== null) this.#takenFromRing++;
    return publication;
  }

  #nextOfPage(): Publication {
    const publication = this.#page[this.#pageIndex++] as Publication;
    // Not before: whoever takes nothing has no use for more.
    if (this.#hasMore && this.#pageIndex === 1) this.#readAhead();
    return publication;
  }

  #readAhead(): void {
    const after = positionBehind(this.#page.at(-1) as Publication);
    this.#ahead = { after, reading: this.#feed.read(after).catch(() => null) };
  }

  /** Null unless it goes on from here: the ring may have served some of it meanwhile. */
  #takeAhead(): Promise<FeedPage | null> | null {
    const ahead = this.#ahead;
    this.#ahead = null;
    if (ahead === null) return null;
    const { epoch, offset } = this.#place;
    return ahead.after.epoch === epoch && ahead.after.offset === offset ? ahead.reading : null;
  }

  get #from(): Position | 'earliest' {
    return this.#behind === 'earliest' ? this.#behind : this.position;
  }

  #dropPage(): void {
    this.#page = [];
    this.#pageIndex = 0;
  }
}
