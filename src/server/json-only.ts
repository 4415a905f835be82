import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { AgentwireError } from '../errors.ts';
import type { RequestContext } from '../graphql/context.ts';
import { arrivalOf } from './arrival.ts';
import { errorResponse } from './authenticate.ts';

/** Refuses bodies that a plain HTML form could send from any site, and whatever else is not JSON. */
export function useJsonOnly(): Plugin<object, RequestContext> {
  return {
    onRequestParse({ request, serverContext, requestParser, setRequestParser, endResponse, fetchAPI }) {
      if (request.method === 'POST' && !isJson(request.headers.get('content-type') ?? '')) {
        const error = new AgentwireError(
          'BAD_USER_INPUT',
          'Send the request as `Content-Type: application/json`, in UTF-8.',
        );
        endResponse(errorResponse(error, request, fetchAPI.Response, 415));
        return;
      }
      // Yoga knows the media type in lower case only, and brings no parser otherwise.
      const parse = requestParser ?? ((unparsed: Request) => unparsed.json());
      const json = async () => JSON.parse(await arrivalOf(serverContext).body());
      setRequestParser(async (unparsed) => {
        try {
          // All that is asked of a POST is its JSON, and all that is asked of a GET is its URL.
          return await parse(request.method === 'POST' ? ({ json } as Request) : unparsed);
        } catch (error) {
          throw refusalFor(error);
        }
      });
    },
  };
}

/** JSON is exchanged in UTF-8 (RFC 8259, section 8.1), so that is what a `charset` may say, if there is one. */
export function isJson(contentType: string): boolean {
  const [mediaType, ...parameters] = contentType.split(';').map((part) => part.trim().toLowerCase());
  const charsets = parameters.filter((parameter) => /^charset\s*=/.test(parameter));
  return (
    mediaType === 'application/json' &&
    charsets.every((charset) => /^charset=(utf-?8|"utf-?8")$/.test(charset))
  );
}

/** Yoga takes a body that is not JSON for a bad document (200), and parameters that are not for its own failure. */
function refusalFor(error: unknown): GraphQLError {
  const http = error instanceof GraphQLError ? (error.extensions.http as { spec?: boolean }) : null;
  if (http && !http.spec) return error as GraphQLError;
  return new GraphQLError('The request is not valid JSON.', { extensions: { http: { status: 400 } } });
}
