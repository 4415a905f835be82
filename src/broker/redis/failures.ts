import { ErrorReply } from '@redis/client';
import { AgentwireError } from '../../errors.ts';

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
  return code === null ? !(error instanceof AgentwireError) : passing.includes(code);
}

/** What whoever asked gets. Why it is so stands in the cause alone. */
export function unavailable(cause: unknown, message?: string): AgentwireError {
  return cause instanceof AgentwireError ? cause : new AgentwireError('UNAVAILABLE', message, {}, { cause });
}
