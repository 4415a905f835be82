import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JSONWebKeySet } from 'jose';
import type { Pipeline } from '../graphql/pipeline.ts';
import { createGraphiqlHandler } from './graphiql.ts';
import { eventsOf, writeEvents } from './sse.ts';

export interface HttpOptions {
  readonly pipeline: Pipeline;
  /** Whether the store answers. */
  readonly isReady: () => Promise<boolean>;
  /** Serves GraphiQL, signed in with `token` if there is one; null leaves the page out. */
  readonly graphiql: { readonly token: string | null } | null;
  /** Public keys to publish; null publishes none. */
  readonly jwks: JSONWebKeySet | null;
  /** Aborts when the server closes: streams end then, since they would not by themselves. */
  readonly closing: AbortSignal;
}

export type HttpHandler = (req: IncomingMessage, res: ServerResponse) => Promise<void>;

/** Answers HTTP requests: GraphQL on /graphql, the pages, and what operators ask. */
export function createHttpHandler({ pipeline, isReady, graphiql, jwks, closing }: HttpOptions): HttpHandler {
  const pages: Record<string, HttpHandler> = {
    '/livez': async (_req, res) => sendText(res, 200, 'alive'),
    '/readyz': async (_req, res) => {
      const ready = await isReady();
      sendText(res, ready ? 200 : 503, ready ? 'ready' : 'the store does not answer');
    },
    ...(jwks && { '/.well-known/jwks.json': async (_req, res) => sendJson(res, jwks) }),
    ...(graphiql && {
      '/graphiql': createGraphiqlHandler(graphiql.token),
      '/': async (_req, res) => void res.writeHead(302, { Location: '/graphiql' }).end(),
    }),
  };

  return async (req, res) => {
    const path = pathOf(req);
    if (path === '/graphql') return serveGraphql(pipeline, closing, req, res);
    const page = Object.hasOwn(pages, path) ? pages[path] : undefined;
    if (page === undefined) return sendText(res, 404, 'There is nothing here. GraphQL is at /graphql.');
    if (req.method !== 'GET' && req.method !== 'HEAD')
      return sendText(res, 405, 'Only GET.', { Allow: 'GET, HEAD' });
    return page(req, res);
  };
}

/** The path of a request, whatever else its target contains. */
export function pathOf({ url = '/' }: IncomingMessage): string {
  return url.split('?', 1)[0] ?? '/';
}

async function serveGraphql(
  pipeline: Pipeline,
  closing: AbortSignal,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  // The context is completed by authentication, the first thing that the pipeline does with a request.
  const response: Response = await pipeline.handleNodeRequestAndResponse(req, res, {} as never);
  res.writeHead(response.status, Object.fromEntries(response.headers));
  const events = eventsOf(response);
  if (events === null) res.end(await response.text());
  else await writeEvents(events, res, closing);
}

function sendText(
  res: ServerResponse,
  status: number,
  text: string,
  headers: Record<string, string> = {},
): void {
  res.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Cache-Control': 'no-store',
    ...headers,
  });
  res.end(`${text}\n`);
}

function sendJson(res: ServerResponse, value: unknown): void {
  res.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8' });
  res.end(JSON.stringify(value));
}
