import fc from 'fast-check';

/** Choices made one after the other from a tape of bytes; behind its end, always the first, so that shorter is simpler. */
export class Choices {
  /** Whether what is made now may be wrong in small ways: a large document that may would never be right. */
  mayStray = true;
  readonly #tape: Uint8Array;
  #at = 0;

  constructor(tape: Uint8Array) {
    this.#tape = tape;
  }

  /** A whole number from 0 on, below a limit of up to 65,536. */
  below(limit: number): number {
    return (this.#byte() + (limit > 256 ? this.#byte() * 256 : 0)) % limit;
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)] as Item;
  }

  /** True once in so many times. */
  oneIn(times: number): boolean {
    return this.below(times) === times - 1;
  }

  /** Likewise, but never where nothing may be wrong. */
  straysIn(times: number): boolean {
    return this.mayStray && this.oneIn(times);
  }

  /** From `least` to `most` of what is made. */
  list<Item>(least: number, most: number, make: (index: number) => Item): Item[] {
    return Array.from({ length: least + this.below(most - least + 1) }, (_, index) => make(index));
  }

  #byte(): number {
    return this.#tape[this.#at++] ?? 0;
  }
}

/** Whatever is made by choosing. */
export const chosen = <Made>(make: (choices: Choices) => Made): fc.Arbitrary<Made> =>
  fc.uint8Array({ maxLength: 800, size: 'max' }).map((tape) => make(new Choices(tape)));
