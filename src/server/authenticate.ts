import type { Plugin } from 'graphql-yoga';
import type { Session } from '../auth/session.ts';
import type { AgentwireError, ErrorCode } from '../errors.ts';
import { errorTable } from '../errors.ts';
import type { RequestContext } from '../graphql/context.ts';
import type { Mask } from '../graphql/mask.ts';
import type { Arrival } from './arrival.ts';
import { arrivalOf } from './arrival.ts';

/** What is known of an HTTP request: of `arrival` from the start, of all else once it has been authenticated. */
export interface HttpContext extends RequestContext {
  readonly arrival: Arrival;
  readonly session: Session;
}

/** Verifies the token of every HTTP request before anything of the request is read; then requests take turns. */
export function useAuthentication(mask: Mask): Plugin<object, RequestContext> {
  return {
    async onRequest({ request, serverContext, endResponse, fetchAPI }) {
      try {
        const arrival = arrivalOf(serverContext);
        const session = await arrival.session();
        const { viewer } = session;
        const lastEventId = request.headers.get('last-event-id');
        const context: HttpContext = { arrival, session, viewer, lastEventId, extendSession: null };
        Object.assign(serverContext, context);
      } catch (error) {
        endResponse(errorResponse(mask(error), request, fetchAPI.Response));
      }
    },
  };
}

/** A request that failed as a whole: the status of the table, and the error in the shape of a GraphQL result. */
export function errorResponse(
  { message, extensions }: Pick<AgentwireError, 'message' | 'extensions'>,
  { headers }: Pick<Request, 'headers'>,
  ResponseClass: typeof Response,
  httpStatus: number = errorTable[extensions.code as ErrorCode].httpStatus,
): Response {
  // As JSON alone, clients take the body of such a status for anything but a GraphQL result (GraphQL over HTTP).
  const isResult = headers.get('accept')?.includes('application/graphql-response+json');
  return new ResponseClass(JSON.stringify({ errors: [{ message, extensions }] }), {
    status: httpStatus,
    headers: {
      'Content-Type': `application/${isResult ? 'graphql-response+json' : 'json'}; charset=utf-8`,
      // RFC 6750, section 3.
      ...(httpStatus === 401 && { 'WWW-Authenticate': 'Bearer' }),
      ...((httpStatus === 503 || httpStatus === 429) && { 'Retry-After': '5' }),
    },
  });
}
