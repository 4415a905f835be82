import { signToken } from '../support/tokens.ts';
import type { Row } from './frame.ts';
import { hostile } from './frame.ts';
import { Peer } from './wire.ts';

const token = await signToken('mallory');
const BODY = '{"query":"{ viewer { id } }"}';

interface RequestParts {
  readonly line?: string;
  /** Null leaves the header out that requests have otherwise. */
  readonly headers?: Readonly<Record<string, string | number | null>>;
  readonly body?: string;
}

/** A request as it should be, but for what is given. */
function request({ line = 'POST /graphql HTTP/1.1', headers = {}, body = BODY }: RequestParts = {}): string {
  const all = {
    Host: '127.0.0.1',
    Authorization: `Bearer ${token}`,
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, value]) => (value === null ? [] : `${name}: ${value}`));
  return [line, ...lines, '', body].join('\r\n');
}

/** With which statuses these bytes are answered until the connection ends; `null` stands for the end. */
const sending = (
  name: string,
  statuses: readonly (number | null)[],
  bytes: string | readonly string[],
): Row => ({
  name,
  expected: statuses,
  async attack({ port }) {
    const peer = await Peer.open(port, ...[bytes].flat());
    const answers: (number | null)[] = [];
    while (answers.length < statuses.length) answers.push(await peer.status());
    peer.reset();
    return answers;
  },
});

const chunked = { 'Content-Length': null, 'Transfer-Encoding': 'chunked' };
const withHeaders = (headers: RequestParts['headers'] = {}, body = BODY) => request({ headers, body });
const withLine = (line: string) =>
  request({ line, headers: { 'Content-Length': null, 'Content-Type': null }, body: '' });

hostile('hostile requests', [
  sending('a request as it should be', [200], request()),
  sending('100 requests at once', Array(100).fill(200), request().repeat(100)),
  sending('a request, and garbage behind it', [400, null], [request(), 'garbage\r\n\r\n']),
  sending('a URL of 1 MB', [431, null], withLine(`GET /${'x'.repeat(1_000_000)} HTTP/1.1`)),

  sending('a chunk of no length', [400, null], withHeaders(chunked, 'ZZ\r\n')),
  sending('a chunk of 2^64 bytes', [400, null], withHeaders(chunked, '10000000000000000\r\n')),
  sending(
    'a chunk that is longer than it says',
    [400, null],
    withHeaders(chunked, `1\r\n${BODY}\r\n0\r\n\r\n`),
  ),
  sending(
    'a chunk with an extension of 1 MB',
    [413, null],
    withHeaders(chunked, `1;${'x'.repeat(1_000_000)}`),
  ),
  sending('a body of 5 MB', [413], withHeaders({}, `"${'x'.repeat(5_000_000)}"`)),
  sending(
    'a body of 5 MB in chunks',
    [413, null],
    withHeaders(chunked, `100000\r\n${'x'.repeat(0x100000)}\r\n`.repeat(5)),
  ),
  sending('a length of less than nothing', [400, null], withHeaders({ 'Content-Length': -1 })),
  sending('a length that is no number', [400, null], withHeaders({ 'Content-Length': '0x10' })),
  sending('two lengths in one', [400, null], withHeaders({ 'Content-Length': '28, 29' })),
  sending('two lengths', [400, null], withHeaders({ 'content-length': 1 })),
  sending('a length that is too short', [400, null], withHeaders({ 'Content-Length': 5 })),
  sending('a length and chunks', [400, null], withHeaders({ 'Transfer-Encoding': 'chunked' }, '0\r\n\r\n')),
  sending(
    'chunks within chunks',
    [400, null],
    withHeaders({ ...chunked, 'Transfer-Encoding': 'chunked, identity' }),
  ),
  sending('chunks that are none', [400, null], withHeaders({ ...chunked, 'Transfer-Encoding': 'xchunked' })),
  sending(
    'chunks behind a tab',
    [400, null],
    withHeaders({ ...chunked, 'Transfer-Encoding': '\x0bchunked' }),
  ),
  sending('lines that end in LF', [400, null], request().replaceAll('\r\n', '\n')),
  sending('a header that is folded', [400, null], withHeaders({ 'X-A': 'x\r\n y' })),
  sending('a header with a space behind its name', [400, null], withHeaders({ 'X-A ': 'x' })),
  sending('a header with NUL', [400, null], withHeaders({ 'X-A': 'x\0y' })),
  sending('no host', [400], withHeaders({ Host: null })),
  sending(
    'no host, and no need of one',
    [200, null],
    [request({ line: 'POST /graphql HTTP/1.0', headers: { Host: null } })],
  ),
  ...['', '[', 'a b', '/', 'x/graphql?', '127.0.0.1:99999999', 'user@127.0.0.1', '%00', '#'].map((host) =>
    sending(`the host ${JSON.stringify(host)}`, [400], withHeaders({ Host: host })),
  ),

  sending('a body that waits to be asked for', [100, 200], withHeaders({ Expect: '100-continue' })),
  sending('an expectation that nobody knows', [417], withHeaders({ Expect: 'everything' })),
  sending('HTTP/1.0', [200, null], request({ line: 'POST /graphql HTTP/1.0' })),
  sending('HTTP/0.9', [401, null], 'GET /graphql\r\n\r\n'),
  sending('HTTP/2 at once', [400, null], 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  sending('TLS', [400, null], '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'),

  ...['HEAD', 'PUT', 'DELETE', 'PATCH', 'TRACE', 'QUERY', 'PROPFIND', 'PURGE'].map((method) =>
    sending(`${method} on GraphQL`, [405], withLine(`${method} /graphql HTTP/1.1`)),
  ),
  sending('OPTIONS on GraphQL', [405], withLine('OPTIONS /graphql HTTP/1.1')),
  sending('OPTIONS on everything', [404], withLine('OPTIONS * HTTP/1.1')),
  sending('CONNECT', [null], withLine('CONNECT /graphql HTTP/1.1')),
  sending('CONNECT to somebody else', [null], withLine('CONNECT evil.test:443 HTTP/1.1')),
  sending('a method that there is not', [400, null], withLine('SUBSCRIBEX /graphql HTTP/1.1')),
  sending("somebody else's URL", [404], withLine('GET http://evil.test/graphql HTTP/1.1')),
  ...['/graphql/..', '/%', '/%00', '/..%2f..%2fetc%2fpasswd', '/__proto__', '//evil.test/graphql'].map(
    (path) => sending(`the path ${path}`, [404], withLine(`GET ${path} HTTP/1.1`)),
  ),

  {
    name: '100 bodies that are cut in the middle',
    expected: { served: true },
    async attack(server) {
      const peers = Array.from({ length: 100 }, () => Peer.open(server.port, request().slice(0, -10)));
      for (const peer of await Promise.all(peers)) peer.reset();
      const { data } = await server.post(token, '{ viewer { id } }');
      return { served: data.viewer.id === 'mallory' };
    },
  },
]);
