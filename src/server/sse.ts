import type { ServerResponse } from 'node:http';
import type { ExecutionResult } from 'graphql';
import type { FetchAPI, Plugin } from 'graphql-yoga';
import { isAsyncIterable } from 'graphql-yoga';
import { AgentwireError } from '../errors.ts';
import type { RequestContext } from '../graphql/context.ts';
import { cursorOf } from '../graphql/execute.ts';
import { formatResult } from '../graphql/mask.ts';
import { errorResponse } from './authenticate.ts';

/** Proxies and phones drop connections that are silent for long. */
const KEEP_ALIVE_MS = 12_000;

type Results = AsyncIterable<ExecutionResult>;
type ResultProcessor = (result: unknown, fetchAPI: FetchAPI) => Response | Promise<Response>;

/** The results that the body of a response is to be written from, one event each. */
const resultsOf = new WeakMap<Response, Results>();

/**
 * GraphQL over server-sent events, in distinct connections mode (GraphQL over SSE protocol): every result is an
 * event `next` with the cursor as its `id:`, so that a client that reconnects gives it back as Last-Event-ID.
 */
export function useServerSentEvents(): Plugin<object, RequestContext> {
  return {
    onResultProcess({ request, result, setResultProcessor }) {
      const accept = (request.headers.get('accept') ?? '*/*').toLowerCase();
      const accepts = (...types: string[]) => types.some((type) => accept.includes(type));
      if (accepts('text/event-stream') || (isAsyncIterable(result) && accepts('text/*', '*/*'))) {
        setResultProcessor(respondWithEvents, 'text/event-stream');
      } else if (isAsyncIterable(result)) {
        setResultProcessor(refuse, 'application/json');
      }
    },
  };
}

const respondWithEvents: ResultProcessor = (result, { Response }) => {
  const response = new Response(null, {
    headers: {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-cache, no-transform',
    },
  });
  resultsOf.set(response, isAsyncIterable(result) ? (result as Results) : once(result as ExecutionResult));
  return response;
};

/** A stream that nobody is going to read has to be returned all the same. */
const refuse: ResultProcessor = async (result, { Response }) => {
  await (result as AsyncIterableIterator<ExecutionResult>).return?.();
  const error = new AgentwireError(
    'BAD_USER_INPUT',
    'Subscriptions answer with `text/event-stream`: accept that, or use the WebSocket.',
  );
  return errorResponse(error, Response, 406);
};

/** The events to write as the body of this response; null for any other response. */
export function eventsOf(response: Response): Results | null {
  return resultsOf.get(response) ?? null;
}

/**
 * Writes results as events, each when the one before was taken by the socket. Resolves when the stream has ended
 * or the client is gone; the results are returned in either case. When `closing` aborts, the connection is cut
 * without an end, upon which clients connect again.
 */
export async function writeEvents(
  results: Results,
  res: ServerResponse,
  closing: AbortSignal,
): Promise<void> {
  const iterator = results[Symbol.asyncIterator]();
  // Whoever left while the operation was being prepared closes nothing any more.
  const closed = res.closed ? Promise.resolve() : new Promise<void>((resolve) => res.once('close', resolve));
  // A reader that waits for events must not keep a connection that is gone.
  closed.then(() => iterator.return?.());
  const cut = () => res.destroy();
  closing.addEventListener('abort', cut);
  const keepAlive = setInterval(() => res.write(':\n\n'), KEEP_ALIVE_MS);
  // Some browsers hand out the response only once something of its body has come.
  res.write(':\n\n');
  try {
    for (let next = await iterator.next(); !next.done && !res.destroyed; next = await iterator.next()) {
      if (!res.write(eventFor(next.value))) await drained(res);
    }
    res.end('event: complete\ndata:\n\n');
  } finally {
    clearInterval(keepAlive);
    closing.removeEventListener('abort', cut);
    await iterator.return?.();
  }
}

function eventFor(result: ExecutionResult): string {
  const cursor = cursorOf(result);
  const id = cursor === null ? '' : `id: ${cursor}\n`;
  // JSON has no line breaks of its own, so whatever a text contains stays within its line.
  return `event: next\n${id}data: ${JSON.stringify(formatResult(result))}\n\n`;
}

/** Resolves when the socket takes more, or is gone. */
function drained(res: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      res.off('drain', done);
      res.off('close', done);
      resolve();
    };
    res.on('drain', done);
    res.on('close', done);
  });
}

async function* once(result: ExecutionResult): AsyncGenerator<ExecutionResult> {
  yield result;
}
