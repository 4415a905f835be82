import { LONGEST_MS, retryDelayMs, wait } from './backoff.ts';

/** Attempts to get through that follow one another, ever more slowly until one succeeds. */
export class Retries {
  readonly #onWait: (delayMs: number, reason: unknown) => void;
  #attempt = 0;
  /** Whether the next attempt need not wait, and whether it may be told so before one has succeeded. */
  #hurries = false;
  #mayHurry = true;
  #deferredMs: number | null = null;
  #waking = new AbortController();

  constructor(onWait: (delayMs: number, reason: unknown) => void) {
    this.#onWait = onWait;
  }

  /** Waits before the next attempt. */
  async wait(reason?: unknown): Promise<void> {
    if (this.#hurries) {
      this.#hurries = false;
      return;
    }
    const delayMs = this.#deferredMs ?? retryDelayMs(++this.#attempt);
    this.#onWait(delayMs, reason);
    await wait(delayMs, this.#waking.signal);
  }

  /** Something got through, so the next failure is a first one. */
  succeed(): void {
    this.#attempt = 0;
    this.#mayHurry = true;
  }

  /** The next attempt is another than the last and need not wait. Counts once until one has succeeded. */
  hurry(): void {
    this.#hurries = this.#mayHurry;
    this.#mayHurry = false;
  }

  /** The next attempt waits for as long as the server asks; null if it does not ask. */
  defer(delayMs: number | null): void {
    this.#deferredMs = delayMs === null ? null : Math.min(delayMs, LONGEST_MS);
  }

  /** Forgets what was: the next attempt is a first one, and need not wait. */
  restart(): void {
    this.succeed();
    this.#hurries = true;
  }

  /** An attempt is under way. */
  begin(): void {
    this.#hurries = false;
    this.#deferredMs = null;
  }

  /** Ends every wait: there is a reason to try at once. */
  wake(): void {
    this.#waking.abort();
    this.#waking = new AbortController();
  }
}
