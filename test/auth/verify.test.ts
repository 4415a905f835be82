import { createHmac } from 'node:crypto';
import { exportSPKI, SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { errorWith } from '../support/errors.ts';
import type { Claims } from './tokens.ts';
import {
  AUDIENCE,
  encode,
  es256,
  goodClaims,
  ISSUER,
  jwks,
  keys,
  makeKey,
  refusalOf,
  SECRET,
  seconds,
  sign,
  signText,
  verifier,
} from './tokens.ts';

describe('a good token', () => {
  test.each(Object.keys(keys))('signed with %s is taken', async (algorithm) => {
    const exp = seconds(600);
    expect(await verifier()(await sign({ exp }, algorithm))).toEqual({
      userId: 'alice',
      tenantId: null,
      scopes: [],
      expiresAt: exp * 1000,
    });
  });

  test('signed with a shared secret is taken', async () => {
    const verify = verifier({ algorithms: ['HS256'], keys: { secret: SECRET } });
    expect(await verify(await sign({}, 'HS256', new TextEncoder().encode(SECRET)))).toMatchObject({
      userId: 'alice',
    });
    const other = await sign({}, 'HS256', new TextEncoder().encode(`${SECRET}!`));
    expect(await refusalOf(other, verify)).toEqual(errorWith('UNAUTHENTICATED'));
  });

  test('may be for several audiences', async () => {
    expect(await verifier()(await sign({ aud: ['other', AUDIENCE] }))).toMatchObject({ userId: 'alice' });
  });

  test.each([
    [{ scope: 'a b' }, ['a', 'b']],
    [{ scope: ' a  b ' }, ['a', 'b']],
    [{ scope: '' }, []],
    [{ scp: ['a', 'b c'] }, ['a', 'b c']],
    [{ scp: ['a', 1, null] }, ['a']],
    [{ scope: 'a', scp: ['b'] }, ['a']],
    [{ scp: 'a b' }, []],
    [{ scope: { a: 1 } }, []],
    [{ scopes: 'a' }, []],
  ])('of %j has the scopes %j', async (claims, scopes) => {
    expect((await verifier()(await sign(claims))).scopes).toEqual(scopes);
  });

  test('names the tenant, by the claim that is set', async () => {
    const token = await sign({ tenant: 'acme', 'https://app.test/org': 'other' });
    expect((await verifier()(token)).tenantId).toBe('acme');
    expect((await verifier({ tenantClaim: 'https://app.test/org' })(token)).tenantId).toBe('other');
  });

  test('names the user, by the claim that is set', async () => {
    const verify = verifier({ userClaim: 'email' });
    expect((await verify(await sign({ email: 'alice@app.test' }))).userId).toBe('alice@app.test');
    expect(await refusalOf(await sign(), verify)).toEqual(errorWith('UNAUTHENTICATED'));
  });
});

describe('refused as UNAUTHENTICATED', () => {
  test.each<[string, Claims]>([
    ['another issuer', { iss: 'https://evil.test' }],
    ['a look-alike issuer', { iss: `${ISSUER}/` }],
    ['no issuer', { iss: undefined }],
    ['another audience', { aud: 'other' }],
    ['no audience', { aud: undefined }],
    ['an empty audience', { aud: [] }],
    ['no expiry', { exp: undefined }],
    ['no user', { sub: undefined }],
    ['an empty user', { sub: '' }],
    ['a user of 257 characters', { sub: 'x'.repeat(257) }],
    ['a user with NUL', { sub: 'a\0' }],
    ['a user of half a character', { sub: '\ud83d' }],
    ['a tenant that is empty', { tenant: '' }],
    ['a tenant that is null', { tenant: null }],
    ['a tenant that is a number', { tenant: 7 }],
    ['a time before which it is not valid', { nbf: seconds(60) }],
  ])('%s', async (_problem, claims) => {
    expect(await refusalOf(await sign(claims))).toEqual(errorWith('UNAUTHENTICATED'));
  });

  test.each([
    ['exp as a string', { exp: String(seconds(60)) }],
    ['exp as null', { exp: null }],
    ['sub as a number', { sub: 7 }],
    ['sub as an object', { sub: { id: 'alice' } }],
    ['sub as a list', { sub: ['alice'] }],
  ])('%s', async (_problem, claims) => {
    const token = await signText(JSON.stringify({ ...goodClaims(), ...claims }));
    expect(await refusalOf(token)).toEqual(errorWith('UNAUTHENTICATED'));
  });

  test('exp beyond all numbers', async () => {
    const payload = JSON.stringify(goodClaims());
    // The way of making tokens is good: else anything made in it would be refused.
    expect(await verifier()(await signText(payload))).toMatchObject({ userId: 'alice' });
    const token = await signText(payload.replace(/"exp":\d+/, '"exp":1e400'));
    expect(await refusalOf(token)).toEqual(errorWith('UNAUTHENTICATED'));
  });

  test('no signature, with alg none in any spelling', async () => {
    for (const alg of ['none', 'None', 'NONE', '']) {
      const token = `${encode({ alg, typ: 'JWT' })}.${encode(goodClaims())}.`;
      expect(await refusalOf(token)).toEqual(errorWith('UNAUTHENTICATED'));
      expect(await refusalOf(token, verifier({ algorithms: ['none', 'ES256'] }))).toEqual(
        errorWith('UNAUTHENTICATED'),
      );
    }
  });

  test('a shared secret’s algorithm with the public key for the secret', async () => {
    const { publicKey, jwk } = es256;
    for (const secret of [
      await exportSPKI(publicKey),
      JSON.stringify(jwk),
      JSON.stringify(jwks),
      String(jwk.x),
    ]) {
      const input = `${encode({ alg: 'HS256', kid: 'ES256' })}.${encode(goodClaims())}`;
      const token = `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
      expect(await refusalOf(token)).toEqual(errorWith('UNAUTHENTICATED'));
      expect(await refusalOf(token, verifier({ algorithms: ['ES256', 'HS256'] }))).toEqual(
        errorWith('UNAUTHENTICATED'),
      );
    }
  });

  test('an algorithm that is not set, though its key is known', async () => {
    const verify = verifier({ algorithms: ['RS256'] });
    expect(await refusalOf(await sign({}, 'ES256'), verify)).toEqual(errorWith('UNAUTHENTICATED'));
    expect(await verify(await sign({}, 'RS256'))).toMatchObject({ userId: 'alice' });
  });

  test('a key that is not known, under a name that is', async () => {
    const stranger = await makeKey('ES256');
    expect(await refusalOf(await sign({}, 'ES256', stranger.privateKey))).toEqual(
      errorWith('UNAUTHENTICATED'),
    );
  });

  test('a key that the token brings itself', async () => {
    const stranger = await makeKey('ES256');
    const token = await new SignJWT(goodClaims())
      .setProtectedHeader({ alg: 'ES256', jwk: stranger.jwk })
      .sign(stranger.privateKey);
    expect(await refusalOf(token)).toEqual(errorWith('UNAUTHENTICATED'));
  });

  test('what was changed after it was signed', async () => {
    const token = await sign();
    const [header, payload, signature] = token.split('.') as [string, string, string];
    const forged = [
      `${header}.${encode({ ...goodClaims(), sub: 'bob' })}.${signature}`,
      `${encode({ alg: 'ES256' })}.${payload}.${signature}`,
      `${header}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`,
      `${header}.${payload}.`,
      `${header}.${payload}`,
      `${token}.${signature}`,
      'garbage',
      'a.b.c',
      '',
      'x'.repeat(100_000),
    ];
    for (const bad of forged) expect(await refusalOf(bad)).toEqual(errorWith('UNAUTHENTICATED'));
  });
});

test('a token that has expired is TOKEN_EXPIRED, but for a few seconds of clocks that differ', async () => {
  expect(await refusalOf(await sign({ exp: seconds(-60) }))).toEqual(errorWith('TOKEN_EXPIRED'));
  expect(await verifier()(await sign({ exp: seconds(-2) }))).toMatchObject({ userId: 'alice' });
  // Whoever forges one learns nothing of whether it has.
  const stranger = await makeKey('ES256');
  const forged = await sign({ exp: seconds(-60) }, 'ES256', stranger.privateKey);
  expect(await refusalOf(forged)).toEqual(errorWith('UNAUTHENTICATED'));
});
