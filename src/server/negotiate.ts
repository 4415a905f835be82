import type { ExecutionResult } from 'graphql';
import type { FetchAPI, Plugin } from 'graphql-yoga';
import { AgentwireError } from '../errors.ts';
import type { RequestContext } from '../graphql/context.ts';
import { ResultStream } from '../graphql/execute.ts';
import type { Preference } from './accept.ts';
import { preferenceFor, preferencesOf } from './accept.ts';
import { errorResponse } from './authenticate.ts';
import { multipart } from './multipart.ts';
import { serverSentEvents } from './sse.ts';
import type { Framing } from './stream.ts';

const framings: readonly Framing[] = [serverSentEvents, multipart];

/** What asks for a single result as JSON. */
const jsonTypes = ['application/json', 'application/graphql-response+json'];

type ResultProcessor = (result: unknown, fetchAPI: FetchAPI) => Response | Promise<Response>;

/** What the body of a response is to be written from: a stream, or what came in the place of one. */
interface Framed {
  readonly framing: Framing;
  readonly result: ResultStream | ExecutionResult;
}

const framed = new WeakMap<Response, Framed>();

/** What to write as the body of this response; null for one that has a body. */
export function framedOf(response: Response): Framed | null {
  return framed.get(response) ?? null;
}

/**
 * Answers subscriptions with the kind of stream that the request accepts. A single result, such as that of a
 * subscription which failed before it began, is JSON, unless the request would rather have a stream.
 */
export function useStreams(): Plugin<object, RequestContext> {
  return {
    onResultProcess({ request, result, setResultProcessor }) {
      const preferences = preferencesOf(request.headers.get('accept') ?? '*/*');
      const wanted = wantedFraming(preferences);
      const isStream = result instanceof ResultStream;
      if (wanted && (isStream || wanted.quality > qualityOfJson(preferences))) {
        setResultProcessor(respondIn(wanted.framing), wanted.framing.contentType);
      } else if (isStream) {
        setResultProcessor(refuse(request), 'application/json');
      }
    },
  };
}

/** The framing that is wanted most; the one that the header names first, if several are wanted as much. */
function wantedFraming(preferences: readonly Preference[]) {
  const candidates = framings.flatMap((framing) => {
    const preference = preferenceFor(framing.mediaRanges, preferences);
    if (preference === undefined || preference.quality === 0) return [];
    return [{ framing, quality: preference.quality, place: preferences.indexOf(preference) }];
  });
  return candidates.toSorted((a, b) => b.quality - a.quality || a.place - b.place)[0];
}

function qualityOfJson(preferences: readonly Preference[]): number {
  const qualities = jsonTypes.map(
    (type) => preferenceFor([type, 'application/*', '*/*'], preferences)?.quality,
  );
  return Math.max(...qualities.map((quality) => quality ?? 0));
}

const respondIn =
  (framing: Framing): ResultProcessor =>
  (result, { Response }) => {
    const headers = { 'Content-Type': framing.contentType, 'Cache-Control': 'no-cache, no-transform' };
    const response = new Response(null, { headers });
    framed.set(response, { framing, result: result as ResultStream | ExecutionResult });
    return response;
  };

/** A stream that nobody is going to read has to be closed all the same. */
const refuse =
  (request: Request): ResultProcessor =>
  async (result, { Response }) => {
    (result as ResultStream).close();
    const error = new AgentwireError(
      'BAD_USER_INPUT',
      'Subscriptions answer with `text/event-stream` or `multipart/mixed;subscriptionSpec=1.0`: accept either, or use the WebSocket.',
    );
    return errorResponse(error, request, Response, 406);
  };
