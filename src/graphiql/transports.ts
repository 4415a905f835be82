import { createClient as createSseClient } from 'graphql-sse';
import type { Operation } from './operation.ts';
import type { Observer } from './subscription.ts';
import { overWebSocket } from './websocket.ts';

export type TransportName = 'websocket' | 'sse';

/** Begins a subscription with these headers. Returns how to end it. */
type Subscribe = (operation: Operation, headers: Record<string, string>, observer: Observer) => () => void;

export const transports: Readonly<Record<TransportName, { label: string; subscribe: Subscribe }>> = {
  websocket: { label: 'WebSocket', subscribe: overWebSocket },
  sse: { label: 'Server-sent events', subscribe: overServerSentEvents },
};

function overServerSentEvents(
  operation: Operation,
  headers: Record<string, string>,
  observer: Observer,
): () => void {
  // A retry would begin anew rather than go on.
  const client = createSseClient({ url: '/graphql', headers, retryAttempts: 0 });
  client.subscribe(operation as never, observer as never, { connected: () => observer.state('live') });
  return () => client.dispose();
}
