import type { Channel } from '../../events/channel.ts';
import type { Retention } from '../broker.ts';
import type { Asking } from './asking.ts';
import { dueKeys, keysOf } from './keys.ts';
import { scripts } from './scripts.ts';

/** How many of a kind one step removes from a channel at most. */
export const TRIM_STEP = 500;
/** How many channels of a partition one step looks at. */
const CHANNELS = 4;

/** Retention, in small steps. Any number of nodes may do it beside each other. */
export class Trimming {
  readonly #asking: Asking;
  readonly #retention: Retention;

  constructor(asking: Asking, retention: Retention) {
    this.#asking = asking;
    this.#retention = retention;
  }

  /** One step in every partition; true if there is more to remove now. */
  async step(now: number): Promise<boolean> {
    const more = await Promise.all(dueKeys.map((due) => this.#stepIn(due, now)));
    return more.includes(true);
  }

  async #stepIn(due: string, now: number): Promise<boolean> {
    const storedBefore = now - this.#retention.maxAgeMs;
    const channels = await this.#asking.command<Channel[]>(
      due,
      ...['ZRANGE', due, '-inf', `(${storedBefore}`, 'BYSCORE', 'LIMIT', '0', String(CHANNELS)],
    );
    let hasMore = channels.length === CHANNELS;
    for (const channel of channels) {
      const { log, runs, index } = keysOf(channel);
      const args = [channel, ...[storedBefore, this.#retention.maxCount, TRIM_STEP].map(String)];
      const left = await this.#asking.script<number>(scripts.trim, [log, runs, index, due], args);
      hasMore ||= left === 1;
    }
    return hasMore;
  }
}
