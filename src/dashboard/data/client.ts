import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { ErrorLink } from '@apollo/client/link/error';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { isSubscriptionOperation } from '@apollo/client/utilities';
import type { ConnectionState } from '../../client/index.ts';
import { createResumingClient, possibleTypes } from '../../client/index.ts';
import type { Problem } from './problem.ts';
import { problemOf } from './problem.ts';

const PATH = '/graphql';

export interface ClientOptions {
  /** Where the server is, such as `https://agents.example.com`. */
  readonly origin: string;
  readonly token: string;
  readonly onState: (state: ConnectionState) => void;
  /** Hears of every request that failed, beside whoever made it. */
  readonly onProblem: (problem: Problem) => void;
}

/** Apollo's client: queries over HTTP, subscriptions over a WebSocket. */
export function openClient({ origin, token, onState, onProblem }: ClientOptions) {
  const socket = createResumingClient({
    url: new URL(PATH, origin.replace(/^http/, 'ws')).href,
    getToken: () => token,
    onState,
  });
  const http = new HttpLink({
    uri: new URL(PATH, origin).href,
    headers: { Authorization: `Bearer ${token}` },
  });
  const client = new ApolloClient({
    cache: new InMemoryCache({ possibleTypes }),
    // The stores beside this file keep what the pages show, always current; a copy in the cache would be stale.
    defaultOptions: {
      query: { fetchPolicy: 'no-cache' },
      watchQuery: { fetchPolicy: 'no-cache' },
      mutate: { fetchPolicy: 'no-cache' },
    },
    link: ApolloLink.from([
      new ErrorLink(({ error }) => onProblem(problemOf(error))),
      ApolloLink.split(({ query }) => isSubscriptionOperation(query), new GraphQLWsLink(socket), http),
    ]),
  });
  return {
    client,
    close: () => {
      client.stop();
      void socket.dispose();
    },
  };
}
