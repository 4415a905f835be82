import fc from 'fast-check';

/** Decisions of a generator that is written as plain code: shrunk towards fewer and smaller ones. */
export class Choices {
  readonly #numbers: readonly number[];
  #used = 0;

  constructor(numbers: readonly number[]) {
    this.#numbers = numbers;
  }

  /** A whole number from 0 to `max`; 0 once there are no more decisions. */
  upTo(max: number): number {
    return (this.#numbers[this.#used++] ?? 0) % (max + 1);
  }

  /** One of some; the first once there are no more decisions. */
  of<T>(some: readonly T[]): T {
    return some[this.upTo(some.length - 1)] as T;
  }

  /** True once in `times`. */
  oneIn(times: number): boolean {
    return this.upTo(times - 1) === times - 1;
  }
}

export const anyChoices = fc
  .array(fc.nat(10_000), { maxLength: 300, size: 'max' })
  .map((numbers) => new Choices(numbers));
