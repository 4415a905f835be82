/**
 * A rate with room for bursts (a token bucket). What is taken beyond it is not refused: the debt has to be waited
 * for.
 */
export class TokenBucket {
  readonly #perSecond: number;
  readonly #capacity: number;
  readonly #now: () => number;
  #left: number;
  #filledAt: number;

  /** `now` gives milliseconds of a clock that never goes back. */
  constructor(perSecond: number, capacity: number, now: () => number = clock) {
    this.#perSecond = perSecond;
    this.#capacity = capacity;
    this.#now = now;
    this.#left = capacity;
    this.#filledAt = now();
  }

  /** Milliseconds until there is no debt; 0 if there is none. */
  get waitMs(): number {
    this.#fill();
    return this.#left >= 0 ? 0 : (-this.#left / this.#perSecond) * 1000;
  }

  /** Whether nothing would be lost if it were forgotten. */
  get isFull(): boolean {
    this.#fill();
    return this.#left === this.#capacity;
  }

  /** A negative count gives back. */
  take(count: number): void {
    this.#fill();
    this.#left -= count;
  }

  #fill(): void {
    const now = this.#now();
    const filled = this.#left + ((now - this.#filledAt) / 1000) * this.#perSecond;
    this.#left = Math.min(this.#capacity, filled);
    this.#filledAt = now;
  }
}

/** One for all: there is a bucket for each socket. */
const clock = (): number => performance.now();
