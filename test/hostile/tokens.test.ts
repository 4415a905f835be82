import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JWTPayload } from 'jose';
import { EncryptJWT, exportSPKI, SignJWT } from 'jose';
import { afterAll } from 'vitest';
import type { Claims } from '../auth/tokens.ts';
import { encode, es256, goodClaims, keys, makeKey, seconds, signText } from '../auth/tokens.ts';
import { jwks, verifyOptions } from '../support/tokens.ts';
import type { Outcomes } from './asking.ts';
import { answeredWith, askIn, each, patient, unauthenticated, ways } from './asking.ts';
import type { Row } from './frame.ts';
import { hostile } from './frame.ts';

const HUGE = 'x'.repeat(1_000_000);
const payload = { query: '{ __typename }' };
const good: Outcomes = answeredWith('{"__typename":"Query"}');
const expired: Outcomes = {
  POST: '401 TOKEN_EXPIRED',
  GET: '401 TOKEN_EXPIRED',
  SSE: '401 TOKEN_EXPIRED',
  multipart: '401 TOKEN_EXPIRED',
  WebSocket: 'closed 4403',
};
/** Larger than the head of a request, and than a message. */
const tooLarge: Outcomes = {
  POST: '431',
  GET: '431',
  SSE: '431',
  multipart: '431',
  WebSocket: 'closed 1009',
};

const claims = (changed: Claims = {}): JWTPayload => ({
  ...goodClaims(),
  aud: verifyOptions.audience,
  ...changed,
});
const goodHeader = { alg: 'ES256', kid: 'ES256' };
const withClaims = (changed: Claims) => signText(JSON.stringify(claims(changed)));
const withHeader = (header: object) => signText(JSON.stringify(claims()), { ...goodHeader, ...header });
/** What JSON.stringify would not write. */
const withRaw = (claim: string, json: string) =>
  signText(JSON.stringify(claims({ [claim]: '@' })).replace('"@"', json));
const unsigned = (alg: unknown) => `${encode({ alg, kid: 'ES256' })}.${encode(claims())}.`;

