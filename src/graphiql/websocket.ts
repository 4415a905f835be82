import type { SubscribePayload } from 'graphql-ws';
import { createClient } from 'graphql-ws';
import type { ConnectionState } from '../client/index.ts';
import { createResumingClient } from '../client/index.ts';
import type { Operation } from './operation.ts';
import type { Observer } from './subscription.ts';

/**
 * Subscribes over a WebSocket of its own, since a socket stays with the credentials that it was opened with. What
 * can be resumed is, after every loss; anything else ends with its connection.
 */
export function overWebSocket(
  operation: Operation,
  headers: Record<string, string>,
  observer: Observer,
): () => void {
  const url = `${location.origin.replace('http', 'ws')}/graphql`;
  const payload = operation as SubscribePayload;
  const resuming = createResumingClient({
    url,
    connectionParams: headers,
    onState: (state) => observer.state(inWords(state)),
  });
  let client = resuming;
  const subscribeOnce = ({ message }: TypeError) => {
    client = createClient({
      url,
      connectionParams: headers,
      retryAttempts: 0,
      on: { connected: () => observer.state(`live. ${message}`) },
    });
    client.subscribe(payload, observer as never);
  };

  resuming.subscribe(payload, {
    next: (result) => observer.next(result as never),
    complete: () => observer.complete(),
    error: (error) => (error instanceof TypeError ? subscribeOnce(error) : observer.error(error)),
  });
  return () => {
    void resuming.dispose();
    void client.dispose();
  };
}

function inWords(state: ConnectionState): string {
  switch (state.phase) {
    case 'replaying':
      return `replaying, ${state.replayed} events so far`;
    case 'waiting':
      return `waiting to try again. ${state.reason}`;
    default:
      return state.phase;
  }
}
