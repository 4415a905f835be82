import { TokenExpiredError } from './credentials.ts';
import { RequestError } from './request.ts';

/** What ended a subscription, as an error to be thrown: GraphQL errors, a closed socket, or an error already. */
export function requestErrorOf(reason: unknown): unknown {
  if (Array.isArray(reason)) return new RequestError(reason[0].message, reason[0].extensions ?? {});
  if (reason instanceof TokenExpiredError) {
    return new RequestError(reason.message, { code: reason.code, retryable: false }, { cause: reason });
  }
  const { code, reason: said } = (reason ?? {}) as { readonly code?: unknown; readonly reason?: unknown };
  if (typeof code !== 'number') return reason;
  return new RequestError(String(said || `The server closed the connection with code ${code}.`), {
    code: code === 4401 ? 'UNAUTHENTICATED' : 'BAD_USER_INPUT',
    retryable: false,
  });
}
