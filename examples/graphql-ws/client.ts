import type { ConnectionState } from 'agentwire/client';
import { createResumingClient } from 'agentwire/client';
import type { Client } from 'graphql-ws';

export interface Options {
  /** Such as `http://127.0.0.1:4000/graphql`. */
  readonly url: string;
  readonly getToken: () => string | Promise<string>;
  readonly onState: (state: ConnectionState) => void;
}

/** A client of graphql-ws, except that its subscriptions resume. */
export function createSocket({ url, getToken, onState }: Options): Client {
  return createResumingClient({ url: url.replace(/^http/, 'ws'), getToken, onState });
}
