import type { Position } from '../events/cursor.ts';
import type { Publication } from '../events/publication.ts';
import type { Unwatch } from './broker.ts';

/** What the watchers of a channel hear of an append. */
export interface Announcement {
  readonly publications: readonly Publication[];
  /** Where the first of them stands. */
  readonly behind: Position;
}

/** Who is to be called about what. Each watcher is counted by itself, though two be the same function. */
export class Watchers<Topic, Hint> {
  readonly #byTopic = new Map<Topic, Set<{ readonly onHint: (hint: Hint) => void }>>();

  async add(topic: Topic, onHint: (hint: Hint) => void): Promise<Unwatch> {
    // Whoever announces now must not call a watcher that does not know yet how to leave.
    await null;
    const watchers = this.#byTopic.get(topic) ?? new Set();
    this.#byTopic.set(topic, watchers);
    const watcher = { onHint };
    watchers.add(watcher);
    return () => {
      watchers.delete(watcher);
      if (watchers.size === 0 && this.#byTopic.get(topic) === watchers) this.#byTopic.delete(topic);
    };
  }

  announce(topic: Topic, hint: Hint): void {
    for (const { onHint } of this.#byTopic.get(topic) ?? []) onHint(hint);
  }
}
