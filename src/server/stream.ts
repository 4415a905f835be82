import type { ServerResponse } from 'node:http';
import type { ExecutionResult, FormattedExecutionResult } from 'graphql';
import { cursorOf } from '../graphql/execute.ts';
import { formatResult } from '../graphql/mask.ts';

/** Proxies and phones drop connections that are silent for long. */
export const KEEP_ALIVE_MS = 12_000;

export type Results = AsyncIterable<ExecutionResult>;

/** How a transport writes a stream of results into the body of an HTTP response. */
export interface Framing {
  readonly contentType: string;
  /** What asks for it in an Accept header, the most specific range first. */
  readonly mediaRanges: readonly string[];
  /** Written at once, since some browsers hand out a response only when something of its body has come. */
  readonly open: string;
  /** Written now and then; clients ignore it. */
  readonly keepAlive: string;
  /** The cursor is null if the result is not of an event. A result without data is the last: there is no more. */
  event(result: FormattedExecutionResult, cursor: string | null): string;
  /** The end of a stream. */
  readonly complete: string;
}

export interface StreamOptions {
  /** Aborts when the server closes: the connection is cut without an end, upon which clients connect again. */
  readonly closing: AbortSignal;
  readonly keepAliveMs: number;
}

/**
 * Writes results, each when the one before was taken by the socket. Resolves when the stream has ended or the
 * client is gone; the results are returned in either case.
 */
export async function writeStream(
  framing: Framing,
  results: Results,
  res: ServerResponse,
  { closing, keepAliveMs }: StreamOptions,
): Promise<void> {
  const iterator = results[Symbol.asyncIterator]();
  // Whoever left while the operation was being prepared closes nothing any more.
  const closed = res.closed ? Promise.resolve() : new Promise<void>((resolve) => res.once('close', resolve));
  // A reader that waits for events must not keep a connection that is gone.
  closed.then(() => iterator.return?.());
  const cut = () => res.destroy();
  closing.addEventListener('abort', cut);
  const keepAlive = setInterval(() => {
    // Whoever reads nothing has enough to read.
    if (!res.writableNeedDrain) res.write(framing.keepAlive);
  }, keepAliveMs);
  res.write(framing.open);
  try {
    for (let next = await iterator.next(); !next.done && !res.destroyed; next = await iterator.next()) {
      const text = framing.event(formatResult(next.value), cursorOf(next.value));
      if (!res.write(text)) await drained(res);
    }
    res.end(framing.complete);
  } finally {
    clearInterval(keepAlive);
    closing.removeEventListener('abort', cut);
    await iterator.return?.();
  }
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
