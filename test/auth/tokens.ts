import type { CryptoKey, JWK, JWTPayload } from 'jose';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { expect } from 'vitest';
import type { VerifyOptions } from '../../src/auth/verify.ts';
import { createVerify } from '../../src/auth/verify.ts';
import type { AgentwireError } from '../../src/errors.ts';
import { rejectionOf } from '../support/errors.ts';

export const ISSUER = 'https://issuer.test';
export const AUDIENCE = 'agentwire';
export const SECRET = 'a secret that is long enough for HS256';

export interface Key {
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly jwk: JWK;
}

export async function makeKey(algorithm: string, kid = algorithm): Promise<Key> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm);
  return { privateKey, publicKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: algorithm } };
}

export const keys: Record<string, Key> = {
  ES256: await makeKey('ES256'),
  RS256: await makeKey('RS256'),
  EdDSA: await makeKey('EdDSA'),
};
export const es256 = keys.ES256 as Key;
export const jwks = { keys: Object.values(keys).map(({ jwk }) => jwk) };

export const seconds = (fromNow: number) => Math.floor(Date.now() / 1000) + fromNow;
export type Claims = Readonly<Record<string, unknown>>;

export const goodClaims = (): JWTPayload => ({ iss: ISSUER, aud: AUDIENCE, sub: 'alice', exp: seconds(60) });

export const encode = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

export function sign(
  claims: Claims = {},
  algorithm = 'ES256',
  key: CryptoKey | Uint8Array = (keys[algorithm] as Key).privateKey,
  kid = algorithm,
) {
  return new SignJWT({ ...goodClaims(), ...claims } as JWTPayload)
    .setProtectedHeader({ alg: algorithm, kid })
    .sign(key);
}

/** A token of this exact text as its payload, properly signed: for what jose would not sign. */
export async function signText(
  payload: string,
  header: object | string = { alg: 'ES256', kid: 'ES256' },
): Promise<string> {
  const input = `${encode(header)}.${encode(payload)}`;
  const algorithm = { name: 'ECDSA', hash: 'SHA-256' };
  const signature = await crypto.subtle.sign(algorithm, es256.privateKey, new TextEncoder().encode(input));
  return `${input}.${Buffer.from(signature).toString('base64url')}`;
}

export const verifier = (options: Partial<VerifyOptions> = {}) =>
  createVerify({
    issuer: ISSUER,
    audience: AUDIENCE,
    algorithms: ['ES256', 'RS256', 'EdDSA'],
    keys: { jwks },
    userClaim: 'sub',
    tenantClaim: 'tenant',
    maxLifetimeMs: 24 * 3_600_000,
    clockToleranceMs: 5_000,
    ...options,
  });

/** The error that refuses a token. It must say nothing of what the token is. */
export async function refusalOf(token: string, verify = verifier()): Promise<AgentwireError> {
  const error = (await rejectionOf(verify(token))) as AgentwireError;
  for (const part of token.split('.').filter(({ length }) => length > 8)) {
    expect(`${error.message} ${JSON.stringify(error.extensions)} ${error.stack}`).not.toContain(part);
  }
  return error;
}
