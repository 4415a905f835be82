import { ApolloClient, HttpLink } from '@apollo/client';
import { createResumingFetch } from 'agentwire/client';
import { createCache } from './cache.ts';
import type { Options } from './client.ts';

/** An Apollo Client without a WebSocket: its subscriptions are multipart responses, and resume. */
export function createMultipartApollo({ url, getToken, onState }: Options): ApolloClient {
  return new ApolloClient({
    cache: createCache(),
    link: new HttpLink({ uri: url, fetch: createResumingFetch({ getToken, onState }) }),
  });
}
