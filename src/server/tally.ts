/** Counts by key, up to a limit. */
export class Tally {
  readonly #limit: number;
  readonly #counts = new Map<string, number>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Counts one more under the key, unless the limit is reached: returns how to take it back, or null. */
  add(key: string): (() => void) | null {
    const count = this.#counts.get(key) ?? 0;
    if (count >= this.#limit) return null;
    this.#counts.set(key, count + 1);
    return () => this.#remove(key);
  }

  #remove(key: string): void {
    const left = (this.#counts.get(key) ?? 0) - 1;
    if (left > 0) this.#counts.set(key, left);
    else this.#counts.delete(key);
  }
}
