import type { ConnectionState } from 'agentwire/client';
import { createResumingClient } from 'agentwire/client';
import type { FetchFunction, GraphQLResponse, SubscribeFunction } from 'relay-runtime';
import { Environment, Network, Observable, RecordSource, Store } from 'relay-runtime';

export interface Options {
  /** Such as `http://127.0.0.1:4000/graphql`. */
  readonly url: string;
  readonly getToken: () => string | Promise<string>;
  readonly onState: (state: ConnectionState) => void;
}

/** Results of subscriptions after which the store is tidied up. */
const TIDY_EVERY = 1_000;

/** A Relay environment whose subscriptions go over a WebSocket, and resume. Everything else goes over HTTP. */
export function createEnvironment({ url, getToken, onState }: Options) {
  const socket = createResumingClient({ url: url.replace(/^http/, 'ws'), getToken, onState });

  const fetchOperation: FetchFunction = async ({ text }, variables) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${await getToken()}` },
      body: JSON.stringify({ query: text, variables }),
    });
    return (await response.json()) as GraphQLResponse;
  };

  const store = new Store(new RecordSource());
  let resultCount = 0;
  const subscribe: SubscribeFunction = ({ text, name }, variables) =>
    Observable.create((sink) =>
      socket.subscribe(
        { query: text ?? '', operationName: name, variables },
        {
          next(result) {
            sink.next(result as GraphQLResponse);
            // Relay keeps every event until something else is released, which may be never.
            if (++resultCount % TIDY_EVERY === 0) store.scheduleGC();
          },
          error: (reason) => sink.error(errorOf(reason)),
          complete: () => sink.complete(),
        },
      ),
    );

  const environment = new Environment({
    network: Network.create(fetchOperation, subscribe),
    store,
    // The ids of messages, tool calls and agents are unique within a run only.
    getDataID: ({ id }, typename) => (typename === 'Run' ? id : null),
  });
  return { environment, dispose: () => socket.dispose() };
}

/** What ends a subscription is an Error, the GraphQL errors, or the event that closed the socket. */
function errorOf(reason: unknown): Error {
  if (reason instanceof Error) return reason;
  if (Array.isArray(reason)) return new Error(reason[0].message);
  const { code, reason: said } = reason as Partial<CloseEvent>;
  return new Error(`The server refuses: ${code} ${said}`);
}
