import type { ClientRequest, IncomingMessage } from 'node:http';
import { request } from 'node:http';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createWsClient } from 'graphql-ws';
import WebSocket from 'ws';
import { readParts } from './raw.ts';
import { Stream } from './stream.ts';

export interface Operation {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly operationName?: string;
}

/** One client of one user, whatever its transport. */
export interface Client {
  subscribe(operation: Operation): Stream;
  /** Reads nothing more from the network, until told to go on. */
  stopReading(): void;
  goOnReading(): void;
  /** Cuts the TCP connections, without any farewell. */
  destroy(): void;
  /** Ends as a well-behaved client does. */
  close(): Promise<void>;
}

/** Makes a client of the server on this port; a token of null sends none. */
export type Connect = (port: number, token: string | null) => Client;

const authorization = (token: string | null) => (token === null ? {} : { Authorization: `Bearer ${token}` });

/** graphql-ws's client: one socket for all subscriptions. */
export const connectWs: Connect = (port, token) => {
  let socket: WebSocket | undefined;
  class ObservedSocket extends WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols);
      socket = this;
    }
  }
  const client = createWsClient({
    url: `ws://127.0.0.1:${port}/graphql`,
    webSocketImpl: ObservedSocket,
    connectionParams: authorization(token),
    retryAttempts: 0,
    onNonLazyError: () => {},
  });
  return {
    subscribe(operation) {
      const stream = new Stream();
      stream.cancel = client.subscribe(operation, stream as never);
      return stream;
    },
    stopReading: () => socket?.pause(),
    goOnReading: () => socket?.resume(),
    destroy: () => socket?.terminate(),
    close: async () => client.dispose(),
  };
};

/** graphql-sse's client in distinct connections mode: one request a subscription. */
export const connectSse: Connect = (port, token) => {
  const requests = new Set<ClientRequest>();
  const reading = new Gate();
  const client = createSseClient({
    url: `http://127.0.0.1:${port}/graphql`,
    headers: authorization(token),
    retryAttempts: 0,
    fetchFn: observedFetch(requests, reading),
  });
  const streams = new Set<Stream>();
  return {
    subscribe(operation) {
      const stream = new Stream();
      stream.cancel = client.subscribe(operation, stream as never);
      streams.add(stream);
      return stream;
    },
    stopReading: () => reading.shut(),
    goOnReading: () => reading.open(),
    destroy: () => {
      for (const request of requests) request.socket?.destroy();
    },
    async close() {
      reading.open();
      for (const stream of streams) stream.cancel();
      client.dispose();
    },
  };
};

/** Apollo's multipart protocol: one request a subscription. As Apollo Client asks, and as it takes the answers. */
export const connectMultipart: Connect = (port, token) => {
  const requests = new Set<ClientRequest>();
  const reading = new Gate();
  const fetchFn = observedFetch(requests, reading);
  const streams = new Set<Stream>();

  async function run(operation: Operation, stream: Stream, signal: AbortSignal) {
    const response = await fetchFn(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        Accept:
          'multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/graphql-response+json,application/json;q=0.9',
        ...authorization(token),
      },
      body: JSON.stringify(operation),
      signal,
    });
    const type = response.headers.get('Content-Type') ?? '';
    // Whoever is not let in has no operation that could have failed.
    if (response.status !== 401 && type.startsWith('application/graphql-response+json')) {
      stream.next((await response.json()) as object);
    } else if (!type.startsWith('multipart/mixed')) {
      throw { response };
    } else {
      for await (const { body } of readParts(response.body as ReadableStream<Uint8Array>)) {
        const { payload, errors } = JSON.parse(body);
        if (errors !== undefined) throw errors;
        if (payload !== undefined) stream.next(payload);
      }
    }
    stream.complete();
  }

  return {
    subscribe(operation) {
      const stream = new Stream();
      const stop = new AbortController();
      stream.cancel = () => stop.abort();
      streams.add(stream);
      run(operation, stream, stop.signal).catch((error) => stream.error(error));
      return stream;
    },
    stopReading: () => reading.shut(),
    goOnReading: () => reading.open(),
    destroy: () => {
      for (const request of requests) request.socket?.destroy();
    },
    async close() {
      reading.open();
      for (const stream of streams) stream.cancel();
    },
  };
};

/** Open until it is shut. */
export class Gate {
  #opened = Promise.resolve();
  #open = () => {};

  get passed(): Promise<void> {
    return this.#opened;
  }

  shut(): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#opened = promise;
    this.#open = resolve;
  }

  open(): void {
    this.#open();
  }
}

/** A `fetch` over node:http, since the global one does not let go of its sockets. */
export function observedFetch(requests: Set<ClientRequest>, reading: Gate) {
  return async (url: string, { method, headers, body, signal }: RequestInit): Promise<Response> => {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const options = {
      method: method as string,
      headers: headers as Record<string, string>,
      signal: signal as AbortSignal,
      agent: false,
    };
    const sent = request(url, options, resolve)
      .on('error', reject)
      .end(body as string);
    requests.add(sent);
    const response = await promise;
    // How a cut connection shows is the business of whoever reads the body.
    response.on('error', () => {});
    return new Response(readThrough(response, reading), {
      status: response.statusCode as number,
      headers: response.headers as Record<string, string>,
    });
  };
}

function readThrough(response: IncomingMessage, reading: Gate): ReadableStream<Uint8Array> {
  const chunks = response[Symbol.asyncIterator]();
  return new ReadableStream(
    {
      async pull(controller) {
        await reading.passed;
        const { done, value } = await chunks.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: () => void response.destroy(),
    },
    { highWaterMark: 0 },
  );
}
