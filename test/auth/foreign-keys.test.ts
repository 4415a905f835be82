import { sign as cryptoSign, generateKeyPairSync } from 'node:crypto';
import { SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { errorWith } from '../support/errors.ts';
import { KeyServer, keySet } from './key-server.ts';
import { encode, es256, goodClaims, keys, makeKey, refusalOf, sign, signText, verifier } from './tokens.ts';

const stranger = await makeKey('ES256');
const accepted = expect.objectContaining({ userId: 'alice' });

describe('keys that a token brings or points to', () => {
  const { jwk, privateKey } = stranger;
  const headers = (url: string) => ({
    jwk: { jwk },
    jku: { jku: url },
    x5u: { x5u: url },
    x5c: { x5c: [Buffer.from('certificate').toString('base64')] },
    'kid as a URL': { kid: url },
    all: { jwk: { ...jwk, kid: 'ES256' }, jku: url, x5u: url, x5c: ['AAAA'], kid: 'ES256' },
  });

  test.each(Object.keys(headers('')) as (keyof ReturnType<typeof headers>)[])(
    'are neither used nor fetched: %s',
    async (name) => {
      const trap = await KeyServer.start(keySet(jwk));
      const server = await KeyServer.start(keySet(es256.jwk));
      const token = await new SignJWT(goodClaims())
        .setProtectedHeader({ alg: 'ES256', ...headers(trap.url)[name] })
        .sign(privateKey);
      for (const verify of [verifier(), verifier({ keys: { jwksUrl: server.url } })]) {
        expect(await refusalOf(token, verify)).toEqual(errorWith('UNAUTHENTICATED'));
      }
      expect(trap.requests).toBe(0);
      expect(server.requests).toBe(1);
    },
  );

  test('do no harm to a token that is good without them', async () => {
    const trap = await KeyServer.start(keySet(jwk));
    const header = { alg: 'ES256', kid: 'ES256', jwk, jku: trap.url, x5u: trap.url, x5c: ['AAAA'] };
    const token = await signText(JSON.stringify(goodClaims()), header);
    expect(await verifier()(token)).toEqual(accepted);
    expect(trap.requests).toBe(0);
  });
});

describe('keys that do not fit', () => {
  const server = (...set: readonly unknown[]) => KeyServer.start(keySet(...set));

  test.each([
    ['for encryption', { use: 'enc' }],
    ['for other operations', { key_ops: ['encrypt'] }],
    ['for another algorithm', { alg: 'ES384' }],
    ['private', { d: 'AAAA' }],
  ])('verify nothing: %s', async (_problem, change) => {
    const { url } = await server({ ...es256.jwk, ...change });
    expect(await refusalOf(await sign(), verifier({ keys: { jwksUrl: url } }))).toEqual(
      errorWith('UNAUTHENTICATED'),
    );
  });

  test('verify nothing: RSA of 1024 bits', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const { url } = await server({ ...publicKey.export({ format: 'jwk' }), kid: 'short', alg: 'RS256' });
    const input = `${encode({ alg: 'RS256', kid: 'short' })}.${encode(goodClaims())}`;
    const token = `${input}.${cryptoSign('sha256', Buffer.from(input), privateKey).toString('base64url')}`;
    expect(await refusalOf(token, verifier({ keys: { jwksUrl: url } }))).toEqual(
      errorWith('UNAUTHENTICATED'),
    );
  });

  test('do no harm to those beside them', async () => {
    const { url } = await server(
      { ...es256.jwk, use: 'enc' },
      { ...es256.jwk, alg: 'ES384' },
      es256.jwk,
      keys.RS256?.jwk,
    );
    expect(await verifier({ keys: { jwksUrl: url } })(await sign())).toEqual(accepted);
  });
});
