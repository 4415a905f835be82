import { expect } from 'vitest';
import { signToken } from '../support/tokens.ts';
import type { Attacked } from './attacked.ts';
import { HANGING_TOKEN } from './control.ts';
import type { Row } from './frame.ts';
import { hostile } from './frame.ts';
import type { Ended, UpgradeHeaders } from './wire.ts';
import { init, Peer, text, upgradeRequest } from './wire.ts';

const token = await signToken('mallory');
const subscribe = text({
  type: 'subscribe',
  id: '1',
  payload: { query: 'subscription { agentEvents { __typename } }' },
});

/** What an upgrade request is answered with. */
const upgrading = (name: string, status: number, headers: UpgradeHeaders, path?: string): Row => ({
  name,
  expected: { status },
  async attack({ port }) {
    const peer = await Peer.open(port, upgradeRequest(headers, path));
    const answer = await peer.status();
    peer.reset();
    return { status: answer };
  },
});

/** How a page of this origin is answered, which may have the server's port in it. */
const opening = (origin: string, status: number): Row => ({
  name: `a page of ${origin}`,
  expected: { status },
  async attack(server) {
    const headers = {
      Host: `127.0.0.1:${server.port}`,
      Origin: origin.replaceAll('PORT', String(server.port)),
    };
    return upgrading('', 0, headers).attack(server, undefined as never);
  },
});

/** How a WebSocket ends over which these messages come first. */
const saying = (
  name: string,
  closed: number,
  messages: readonly Buffer[],
  headers?: UpgradeHeaders,
): Row => ({
  name,
  expected: { closed },
  async attack({ port }) {
    const peer = await Peer.upgrade(port, headers);
    peer.write(...messages);
    return peer.ended();
  },
});

/** How a connection ends over which these bytes come, and nothing else. */
const sending = (name: string, expected: Ended, ...bytes: readonly string[]): Row => ({
  name,
  expected,
  attack: async ({ port }) => (await Peer.open(port, ...bytes)).ended(),
});

const head = upgradeRequest();
const half = head.slice(0, head.length / 2);

/** Sends a byte every now and then, until the server has had enough. */
async function trickle({ port }: Attacked): Promise<Ended> {
  const peer = await Peer.open(port);
  const bytes = head[Symbol.iterator]();
  const timer = setInterval(() => peer.write(bytes.next().value ?? 'x'), 100);
  const ended = await peer.ended();
  clearInterval(timer);
  return ended;
}

/** As many peers that all do the same; the ways in which they end, each once. */
async function many(count: number, attack: () => Promise<unknown>): Promise<unknown> {
  const outcomes = await Promise.all(Array.from({ length: count }, attack));
  const different = new Set(outcomes.map((outcome) => JSON.stringify(outcome)));
  return [...different].map((outcome) => JSON.parse(outcome));
}

const manyHeaders = Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`X-${index}`, 'y']));
const withPayload = (payload: unknown) => [text({ type: 'connection_init', payload })];

