import type { Broker, Page, Unwatch } from '../broker/broker.ts';
import type { Channel } from '../events/channel.ts';
import type { Position } from '../events/cursor.ts';
import { contradicts, encodeCursor, matchesCheck, positionBehind } from '../events/cursor.ts';
import type { Publication } from '../events/publication.ts';

/** What a ring holds at most. Readers that are further behind read from the broker. */
const RING_PUBLICATIONS = 1024;
const RING_TEXT = 1024 * 1024;
/** The share of either that is left when there was more. */
const SHORTENED_TO = 0.75;
/** How many publications a page has at most. */
export const PAGE_PUBLICATIONS = 500;
/** For how long a page serves others that come after whoever has asked for it. */
const SHARED_MS = 250;

/** A page, and what the feed took for its end, and how often its ring had begun anew, when the log was asked for it. */
export interface FeedPage {
  readonly page: Page;
  readonly announced: Position;
  readonly breaks: number;
}

/** Who hears that there is more. MUST NOT throw. */
export interface Follower {
  moved(): void;
}

/** A node's view of one channel: its newest publications, and who to wake when there are more. */
export class Feed {
  readonly channel: Channel;
  readonly #broker: Broker;
  readonly #followers = new Set<Follower>();
  #newest: Position | null = null;
  /** The newest publications, without a gap, up to #newest. */
  #ring: Publication[] = [];
  #ringText = 0;
  #breaks = 0;
  /** Reads of the log that are under way or just done, by where they begin. */
  readonly #reads = new Map<string, Promise<FeedPage>>();
  #unwatch: Unwatch = () => {};

  private constructor(broker: Broker, channel: Channel) {
    this.#broker = broker;
    this.channel = channel;
  }

  static async open(broker: Broker, channel: Channel): Promise<Feed> {
    const feed = new Feed(broker, channel);
    // Watch first, then read: nothing falls between.
    feed.#unwatch = await broker.watch(channel, (hint, behind) => feed.#extend(hint, behind));
    try {
      await feed.check();
    } catch (error) {
      feed.close();
      throw error;
    }
    return feed;
  }

  get newest(): Position {
    if (this.#newest === null) throw new TypeError('A feed is open once it has read its channel.');
    return this.#newest;
  }

  /** How often the ring began anew: a position from before needs the log's word that it still leads on. */
  get breaks(): number {
    return this.#breaks;
  }

  /** The publication that follows a position, if it is among the newest. */
  behind({ epoch, offset }: Pick<Position, 'epoch' | 'offset'>): Publication | null {
    const next = this.#at(offset + 1);
    return next?.epoch === epoch ? next : null;
  }

  /** Whether a position is behind one of the newest publications, so that the log need not be asked. */
  knows(position: Position): boolean {
    const { epoch, offset } = position;
    if (epoch !== this.newest.epoch) return false;
    if (offset === this.newest.offset) return !contradicts(position, this.newest);
    const publication = this.#at(offset);
    return publication !== null && matchesCheck(position, publication.id);
  }

  /** A page of the log. Readers that ask for the same one at about the same time get the same answer. */
  read(after: Position | 'earliest'): Promise<FeedPage> {
    const place = after === 'earliest' ? after : encodeCursor(after);
    const known = this.#reads.get(place);
    if (known !== undefined) return known;
    const reading = this.#read(after);
    this.#reads.set(place, reading);
    const forget = () => {
      if (this.#reads.get(place) === reading) this.#reads.delete(place);
    };
    // What stands behind the end changes; what stands before it does not.
    const shareOrForget = ({ page }: FeedPage) => {
      if (page.reset === null && page.publications.length > 0) setTimeout(forget, SHARED_MS).unref();
      else forget();
    };
    reading.then(shareOrForget, forget);
    return reading;
  }

  /** Tells it whenever the feed has moved, until it is removed. */
  add(follower: Follower): void {
    this.#followers.add(follower);
  }

  remove(follower: Follower): void {
    this.#followers.delete(follower);
  }

  /** Compares the feed with its channel, since announcements can be lost in silence. */
  async check(): Promise<void> {
    const known = this.#newest;
    const { newest, reset } = await this.#broker.read(this.channel, known ?? 'earliest', 0);
    if (reset !== null) this.#clearRing();
    this.believe(known, newest);
  }

  /** Takes the log's word for where it ends. `known` is what the feed took for the end when the log was asked. */
  believe(known: Position | null, newest: Position): void {
    const now = this.#newest;
    // An announcement that came while the answer was under way knows better, unless the stream is another one.
    if (now !== known && now?.epoch === newest.epoch && now.offset >= newest.offset) return;
    if (now === null || !isSame(now, newest)) this.#moveTo(newest);
  }

  close(): void {
    this.#unwatch();
  }

  async #read(after: Position | 'earliest'): Promise<FeedPage> {
    const { newest: announced, breaks } = this;
    const page = await this.#broker.read(this.channel, after, PAGE_PUBLICATIONS);
    this.#adopt(page.publications);
    return { page, announced, breaks };
  }

  /** What leads up to the newest publication serves others that are as far behind as whoever has asked for it. */
  #adopt(publications: readonly Publication[]): void {
    const last = publications.at(-1);
    const isLonger = publications.length > this.#ring.length;
    if (last === undefined || !isLonger || !isSame(positionBehind(last), this.newest)) return;
    this.#ring = [...publications];
    this.#ringText = publications.reduce((length, { body }) => length + body.length, 0);
    this.#shorten();
  }

