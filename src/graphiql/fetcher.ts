import type { Fetcher, FetcherReturnType } from '@graphiql/toolkit';
import { requestHeaders } from './headers.ts';
import { isSubscription, withoutNeedlessName } from './operation.ts';
import { post } from './post.ts';
import { listed } from './subscription.ts';
import type { TransportName } from './transports.ts';
import { transports } from './transports.ts';

/**
 * Runs what GraphiQL asks for: subscriptions over the transport that is chosen by then, all else over HTTP. GraphiQL
 * asks a new fetcher for the schema, so there is one for each token, and not for each choice of a transport.
 */
export function createFetcher(token: string, transport: () => TransportName): Fetcher {
  return (given, { headers: tab = {} } = {}) => {
    const operation = withoutNeedlessName(given);
    const headers = requestHeaders(tab, token);
    const { subscribe } = transports[transport()];
    const result = isSubscription(operation)
      ? listed((observer) => subscribe(operation, headers, observer))
      : post(operation, headers);
    // GraphiQL shows any object as it is.
    return result as FetcherReturnType;
  };
}
