import type { IncomingMessage } from 'node:http';
import type { Client } from 'graphql-ws';
import { WebSocket } from 'ws';
import { createResumingClient, createResumingFetch } from '../../src/client/index.ts';
import { partsOf } from '../../src/client/multipart.ts';
import { openRequest, readEvents } from '../../test/support/raw.ts';
import type { Delivered, Ledger } from './ledger.ts';
import { watchDocument } from './ledger.ts';
import { MortalBody } from './mortal-body.ts';

/** One client over one transport, which follows its user's events into a ledger. */
export interface Follower {
  /** Connects, behind what the ledger has. */
  come(): void;
  /** Ends as a well-behaved client does. */
  leave(): void;
  /** Its connection is reset; the client comes back by itself. */
  cut(): void;
  /** Its connection stays, with nobody who reads or answers; the client comes back by itself. */
  abandon(): void;
}

export interface FollowerOptions {
  readonly port: number;
  readonly token: string;
  readonly ledger: Ledger;
  /** Is given what is left of a connection that was abandoned. */
  readonly onAbandoned: (remains: Destroyable) => void;
}

interface Destroyable {
  destroy(): void;
}

export const transports = ['WebSocket', 'SSE', 'multipart'] as const;
export type Transport = (typeof transports)[number];

export const followers: Record<Transport, (options: FollowerOptions) => Follower> = {
  WebSocket: followWs,
  SSE: followSse,
  multipart: followMultipart,
};

function followWs({ port, token, ledger, onAbandoned }: FollowerOptions): Follower {
  let client: Client | undefined;
  let current: MortalSocket | undefined;
  class MortalSocket extends WebSocket {
    isAbandoned = false;

    constructor(url: string, protocols: string[]) {
      super(url, protocols);
      current = this;
    }

    override close(code?: number, reason?: string): void {
      if (!this.isAbandoned) super.close(code, reason);
    }
  }
  return {
    come() {
      client = createResumingClient({
        url: `ws://127.0.0.1:${port}/graphql`,
        getToken: () => token,
        webSocketImpl: MortalSocket,
      });
      const variables = { after: ledger.cursor };
      client.subscribe<{ agentEvents: Delivered }>(
        { query: watchDocument, variables },
        { next: ({ data }) => data && ledger.take(data.agentEvents), error: fail, complete() {} },
      );
    },
    leave: () => void client?.dispose(),
    cut: () => current?.terminate(),
    abandon() {
      const abandoned = current;
      if (abandoned?.readyState !== WebSocket.OPEN) return;
      // Its client finds out by itself that nothing comes any more.
      abandoned.pause();
      abandoned.isAbandoned = true;
      onAbandoned({ destroy: () => abandoned.terminate() });
    },
  };
}

function followSse({ port, token, ledger, onAbandoned }: FollowerOptions): Follower {
  let current: IncomingMessage | undefined;
  let visit = 0;
  const follow = async (mine: number) => {
    const response = await openRequest(
      `http://127.0.0.1:${port}/graphql`,
      {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          Accept: 'text/event-stream',
          Authorization: `Bearer ${token}`,
          ...(ledger.cursor !== null && { 'Last-Event-ID': ledger.cursor }),
        },
      },
      JSON.stringify({ query: watchDocument }),
    );
    if (mine !== visit) return void response.destroy();
    current = response;
    for await (const { event, data } of readEvents(response)) {
      if (mine !== visit) return;
      if (event === 'next') ledger.take(JSON.parse(data).data.agentEvents);
    }
  };
  const come = () => {
    const mine = ++visit;
    const again = () => mine === visit && come();
    follow(mine).then(again, again);
  };
  return {
    come,
    leave() {
      visit++;
      current?.destroy();
    },
    cut: () => current?.socket.resetAndDestroy(),
    abandon() {
      if (current === undefined || current.destroyed) return;
      current.pause();
      onAbandoned(current);
      current = undefined;
      come();
    },
  };
}

function followMultipart({ port, token, ledger, onAbandoned }: FollowerOptions): Follower {
  let subscription = new AbortController();
  let current: MortalBody | undefined;
  const resumingFetch = createResumingFetch({
    getToken: () => token,
    fetch: async (url, init) => {
      current = await MortalBody.fetch(String(url), init as RequestInit);
      return current.response;
    },
  });
  const follow = async (signal: AbortSignal) => {
    const response = await resumingFetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        Accept: 'multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/json',
      },
      body: JSON.stringify({ query: watchDocument, variables: { after: ledger.cursor } }),
      signal,
    });
    for await (const part of partsOf(response)) {
      const { payload } = JSON.parse(part);
      if (payload !== undefined) ledger.take(payload.data.agentEvents);
    }
  };
  return {
    come() {
      subscription = new AbortController();
      const { signal } = subscription;
      follow(signal).catch((error) => signal.aborted || fail(error));
    },
    leave: () => subscription.abort(new Error('It has left.')),
    cut: () => current?.incoming.socket.resetAndDestroy(),
    abandon() {
      if (current === undefined || current.incoming.destroyed) return;
      current.lose();
      onAbandoned(current.incoming);
    },
  };
}

/** Whoever is refused for good was not to be. */
function fail(error: unknown): never {
  throw new Error('A subscription failed.', { cause: error });
}
