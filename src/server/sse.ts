import type { ServerResponse } from 'node:http';
import type { ExecutionResult } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { isAsyncIterable } from 'graphql-yoga';
import type { RequestContext } from '../graphql/context.ts';
import { cursorOf } from '../graphql/execute.ts';

/** Proxies and phones drop connections that are silent for long. */
const KEEP_ALIVE_MS = 12_000;

type Results = AsyncIterable<ExecutionResult>;

/** The results that the body of a response is to be written from, one event each. */
const resultsOf = new WeakMap<Response, Results>();

/**
 * GraphQL over server-sent events, in distinct connections mode (GraphQL over SSE protocol): every result is an
 * event `next` with the cursor as its `id:`, so that a client that reconnects gives it back as Last-Event-ID.
 */
export function useServerSentEvents(): Plugin<object, RequestContext> {
  return {
    onResultProcess({ request, setResultProcessor }) {
      const accept = request.headers.get('accept') ?? '';
      if (!accept.toLowerCase().includes('text/event-stream')) return;
      setResultProcessor((result, fetchAPI) => {
        const response = new fetchAPI.Response(null, {
          headers: {
            'Content-Type': 'text/event-stream; charset=utf-8',
            'Cache-Control': 'no-cache, no-transform',
          },
        });
        resultsOf.set(
          response,
          isAsyncIterable(result) ? (result as Results) : once(result as ExecutionResult),
        );
        return response;
      }, 'text/event-stream');
    },
  };
}

/** The events to write as the body of this response; null for any other response. */
export function eventsOf(response: Response): Results | null {
  return resultsOf.get(response) ?? null;
}

/**
 * Writes results as events, each when the one before was taken by the socket. Resolves when the stream has ended
 * or the client is gone; the results are returned in either case.
 */
export async function writeEvents(results: Results, res: ServerResponse): Promise<void> {
  const iterator = results[Symbol.asyncIterator]();
  const closed = new Promise<void>((resolve) => res.once('close', resolve));
  // A reader that waits for events must not keep a connection that is gone.
  closed.then(() => iterator.return?.());
  const keepAlive = setInterval(() => res.write(':\n\n'), KEEP_ALIVE_MS);
  // Some browsers hand out the response only once something of its body has come.
  res.write(':\n\n');
  try {
    for (let next = await iterator.next(); !next.done && !res.destroyed; next = await iterator.next()) {
      if (!res.write(eventFor(next.value))) await Promise.race([drained(res), closed]);
    }
    res.end('event: complete\ndata:\n\n');
  } finally {
    clearInterval(keepAlive);
    await iterator.return?.();
  }
}

function eventFor(result: ExecutionResult): string {
  const cursor = cursorOf(result);
  const id = cursor === null ? '' : `id: ${cursor}\n`;
  // JSON has no line breaks of its own, so whatever a text contains stays within its line.
  return `event: next\n${id}data: ${JSON.stringify(result)}\n\n`;
}

function drained(res: ServerResponse): Promise<void> {
  return new Promise((resolve) => res.once('drain', resolve));
}

async function* once(result: ExecutionResult): AsyncGenerator<ExecutionResult> {
  yield result;
}
