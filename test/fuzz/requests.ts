import type { Choices } from './choices.ts';
import { askedFrom, damaged } from './documents.ts';
import type { Exchange } from './exchange.ts';
import { bytesOf } from './exchange.ts';
import type { Known } from './values.ts';
import { junk, textOf } from './values.ts';

const accepts = [
  'application/json',
  'application/graphql-response+json',
  'text/event-stream',
  'multipart/mixed;subscriptionSpec=1.0',
  '*/*',
];
const oddAccepts = ['', 'text/event-stream;q=0, */*', 'a/b;c="', 'multipart/mixed', ',;,', 'x'.repeat(9_000)];
const types = [
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  '',
  'application/json; charset=utf-16',
];
const methods = ['POST', 'GET', 'OPTIONS', 'PUT', 'DELETE', 'CONNECT', 'TRACE', 'QUERY', 'post', 'PRI'];
const paths = [
  '/graphql',
  '/',
  '/livez',
  '/readyz',
  '/graphiql',
  '*',
  '/graphql/..;/',
  '/%00',
  '//',
  '/graphql?query=%',
  'http://other/graphql',
  '/.well-known/jwks.json',
];
const oddHeaders = [
  'Transfer-Encoding: chunked',
  'Transfer-Encoding: gzip, chunked',
  'Content-Length: 10',
  'Content-Length: -1',
  'Content-Encoding: gzip',
  'Expect: 100-continue',
  'Expect: something',
  'Upgrade: websocket',
  'Connection: Upgrade, close',
  'Origin: null',
  'Origin: http://elsewhere.example',
  'Last-Event-ID: nothing',
  'X-Forwarded-For: 1.2.3.4',
  'Authorization: Basic eDp5',
  'Host: a, b',
  ' folded: value',
  'no colon',
  'nul: \0',
];

/** Operations over HTTP, as every client asks for them. */
export function operationsFrom(choices: Choices, known: Known): Exchange {
  const requests = choices.list(1, 3, () => operation(choices, known));
  return {
    opening: '',
    opened: null,
    chunks: requests.map(bytesOf),
    answered: /^HTTP\/1\.1 /,
    stays: choices.pick(['end', 'end', 'first byte', 'written']),
    goes: choices.pick(['reset', 'end']),
  };
}

/** Bytes that are perhaps a request. */
export function requestFrom(choices: Choices, known: Known): Exchange {
  const request = choices.oneIn(3) ? operation(choices, known) : oddRequest(choices, known);
  const bytes = bytesOf(choices.oneIn(3) ? damaged(choices, request) : request);
  const at = choices.below(Math.min(bytes.length + 1, 65_536));
  return {
    opening: '',
    opened: null,
    chunks: [bytes.slice(0, at), bytes.slice(at)],
    answered: null,
    stays: choices.pick(['end', 'first byte', 'written']),
    goes: choices.pick(['reset', 'end']),
  };
}

function operation(choices: Choices, known: Known): string {
  const asked = askedFrom(choices, known);
  const headers = [`Authorization: Bearer ${choices.pick(known.tokens)}`];
  headers.push(`Accept: ${choices.pick(choices.oneIn(12) ? oddAccepts : accepts)}`);
  if (choices.oneIn(8)) headers.push(`Last-Event-ID: ${choices.pick(known.cursors)}`);
  if (choices.oneIn(5)) return written('GET', `/graphql${searchOf(asked)}`, headers, '');
  return written('POST', '/graphql', [...headers, 'Content-Type: application/json'], JSON.stringify(asked));
}

function oddRequest(choices: Choices, known: Known): string {
  const asked = askedFrom(choices, known);
  const body = JSON.stringify(choices.pick([asked, [asked], junk(choices, known)]));
  const headers = choices.list(0, 4, () => choices.pick(oddHeaders));
  headers.push(`Authorization: Bearer ${choices.pick(known.tokens)}`, `Content-Type: ${choices.pick(types)}`);
  if (choices.oneIn(6))
    headers.push(`x-${'y'.repeat(choices.below(20_000))}: ${headerText(textOf(choices, known))}`);
  return written(choices.pick(methods), choices.pick(paths), headers, body);
}

function written(method: string, target: string, headers: readonly string[], body: string): string {
  const length = body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  return [`${method} ${target} HTTP/1.1`, 'Host: 127.0.0.1', ...length, ...headers, '', body].join('\r\n');
}

function searchOf(asked: object): string {
  const entries = Object.entries(asked).map(([name, value]) => [
    name,
    (typeof value === 'string' ? value : JSON.stringify(value)).toWellFormed(),
  ]);
  return `?${new URLSearchParams(entries)}`;
}

const headerText = (text: string) => text.replaceAll(/[\r\n]/g, ' ');
