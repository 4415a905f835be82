import { gql } from '@apollo/client';
import type { ConnectionState } from 'agentwire/client';
import type { ConcreteRequest } from 'relay-runtime';
import { requestSubscription } from 'relay-runtime';
import { createApollo } from '../../examples/apollo/client.ts';
import { createMultipartApollo } from '../../examples/apollo/client-multipart.ts';
import * as apollo from '../../examples/apollo/watch.ts';
import { createSocket } from '../../examples/graphql-ws/client.ts';
import * as graphqlWs from '../../examples/graphql-ws/watch.ts';
import { createEnvironment } from '../../examples/relay/environment.ts';
import eventsSubscription from '../../examples/relay/generated/operationsEventsSubscription.graphql.ts';
import * as relay from '../../examples/relay/watch.ts';
import { createUrql } from '../../examples/urql/client.ts';
import * as urql from '../../examples/urql/watch.ts';

export interface Options {
  readonly url: string;
  readonly getToken: () => string | Promise<string>;
  readonly onState: (state: ConnectionState) => void;
}

/** An event as the examples select it. */
export interface AgentEvent {
  readonly __typename: string;
  readonly id?: string;
  readonly seq?: number;
  readonly text?: string;
  readonly replayed?: number;
}

export interface Watcher {
  readonly onEvent: (event: AgentEvent) => void;
  readonly onError: (error: unknown) => void;
}

export interface Run {
  readonly status: string;
  readonly messages: readonly { readonly text: string }[];
}

/** What every example can do. */
export interface Example {
  watchEvents(watcher: Watcher, start?: { readonly after?: string }): () => void;
  watchRun(runId: string, watcher: Watcher & { readonly onRun: (run: Run) => void }): Promise<() => void>;
  /** Subscribes to any document that is named Events, as the client that the example is of does it. */
  subscribe(query: string, onError: (error: unknown) => void): void;
  dispose(): unknown;
}

export type Connect = (options: Options) => Example;

/** The functions of an example's watch.ts. */
interface Watch<C> {
  watchEvents(client: C, watcher: Watcher, start?: { readonly after?: string }): () => void;
  watchRun(
    client: C,
    runId: string,
    watcher: Watcher & { readonly onRun: (run: Run) => void },
  ): Promise<() => void>;
}

const using = <C>(client: C, { watchEvents, watchRun }: Watch<C>): Pick<Example, keyof Watch<C>> => ({
  watchEvents: (watcher, start) => watchEvents(client, watcher, start),
  watchRun: (runId, watcher) => watchRun(client, runId, watcher),
});

const connectGraphqlWs: Connect = (options) => {
  const client = createSocket(options);
  return {
    ...using(client, graphqlWs),
    subscribe: (query, error) => client.subscribe({ query }, { next() {}, error, complete() {} }),
    dispose: () => client.dispose(),
  };
};

type ApolloClient = ReturnType<typeof createMultipartApollo>;

const usingApollo = (client: ApolloClient) => ({
  ...using(client, apollo),
  subscribe: (query: string, onError: (error: unknown) => void) =>
    void client.subscribe({ query: gql(query) }).subscribe(({ error }) => error && onError(error)),
});

const connectApollo: Connect = (options) => {
  const { client, dispose } = createApollo(options);
  return { ...usingApollo(client), dispose };
};

const connectApolloMultipart: Connect = (options) => {
  const client = createMultipartApollo(options);
  return { ...usingApollo(client), dispose: () => client.stop() };
};

const connectUrql: Connect = (options) => {
  const { client, dispose } = createUrql(options);
  return {
    ...using(client, urql),
    subscribe: (query, onError) =>
      void client.subscription(query, {}).subscribe(({ error }) => error && onError(error)),
    dispose,
  };
};

const connectRelay: Connect = (options) => {
  const { environment, dispose } = createEnvironment(options);
  return {
    ...using(environment, relay),
    subscribe(text, onError) {
      const params = { ...eventsSubscription.params, name: 'Events', text };
      const subscription = { ...eventsSubscription, params } as ConcreteRequest;
      requestSubscription(environment, { subscription, variables: {}, onError });
    },
    dispose,
  };
};

/** The examples by the names of the clients that they are of. */
export const examples: readonly (readonly [name: string, connect: Connect])[] = [
  ['graphql-ws', connectGraphqlWs],
  ['Apollo Client (WebSocket)', connectApollo],
  ['Apollo Client (multipart)', connectApolloMultipart],
  ['urql', connectUrql],
  ['Relay', connectRelay],
];
