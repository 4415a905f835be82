import { RequestError } from './request.ts';
import type { Retries } from './retries.ts';

/** Asks until there is an answer, through whatever a retry can mend. Once it is to stop, it rejects with what failed last. */
export async function patiently<T>(
  ask: () => Promise<T>,
  retries: Retries,
  isToStop: () => boolean,
): Promise<T> {
  for (;;) {
    try {
      const answer = await ask();
      retries.succeed();
      return answer;
    } catch (error) {
      if (isToStop() || !isMendable(error)) throw error;
      await retries.wait(error);
      if (isToStop()) throw error;
    }
  }
}

/** A token was asked for just before: if that had expired, so has the next. */
const isMendable = (error: unknown) =>
  error instanceof RequestError && error.retryable && error.code !== 'TOKEN_EXPIRED';
