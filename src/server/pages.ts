import { existsSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import sirv from 'sirv';
import { createHtmlHandler } from './html.ts';
import { sendText } from './send.ts';

/** Seen from here, the same folder in the sources and in the built package. */
const builtPages = fileURLToPath(new URL('../../dist/pages/', import.meta.url));

const YEAR_S = 365 * 24 * 3600;

export interface PagesOptions {
  /** Whether there is the dashboard, at `/` and `/runs/…`. */
  readonly dashboard: boolean;
  /** Whether there is GraphiQL, at `/graphiql`. */
  readonly graphiql: boolean;
  /** Signs in whoever opens a page by an IP address or as localhost; null signs in nobody. */
  readonly token: string | null;
  /** Where the pages are built to. Default: where `npm run build:pages` puts them. */
  readonly folder?: string;
}

type Handler = (req: IncomingMessage, res: ServerResponse) => void;

/** The pages bring all they need: nothing but this server has to be, or can be, asked for anything. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "worker-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
];

const pages = {
  dashboard: { file: 'dashboard/index.html', contentSecurityPolicy },
  graphiql: { file: 'graphiql/index.html', contentSecurityPolicy },
} as const;

type Part = keyof typeof pages | 'assets';

/** Finds what serves a path of the pages; null for all other paths. */
export function createPages(options: PagesOptions): (path: string) => Handler | null {
  const { dashboard, graphiql, token, folder = builtPages } = options;
  let handlers: Record<Part, Handler> | null = null;

  // Read when they are first needed, once: who builds them anew starts the server anew, as for the server's code.
  const part =
    (name: Part): Handler =>
    (req, res) => {
      handlers ??= load(folder, token);
      if (handlers === null) sendText(res, 503, 'The pages are not built: run npm run build.');
      else handlers[name](req, res);
    };

  return (path) => {
    if (path === '/') return dashboard ? part('dashboard') : graphiql ? redirectToGraphiql : null;
    if (path === '/graphiql') return graphiql ? part('graphiql') : null;
    // The dashboard takes any run's id out of its address by itself.
    if (path.startsWith('/runs/')) return dashboard ? part('dashboard') : null;
    if (path.startsWith('/assets/')) return dashboard || graphiql ? part('assets') : null;
    return null;
  };
}

const redirectToGraphiql: Handler = (_req, res) => void res.writeHead(302, { Location: '/graphiql' }).end();

/** Null if the pages are not there. */
function load(folder: string, token: string | null): Record<Part, Handler> | null {
  const htmlHandler = ({ file, contentSecurityPolicy }: (typeof pages)[keyof typeof pages]) =>
    createHtmlHandler(readFileSync(join(folder, file), 'utf8'), { contentSecurityPolicy, token });

  if (!Object.values(pages).every(({ file }) => existsSync(join(folder, file)))) return null;
  return {
    dashboard: htmlHandler(pages.dashboard),
    graphiql: htmlHandler(pages.graphiql),
    assets: createAssetHandler(folder),
  };
}

/** Serves what the pages load. The names of these files change with their contents. */
function createAssetHandler(folder: string): Handler {
  const serve = sirv(folder, {
    brotli: true,
    gzip: true,
    etag: true,
    maxAge: YEAR_S,
    immutable: true,
    extensions: [],
    setHeaders: (res) => void res.setHeader('X-Content-Type-Options', 'nosniff'),
  });
  return (req, res) => {
    // sirv throws on ranges that are none, and leaves a file that is gone by now to end the process.
    delete req.headers.range;
    res.once('pipe', (file: Readable) => file.once('error', () => res.destroy()));
    serve(req, res, () => sendText(res, 404, 'There is no such file.'));
  };
}
