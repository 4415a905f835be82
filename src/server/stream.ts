import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { ExecutionResult, FormattedExecutionResult } from 'graphql';
import type { Session, Sessions } from '../auth/session.ts';
import { cursorOf } from '../graphql/execute.ts';
import type { Mask } from '../graphql/mask.ts';
import { formatResult } from '../graphql/mask.ts';
import type { Connection, Connections, Ending } from './connections.ts';

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
  /** Tells a client that is about to be cut when to come back. */
  retry(delayMs: number): string;
}

export interface StreamOptions {
  readonly session: Session;
  readonly sessions: Sessions;
  readonly connections: Connections;
  /** Where the client is. */
  readonly address: string;
  /** Of the response. */
  readonly headers: OutgoingHttpHeaders;
  readonly mask: Mask;
  readonly keepAliveMs: number;
}

/**
 * Writes results, each when the one before was taken by the socket, for as long as the session lasts. Resolves when
 * the stream has ended or the client is gone; the results are returned in either case. Throws RATE_LIMITED, before
 * it writes anything, if there are too many connections.
 */
export async function writeStream(
  framing: Framing,
  results: Results,
  res: ServerResponse,
  { session, sessions, connections, address, headers, mask, keepAliveMs }: StreamOptions,
): Promise<void> {
  const iterator = results[Symbol.asyncIterator]();
  const stop = () => void iterator.return?.();
  let connection: Connection | null = null;
  let keepAlive: NodeJS.Timeout | undefined;
  try {
    connection = connections.open(address, endingOf(framing, res));
    await connection.belongTo(session.viewer);
    // A reader that waits for events must not keep a connection that is gone, or a session that has ended.
    if (res.closed) stop();
    else res.once('close', stop);
    sessions.watch(session, stop);
    res.writeHead(200, headers);
    res.write(framing.open);
    keepAlive = setInterval(() => {
      // Whoever reads nothing has enough to read.
      if (!res.writableNeedDrain) res.write(framing.keepAlive);
    }, keepAliveMs);
    for (let next = await iterator.next(); !next.done && !res.destroyed; next = await iterator.next()) {
      if (session.refusal !== null) break;
      const text = framing.event(formatResult(next.value), cursorOf(next.value));
      if (!res.write(text)) await drained(res);
    }
    const { refusal } = session;
    if (refusal !== null) res.write(framing.event(formatResult({ errors: [mask(refusal)] }), null));
    res.end(framing.complete);
  } finally {
    clearInterval(keepAlive);
    sessions.unwatch(session);
    connection?.close();
    await iterator.return?.();
  }
}

/** A stream that ends without its end makes its client connect again. */
function endingOf(framing: Framing, res: ServerResponse): Ending {
  return {
    moveOn(delayMs) {
      if (!res.headersSent || res.writableNeedDrain) res.destroy();
      else res.write(framing.retry(delayMs), () => res.destroy());
    },
    cut: () => res.destroy(),
  };
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
