import { unavailable } from './failures.ts';
import { PATIENCE_MS } from './patience.ts';

/** Work under a key, one after the other in the order of asking; work under others goes on beside it. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Rejects with UNAVAILABLE what has waited for too long: what is before it did not get through either. */
  take<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    const askedAt = performance.now();
    const inTime = () => {
      if (performance.now() - askedAt > PATIENCE_MS) throw unavailable(new Error('Its turn came too late.'));
      return work();
    };
    const before = this.#last.get(key);
    const result = before === undefined ? work() : before.then(inTime);
    const ended = result.then(
      () => {},
      () => {},
    );
    this.#last.set(key, ended);
    ended.then(() => {
      if (this.#last.get(key) === ended) this.#last.delete(key);
    });
    return result;
  }

  /** Resolves when nothing is under way. */
  async ended(): Promise<void> {
    while (this.#last.size > 0) await Promise.all(this.#last.values());
  }
}