hostile('hostile handshakes', [
  opening('http://127.0.0.1:PORT', 101),
  opening('http://evil.test', 403),
  opening('null', 403),
  opening('http://127.0.0.1.evil.test:PORT', 403),
  opening('http://127.0.0.1:PORT.evil.test', 403),
  opening('http://127.0.0.1:1PORT', 403),
  opening('http://127.0.0.1', 403),
  opening('http://localhost:PORT', 403),
  opening('http://127.0.0.1:PORT@evil.test', 403),
  opening('http://evil.test@127.0.0.1:PORT', 403),
  opening('http://evil.test#127.0.0.1:PORT', 403),
  opening('HTTP://127.0.0.1:PORT', 403),
  opening('http://127.0.0.1:PORT/', 403),
  opening('http://0x7f.1:PORT', 403),
  opening('file://127.0.0.1:PORT', 403),
  opening('http://127.0.0.1:PORT, http://evil.test', 403),

  saying('no subprotocol', 4406, [], { 'Sec-WebSocket-Protocol': undefined }),
  saying('the old subprotocol', 4406, [], { 'Sec-WebSocket-Protocol': 'graphql-ws' }),
  saying('an init over the old subprotocol', 4406, [text(init(token))], {
    'Sec-WebSocket-Protocol': 'graphql-ws',
  }),
  upgrading('a subprotocol that is no list', 400, { 'Sec-WebSocket-Protocol': 'graphql-transport-ws,,' }),
  upgrading('a WebSocket without a key', 400, { 'Sec-WebSocket-Key': undefined }),
  upgrading('a WebSocket of another version', 400, { 'Sec-WebSocket-Version': '12' }),
  upgrading('a WebSocket without a host', 400, { Host: undefined }),
  ...['/', '/graphql/', '/GRAPHQL', '//graphql', '/%67raphql', '/x/../graphql'].map((path) =>
    upgrading(`a WebSocket at ${path}`, 404, {}, path),
  ),

  upgrading('2,000 headers', 431, manyHeaders),
  upgrading('a header of 1 MB', 431, { 'X-Large': 'x'.repeat(1_000_000) }),
  upgrading('an upgrade to HTTP/2', 401, { Upgrade: 'h2c', 'HTTP2-Settings': 'AAMAAABkAAQAAP__' }),
  upgrading('an upgrade to several protocols', 401, { Upgrade: 'websocket, h2c' }),
  sending('an upgrade by POST', { status: 405 }, head.replace('GET', 'POST')),
  saying('an upgrade with a body', 1002, [Buffer.from('hello')], { 'Content-Length': '5' }),

  saying('no init', 4408, []),
  saying('init twice', 4429, [text(init(token)), text(init(token))]),
  saying('init twice while the first hangs', 4429, [text(init(HANGING_TOKEN)), text(init(token))]),
  saying('subscribe before the init', 4401, [subscribe]),
  saying('subscribe while the init hangs', 4401, [text(init(HANGING_TOKEN)), subscribe]),
  saying('an init that hangs', 1013, [text(init(HANGING_TOKEN))]),
  ...[
    null,
    {},
    { Authorization: 1 },
    { Authorization: [`Bearer ${token}`] },
    { Authorization: `Basic ${token}` },
  ].map((payload) =>
    saying(`an init with ${JSON.stringify(payload).slice(0, 25)}`, 4401, withPayload(payload)),
  ),
  saying('an init with a hidden token', 4401, [
    text(`{"type":"connection_init","payload":{"__proto__":{"Authorization":"Bearer ${token}"}}}`),
  ]),
  ...['x', 1, true, [init(token)]].map((payload) =>
    saying(`an init with ${JSON.stringify(payload).slice(0, 5)}`, 4400, withPayload(payload)),
  ),

  { name: 'headers byte by byte', expected: { status: 408 }, attack: trickle },
  {
    name: '200 halves of a handshake, and 200 connections over which nothing comes',
    expected: [{ status: 408 }],
    attack: ({ port }) =>
      many(200, async () => {
        const peers = [Peer.open(port, half), Peer.open(port)];
        const [some, none] = await Promise.all(peers.map(async (peer) => (await peer).ended()));
        expect(some).toEqual(none);
        return some;
      }),
  },
  {
    name: '200 handshakes that are cut in the middle',
    expected: ['cut'],
    attack: ({ port }) =>
      many(200, async () => {
        const peer = await Peer.open(port, half);
        peer.reset();
        return 'cut';
      }),
  },
  {
    name: '200 sockets that are cut before they have an answer',
    expected: ['cut'],
    attack: ({ port }) =>
      many(200, async () => {
        const peer = await Peer.open(port, head, text(init(token)), subscribe);
        await peer.written();
        peer.reset();
        return 'cut';
      }),
  },
]);
