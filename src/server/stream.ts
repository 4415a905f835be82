import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { FormattedExecutionResult } from 'graphql';
import type { Session, Sessions } from '../auth/session.ts';
import type { ResultStream } from '../graphql/execute.ts';
import type { Mask } from '../graphql/mask.ts';
import { formatError } from '../graphql/mask.ts';
import type { Connection, Connections, Ending } from './connections.ts';

/** Proxies and phones drop connections that are silent for long. */
export const KEEP_ALIVE_MS = 12_000;

const ENOUGH_CHARACTERS = 16 * 1024;

/** How a transport writes a stream of results into the body of an HTTP response. */
export interface Framing {
  readonly contentType: string;
  /** What asks for it in an Accept header, the most specific range first. */
  readonly mediaRanges: readonly string[];
  /** Written at once, since some browsers hand out a response only when something of its body has come. */
  readonly open: string;
  /** Written now and then; clients ignore it. */
  readonly keepAlive: string;
  /** A result as JSON text, with the cursor behind its event; null if it is not of an event. */
  event(result: string, cursor: string | null): string;
  /** A result without data, which ends a stream. */
  failure(result: FormattedExecutionResult): string;
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
 * Writes results, as many at a time as are at hand and the socket takes, for as long as the session lasts. Resolves
 * when the stream has ended or the client is gone; the results are closed in either case. Throws RATE_LIMITED, before
 * it writes anything, if there are too many connections.
 */
export async function writeStream(
  framing: Framing,
  results: ResultStream,
  res: ServerResponse,
  { session, sessions, connections, address, headers, mask, keepAliveMs }: StreamOptions,
): Promise<void> {
  const stop = () => results.close();
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
    const failure = await writeAll(framing, results, res, session);
    if (failure !== null) res.write(framing.failure({ errors: [formatError(mask(failure))] }));
    res.end(framing.complete);
  } finally {
    clearInterval(keepAlive);
    sessions.unwatch(session);
    connection?.close();
    results.close();
  }
}

/** Answers with a single result. */
export function writeSingle(
  framing: Framing,
  result: FormattedExecutionResult,
  res: ServerResponse,
  headers: OutgoingHttpHeaders,
): void {
  const text = 'data' in result ? framing.event(JSON.stringify(result), null) : framing.failure(result);
  res.writeHead(200, headers);
  res.end(`${framing.open}${text}${framing.complete}`);
}

/** Resolves to what keeps it from going on, null if nothing does but the end. */
async function writeAll(
  framing: Framing,
  results: ResultStream,
  res: ServerResponse,
  session: Session,
): Promise<unknown> {
  while (!results.isDone && !res.destroyed && session.refusal === null) {
    const { text, failure } = takeReady(framing, results, session);
    if (text !== '' && !res.write(text)) await drained(res);
    if (failure !== null) return failure;
    if (text === '') await moved(results);
  }
  return session.refusal;
}

/** All that is at hand, but not much more than what a socket buffers, and what the results have failed of behind it. */
function takeReady(framing: Framing, results: ResultStream, session: Session) {
  let text = '';
  try {
    while (text.length < ENOUGH_CHARACTERS && session.refusal === null) {
      const result = results.take();
      if (result === null) break;
      text += framing.event(result.text, result.cursor);
    }
    return { text, failure: null };
  } catch (failure) {
    return { text, failure };
  }
}

/** Resolves when there may be more to take. */
function moved(results: ResultStream): Promise<void> {
  if (results.isDone) return Promise.resolve();
  return new Promise((wake) => results.wait({ wake }));
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
