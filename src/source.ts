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
  /** Whoever has called `next()`, in that order. */
  readonly #waiting: PromiseWithResolvers<IteratorResult<Value, undefined>>[] = [];

  constructor(source: Source<Value>) {
    this.#source = source;
  }

  next(): Promise<IteratorResult<Value, undefined>> {
    const waiting = Promise.withResolvers<IteratorResult<Value, undefined>>();
    if (this.#waiting.push(waiting) === 1) this.wake();
    return waiting.promise;
  }

  /** Settles a `next()` that waits, which a native async generator does not. */
  return(): Promise<IteratorResult<Value, undefined>> {
    this.#source.close();
    return Promise.resolve({ done: true, value: undefined });
  }

  wake(): void {
    while (this.#waiting.length > 0) {
      try {
        const value = this.#source.take();
        if (value === null && !this.#source.isDone) {
          this.#source.wait(this);
          return;
        }
        this.#waiting
          .shift()
          ?.resolve(value === null ? { done: true, value: undefined } : { done: false, value });
      } catch (error) {
        this.#waiting.shift()?.reject(error);
      }
    }
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
