import type { Channel } from '../events/channel.ts';
import type { Publication } from '../events/publication.ts';
import type { OnAppend, Unwatch } from './broker.ts';

/** Who is to be called on appends to which channel. Each watcher is counted by itself, though two be the same function. */
export class Watchers {
  readonly #byChannel = new Map<Channel, Set<{ readonly onAppend: OnAppend }>>();

  async add(channel: Channel, onAppend: OnAppend): Promise<Unwatch> {
    // Whoever announces now must not call a watcher that does not know yet how to leave.
    await null;
    const watchers = this.#byChannel.get(channel) ?? new Set();
    this.#byChannel.set(channel, watchers);
    const watcher = { onAppend };
    watchers.add(watcher);
    return () => {
      watchers.delete(watcher);
      if (watchers.size === 0 && this.#byChannel.get(channel) === watchers) this.#byChannel.delete(channel);
    };
  }

  announce(channel: Channel, publications: readonly Publication[]): void {
    for (const { onAppend } of this.#byChannel.get(channel) ?? []) onAppend(publications);
  }
}
