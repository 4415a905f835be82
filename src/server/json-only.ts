import type { Plugin } from 'graphql-yoga';
import { AgentwireError } from '../errors.ts';
import type { RequestContext } from '../graphql/context.ts';
import { errorResponse } from './authenticate.ts';

/** Refuses bodies that a plain HTML form could send from any site, and whatever else is not JSON. */
export function useJsonOnly(): Plugin<object, RequestContext> {
  return {
    onRequestParse({ request, endResponse, fetchAPI }) {
      const [mediaType] = (request.headers.get('content-type') ?? '').split(';');
      if (request.method !== 'POST' || mediaType?.trim().toLowerCase() === 'application/json') return;
      const error = new AgentwireError(
        'BAD_USER_INPUT',
        'Send the request as `Content-Type: application/json`.',
      );
      const { headers, body } = errorResponse(error, fetchAPI.Response);
      endResponse(new fetchAPI.Response(body, { status: 415, headers }));
    },
  };
}
