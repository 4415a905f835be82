import { setTimeout } from 'node:timers/promises';
import { passes, unavailable } from './failures.ts';

/** For how long something is tried again before whoever waits is told; a failover may take longer. */
export const PATIENCE_MS = 5_000;
/** And how often at least: a busy event loop lets time pass in which nothing was tried. */
const MIN_ATTEMPTS = 3;
const FIRST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 400;

/**
 * Tries until it succeeds, fails by what no retry mends, or has taken PATIENCE_MS: then rejects with UNAVAILABLE.
 * `mend` hears of each failure before the next try.
 */
export async function patiently<Result>(
  attempt: () => Promise<Result>,
  mend: (error: unknown) => Promise<void>,
): Promise<Result> {
  const until = performance.now() + PATIENCE_MS;
  for (let attempts = 1; ; attempts++) {
    try {
      return await attempt();
    } catch (error) {
      const isLast = attempts >= MIN_ATTEMPTS && performance.now() > until;
      if (!passes(error) || isLast) throw unavailable(error);
      await mend(error);
    }
    // With jitter: all that wait for the same primary would come back together.
    const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** attempts, LONGEST_PAUSE_MS);
    await setTimeout(pauseMs * (0.5 + Math.random()));
  }
}
