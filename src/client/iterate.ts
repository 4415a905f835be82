/** What an iteration is fed by, as graphql-ws has it. */
export interface Source<T> {
  next(value: T): void;
  error(error: unknown): void;
  complete(): void;
}

/** Starts feeding, and returns how to stop; nothing may come after that. */
export type Open<T> = (source: Source<T>) => () => void;

/**
 * Iterates over what a source is fed with. Where `limit` values wait to be taken, feeding stops, and starts again
 * when all of them were: `open` has to go on where it stopped.
 */
export class Iteration<T> implements AsyncIterableIterator<T, undefined> {
  readonly #open: Open<T>;
  readonly #limit: number;
  readonly #ready: T[] = [];
  readonly #asked: PromiseWithResolvers<IteratorResult<T, undefined>>[] = [];
  #isFed = false;
  #stop: () => void = () => {};
  /** What it ended with, once it did. */
  #end: { readonly error?: unknown } | null = null;

  constructor(open: Open<T>, limit = Number.POSITIVE_INFINITY) {
    this.#open = open;
    this.#limit = limit;
    this.#start();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<T, undefined>> {
    const asked = Promise.withResolvers<IteratorResult<T, undefined>>();
    this.#asked.push(asked);
    this.#serve();
    return asked.promise;
  }

  async return(): Promise<IteratorResult<T, undefined>> {
    this.#ready.length = 0;
    this.#finish({});
    return { done: true, value: undefined };
  }

  #start(): void {
    this.#isFed = true;
    this.#stop = this.#open({
      next: (value) => {
        this.#ready.push(value);
        if (this.#ready.length >= this.#limit) this.#pause();
        this.#serve();
      },
      error: (error) => this.#finish({ error }),
      // Being told to stop, a source completes as well.
      complete: () => this.#isFed && this.#finish({}),
    });
  }

  #pause(): void {
    if (!this.#isFed) return;
    this.#isFed = false;
    this.#stop();
  }

  #finish(end: { readonly error?: unknown }): void {
    this.#end ??= end;
    this.#pause();
    this.#serve();
  }

  #serve(): void {
    while (this.#asked.length > 0 && this.#ready.length > 0) {
      this.#asked.shift()?.resolve({ done: false, value: this.#ready.shift() as T });
    }
    if (this.#ready.length > 0) return;
    if (this.#end !== null) this.#settleAll(this.#end);
    else if (!this.#isFed) this.#start();
  }

  /** An error is thrown once; behind it, and behind the end, there is nothing. */
  #settleAll(end: { readonly error?: unknown }): void {
    for (const asked of this.#asked.splice(0)) {
      if ('error' in end) asked.reject(end.error);
      else asked.resolve({ done: true, value: undefined });
      end = {};
      this.#end = end;
    }
  }
}
