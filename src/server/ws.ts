import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { ExecutionResult, GraphQLError } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import { handleProtocols, makeServer } from 'graphql-ws';
import { isAsyncIterable } from 'graphql-yoga';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';
import { authorizationOf, bearerToken } from '../auth/bearer.ts';
import type { Session, Sessions } from '../auth/session.ts';
import type { ErrorCode } from '../errors.ts';
import { AgentwireError, errorTable } from '../errors.ts';
import type { Mask, Report } from '../graphql/mask.ts';
import { formatError, formatResult, withCode } from '../graphql/mask.ts';
import type { Opened } from '../graphql/open.ts';
import { isSubscription, open } from '../graphql/open.ts';
import type { Pipeline } from '../graphql/pipeline.ts';
import { TokenBucket } from '../token-bucket.ts';
import { addressOf } from './address.ts';
import type { Connection, Connections } from './connections.ts';
import type { SocketLimits } from './limits.ts';
import { pingAll } from './pings.ts';
import { adaptSocket, fits } from './socket.ts';
import { createTurns } from './turns.ts';

/** Frames of one message, and chunks of one frame, that wait to be put together. */
const MAX_FRAGMENTS = 1024;
/** Messages beyond the rate that may come at once, as when a page opens: as many as come in this time. */
const BURST_SECONDS = 2;
/** What a peer has for answering a close frame. */
const CLOSE_TIMEOUT_MS = 5_000;
/** And what it has if this node is about to end. */
const CLOSE_WITHIN_MS = 1_000;

export interface WsOptions {
  readonly pipeline: Pipeline;
  readonly sessions: Sessions;
  readonly connections: Connections;
  readonly limits: SocketLimits;
  readonly mask: Mask;
  readonly report: Report;
}

/** What is kept of a socket. */
interface Extra {
  readonly socket: WebSocket;
  readonly connection: Connection;
  readonly upgradeAuthorization: string | undefined;
  session: Session | null;
  /** By id, the newest operation that is being opened. */
  readonly opening: Map<string, SubscribePayload>;
}

export interface WsServer {
  upgrade(req: IncomingMessage, socket: Socket, head: Buffer): void;
  /** Closes every connection with 1012, upon which clients connect again, perhaps to another node. */
  close(): Promise<void>;
}

/** GraphQL over WebSocket: the graphql-transport-ws protocol, each operation through the one pipeline. */
export function createWsServer(options: WsOptions): WsServer {
  const { sessions, connections, limits, mask, report } = options;
  // A variable, since the types of ws lack closeTimeout.
  const serverOptions = {
    noServer: true,
    maxPayload: limits.maxMessageBytes,
    maxFragments: MAX_FRAGMENTS,
    maxBufferedChunks: MAX_FRAGMENTS,
    perMessageDeflate: false,
    closeTimeout: CLOSE_TIMEOUT_MS,
    // So that pings count as messages do.
    autoPong: false,
    handleProtocols: (protocols: Set<string>) => handleProtocols(protocols),
  };
  const server = new WebSocketServer(serverOptions);
  const protocol = createProtocol(options);
  const stopPinging = pingAll(server);

  const opened = (socket: WebSocket, req: IncomingMessage, raw: Socket) => {
    const connection = connections.open(addressOf(req, connections.limits.trustedProxies), {
      moveOn: (delayMs) => socket.close(1012, `Service restart; retry after ${delayMs} ms`),
      cut: () => socket.terminate(),
    });
    const extra: Extra = {
      socket,
      connection,
      upgradeAuthorization: req.headers.authorization,
      session: null,
      opening: new Map(),
    };
    const served = adaptSocket(socket, raw, {
      rate: new TokenBucket(limits.maxMessagesPerSecond, limits.maxMessagesPerSecond * BURST_SECONDS),
      refusal: () => extra.session?.refusal ?? null,
      onError: (error) => closeFor(mask(error), socket),
    });
    const closed = protocol.opened(served, extra);
    socket.once('close', (code, reason) => {
      connection.close();
      if (extra.session !== null) sessions.unwatch(extra.session);
      closed(code, String(reason)).catch((error) => report({ errorId: crypto.randomUUID(), error }));
    });
  };

  return {
    upgrade(req, raw, head) {
      server.handleUpgrade(req, raw, head, (socket) => {
        // What ws finds wrong with a frame closes the socket by itself, with the code of RFC 6455.
        socket.on('error', () => {});
        try {
          opened(socket, req, raw);
        } catch (error) {
          closeFor(mask(error), socket);
        }
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

/** graphql-ws's half of the work: which message may come when, and what is answered. */
function createProtocol({ pipeline, sessions, limits, mask }: WsOptions) {
  // When another node has ended, all of its clients come at once. The first of them are served before the last sign in.
  const turn = createTurns();
  return makeServer<Record<string, unknown>, Extra>({
    connectionInitWaitTimeout: limits.initTimeoutMs,

    async onConnect({ connectionParams, extra }) {
      const { socket, connection, upgradeAuthorization } = extra;
      const token = bearerToken(authorizationOf(connectionParams) ?? upgradeAuthorization);
      await turn();
      const session = await sessions.authenticate(token);
      if (socket.readyState !== socket.OPEN) return false;
      await connection.belongTo(session.viewer);
      if (socket.readyState !== socket.OPEN) return false;
      extra.session = session;
      sessions.watch(session, (end) => closeFor(mask(end), socket));
      return session.isExtendable ? { ...session.times } : true;
    },

    async onSubscribe({ subscriptions, extra }, id, payload) {
      const session = extra.session as Session;
      if (session.refusal !== null) throw session.refusal;
      const underWay = Object.keys(subscriptions).length;
      const { maxSubscriptionsPerSocket: limit } = limits;
      // Queries and mutations have room of their own: a socket that is full has to be able to extend its session.
      if (underWay > 2 * limit || (underWay > limit && isSubscription(pipeline, payload))) {
        return [mask(tooManySubscriptions(limit))];
      }
      extra.opening.set(id, payload);
      const context = {
        viewer: session.viewer,
        lastEventId: null,
        extendSession: (token: string) => session.extend(token),
      };
      const opened = await open(pipeline, context, payload);
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
}

function tooManySubscriptions(limit: number): AgentwireError {
  return new AgentwireError(
    'LIMIT_EXCEEDED',
    `A socket carries at most ${limit} subscriptions at a time. Complete others first.`,
    { limit },
  );
}

/** Ends a connection for an error that concerns all of it. */
function closeFor(error: GraphQLError, socket: WebSocket): void {
  const code = error.extensions.code as ErrorCode;
  const closeCode = errorTable[code].closeCode ?? errorTable.INTERNAL.closeCode;
  socket.close(closeCode, fits(error.message) ? error.message : code);
}

async function closeGracefully(socket: WebSocket): Promise<void> {
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.close(1012, 'Service restart');
  const timer = setTimeout(() => socket.terminate(), CLOSE_WITHIN_MS);
  await closed;
  clearTimeout(timer);
}
