import type { IncomingMessage, Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Sessions } from '../auth/session.ts';
import { SetupError } from '../errors.ts';
import { ownChannel } from '../graphql/channels.ts';
import { createMask } from '../graphql/mask.ts';
import type { PipelineOptions } from '../graphql/pipeline.ts';
import { createPipeline } from '../graphql/pipeline.ts';
import { useAuthentication } from './authenticate.ts';
import { answerClientErrors } from './client-errors.ts';
import { Connections } from './connections.ts';
import { isHost } from './host.ts';
import type { HttpOptions } from './http.ts';
import { createHttpHandler, pathOf } from './http.ts';
import { useJsonOnly } from './json-only.ts';
import type { ServerLimits } from './limits.ts';
import { useStreams } from './negotiate.ts';
import { isAllowedOrigin } from './origin.ts';
import { useResults } from './plain.ts';
import { cutStalled } from './stall.ts';
import { useStatuses } from './statuses.ts';
import { followUnused } from './unused.ts';
import { createWsServer } from './ws.ts';

/** What a client has for sending the head of a request, and then all of it. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 60_000;
/** How often requests that are being sent are looked at. */
const CHECK_INTERVAL_MS = 1_000;

/** What requests under way have for finishing when the server closes. */
const FINISH_WITHIN_MS = 5_000;

/** What every operation needs, and what only serving it needs. */
export interface ServerOptions
  extends Omit<PipelineOptions, 'plugins'>,
    Pick<HttpOptions, 'isReady' | 'pages' | 'jwks' | 'keepAliveMs'> {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly sessions: Sessions;
  readonly limits: ServerLimits;
  /** Hears of every page that may not open a WebSocket here: the page itself cannot tell why. */
  readonly onRefusedOrigin?: (origin: string) => void;
  /** What a client has for sending the head of a request. Default: 10,000. */
  readonly headersTimeoutMs?: number | undefined;
}

export interface RunningServer {
  readonly port: number;
  /**
   * Takes nothing new, moves connections on, spread over the time given (default: 0), lets requests finish, and
   * resolves when all connections are gone.
   */
  close(drainMs?: number): Promise<void>;
}

/** Starts listening. Rejects with SetupError if the port cannot be had. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { broker, sessions, report, limits, allowedOrigins, onRefusedOrigin = () => {} } = options;
  const mask = createMask(report);
  const pipeline = createPipeline({
    ...options,
    plugins: [useAuthentication(mask), useJsonOnly(), useResults(), useStatuses(), useStreams()],
  });
  const connections = new Connections(limits, (viewer, limit) =>
    broker.hold(ownChannel(viewer), 'connection', limit),
  );
  let isDraining = false;
  const handle = createHttpHandler({
    ...options,
    pipeline,
    connections,
    mask,
    maxBodyBytes: limits.maxBodyBytes,
    isDraining: () => isDraining,
  });
  const ws = createWsServer({ pipeline, sessions, connections, limits, mask, report });

  const timeouts = {
    headersTimeout: options.headersTimeoutMs ?? HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionsCheckingInterval: CHECK_INTERVAL_MS,
  };
  // Whoever would rather have HTTP/2 gets HTTP/1.1 (RFC 9110, section 7.8), as curl asks it to be.
  const shouldUpgradeCallback = ({ headers }: IncomingMessage) =>
    headers.upgrade?.toLowerCase() === 'websocket';
  const server = createServer({ ...timeouts, shouldUpgradeCallback }, (req, res) => {
    handle(req, res).catch((error) => {
      report({ errorId: crypto.randomUUID(), error });
      if (!res.headersSent) res.writeHead(500);
      res.end();
    });
  });
  server.on('upgrade', (req, socket: Socket, head) => {
    // Until the WebSocket takes over, nobody else listens for a connection that breaks.
    socket.on('error', () => socket.destroy());
    if (isDraining) return refuse(socket, '503 Service Unavailable');
    if (!isHost(req.headers.host ?? '')) return refuse(socket, '400 Bad Request');
    if (pathOf(req) !== '/graphql') return refuse(socket, '404 Not Found');
    if (!isAllowedOrigin(req, allowedOrigins)) {
      onRefusedOrigin(req.headers.origin as string);
      return refuse(socket, '403 Forbidden');
    }
    ws.upgrade(req, socket, head);
  });
  answerClientErrors(server);
  const destroyUnused = followUnused(server);
  const stopCutting = cutStalled(server, limits.writeStallMs);
  try {
    await listen(server, options);
  } catch (error) {
    stopCutting();
    connections.close();
    await ws.close();
    throw error;
  }

  return {
    port: (server.address() as AddressInfo).port,
    async close(drainMs = 0) {
      isDraining = true;
      await connections.drain(drainMs);
      const closed = new Promise((resolve) => server.close(resolve));
      destroyUnused();
      const timer = setTimeout(() => server.closeAllConnections(), FINISH_WITHIN_MS);
      await ws.close();
      connections.cutAll();
      await closed;
      clearTimeout(timer);
      stopCutting();
      connections.close();
      await pipeline.close();
    },
  };
}

function refuse(socket: Socket, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
}

async function listen(server: Server, { host, port, report }: ServerOptions): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, host, port)));
  server.listen(port, host, resolve);
  await promise;
  // Without a listener, a connection that cannot be accepted (no more file descriptors) would end the process.
  server.on('error', (error) => report({ errorId: crypto.randomUUID(), error }));
}

function listenError({ code, message }: NodeJS.ErrnoException, host: string, port: number): SetupError {
  if (code === 'EADDRINUSE') {
    return new SetupError(
      `Port ${port} is taken on ${host}. Stop what runs there or choose another with --port.`,
    );
  }
  return new SetupError(`The server cannot listen on ${host}:${port}: ${message}`);
}
