/** Counts messages of all sockets together, up to what is expected. The first failure is kept until it is asked for. */
export class Tally {
  #received = 0;
  #expected = 0;
  #failure: Error | null = null;
  #waiting: PromiseWithResolvers<void> | null = null;

  add(): void {
    if (++this.#received === this.#expected) this.#waiting?.resolve();
  }

  fail(message: string): void {
    this.#failure ??= new Error(message);
    this.#waiting?.reject(this.#failure);
  }

  /** Resolves once there are so many more. Rejects if anything failed, or if there are too many. */
  async more(messages: number): Promise<void> {
    this.#expected += messages;
    if (this.#failure !== null) throw this.#failure;
    this.#waiting = Promise.withResolvers<void>();
    if (this.#received >= this.#expected) this.#waiting.resolve();
    await this.#waiting.promise;
    if (this.#received > this.#expected)
      throw new Error(`${this.#received - this.#expected} messages too many.`);
  }
}
