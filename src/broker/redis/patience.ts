import { setTimeout } from 'node:timers/promises';
import { passes, unavailable } from './failures.ts';

/** For how long something is tried again before whoever waits is told; a failover may take longer. */
export const PATIENCE_MS = 5_000;
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
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    try {
      return await attempt();
    } catch (error) {
      if (!passes(error) || performance.now() + pauseMs > until) throw unavailable(error);
      await mend(error);
    }
    // With jitter: all that wait for the same primary would come back together.
    await setTimeout(pauseMs * (0.5 + Math.random()));
  }
}
