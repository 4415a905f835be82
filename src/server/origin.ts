import type { IncomingMessage } from 'node:http';

/**
 * Whether a browser page of this origin may open a WebSocket here: one of the server's own host, or one that is
 * allowed by name. Browsers ask nobody before they open one, so this check is all there is (RFC 6455, section
 * 10.2). Other clients send no Origin, and have no cookies that anyone could abuse.
 */
export function isAllowedOrigin({ headers }: IncomingMessage, allowedOrigins: readonly string[]): boolean {
  const { origin, host } = headers;
  if (origin === undefined || allowedOrigins.includes(origin)) return true;
  const url = URL.parse(origin);
  // Written as browsers write it; of which scheme is for the proxy that ends TLS to know.
  return url !== null && url.origin === origin && url.host === host;
}
