import type { IncomingMessage, ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { preferenceFor, preferencesOf } from './accept.ts';

export interface HtmlOptions {
  readonly contentSecurityPolicy: readonly string[];
  /** Signs in whoever opens the page by an IP address or as localhost; null signs in nobody. */
  readonly token: string | null;
}

/** Serves one HTML page, compressed, and kept by nobody, since it may be signed in. */
export function createHtmlHandler(html: string, { contentSecurityPolicy, token }: HtmlOptions) {
  const forAnyone = encode(html);
  const forOwner = token === null ? forAnyone : encode(signedIn(html, token));
  return (req: IncomingMessage, res: ServerResponse): void => {
    const coding = codingFor(req);
    res.writeHead(200, {
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      'Content-Security-Policy': contentSecurityPolicy.join('; '),
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      ...(coding !== 'identity' && { 'Content-Encoding': coding }),
    });
    res.end((isOwnAddress(req) ? forOwner : forAnyone)[coding]);
  };
}

const codings = ['br', 'gzip'] as const;
type Coding = (typeof codings)[number] | 'identity';

function encode(html: string): Record<Coding, string | Buffer> {
  return { br: brotliCompressSync(html), gzip: gzipSync(html), identity: html };
}

function codingFor({ headers }: IncomingMessage): Coding {
  const preferences = preferencesOf(headers['accept-encoding'] ?? '');
  const isAccepted = (coding: Coding) => (preferenceFor([coding, '*'], preferences)?.quality ?? 0) > 0;
  return codings.find(isAccepted) ?? 'identity';
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function signedIn(html: string, token: string): string {
  const content = token.replace(/[&<>"]/g, (character) => entities[character] as string);
  return html.replace('</head>', () => `<meta name="agentwire-token" content="${content}" />\n  </head>`);
}

/** A name is whatever its owner points it to, this machine included: a foreign site could read the page by its own. */
function isOwnAddress({ headers }: IncomingMessage): boolean {
  const url = `http://${headers.host}`;
  const host = URL.canParse(url) ? new URL(url).hostname : '';
  return host === 'localhost' || isIP(host.replace(/^\[|\]$/g, '')) !== 0;
}
