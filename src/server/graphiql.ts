import type { IncomingMessage, ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import { promisify } from 'node:util';
import { constants, gunzip, gzip } from 'node:zlib';

const EXAMPLE = `# The events of your own runs: all that there were, then live.
# Press the play button; stop it and it goes on from wherever you give as "after".
subscription Watch {
  agentEvents(start: EARLIEST) {
    __typename
    ... on RunEvent { cursor seq occurredAt runId agent { name } }
    ... on AgentThinking { text }
    ... on ToolExecuting { toolName title input }
    ... on ToolCompleted { toolName status durationMs toolError { message } }
    ... on MessageDelta { text }
    ... on AgentCompleted { finishReason finalText }
    ... on CaughtUp { replayed cursor }
    ... on StreamReset { resetReason cursor }
  }
}

query Runs {
  runs(first: 10) {
    nodes { id status activity startedAt durationMs agent { name } finalText }
  }
}
`;

/** The page brings all it needs, so nothing but this server has to be, or can be, asked for anything. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'unsafe-inline' 'unsafe-eval' blob:",
  "style-src 'unsafe-inline'",
  'img-src data: blob:',
  'font-src data:',
  'worker-src blob:',
  "connect-src 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * Serves GraphiQL with everything it needs in the page itself, so that it works without any other host.
 *
 * `token` is what its headers tab starts with: subscriptions go over server-sent events, which carry the headers
 * along; GraphiQL's own WebSocket transport would lose them.
 */
export function createGraphiqlHandler(token: string | null) {
  // The page takes 9 MB, of which 2.5 MB are left compressed; made once, when it is first asked for.
  let compressedPage: Promise<Buffer> | null = null;
  return async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    if (token !== null && !isOwnAddress(req)) {
      res.writeHead(403, { 'Content-Type': 'text/plain; charset=utf-8' });
      res.end('Open GraphiQL by an IP address or as localhost: the page is signed in.\n');
      return;
    }
    compressedPage ??= renderCompressed(token);
    await sendPage(await compressedPage, req, res);
  };
}

/** A name is whatever its owner points it to, this machine included: a foreign site could read the page by its own. */
function isOwnAddress({ headers }: IncomingMessage): boolean {
  const url = `http://${headers.host}`;
  const host = URL.canParse(url) ? new URL(url).hostname : '';
  return host === 'localhost' || isIP(host.replace(/^\[|\]$/g, '')) !== 0;
}

async function sendPage(page: Buffer, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const acceptsGzip = /\bgzip\b/.test(req.headers['accept-encoding'] ?? '');
  res.writeHead(200, {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    'Content-Security-Policy': CONTENT_SECURITY_POLICY,
    ...(acceptsGzip && { 'Content-Encoding': 'gzip' }),
  });
  res.end(acceptsGzip ? page : await promisify(gunzip)(page));
}

async function renderCompressed(token: string | null): Promise<Buffer> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const page = renderGraphiQL({
    title: 'agentwire GraphiQL',
    endpoint: '/graphql',
    subscriptionsProtocol: 'SSE',
    defaultQuery: EXAMPLE,
    ...(token !== null && { defaultHeaders: JSON.stringify({ Authorization: `Bearer ${token}` }, null, 2) }),
  });
  return promisify(gzip)(page, { level: constants.Z_BEST_SPEED });
}
