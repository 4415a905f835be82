import type { Delivered, Result } from './result.ts';

/** As many as a reader delivers within a turn. */
const SLOTS = 64;

/**
 * The results that were made in this turn of the event loop: the readers of a channel are woken one after the other,
 * and most take the same. A publication is of one channel, so what is shared is shared by one user.
 */
export class SharedResults {
  readonly #slots: (Result | null)[] = new Array(SLOTS).fill(null);
  #isForgetting = false;

  find(delivery: Delivered): Result | null {
    if ('__typename' in delivery) return null;
    const result = this.#slots[delivery.offset % SLOTS] as Result | null;
    return result?.delivery === delivery ? result : null;
  }

  keep(result: Result): void {
    const { delivery } = result;
    if ('__typename' in delivery) return;
    this.#slots[delivery.offset % SLOTS] = result;
    if (this.#isForgetting) return;
    this.#isForgetting = true;
    setImmediate(() => this.#forget());
  }

  #forget(): void {
    this.#slots.fill(null);
    this.#isForgetting = false;
  }
}
