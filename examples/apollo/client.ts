import { ApolloClient, ApolloLink, HttpLink } from '@apollo/client';
import { SetContextLink } from '@apollo/client/link/context';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import type { ConnectionState } from 'agentwire/client';
import { createResumingClient } from 'agentwire/client';
import { OperationTypeNode } from 'graphql';
import { createCache } from './cache.ts';

export interface Options {
  /** Such as `http://127.0.0.1:4000/graphql`. */
  readonly url: string;
  readonly getToken: () => string | Promise<string>;
  readonly onState: (state: ConnectionState) => void;
}

/** An Apollo Client whose subscriptions go over a WebSocket, and resume. Everything else goes over HTTP. */
export function createApollo({ url, getToken, onState }: Options) {
  const socket = createResumingClient({ url: url.replace(/^http/, 'ws'), getToken, onState });
  const signIn = new SetContextLink(async ({ headers }) => ({
    headers: { ...headers, authorization: `Bearer ${await getToken()}` },
  }));
  const client = new ApolloClient({
    cache: createCache(),
    link: ApolloLink.split(
      ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
      new GraphQLWsLink(socket),
      signIn.concat(new HttpLink({ uri: url })),
    ),
  });
  return { client, dispose: () => socket.dispose() };
}