  #moveTo(newest: Position): void {
    this.#newest = newest;
    this.#clearRing();
    this.#tellFollowers();
  }

  #extend(hint: readonly Publication[], behind: Position | undefined): void {
    // A hint without publications only says that there are some. If asking fails, the next check asks again.
    if (hint.length === 0) this.check().catch(() => {});
    if (behind !== undefined) this.#compare(behind);
    for (const publication of hint) this.#append(publication);
    this.#tellFollowers();
  }

  /** What comes behind another publication than the one that is known there continues another stream. */
  #compare(behind: Position): void {
    if (this.#newest !== null && contradicts(this.#newest, behind)) this.#clearRing();
  }

  #append(publication: Publication): void {
    const newest = this.#newest;
    const isSameStream = newest?.epoch === publication.epoch;
    if (isSameStream && publication.offset <= newest.offset && this.#isRepeat(publication, newest)) return;
    // Never extend the ring over a gap: behind it the readers fetch from the log.
    if (!isSameStream || publication.offset !== newest.offset + 1) this.#clearRing();
    this.#ring.push(publication);
    this.#ringText += publication.body.length;
    this.#newest = positionBehind(publication);
    this.#shorten();
  }

  /** By a part of the ring at once, since to take the first of an array moves all others. */
  #shorten(): void {
    if (this.#ring.length <= RING_PUBLICATIONS && this.#ringText <= RING_TEXT) return;
    let dropped = 0;
    const isTooLong = () =>
      this.#ring.length - dropped > RING_PUBLICATIONS * SHORTENED_TO ||
      (this.#ringText > RING_TEXT * SHORTENED_TO && dropped < this.#ring.length - 1);
    while (isTooLong()) this.#ringText -= this.#ring[dropped++]?.body.length ?? 0;
    this.#ring.splice(0, dropped);
  }

  /** If it is not what is known to be there, the stream's end was lost and its offsets are given again. */
  #isRepeat({ offset, id }: Publication, newest: Position): boolean {
    if (offset === newest.offset) return matchesCheck(newest, id);
    const known = this.#at(offset);
    return known === null || known.id === id;
  }

  #at(offset: number): Publication | null {
    const first = this.#ring[0];
    return first === undefined ? null : (this.#ring[offset - first.offset] ?? null);
  }

  #clearRing(): void {
    this.#ring = [];
    this.#ringText = 0;
    this.#breaks++;
    this.#reads.clear();
  }

  #tellFollowers(): void {
    for (const follower of this.#followers) follower.moved();
  }
}

/** Whether there is more behind a page. */
export function endsBefore({ publications, newest, reset }: Page): boolean {
  return reset === null && (publications.at(-1)?.offset ?? newest.offset) < newest.offset;
}

function isSame(a: Position, b: Position): boolean {
  return a.epoch === b.epoch && a.offset === b.offset && a.check === b.check;
}
