/** Whoever waits for a source. */
export interface Waker {
  /** Called when there may be more to take, or the end. */
  wake(): void;
}

/** What is pulled, a value at a time and without a promise for each, by one consumer. */
export interface Source<Value> {
  /** The next value, if it is at hand. Throws, once, what the source has failed of. */
  take(): Value | null;
  /** Whether nothing will ever be at hand again. */
  readonly isDone: boolean;
  /** Calls back once, and perhaps at once; to be called when `take` had nothing, unless the source is done. */
  wait(waker: Waker): void;
  /** Ends the source, and wakes whoever waits for it. */
  close(): void;
}

/** A source as an async iterator, which is what GraphQL takes for a stream. */
export class SourceIterator<Value> implements AsyncIterableIterator<Value, undefined>, Waker {
  readonly #source: Source<Value>;
  #pending: PromiseWithResolvers<IteratorResult<Value, undefined>> | null = null;

  constructor(source: Source<Value>) {
    this.#source = source;
  }

  next(): Promise<IteratorResult<Value, undefined>> {
    if (this.#pending !== null) return this.#pending.promise.then(() => this.next());
    const pending = Promise.withResolvers<IteratorResult<Value, undefined>>();
    this.#pending = pending;
    this.wake();
    return pending.promise;
  }

  /** Settles a `next()` that waits, which a native async generator does not. */
  return(): Promise<IteratorResult<Value, undefined>> {
    this.#source.close();
    return Promise.resolve({ done: true, value: undefined });
  }

  wake(): void {
    try {
      const value = this.#source.take();
      if (value !== null) this.#settle()?.resolve({ done: false, value });
      else if (this.#source.isDone) this.#settle()?.resolve({ done: true, value: undefined });
      else this.#source.wait(this);
    } catch (error) {
      this.#settle()?.reject(error);
    }
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #settle() {
    const pending = this.#pending;
    this.#pending = null;
    return pending;
  }
}
