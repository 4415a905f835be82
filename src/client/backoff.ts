const BASE_MS = 250;
export const LONGEST_MS = 15_000;

/** How long to wait before the given retry (1, 2, 3 …): exponential, with full jitter, so that clients spread out. */
export function retryDelayMs(attempt: number): number {
  return Math.round(Math.random() * Math.min(LONGEST_MS, BASE_MS * 2 ** attempt));
}

/** Waits; resolves early, without an error, if the signal aborts. */
export function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}
