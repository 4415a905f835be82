import { describe, expect, test } from 'vitest';
import { errorWith } from '../support/errors.ts';
import {
  AUDIENCE,
  goodClaims,
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
      issuedAt: null,
      expiresAt: exp * 1000,
      tokenId: null,
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

  test('says when it was issued, and by what id it can be revoked', async () => {
    const iat = seconds(-60);
    const viewer = await verifier()(await sign({ iat, jti: 'token-1' }));
    expect(viewer).toMatchObject({ issuedAt: iat * 1000, tokenId: 'token-1' });
    expect((await verifier()(await sign({ iat: iat + 0.25 }))).issuedAt).toBe(iat * 1000 + 250);
    expect((await verifier()(await sign({ jti: 'x'.repeat(256) }))).tokenId).toHaveLength(256);
  });

  test.each([undefined, 'JWT', 'jwt', 'at+jwt', 'AT+JWT', 'application/jwt', 'application/at+jwt'])(
    'may be of type %s',
    async (typ) => {
      const token = await signText(JSON.stringify(goodClaims()), { alg: 'ES256', kid: 'ES256', typ });
      expect(await verifier()(token)).toMatchObject({ userId: 'alice' });
    },
  );
});

/** In seconds from now. */
type Lifetime = { readonly iat?: number; readonly exp: number };

describe('the lifetime of a token', () => {
  const HOUR = 3600;
  const verify = verifier({ maxLifetimeMs: HOUR * 1000 });

  test.each<[string, Lifetime]>([
    ['just as long as allowed', { iat: 0, exp: HOUR }],
    ['just as long, issued a while ago', { iat: -600, exp: HOUR - 600 }],
    ['just as long, issued by a clock that is ahead', { iat: 4, exp: HOUR + 4 }],
    ['just as long from now on, without iat', { exp: HOUR }],
  ])('may be %s', async (_case, { iat, exp }) => {
    const token = await sign({ iat: iat === undefined ? iat : seconds(iat), exp: seconds(exp) });
    expect(await verify(token)).toMatchObject({ userId: 'alice' });
  });

  test.each<[string, Lifetime]>([
    ['a second longer', { iat: 0, exp: HOUR + 1 }],
    ['longer, though most of it is over', { iat: -HOUR, exp: 10 }],
    ['longer from now on, without iat', { exp: HOUR + 10 }],
    ['30 days', { iat: 0, exp: 30 * 24 * HOUR }],
  ])('may not be %s, and the message says what to do', async (_case, { iat, exp }) => {
    const token = await sign({ iat: iat === undefined ? iat : seconds(iat), exp: seconds(exp) });
    const error = await refusalOf(token, verify);
    expect(error).toEqual(errorWith('UNAUTHENTICATED'));
    expect(error.message).toMatch(/more than 3600 seconds.*jwt-max-lifetime/);
  });

  test.each(['1e400', '1e308'])('must have an end, even where there is no limit: not %s', async (exp) => {
    const token = await signText(JSON.stringify({ ...goodClaims(), exp: '@' }).replace('"@"', exp));
    expect(await refusalOf(token, verifier({ maxLifetimeMs: Number.POSITIVE_INFINITY }))).toEqual(
      errorWith('UNAUTHENTICATED'),
    );
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

test('the tolerance of clocks is a setting', async () => {
  const strict = verifier({ clockToleranceMs: 1_000 });
  const lax = verifier({ clockToleranceMs: 60_000 });
  for (const [claims, code] of [
    [{ exp: seconds(-10) }, 'TOKEN_EXPIRED'],
    [{ nbf: seconds(10) }, 'UNAUTHENTICATED'],
    [{ iat: seconds(10) }, 'UNAUTHENTICATED'],
  ] as const) {
    const token = await sign(claims);
    expect(await refusalOf(token, strict)).toEqual(errorWith(code));
    expect(await lax(token)).toMatchObject({ userId: 'alice' });
  }
});
