import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { addressOf } from '../../src/server/address.ts';

const request = (remoteAddress: string | undefined, forwarded?: string) =>
  ({ headers: { 'x-forwarded-for': forwarded }, socket: { remoteAddress } }) as unknown as IncomingMessage;

test.each<[string, string | undefined, string | undefined, number, string]>([
  ['the peer', '192.0.2.1', undefined, 0, '192.0.2.1'],
  ['the peer, whatever it says of itself', '192.0.2.1', '198.51.100.7', 0, '192.0.2.1'],
  ['IPv4 in IPv6', '::ffff:192.0.2.1', undefined, 0, '192.0.2.1'],
  ['what the proxy saw', '10.0.0.1', '198.51.100.7', 1, '198.51.100.7'],
  [
    'what the proxy saw, and not what the client wrote',
    '10.0.0.1',
    '6.6.6.6, 198.51.100.7',
    1,
    '198.51.100.7',
  ],
  ['what the outer of two saw', '10.0.0.1', '6.6.6.6, 198.51.100.7, 10.0.0.2', 2, '198.51.100.7'],
  ['the peer, where the proxy says nothing', '10.0.0.1', undefined, 1, '10.0.0.1'],
  ['the peer, where there are fewer proxies', '10.0.0.1', '198.51.100.7', 2, '10.0.0.1'],
  ['the network of an IPv6 address', '2001:db8:1:2:3:4:5:6', undefined, 0, '2001:db8:1:2'],
  ['the same one, written shorter', '2001:0DB8:0001:2::6', undefined, 0, '2001:db8:1:2'],
  ['one that begins with zeros', '::1', undefined, 0, '0:0:0:0'],
  ['one with zeros between', '2001:db8::5:6', undefined, 0, '2001:db8:0:0'],
  ['a peer that is gone', undefined, undefined, 0, ''],
])('counts %s', (_, peer, forwarded, proxies, address) => {
  expect(addressOf(request(peer, forwarded), proxies)).toBe(address);
});
