import { ErrorReply } from '@redis/client';
import { AgentwireError, SetupError } from '../../errors.ts';

/**
 * What a Redis that changes its shape answers: a slot or a role moves, a copy is loaded, keys of a slot stand on two
 * sides (redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec). The same command succeeds later.
 */
const passing = [
  'MOVED',
  'ASK',
  'TRYAGAIN',
  'CLUSTERDOWN',
  'LOADING',
  'MASTERDOWN',
  'READONLY',
  'UNBLOCKED',
  'NOSCRIPT',
];

/** The first word of what Redis answered; null if the answer did not come. */
export function replyCodeOf(error: unknown): string | null {
  return error instanceof ErrorReply ? (error.message.split(' ', 1)[0] as string) : null;
}

/** Whether the same command may succeed soon, on this connection or another one. */
export function passes(error: unknown): boolean {
  const code = replyCodeOf(error);
  if (code !== null) return passing.includes(code);
  return !(error instanceof AgentwireError || error instanceof SetupError);
}

/** What whoever asked gets. Why it is so stands in the cause alone. */
export function unavailable(cause: unknown, message?: string): AgentwireError {
  return cause instanceof AgentwireError ? cause : new AgentwireError('UNAVAILABLE', message, {}, { cause });
}

/** What is asked of a broker that was closed. */
export function closed(): AgentwireError {
  return new AgentwireError('UNAVAILABLE', 'This node is closing. Ask another one, or this one again later.');
}
