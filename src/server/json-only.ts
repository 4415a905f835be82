import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { AgentwireError } from '../errors.ts';
import type { RequestContext } from '../graphql/context.ts';
import { errorResponse } from './authenticate.ts';

/** Refuses bodies that a plain HTML form could send from any site, and whatever else is not JSON. */
export function useJsonOnly(): Plugin<object, RequestContext> {
  return {
    onRequestParse({ request, requestParser, setRequestParser, endResponse, fetchAPI }) {
      const [mediaType] = (request.headers.get('content-type') ?? '').split(';');
      if (request.method === 'POST' && mediaType?.trim().toLowerCase() !== 'application/json') {
        const error = new AgentwireError(
          'BAD_USER_INPUT',
          'Send the request as `Content-Type: application/json`.',
        );
        endResponse(errorResponse(error, request, fetchAPI.Response, 415));
      } else if (requestParser !== undefined) {
        setRequestParser(async (unparsed) => {
          try {
            return await requestParser(unparsed);
          } catch (error) {
            throw refusalFor(error);
          }
        });
      }
    },
  };
}

/** Yoga takes a body that is not JSON for a bad document (200), and parameters that are not for its own failure. */
function refusalFor(error: unknown): GraphQLError {
  const http = error instanceof GraphQLError ? (error.extensions.http as { spec?: boolean }) : null;
  if (http && !http.spec) return error as GraphQLError;
  return new GraphQLError('The request is not valid JSON.', { extensions: { http: { status: 400 } } });
}
