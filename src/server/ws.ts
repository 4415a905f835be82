import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ExecutionArgs, ExecutionResult } from 'graphql';
import { GraphQLError, getOperationAST } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import { handleProtocols, makeServer } from 'graphql-ws';
import { isAsyncIterable } from 'graphql-yoga';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';
import { authorizationOf, bearerToken } from '../auth/bearer.ts';
import type { Verify } from '../auth/verify.ts';
import type { Viewer } from '../auth/viewer.ts';
import type { ErrorCode } from '../errors.ts';
import { errorTable } from '../errors.ts';
import type { Report } from '../graphql/mask.ts';
import { createMask, formatError, formatResult, withCode } from '../graphql/mask.ts';
import type { Pipeline } from '../graphql/pipeline.ts';
import { adaptSocket } from './socket.ts';

/** Bytes of one message from a client. */
const MAX_MESSAGE_BYTES = 64 * 1024;
/** What a close frame has room for (RFC 6455, section 5.5). */
const MAX_REASON_BYTES = 123;
/** A peer that answers no ping for this long is gone. */
const PING_INTERVAL_MS = 15_000;

export interface WsOptions {
  readonly pipeline: Pipeline;
  readonly verify: Verify;
  readonly report: Report;
}

/** What is kept of a connection. */
interface Connection {
  readonly upgradeAuthorization: string | undefined;
  viewer: Viewer | null;
  /** By id, the newest operation that is being opened. */
  readonly opening: Map<string, SubscribePayload>;
}

/** An operation, and what came of it. */
type Opened = ExecutionArgs & { readonly result: ExecutionResult | AsyncIterable<ExecutionResult> };

export interface WsServer {
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Closes every connection with 1012, upon which clients connect again, perhaps to another node. */
  close(): Promise<void>;
}

/** GraphQL over WebSocket: the graphql-transport-ws protocol, each operation through the one pipeline. */
export function createWsServer({ pipeline, verify, report }: WsOptions): WsServer {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    handleProtocols: (protocols) => handleProtocols(protocols),
  });
  const protocol = makeServer<Record<string, unknown>, Connection>({
    async onConnect({ connectionParams, extra }) {
      const token = bearerToken(authorizationOf(connectionParams) ?? extra.upgradeAuthorization);
      extra.viewer = await verify(token);
      return true;
    },
    async onSubscribe({ extra }, id, payload) {
      extra.opening.set(id, payload);
      const opened = await open(pipeline, extra.viewer as Viewer, payload);
      if (Array.isArray(opened)) extra.opening.delete(id);
      return opened;
    },
    async onOperation({ extra }, id, payload, _args, result) {
      if (extra.opening.get(id) === payload) return void extra.opening.delete(id);
      // Completed, and its id taken again, while it was being opened. graphql-ws would take it for the newer one
      // and forget either. It never hears of this one again.
      if (isAsyncIterable(result)) await result[Symbol.asyncIterator]().return?.();
      return new Promise(() => {});
    },
    execute: (args) => (args as Opened).result,
    subscribe: (args) => (args as Opened).result,
    onNext: (_connection, _id, _payload, _args, result) => formatResult(result as ExecutionResult),
    onError: (_connection, _id, _payload, errors) =>
      errors.map((error) => formatError(withCode(error as GraphQLError))),
  });
  const mask = createMask(report);
  const stopPinging = pingAll(server);

  return {
    upgrade(req, raw, head) {
      server.handleUpgrade(req, raw, head, (socket) => {
        const closed = protocol.opened(
          adaptSocket(socket, raw, (error) => closeFor(mask(error), socket)),
          { upgradeAuthorization: req.headers.authorization, viewer: null, opening: new Map() },
        );
        socket.once('close', (code, reason) => {
          closed(code, String(reason)).catch((error) => report({ errorId: crypto.randomUUID(), error }));
        });
        // What ws finds wrong with a frame closes the socket by itself, with the code of RFC 6455.
        socket.on('error', () => {});
      });
    },
    async close() {
      stopPinging();
      // From here on, upgrades on connections that were open before are refused with 503.
      server.close();
      await Promise.all([...server.clients].map((socket) => closeGracefully(socket)));
    },
  };
}

/** Opens an operation. Whatever is wrong with it ends the operation, by an `error` message, and not the socket. */
async function open(
  pipeline: Pipeline,
  viewer: Viewer,
  { query, operationName, variables }: SubscribePayload,
): Promise<Opened | readonly GraphQLError[]> {
  const { schema, parse, validate, contextFactory, execute, subscribe } = pipeline.getEnveloped({
    viewer,
    lastEventId: null,
  });
  try {
    const document = parse(query);
    const errors = validate(schema, document);
    if (errors.length > 0) return errors as GraphQLError[];
    const contextValue = await contextFactory();
    const args = {
      schema,
      document,
      operationName,
      variableValues: variables,
      contextValue,
    } as ExecutionArgs;
    const isSubscription = getOperationAST(document, operationName)?.operation === 'subscription';
    const result: Opened['result'] = await (isSubscription ? subscribe : execute)(args);
    // Without data nothing was executed: the request itself was not in order.
    const { data, errors: refusals } = isAsyncIterable(result) ? {} : result;
    return data === undefined && refusals !== undefined ? refusals : { ...args, result };
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
}

/** Ends a connection for an error that concerns all of it. */
function closeFor(error: GraphQLError, socket: WebSocket): void {
  const code = error.extensions.code as ErrorCode;
  const reasonFits = Buffer.byteLength(error.message) <= MAX_REASON_BYTES;
  socket.close(
    errorTable[code].closeCode ?? errorTable.INTERNAL.closeCode,
    reasonFits ? error.message : code,
  );
}

/** One timer for all sockets. Returns how to stop. */
function pingAll(server: WebSocketServer): () => void {
  const silent = new WeakSet<WebSocket>();
  const timer = setInterval(() => {
    for (const socket of server.clients) {
      if (silent.has(socket)) {
        socket.terminate();
        continue;
      }
      silent.add(socket);
      socket.once('pong', () => silent.delete(socket));
      socket.ping();
    }
  }, PING_INTERVAL_MS);
  return () => clearInterval(timer);
}

const CLOSE_WITHIN_MS = 1_000;

async function closeGracefully(socket: WebSocket): Promise<void> {
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.close(1012, 'Service restart');
  const timer = setTimeout(() => socket.terminate(), CLOSE_WITHIN_MS);
  await closed;
  clearTimeout(timer);
}
