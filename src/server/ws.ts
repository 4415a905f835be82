import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ExecutionArgs } from 'graphql';
import { GraphQLError } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import { handleProtocols, makeServer } from 'graphql-ws';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';
import { authorizationOf, bearerToken } from '../auth/bearer.ts';
import type { Verify } from '../auth/verify.ts';
import type { Viewer } from '../auth/viewer.ts';
import { AgentwireError, errorTable } from '../errors.ts';
import type { Report } from '../graphql/mask.ts';
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
}

/** An operation with the functions of the pipeline that it was prepared by. */
type Prepared = ExecutionArgs & Pick<ReturnType<Pipeline['getEnveloped']>, 'execute' | 'subscribe'>;

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
    onSubscribe: ({ extra }, _id, payload) => prepare(pipeline, extra.viewer as Viewer, payload),
    execute: (args) => (args as Prepared).execute(args),
    subscribe: (args) => (args as Prepared).subscribe(args),
  });
  const stopPinging = pingAll(server);

  return {
    upgrade(req, raw, head) {
      server.handleUpgrade(req, raw, head, (socket) => {
        const closed = protocol.opened(
          adaptSocket(socket, raw, (error) => closeFor(error, socket, report)),
          { upgradeAuthorization: req.headers.authorization, viewer: null },
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
      await Promise.all([...server.clients].map((socket) => closeGracefully(socket)));
    },
  };
}

/** Parses and validates an operation. Whatever is wrong with it ends the operation and not the socket. */
async function prepare(
  pipeline: Pipeline,
  viewer: Viewer,
  { query, operationName, variables }: SubscribePayload,
) {
  const { schema, parse, validate, contextFactory, execute, subscribe } = pipeline.getEnveloped({
    viewer,
    lastEventId: null,
  });
  try {
    const document = parse(query);
    const errors = validate(schema, document);
    if (errors.length > 0) return errors;
    const contextValue = await contextFactory();
    return {
      schema,
      document,
      operationName,
      variableValues: variables,
      contextValue,
      execute,
      subscribe,
    } as Prepared;
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
}

/** Ends a connection for an error that concerns all of it. */
function closeFor(error: unknown, socket: WebSocket, report: Report): void {
  const known = error instanceof AgentwireError ? error : null;
  if (known === null) report({ errorId: crypto.randomUUID(), error });
  const code = known?.code ?? 'INTERNAL';
  const reason = known?.message ?? errorTable.INTERNAL.message;
  const reasonFits = Buffer.byteLength(reason) <= MAX_REASON_BYTES;
  socket.close(errorTable[code].closeCode ?? errorTable.INTERNAL.closeCode, reasonFits ? reason : code);
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
