import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { ExecutionResult, GraphQLError } from 'graphql';
import type { OperationResult } from 'graphql-ws';
import { handleProtocols, makeServer } from 'graphql-ws';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';
import { authorizationOf, bearerToken } from '../auth/bearer.ts';
import type { Session, Sessions } from '../auth/session.ts';
import { AgentwireError } from '../errors.ts';
import { ResultStream } from '../graphql/execute.ts';
import type { Mask, Report } from '../graphql/mask.ts';
import { formatError, formatResult, hasCode } from '../graphql/mask.ts';
import type { Opened } from '../graphql/open.ts';
import { isSubscription, open } from '../graphql/open.ts';
import type { Pipeline } from '../graphql/pipeline.ts';
import { TokenBucket } from '../token-bucket.ts';
import { addressOf } from './address.ts';
import type { Connection, Connections } from './connections.ts';
import { Delivery } from './delivery.ts';
import type { SocketLimits } from './limits.ts';
import { pingAll } from './pings.ts';
import { createTurns } from './turns.ts';
import { WsConnection } from './ws-connection.ts';

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

  const opened = (socket: WebSocket, raw: Socket, { headers }: IncomingMessage, address: string) => {
    const client = new WsConnection(socket, raw, {
      authorization: headers.authorization,
      rate: new TokenBucket(limits.maxMessagesPerSecond, limits.maxMessagesPerSecond * BURST_SECONDS),
      mask,
    });
    try {
      const connection = connections.open(address, client);
      const closed = protocol.opened(client.served, { client, connection });
      socket.once('close', (code, reason) => {
        connection.close();
        if (client.session !== null) sessions.unwatch(client.session);
        closed(code, String(reason)).catch((error) => report({ errorId: crypto.randomUUID(), error }));
      });
    } catch (error) {
      client.fail(error);
    }
  };

  return {
    upgrade(req, raw, head) {
      server.handleUpgrade(req, raw, head, (socket) => {
        socket.on('error', leaveItToWs);
        opened(socket, raw, req, addressOf(req, connections.limits.trustedProxies));
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

/** What ws finds wrong with a frame closes the socket by itself, with the code of RFC 6455. */
function leaveItToWs(): void {}

/** What graphql-ws keeps with a socket. */
interface Extra {
  readonly client: WsConnection;
  readonly connection: Connection;
}

/** graphql-ws's half of the work: which message may come when, and what is answered. */
function createProtocol({ pipeline, sessions, limits, mask }: WsOptions) {
  // When another node has ended, all of its clients come at once. The first of them are served before the last sign in.
  const turn = createTurns();
  return makeServer<Record<string, unknown>, Extra>({
    connectionInitWaitTimeout: limits.initTimeoutMs,

    async onConnect(context) {
      const { client, connection } = context.extra;
      const token = bearerToken(authorizationOf(context.connectionParams) ?? client.authorization);
      // Neither the token nor whatever else came with it has any further use.
      Object.assign(context, { connectionParams: undefined });
      client.authorization = undefined;
      await turn();
      const session = await sessions.authenticate(token);
      if (!client.isOpen) return false;
      await connection.belongTo(session.viewer);
      if (!client.isOpen) return false;
      client.session = session;
      sessions.watch(session, (end) => client.fail(end));
      return session.isExtendable ? { ...session.times } : true;
    },

    async onSubscribe({ subscriptions, extra: { client } }, id, payload) {
      const session = client.session as Session;
      if (session.refusal !== null) throw session.refusal;
      const underWay = Object.keys(subscriptions).length;
      const { maxSubscriptionsPerSocket: limit } = limits;
      // Queries and mutations have room of their own: a socket that is full has to be able to extend its session.
      if (underWay > 2 * limit || (underWay > limit && isSubscription(pipeline, payload))) {
        return [mask(tooManySubscriptions(limit))];
      }
      client.opens(id, payload);
      const context = {
        viewer: session.viewer,
        lastEventId: null,
        extendSession: (token: string) => session.extend(token),
      };
      const opened = await open(pipeline, context, payload);
      if (Array.isArray(opened)) client.opened(id, payload);
      return opened;
    },

    async onOperation({ extra: { client } }, id, payload, _args, result: unknown) {
      const stream = result instanceof ResultStream ? result : null;
      if (client.opened(id, payload)) {
        return stream === null ? undefined : new Delivery(client.served, id, stream);
      }
      // Completed, and its id taken again, while it was being opened. graphql-ws would take it for the newer one
      // and forget either. It never hears of this one again.
      stream?.close();
      return new Promise(() => {});
    },

    execute: resultOf,
    subscribe: resultOf,
    onNext: (_connection, _id, _payload, _args, result) => formatResult(result as ExecutionResult),
    onError: (_connection, _id, _payload, errors) =>
      (errors as readonly GraphQLError[]).map((error) => formatError(hasCode(error) ? error : mask(error))),
  });
}

/** What came of an operation when it was opened; of a stream, graphql-ws gets to see what stands for it. */
const resultOf = (args: unknown) => (args as Opened).result as OperationResult;

function tooManySubscriptions(limit: number): AgentwireError {
  return new AgentwireError(
    'LIMIT_EXCEEDED',
    `A socket carries at most ${limit} subscriptions at a time. Complete others first.`,
    { limit },
  );
}

async function closeGracefully(socket: WebSocket): Promise<void> {
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.close(1012, 'Service restart');
  const timer = setTimeout(() => socket.terminate(), CLOSE_WITHIN_MS);
  await closed;
  clearTimeout(timer);
}
