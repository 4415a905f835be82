import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';

/**
 * Where a request comes from: the peer's address, or what the outermost of the trusted proxies saw, which each
 * of them appends to X-Forwarded-For. Whatever stands in front of that was written by the client.
 */
export function addressOf({ headers, socket }: IncomingMessage, trustedProxies: number): string {
  const forwarded = String(headers['x-forwarded-for'] ?? '').split(',');
  const seen = trustedProxies > 0 ? forwarded.at(-trustedProxies)?.trim() : undefined;
  return networkOf(seen || (socket.remoteAddress ?? ''));
}

/** Of an IPv6 address the first 64 bits: the rest is its holder's to choose (RFC 4291, section 2.5.4). */
function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.toLowerCase().split('::');
  const groups = head.split(':').filter(Boolean);
  if (tail !== undefined) {
    const behind = tail.split(':').filter(Boolean);
    groups.push(...Array(Math.max(0, 8 - groups.length - behind.length)).fill('0'), ...behind);
  }
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
}
