import type { Broker, OnAppend, Page } from '../../src/broker/broker.ts';
import type { Channel } from '../../src/events/channel.ts';
import type { Position } from '../../src/events/cursor.ts';
import { positionBehind } from '../../src/events/cursor.ts';
import type { Publication } from '../../src/events/publication.ts';

/** What is stored of a channel and not announced yet. */
interface Held {
  readonly onAppends: Set<OnAppend>;
  publications: Publication[];
  released: number;
  /** Where the next of them stands. */
  behind: Position | null;
}

/**
 * Stands between a broker and the feeds, so that what was stored before can be announced when its delivery is to be
 * measured. Until then the log seems to end before it.
 */
export class Announcements {
  readonly #channels = new Map<Channel, Held>();
  isHeld = false;

  /** Changes the broker itself: everything else of it stays as it is. */
  attach(broker: Broker): void {
    const { watch, read } = broker;
    broker.watch = (channel, onAppend) => this.#watch(watch.bind(broker), channel, onAppend);
    broker.read = async (channel, after, limit) =>
      this.#shorten(await read.call(broker, channel, after, limit), this.#channels.get(channel));
  }

  release(channel: Channel, count: number): void {
    const held = this.#channels.get(channel);
    if (held === undefined || held.behind === null) throw new Error(`Nobody watches ${channel}.`);
    const { publications, behind, released } = held;
    const next = publications.slice(released, released + count);
    const last = next.at(-1);
    if (last === undefined) throw new Error(`Nothing is held of ${channel}.`);
    held.released += next.length;
    held.behind = positionBehind(last);
    for (const onAppend of held.onAppends) onAppend(next, behind);
    if (held.released === publications.length) forget(held);
  }

  async #watch(watch: Broker['watch'], channel: Channel, onAppend: OnAppend) {
    const held = this.#channels.get(channel) ?? {
      onAppends: new Set(),
      publications: [],
      released: 0,
      behind: null,
    };
    this.#channels.set(channel, held);
    const hold: OnAppend = (hint, behind) => {
      if (!this.isHeld) return onAppend(hint, behind);
      held.behind ??= behind ?? null;
      held.publications.push(...hint);
    };
    const unwatch = await watch(channel, hold);
    held.onAppends.add(onAppend);
    return () => {
      held.onAppends.delete(onAppend);
      unwatch();
    };
  }

  #shorten(page: Page, held: Held | undefined): Page {
    const newest = held?.behind;
    if (newest == null || page.newest.offset <= newest.offset) return page;
    return {
      ...page,
      publications: page.publications.filter(({ offset }) => offset <= newest.offset),
      newest,
    };
  }
}

function forget(held: Held): void {
  held.publications = [];
  held.released = 0;
  held.behind = null;
}