function hmac(secret: string | Buffer): string {
  const input = `${encode({ alg: 'HS256', kid: 'ES256' })}.${encode(claims())}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

/** Every way to write a word in small and capital letters. */
const letterCases = (word: string): string[] =>
  [...word].reduce<string[]>(
    (begun, letter) => begun.flatMap((part) => [part + letter.toLowerCase(), part + letter.toUpperCase()]),
    [''],
  );

type Make = () => string | Promise<string>;

const bearing = (
  name: string,
  tokens: Readonly<Record<string, Make>>,
  expected: Outcomes = unauthenticated,
): Row => each(name, tokens, expected, async (server, make) => askIn(ways, server, payload, await make()));

const now = () => ({ iat: seconds(0) });
const DAYS = 30 * 86_400;

const claimRows: readonly Row[] = [
  bearing('tokens that are good', { one: () => withClaims({}), 'one of now': () => withClaims(now()) }, good),
  bearing('times', {
    'no exp': () => withClaims({ exp: undefined }),
    'exp as a string': () => withClaims({ exp: String(seconds(60)) }),
    'exp of 1e400': () => withRaw('exp', '1e400'),
    'exp of 2^63': () => withRaw('exp', '9223372036854775808'),
    'exp in 30 days': () => withClaims({ exp: seconds(DAYS) }),
    'exp in 30 days, issued now': () => withClaims({ ...now(), exp: seconds(DAYS) }),
    'exp in milliseconds': () => withClaims({ exp: seconds(60) * 1000 }),
    'nbf in the future': () => withClaims({ nbf: seconds(60) }),
    'iat in the future': () => withClaims({ iat: seconds(60) }),
    'iat as a string': () => withClaims({ iat: String(seconds(0)) }),
  }),
  bearing(
    'times that are over',
    {
      'exp a minute ago': () => withClaims({ exp: seconds(-60) }),
      'exp below zero': () => withClaims({ exp: -1 }),
    },
    expired,
  ),
  bearing('who it is for, and from', {
    'no aud': () => withClaims({ aud: undefined }),
    'another aud': () => withClaims({ aud: 'agentwire' }),
    'an ID token': () => withClaims({ aud: 'client-7', azp: 'client-7', nonce: 'n' }),
    'an issuer with a slash more': () => withClaims({ iss: `${verifyOptions.issuer}/` }),
    'no issuer': () => withClaims({ iss: undefined }),
    'no sub': () => withClaims({ sub: undefined }),
    'an empty sub': () => withClaims({ sub: '' }),
    'sub as a number': () => withClaims({ sub: 7 }),
    'sub as a list': () => withClaims({ sub: ['alice'] }),
    'a tenant as a number': () => withClaims({ tenant: 7 }),
    'jti as a number': () => withClaims({ jti: 7 }),
    'claims behind a prototype': () => signText(`{"__proto__":${JSON.stringify(claims())}}`),
    'no claims': () => signText('null'),
  }),
];

const stranger = await makeKey('ES256');
const rs256 = keys.RS256 as typeof stranger;
const signed = (key: typeof stranger, header: { alg: string; [name: string]: unknown }) =>
  new SignJWT(claims()).setProtectedHeader(header).sign(key.privateKey);

/** One for each of these, named by its JSON. */
const by = <Value>(values: readonly Value[], make: (value: Value) => string | Promise<string>) =>
  Object.fromEntries(values.map((value): [string, Make] => [`${JSON.stringify(value)}`, () => make(value)]));

const headerRows: readonly Row[] = [
  bearing(
    'algorithms that need no key',
    by([...letterCases('none'), '', null, 7, ['none'], undefined], unsigned),
  ),
  bearing('a public key taken for a secret', {
    'its PEM': async () => hmac(await exportSPKI(es256.publicKey)),
    'its JWK': () => hmac(JSON.stringify(es256.jwk)),
    'the bytes of its x': () => hmac(Buffer.from(String(es256.jwk.x), 'base64url')),
    nothing: () => hmac(''),
  }),
  bearing('keys', {
    'of an algorithm that is not allowed': () => signed(rs256, { alg: 'RS256', kid: 'RS256' }),
    'that are not known, by a known name': () => signed(stranger, goodHeader),
    'that are known, by another name': () => withHeader({ kid: 'other' }),
    'that are known, and no algorithm': () => withHeader({ alg: 'none' }),
  }),
  bearing(
    'names of keys',
    by(
      ['../../etc/passwd', '/dev/null', "ES256' OR '1'='1", 'ES256\0', '__proto__', '', 7, ['ES256'], null],
      (kid) => withHeader({ kid }),
    ),
  ),
  bearing('headers', {
    'an unknown crit': () => withHeader({ crit: ['exp'], exp: 1 }),
    'a known crit': () => withHeader({ crit: ['b64'], b64: true }),
    'an empty crit': () => withHeader({ crit: [] }),
    'an unencoded payload': () => withHeader({ crit: ['b64'], b64: false }),
    'of a logout token': () => withHeader({ typ: 'logout+jwt' }),
    'a list': () => signText(JSON.stringify(claims()), '[]'),
  }),
];

const part = async (index: number, text: string) =>
  (await withClaims({})).split('.').with(index, text).join('.');

const shapeRows: readonly Row[] = [
  bearing('what is no token', {
    'a word': () => 'garbage',
    dots: () => '..',
    'two parts': async () => (await withClaims({})).split('.').slice(0, 2).join('.'),
    'four parts': async () => `${await withClaims({})}.e30`,
    'no signature': () => part(2, ''),
    "somebody else's claims": () => part(1, encode(claims({ sub: 'bob' }))),
    'a JWE': () =>
      new EncryptJWT(claims()).setProtectedHeader({ alg: 'dir', enc: 'A256GCM' }).encrypt(new Uint8Array(32)),
    '10,000 letters': () => 'x'.repeat(10_000),
  }),
  bearing('1 MB', { 'of letters': () => HUGE, 'properly signed': () => withClaims({ pad: HUGE }) }, tooLarge),
];

/** Where nobody should come. */
let visits = 0;
const trap = createServer((_request, response) => {
  visits++;
  response.end(JSON.stringify({ keys: [stranger.jwk] }));
}).listen(0, '127.0.0.1');
await once(trap, 'listening');
afterAll(() => void trap.close());
const url = `http://127.0.0.1:${(trap.address() as AddressInfo).port}/jwks.json`;

const pointing = each(
  'keys that the token brings or points to',
  {
    jwk: { jwk: stranger.jwk },
    'jwk by a known name': { jwk: { ...stranger.jwk, kid: 'ES256' }, kid: 'ES256' },
    jku: { jku: url },
    'jku by a known name': { jku: url, kid: 'ES256' },
    x5u: { x5u: url },
    x5c: { x5c: ['AAAA'], x5t: 'AAAA' },
    'kid as a URL': { kid: url },
  },
  { outcomes: unauthenticated, visits: 0 },
  async (server, header) => {
    const token = await signed(stranger, { alg: 'ES256', ...header });
    return { outcomes: await askIn(ways, server, payload, token), visits };
  },
);

hostile('tokens', [...claimRows, ...headerRows, ...shapeRows, pointing], {
  ...patient,
  keys: { jwks: { keys: [...jwks.keys, es256.jwk, rs256.jwk] } },
});
