import { setMaxListeners } from 'node:events';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Verify } from '../auth/verify.ts';
import { SetupError } from '../errors.ts';
import { createMask } from '../graphql/mask.ts';
import type { PipelineOptions } from '../graphql/pipeline.ts';
import { createPipeline } from '../graphql/pipeline.ts';
import { useAuthentication } from './authenticate.ts';
import type { HttpOptions } from './http.ts';
import { createHttpHandler, pathOf } from './http.ts';
import { useJsonOnly } from './json-only.ts';
import { useStreams } from './negotiate.ts';
import { isAllowedOrigin } from './origin.ts';
import { followUnused } from './unused.ts';
import { createWsServer } from './ws.ts';

/** Bytes of an HTTP request's body. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** What requests under way have for finishing when the server closes. */
const FINISH_WITHIN_MS = 5_000;

/** What every operation needs, and what only serving it needs. */
export interface ServerOptions
  extends Omit<PipelineOptions, 'plugins' | 'maxBodyBytes'>,
    Omit<HttpOptions, 'pipeline' | 'closing'> {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly verify: Verify;
  /** Hears of every page that may not open a WebSocket here: the page itself cannot tell why. */
  readonly onRefusedOrigin?: (origin: string) => void;
}

export interface RunningServer {
  readonly port: number;
  /** Takes no new connections, ends streams, lets requests finish, and resolves when all connections are gone. */
  close(): Promise<void>;
}

/** Starts listening. Rejects with SetupError if the port cannot be had. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { verify, report, allowedOrigins, onRefusedOrigin = () => {} } = options;
  const pipeline = createPipeline({
    ...options,
    maxBodyBytes: MAX_BODY_BYTES,
    plugins: [useAuthentication(verify, createMask(report)), useJsonOnly(), useStreams()],
  });
  const closing = new AbortController();
  // One listener per event stream, however many there are.
  setMaxListeners(0, closing.signal);
  const handle = createHttpHandler({ ...options, pipeline, closing: closing.signal });
  const ws = createWsServer({ pipeline, verify, report });

  const server = createServer((req, res) => {
    handle(req, res).catch((error) => {
      report({ errorId: crypto.randomUUID(), error });
      if (!res.headersSent) res.writeHead(500);
      res.end();
    });
  });
  server.on('upgrade', (req, socket, head) => {
    // Until the WebSocket takes over, nobody else listens for a connection that breaks.
    socket.on('error', () => socket.destroy());
    if (pathOf(req) !== '/graphql')
      return void socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
    if (!isAllowedOrigin(req, allowedOrigins)) {
      onRefusedOrigin(req.headers.origin as string);
      return void socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
    }
    ws.upgrade(req, socket, head);
  });
  const destroyUnused = followUnused(server);
  try {
    await listen(server, options);
  } catch (error) {
    await ws.close();
    throw error;
  }

  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      closing.abort();
      destroyUnused();
      const timer = setTimeout(() => server.closeAllConnections(), FINISH_WITHIN_MS);
      await Promise.all([ws.close(), closed]);
      clearTimeout(timer);
    },
  };
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
