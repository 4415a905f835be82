import type { Channel } from '../events/channel.ts';
import type { Release, Use } from './broker.ts';

/** Counts what this node has in use, by channel. */
export class LocalHolds {
  readonly #counts = new Map<string, number>();

  hold(channel: Channel, use: Use, limit: number): Release | null {
    const key = `${use} ${channel}`;
    const count = this.count(channel, use);
    if (count >= limit) return null;
    this.#counts.set(key, count + 1);
    let isHeld = true;
    return () => {
      if (isHeld) this.#remove(key);
      isHeld = false;
    };
  }

  count(channel: Channel, use: Use): number {
    return this.#counts.get(`${use} ${channel}`) ?? 0;
  }

  #remove(key: string): void {
    const left = (this.#counts.get(key) ?? 0) - 1;
    if (left > 0) this.#counts.set(key, left);
    else this.#counts.delete(key);
  }
}
