import { createHmac } from 'node:crypto';
import { EncryptJWT, exportSPKI, importJWK } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ErrorCode } from '../../src/errors.ts';
import { errorWith } from '../support/errors.ts';
import type { Claims } from './tokens.ts';
import {
  AUDIENCE,
  encode,
  es256,
  goodClaims,
  ISSUER,
  jwks,
  makeKey,
  refusalOf,
  SECRET,
  seconds,
  sign,
  signText,
  verifier,
} from './tokens.ts';

const HUGE = 'x'.repeat(1_000_000);
const stranger = await makeKey('ES256');
const accepted = expect.objectContaining({ userId: 'alice' });

const goodText = () => JSON.stringify(goodClaims());
const goodHeader = { alg: 'ES256', kid: 'ES256' };
const withClaims = (claims: Claims) => signText(JSON.stringify({ ...goodClaims(), ...claims }));
/** What JSON.stringify would not write, such as 1e400. */
const withRaw = (claim: string, text: string) =>
  signText(JSON.stringify({ ...goodClaims(), [claim]: '@' }).replace('"@"', text));
const withHeader = (header: object) => signText(goodText(), { ...goodHeader, ...header });
const unsigned = (alg: unknown) => `${encode({ alg, kid: 'ES256' })}.${encode(goodClaims())}.`;

