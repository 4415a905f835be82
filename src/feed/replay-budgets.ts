import type { Channel } from '../events/channel.ts';
import { TokenBucket } from '../token-bucket.ts';

const SECONDS = 60;
/** How many budgets are kept before those are looked for that can be forgotten. */
const KEPT = 1_000;

/**
 * What each user may have replayed here, in events. A replay that finds its budget spent waits, so that nobody's
 * replays keep the node from serving others.
 */
export class ReplayBudgets {
  readonly #perMinute: number;
  readonly #budgets = new Map<Channel, TokenBucket>();
  #tidyAt = KEPT;

  constructor(perMinute: number) {
    this.#perMinute = perMinute;
  }

  of(channel: Channel): TokenBucket {
    const known = this.#budgets.get(channel);
    if (known !== undefined) return known;
    if (this.#budgets.size >= this.#tidyAt) this.#tidy();
    const budget = new TokenBucket(this.#perMinute / SECONDS, this.#perMinute);
    this.#budgets.set(channel, budget);
    return budget;
  }

  #tidy(): void {
    for (const [channel, budget] of this.#budgets) if (budget.isFull) this.#budgets.delete(channel);
    this.#tidyAt = Math.max(KEPT, 2 * this.#budgets.size);
  }
}
