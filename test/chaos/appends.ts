import type { Append, Batch, Outcome } from './history.ts';

/** Everything that publishers tried, as it goes. */
export class Appends {
  readonly all: Append[] = [];
  readonly #byText = new Map<string, Append>();

  /** A batch is about to be sent for the first time. Returns how to say what became of it. */
  begin(batch: Batch): (outcome: Outcome) => void {
    const append = { ...batch, invokedAt: performance.now(), outcome: unknown, settledAt: null };
    this.all.push(append);
    for (const text of batch.texts) this.#byText.set(text, append);
    return (outcome) => {
      Object.assign(append, { outcome, settledAt: performance.now() });
    };
  }

  /** When a publisher first tried to append the event of this text; -Infinity if nobody did. */
  invokedAt(text: string): number {
    return this.#byText.get(text)?.invokedAt ?? Number.NEGATIVE_INFINITY;
  }
}

const unknown: Outcome = { kind: 'unknown' };
