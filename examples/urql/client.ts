import type { ExecutionResult } from '@urql/core';
import { Client, cacheExchange, fetchExchange, subscriptionExchange } from '@urql/core';
import type { ConnectionState } from 'agentwire/client';
import { createResumingClient } from 'agentwire/client';

export interface Options {
  /** Such as `http://127.0.0.1:4000/graphql`. */
  readonly url: string;
  readonly getToken: () => string | Promise<string>;
  readonly onState: (state: ConnectionState) => void;
}

/** An urql client whose subscriptions go over a WebSocket, and resume. Everything else goes over HTTP. */
export function createUrql({ url, getToken, onState }: Options) {
  const socket = createResumingClient({ url: url.replace(/^http/, 'ws'), getToken, onState });
  const signedFetch: typeof fetch = async (input, init) => {
    const headers = new Headers(init?.headers);
    headers.set('Authorization', `Bearer ${await getToken()}`);
    return fetch(input, { ...init, headers });
  };
  const client = new Client({
    url,
    fetch: signedFetch,
    exchanges: [
      cacheExchange,
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ query = '', variables }) => ({
          subscribe: (sink) => ({
            unsubscribe: socket.subscribe(
              { query, variables },
              {
                next: (result) => sink.next(result as ExecutionResult),
                error: (reason) => sink.error(errorOf(reason)),
                complete: () => sink.complete(),
              },
            ),
          }),
        }),
      }),
    ],
  });
  return { client, dispose: () => socket.dispose() };
}

/** What closed a socket is an event, of which urql would say nothing. */
function errorOf(reason: unknown): unknown {
  const { code, reason: said } = reason as Partial<CloseEvent>;
  return typeof code === 'number' ? new Error(`The server refuses: ${code} ${said}`) : reason;
}
