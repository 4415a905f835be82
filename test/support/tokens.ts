import type { JSONWebKeySet, JWTPayload } from 'jose';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { VerifyOptions } from '../../src/auth/verify.ts';

const { privateKey, publicKey } = await generateKeyPair('ES256');

export const jwks: JSONWebKeySet = {
  keys: [{ ...(await exportJWK(publicKey)), kid: 'test', alg: 'ES256', use: 'sig' }],
};

/** What tokens of `signToken` are verified with. */
export const verifyOptions: VerifyOptions = {
  issuer: 'https://issuer.test',
  audience: 'agentwire-test',
  algorithms: ['ES256'],
  keys: { jwks },
  userClaim: 'sub',
  tenantClaim: 'tenant',
  maxLifetimeMs: 24 * 3_600_000,
  clockToleranceMs: 5_000,
};

/** A token of this user, valid for an hour; `claims` override or, as undefined, remove any claim. */
export function signToken(userId: string, claims: JWTPayload = {}): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const { issuer, audience } = verifyOptions;
  return new SignJWT({ iss: issuer, aud: audience, sub: userId, iat: now, exp: now + 3600, ...claims })
    .setProtectedHeader({ alg: 'ES256', kid: 'test' })
    .sign(privateKey);
}

export const expiredToken = (userId: string) =>
  signToken(userId, { exp: Math.floor(Date.now() / 1000) - 60 });

/** A token that may publish for any user of its tenant. */
export const workerToken = (claims: JWTPayload = {}) =>
  signToken('worker', { scope: 'agentwire:publish', ...claims });
