import type { Server } from './connection.ts';
import { patiently } from './patience.ts';
import type { Shape } from './primaries.ts';

/** Where a command goes, and whether only for once (ASKING). */
export interface Target {
  readonly server: Server;
  readonly isAsking: boolean;
}

/**
 * Does something at the primary of a key, again where that has moved, is being replaced, or did not answer. `onFailure`
 * hears of each try that failed. Rejects with UNAVAILABLE if that lasts.
 */
export function reach<Result>(
  shape: Shape,
  key: string,
  work: (target: Target) => Promise<Result>,
  onFailure: (error: unknown) => void = () => {},
): Promise<Result> {
  let redirection: Server | null = null;
  return patiently(
    () => work({ server: redirection ?? shape.primaryOf(key), isAsking: redirection !== null }),
    async (error) => {
      onFailure(error);
      redirection = shape.redirectionIn(error);
      if (redirection === null) await shape.learn(error);
    },
  );
}
