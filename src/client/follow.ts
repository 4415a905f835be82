import { createClient } from 'graphql-ws';
import { retryDelayMs, wait } from './backoff.ts';
import type { AgentEventsSubscription, AgentEventsSubscriptionVariables } from './generated/graphql.ts';
import { AgentEventsDocument, ViewerDocument } from './generated/graphql.ts';
import type { Endpoint } from './request.ts';
import { RequestError, request } from './request.ts';

export type DeliveredEvent = AgentEventsSubscription['agentEvents'];

export interface FollowOptions {
  readonly signal: AbortSignal;
  /** Hears of every connection that was lost, and of what is tried next. */
  readonly onRetry?: (reason: string, delayMs: number) => void;
}

/** What a lost connection is told as: a CloseEvent, or an Event where there was no connection at all. */
interface Loss {
  readonly code?: number;
  readonly reason?: string;
}

const PING_INTERVAL_MS = 10_000;
const PONG_WITHIN_MS = 5_000;

/** Close codes after which the same connection would fail the same way. */
const fatalCloseCodes = new Set([1009, 4400, 4401, 4406, 4409, 4429]);

/**
 * The viewer's events over a WebSocket, each once and in order, across any number of lost connections: every new
 * one goes on behind the last event. A CaughtUp comes with every connection, since each goes on from a cursor. Ends
 * when the subscription completes or the signal aborts. Throws RequestError for what a retry cannot mend.
 */
export async function* follow(
  endpoint: Endpoint,
  variables: AgentEventsSubscriptionVariables,
  { signal, onRetry = () => {} }: FollowOptions,
): AsyncGenerator<DeliveredEvent, void, undefined> {
  let after = variables.after;
  for (let attempt = 1; !signal.aborted; attempt++) {
    try {
      // Without a cursor, whatever happened between the first connection and the next would be lost.
      if (after == null && variables.start !== 'EARLIEST') after = await streamHead(endpoint, signal);
      for await (const event of connection(endpoint, { ...variables, after }, signal)) {
        if (signal.aborted) return;
        attempt = 0;
        after = event.cursor;
        yield event;
      }
      return;
    } catch (error) {
      if (signal.aborted) return;
      const delayMs = retryDelayMs(attempt);
      onRetry(reasonToRetry(error), delayMs);
      await wait(delayMs, signal);
    }
  }
}

async function streamHead(endpoint: Endpoint, signal: AbortSignal): Promise<string> {
  return (await request(endpoint, ViewerDocument, {}, signal)).viewer.streamHead;
}

/** One connection, and the subscription on it, for as long as it lasts. */
async function* connection(
  endpoint: Endpoint,
  variables: AgentEventsSubscriptionVariables,
  signal: AbortSignal,
) {
  let unanswered: ReturnType<typeof setTimeout> | undefined;
  const client = createClient({
    url: endpoint.url.replace(/^http/, 'ws'),
    connectionParams: async () => ({ Authorization: `Bearer ${await endpoint.getToken()}` }),
    retryAttempts: 0,
    keepAlive: PING_INTERVAL_MS,
    on: {
      // A connection that answers no ping is dead, though nobody has said so.
      ping: (received) => {
        if (!received) unanswered = setTimeout(() => client.terminate(), PONG_WITHIN_MS);
      },
      pong: (received) => {
        if (received) clearTimeout(unanswered);
      },
    },
  });
  const dispose = () => client.terminate();
  signal.addEventListener('abort', dispose, { once: true });
  try {
    const query = String(AgentEventsDocument);
    for await (const { data, errors } of client.iterate<AgentEventsSubscription>({ query, variables })) {
      if (errors !== undefined) throw errors;
      if (data != null) yield data.agentEvents;
    }
  } finally {
    signal.removeEventListener('abort', dispose);
    clearTimeout(unanswered);
    await client.dispose();
  }
}

function reasonToRetry(error: unknown): string {
  const refusal = Array.isArray(error)
    ? new RequestError(error[0].message, error[0].extensions ?? {})
    : error;
  if (refusal instanceof RequestError) {
    if (refusal.retryable) return refusal.message;
    throw refusal;
  }
  const { code, reason } = error as Loss;
  if (code !== undefined && fatalCloseCodes.has(code)) {
    throw new RequestError(reason || `The server closed the connection with code ${code}.`, {
      code: code === 4401 ? 'UNAUTHENTICATED' : 'BAD_USER_INPUT',
      retryable: false,
    });
  }
  if (code !== undefined) return `The connection was lost (${code} ${reason ?? ''})`;
  // Such as a token that could not be had; what a WebSocket finds wrong is no Error.
  return error instanceof Error ? error.message : 'The server cannot be reached';
}
