/** Work under a key, one after the other in the order of asking; work under others goes on beside it. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  take<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.#last.get(key);
    const result = before === undefined ? work() : before.then(work);
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