function hmac(secret: string | Buffer): string {
  const input = `${encode({ alg: 'HS256', kid: 'ES256' })}.${encode(goodClaims())}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

/** Every way to write a word in small and capital letters. */
const letterCases = (word: string): string[] =>
  [...word].reduce<string[]>(
    (begun, letter) => begun.flatMap((part) => [part + letter.toLowerCase(), part + letter.toUpperCase()]),
    [''],
  );

type Row = [name: string, make: () => string | Promise<string>, code?: ErrorCode];

const claimRows: readonly Row[] = [
  ['another issuer', () => withClaims({ iss: 'https://evil.test' })],
  ['an issuer with a slash more', () => withClaims({ iss: `${ISSUER}/` })],
  ['an issuer in capitals', () => withClaims({ iss: ISSUER.toUpperCase() })],
  ['a list of issuers', () => withClaims({ iss: [ISSUER] })],
  ['no issuer', () => withClaims({ iss: undefined })],
  ['another audience', () => withClaims({ aud: 'other' })],
  ['an ID token', () => withClaims({ aud: 'client-7', azp: 'client-7', nonce: 'n', at_hash: 'h' })],
  ['no audience', () => withClaims({ aud: undefined })],
  ['an empty audience', () => withClaims({ aud: [] })],
  ['an audience that is an object', () => withClaims({ aud: { [AUDIENCE]: true } })],
  ['no exp', () => withClaims({ exp: undefined })],
  ['exp as a string', () => withClaims({ exp: String(seconds(60)) })],
  ['exp as null', () => withClaims({ exp: null })],
  ['exp as a list', () => withClaims({ exp: [seconds(60)] })],
  ['exp of 1e400', () => withRaw('exp', '1e400')],
  ['exp of 1e308', () => withRaw('exp', '1e308')],
  ['exp of 2^63', () => withRaw('exp', '9223372036854775808')],
  ['exp in milliseconds', () => withClaims({ exp: seconds(60) * 1000 })],
  ['exp in 30 days', () => withClaims({ exp: seconds(30 * 86_400) })],
  ['exp in 30 days, issued today', () => withClaims({ iat: seconds(0), exp: seconds(30 * 86_400) })],
  ['exp below zero', () => withClaims({ exp: -1 }), 'TOKEN_EXPIRED'],
  ['exp of -1e400', () => withRaw('exp', '-1e400'), 'TOKEN_EXPIRED'],
  ['exp of zero', () => withClaims({ exp: 0 }), 'TOKEN_EXPIRED'],
  ['exp a minute ago', () => withClaims({ exp: seconds(-60) }), 'TOKEN_EXPIRED'],
  ['nbf in the future', () => withClaims({ nbf: seconds(60) })],
  ['nbf as a string', () => withClaims({ nbf: '0' })],
  ['nbf of 1e400', () => withRaw('nbf', '1e400')],
  ['iat in the future', () => withClaims({ iat: seconds(30) })],
  ['iat as a string', () => withClaims({ iat: String(seconds(0)) })],
  ['iat as null', () => withClaims({ iat: null })],
  ['iat of 1e400', () => withRaw('iat', '1e400')],
  ['iat of -1e400', () => withRaw('iat', '-1e400')],
  ['iat in 1970', () => withClaims({ iat: 0 })],
  ['jti as a number', () => withClaims({ jti: 7 })],
  ['jti as null', () => withClaims({ jti: null })],
  ['an empty jti', () => withClaims({ jti: '' })],
  ['a jti of 257 characters', () => withClaims({ jti: 'x'.repeat(257) })],
  ['a jti with NUL', () => withClaims({ jti: 'a\0' })],
  ['no sub', () => withClaims({ sub: undefined })],
  ['an empty sub', () => withClaims({ sub: '' })],
  ['sub as a number', () => withClaims({ sub: 7 })],
  ['sub as an object', () => withClaims({ sub: { id: 'alice' } })],
  ['sub as a list', () => withClaims({ sub: ['alice'] })],
  ['a sub of 257 characters', () => withClaims({ sub: 'x'.repeat(257) })],
  ['a sub with NUL', () => withClaims({ sub: 'alice\0' })],
  ['a sub of half a character', () => withClaims({ sub: '\ud83d' })],
  ['an empty tenant', () => withClaims({ tenant: '' })],
  ['a tenant that is null', () => withClaims({ tenant: null })],
  ['a tenant that is a number', () => withClaims({ tenant: 7 })],
  ['claims that are a list', () => signText('[]')],
  ['claims that are null', () => signText('null')],
  ['claims that are no JSON', () => signText('{')],
  ['claims behind a prototype', () => signText(`{"__proto__":${goodText()}}`)],
];

const headerRows: readonly Row[] = [
  ...letterCases('none').map((alg): Row => [`alg ${alg}`, () => unsigned(alg)]),
  ...['', null, undefined, 7, ['none'], ' none', 'none\0'].map(
    (alg): Row => [`alg ${JSON.stringify(alg)}`, () => unsigned(alg)],
  ),
  ['alg none with a signature', () => signText(goodText(), { ...goodHeader, alg: 'none' })],
  ['HS256 with the public key’s PEM', async () => hmac(await exportSPKI(es256.publicKey))],
  ['HS256 with the public key’s PEM, trimmed', async () => hmac((await exportSPKI(es256.publicKey)).trim())],
  ['HS256 with the public JWK', () => hmac(JSON.stringify(es256.jwk))],
  ['HS256 with the key set', () => hmac(JSON.stringify(jwks))],
  ['HS256 with the key’s x', () => hmac(String(es256.jwk.x))],
  ['HS256 with the bytes of x', () => hmac(Buffer.from(String(es256.jwk.x), 'base64url'))],
  ['HS256 with nothing', () => hmac('')],
  ['an algorithm that is not allowed', async () => sign({}, 'ES384', (await makeKey('ES384')).privateKey)],
  ['an algorithm of another key', () => signText(goodText(), { alg: 'RS256', kid: 'ES256' })],
  ['a key set’s own prototype for an alg', () => signText(goodText(), { alg: 'constructor', kid: 'ES256' })],
  ['a key that is not known, by a known name', () => sign({}, 'ES256', stranger.privateKey)],
  ['a key that is known, by another name', () => sign({}, 'ES256', es256.privateKey, 'other')],
  ['a kid that is a path', () => withHeader({ kid: '../../etc/passwd' })],
  ['a kid that is /dev/null', () => withHeader({ kid: '/dev/null' })],
  ['a kid that is SQL', () => withHeader({ kid: "ES256' OR '1'='1" })],
  ['a kid with NUL', () => withHeader({ kid: 'ES256\0' })],
  ['a kid of a prototype', () => withHeader({ kid: '__proto__' })],
  ['a kid that is a number', () => withHeader({ kid: 7 })],
  ['a kid that is a list', () => withHeader({ kid: ['ES256'] })],
  ['an empty kid', () => withHeader({ kid: '' })],
  ['a kid of 1 MB', () => withHeader({ kid: HUGE })],
  ['an unknown crit', () => withHeader({ crit: ['exp'], exp: 1 })],
  ['a crit that is known', () => withHeader({ crit: ['b64'], b64: true })],
  ['an empty crit', () => withHeader({ crit: [] })],
  ['a crit that is null', () => withHeader({ crit: null })],
  ['a crit that is a string', () => withHeader({ crit: 'b64' })],
  ['an unencoded payload', () => withHeader({ crit: ['b64'], b64: false })],
  ['the type of a logout token', () => withHeader({ typ: 'logout+jwt' })],
  ['the type of a security event', () => withHeader({ typ: 'secevent+jwt' })],
  ['the type of a proof', () => withHeader({ typ: 'dpop+jwt' })],
  ['an empty type', () => withHeader({ typ: '' })],
  ['a type that is a number', () => withHeader({ typ: 7 })],
  ['a type that is a list', () => withHeader({ typ: ['JWT'] })],
  ['a type with a line break', () => withHeader({ typ: 'JWT\n' })],
  ['a header that is a list', () => signText(goodText(), '[]')],
  ['a header that is no JSON', () => signText(goodText(), '{"alg":"ES256"')],
  ['a header 10,000 deep', () => signText(goodText(), '['.repeat(10_000) + ']'.repeat(10_000))],
];

const shapeRows: readonly Row[] = [
  ['nothing', () => ''],
  ['dots', () => '..'],
  ['a word', () => 'garbage'],
  ['three words', () => 'a.b.c'],
  ['bytes that are no UTF-8', () => `${Buffer.from([0xff, 0xfe]).toString('base64url')}.e30.e30`],
  ['1 MB', () => HUGE],
  ['1 MB of dots', () => '.'.repeat(1_000_000)],
  ['1 MB, properly signed', () => withClaims({ pad: HUGE })],
  ['JSON serialization', async () => jsonOf(await sign())],
  [
    'other claims than were signed',
    async () => replacePart(await sign(), 1, encode({ ...goodClaims(), sub: 'bob' })),
  ],
  ['another header than was signed', async () => replacePart(await sign(), 0, encode({ alg: 'ES256' }))],
  ['another signature', async () => replacePart(await sign(), 2, (await sign({ sub: 'bob' })).split('.')[2])],
  ['a signature of zeros', async () => replacePart(await sign(), 2, Buffer.alloc(64).toString('base64url'))],
  ['an empty signature', async () => replacePart(await sign(), 2, '')],
  ['no signature', async () => (await sign()).split('.').slice(0, 2).join('.')],
  ['a part more', async () => `${await sign()}.e30`],
  ['a JWE', () => encrypted({ alg: 'dir', enc: 'A256GCM' }, new Uint8Array(32))],
  [
    'a JWE for the public key',
    async () => {
      const header = { alg: 'ECDH-ES', enc: 'A256GCM', kid: 'ES256' };
      return encrypted(header, await importJWK({ ...es256.jwk, alg: 'ECDH-ES' }));
    },
  ],
];

const encrypted = (
  header: { alg: string; enc: string; kid?: string },
  key: Parameters<EncryptJWT['encrypt']>[0],
) => new EncryptJWT(goodClaims()).setProtectedHeader(header).encrypt(key);

function replacePart(token: string, index: number, part = ''): string {
  return token.split('.').with(index, part).join('.');
}

function jsonOf(token: string): string {
  const [header, payload, signature] = token.split('.');
  return JSON.stringify({ protected: header, payload, signature });
}

describe('refused, and not quoted:', () => {
  const fromSet = verifier();
  // Sets that no settings allow: even then, nothing passes for a secret or needs no signature.
  const careless = verifier({ algorithms: ['none', 'HS256', 'ES256', 'RS256', 'EdDSA'] });
  const withSecret = verifier({ algorithms: ['none', 'HS256', 'ES256'], keys: { secret: SECRET } });

  beforeAll(async () => {
    // What the rows are made with is good: else anything made with it would be refused.
    for (const token of await Promise.all([
      withClaims({}),
      withHeader({}),
      withRaw('exp', String(seconds(60))),
    ])) {
      expect(await fromSet(token)).toEqual(accepted);
      expect(await careless(token)).toEqual(accepted);
    }
    expect(await withSecret(hmac(SECRET))).toEqual(accepted);
  });

  test.each<Row>([...claimRows, ...headerRows, ...shapeRows])(
    '%s',
    async (_name, make, code = 'UNAUTHENTICATED') => {
      const token = await make();
      expect(await refusalOf(token, fromSet)).toEqual(errorWith(code));
      expect(await refusalOf(token, careless)).toEqual(errorWith(code));
      expect(await refusalOf(token, withSecret)).toEqual(errorWith('UNAUTHENTICATED'));
    },
  );
});

test('an algorithm that is not set is refused, though its key is known', async () => {
  const verify = verifier({ algorithms: ['RS256'] });
  expect(await refusalOf(await sign({}, 'ES256'), verify)).toEqual(errorWith('UNAUTHENTICATED'));
  expect(await verify(await sign({}, 'RS256'))).toEqual(accepted);
});
