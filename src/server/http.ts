import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JSONWebKeySet } from 'jose';
import type { Sessions } from '../auth/session.ts';
import { AgentwireError } from '../errors.ts';
import { ResultStream } from '../graphql/execute.ts';
import type { Mask } from '../graphql/mask.ts';
import { formatResult } from '../graphql/mask.ts';
import type { Pipeline } from '../graphql/pipeline.ts';
import { addressOf } from './address.ts';
import { Arrival } from './arrival.ts';
import type { HttpContext } from './authenticate.ts';
import { errorResponse } from './authenticate.ts';
import type { Connections } from './connections.ts';
import { isHost } from './host.ts';
import { framedOf } from './negotiate.ts';
import type { PagesOptions } from './pages.ts';
import { createPages } from './pages.ts';
import { answerPlainly } from './plain.ts';
import { sendJson, sendText } from './send.ts';
import { KEEP_ALIVE_MS, writeSingle, writeStream } from './stream.ts';
import { createTurns } from './turns.ts';

export interface HttpOptions {
  readonly pipeline: Pipeline;
  /** Whether the store answers. */
  readonly isReady: () => Promise<boolean>;
  readonly pages: PagesOptions;
  /** Public keys to publish; null publishes none. */
  readonly jwks: JSONWebKeySet | null;
  readonly sessions: Sessions;
  readonly connections: Connections;
  readonly mask: Mask;
  /** Bytes of a request's body. */
  readonly maxBodyBytes: number;
  /** Whether this node takes nothing new. */
  readonly isDraining: () => boolean;
  /** Between two signs of life in a stream that has nothing to say. Default: 12,000. */
  readonly keepAliveMs?: number | undefined;
}

export type HttpHandler = (req: IncomingMessage, res: ServerResponse) => Promise<void>;

/** Answers HTTP requests: GraphQL on /graphql, the pages, and what operators ask. */
export function createHttpHandler(options: HttpOptions): HttpHandler {
  const { isReady, jwks, isDraining } = options;
  const answers: Record<string, HttpHandler> = {
    '/livez': async (_req, res) => sendText(res, 200, 'alive'),
    '/readyz': async (_req, res) => {
      const ready = await isReady();
      sendText(res, ready ? 200 : 503, ready ? 'ready' : 'the store does not answer');
    },
    ...(jwks && { '/.well-known/jwks.json': async (_req, res) => sendJson(res, jwks) }),
  };
  const pageAt = createPages(options.pages);
  const serveGraphql = createGraphqlHandler(options);

  return async (req, res) => {
    // A health check by HTTP/1.0 names none; of other requests, Node refuses those without.
    const { host = 'localhost' } = req.headers;
    if (!isHost(host)) return sendText(res, 400, 'The Host header is no host.');
    const path = pathOf(req);
    if (isDraining() && path !== '/livez') return refuseNew(res);
    if (path === '/graphql') return serveGraphql(req, res);
    const answer = Object.hasOwn(answers, path) ? answers[path] : pageAt(path);
    if (!answer) return sendText(res, 404, 'There is nothing here. GraphQL is at /graphql.');
    if (req.method !== 'GET' && req.method !== 'HEAD')
      return sendText(res, 405, 'Only GET.', { Allow: 'GET, HEAD' });
    return answer(req, res);
  };
}

/** The path of a request, whatever else its target contains. */
export function pathOf({ url = '/' }: IncomingMessage): string {
  return url.split('?', 1)[0] ?? '/';
}

function createGraphqlHandler(options: HttpOptions): HttpHandler {
  const { pipeline, mask, sessions, connections, maxBodyBytes, keepAliveMs = KEEP_ALIVE_MS } = options;
  const nextTurn = createTurns();
  return async (req, res) => {
    const arrival = new Arrival(req, { sessions, nextTurn, maxBodyBytes });
    if (await answerPlainly(pipeline, mask, arrival, res)) return;
    // Completed by authentication, the first thing that the pipeline does with a request.
    const context = { arrival } as HttpContext;
    const response: Response = await pipeline.handleNodeRequestAndResponse(req, res, context);
    const framed = framedOf(response);
    if (framed === null) return send(response, res);
    const { framing, result } = framed;
    const headers = Object.fromEntries(response.headers);
    if (!(result instanceof ResultStream)) return writeSingle(framing, formatResult(result), res, headers);
    const address = addressOf(req, connections.limits.trustedProxies);
    const { session } = context;
    try {
      const streamOptions = { session, sessions, connections, address, headers, mask, keepAliveMs };
      await writeStream(framing, result, res, streamOptions);
    } catch (error) {
      if (res.headersSent) throw error;
      await send(errorResponse(mask(error), requestOf(req), Response), res, corsIn(headers));
    }
  };
}

async function send(
  response: Response,
  res: ServerResponse,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { destroyed, complete } = res.req;
  res.writeHead(response.status, {
    ...headers,
    ...Object.fromEntries(response.headers),
    // What is left of a body that was refused is read by nobody, and so nothing can follow it.
    ...(destroyed && !complete && { Connection: 'close' }),
  });
  res.end(await response.text());
}

/** What lets a page of another origin read the answer. */
function corsIn(headers: Readonly<Record<string, string>>) {
  const isCors = (name: string) => /^(access-control-.*|vary)$/i.test(name);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => isCors(name)));
}

/** What of a request decides how a refusal is written. */
const requestOf = ({ headers: { accept = '' } }: IncomingMessage) => ({ headers: new Headers({ accept }) });

/** Whoever asks is to ask another node, over another connection. */
function refuseNew(res: ServerResponse): void {
  const { message, extensions } = new AgentwireError('UNAVAILABLE', 'This node is closing. Try again.');
  res.writeHead(503, {
    'Content-Type': 'application/json; charset=utf-8',
    'Retry-After': '1',
    Connection: 'close',
  });
  res.end(JSON.stringify({ errors: [{ message, extensions }] }));
}
