import type { Plugin } from 'graphql-yoga';
import { bearerToken } from '../auth/bearer.ts';
import type { Verify } from '../auth/verify.ts';
import { AgentwireError, errorTable } from '../errors.ts';
import type { RequestContext } from '../graphql/context.ts';

/** Verifies the token of every HTTP request before anything of the request is read. */
export function useAuthentication(verify: Verify): Plugin<object, RequestContext> {
  return {
    async onRequest({ request, serverContext, endResponse, fetchAPI }) {
      try {
        const viewer = await verify(bearerToken(request.headers.get('authorization')));
        const lastEventId = request.headers.get('last-event-id');
        Object.assign(serverContext, { viewer, lastEventId } satisfies RequestContext);
      } catch (error) {
        if (!(error instanceof AgentwireError)) throw error;
        endResponse(errorResponse(error, fetchAPI.Response));
      }
    },
  };
}

/** A request that failed as a whole: the status of the table, and the error in the shape of a GraphQL result. */
export function errorResponse(error: AgentwireError, ResponseClass: typeof Response): Response {
  const { httpStatus } = errorTable[error.code];
  const { message, extensions } = error;
  return new ResponseClass(JSON.stringify({ errors: [{ message, extensions }] }), {
    status: httpStatus,
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      // RFC 6750, section 3.
      ...(httpStatus === 401 && { 'WWW-Authenticate': 'Bearer' }),
      ...(httpStatus === 503 && { 'Retry-After': '5' }),
    },
  });
}
