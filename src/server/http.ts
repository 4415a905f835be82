import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JSONWebKeySet } from 'jose';
import type { Pipeline } from '../graphql/pipeline.ts';
import { streamOf } from './negotiate.ts';
import type { PagesOptions } from './pages.ts';
import { createPages } from './pages.ts';
import { sendJson, sendText } from './send.ts';
import type { StreamOptions } from './stream.ts';
import { KEEP_ALIVE_MS, writeStream } from './stream.ts';

export interface HttpOptions {
  readonly pipeline: Pipeline;
  /** Whether the store answers. */
  readonly isReady: () => Promise<boolean>;
  readonly pages: PagesOptions;
  /** Public keys to publish; null publishes none. */
  readonly jwks: JSONWebKeySet | null;
  /** Aborts when the server closes: streams end then, since they would not by themselves. */
  readonly closing: AbortSignal;
  /** Between two signs of life in a stream that has nothing to say. Default: 12,000. */
  readonly keepAliveMs?: number | undefined;
}

export type HttpHandler = (req: IncomingMessage, res: ServerResponse) => Promise<void>;

/** Answers HTTP requests: GraphQL on /graphql, the pages, and what operators ask. */
export function createHttpHandler(options: HttpOptions): HttpHandler {
  const { pipeline, isReady, jwks, closing, keepAliveMs = KEEP_ALIVE_MS } = options;
  const answers: Record<string, HttpHandler> = {
    '/livez': async (_req, res) => sendText(res, 200, 'alive'),
    '/readyz': async (_req, res) => {
      const ready = await isReady();
      sendText(res, ready ? 200 : 503, ready ? 'ready' : 'the store does not answer');
    },
    ...(jwks && { '/.well-known/jwks.json': async (_req, res) => sendJson(res, jwks) }),
  };
  const pageAt = createPages(options.pages);

  return async (req, res) => {
    const path = pathOf(req);
    if (path === '/graphql') return serveGraphql(pipeline, { closing, keepAliveMs }, req, res);
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

async function serveGraphql(
  pipeline: Pipeline,
  options: StreamOptions,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  // The context is completed by authentication, the first thing that the pipeline does with a request.
  const response: Response = await pipeline.handleNodeRequestAndResponse(req, res, {} as never);
  res.writeHead(response.status, Object.fromEntries(response.headers));
  const stream = streamOf(response);
  if (stream === null) res.end(await response.text());
  else await writeStream(stream.framing, stream.results, res, options);
}
