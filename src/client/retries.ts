import { retryDelayMs, wait } from './backoff.ts';

/** Attempts to get through that follow one another, ever more slowly until one succeeds. */
export class Retries {
  readonly #onWait: (delayMs: number, reason: unknown) => void;
  #attempt = 0;
  #waking = new AbortController();

  constructor(onWait: (delayMs: number, reason: unknown) => void) {
    this.#onWait = onWait;
  }

  /** Waits before the next attempt. */
  async wait(reason?: unknown): Promise<void> {
    this.#attempt++;
    const delayMs = retryDelayMs(this.#attempt);
    this.#onWait(delayMs, reason);
    await wait(delayMs, this.#waking.signal);
  }

  /** Something got through, so the next failure is a first one. */
  succeed(): void {
    this.#attempt = 0;
  }

  /** Ends every wait: there is a reason to try at once. */
  wake(): void {
    this.#waking.abort();
    this.#waking = new AbortController();
  }
}
