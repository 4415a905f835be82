import { readFileSync } from 'node:fs';
import type { JSONWebKeySet, JWTPayload, JWTVerifyGetKey, JWTVerifyOptions } from 'jose';
import { createLocalJWKSet, createRemoteJWKSet, errors, jwtVerify } from 'jose';
import { AgentwireError, SetupError } from '../errors.ts';
import type { Viewer } from './viewer.ts';

/** Where the keys are that tokens are signed with. */
export type KeySource =
  | { readonly jwksUrl: string }
  | { readonly jwksFile: string }
  | { readonly jwks: JSONWebKeySet }
  | { readonly secret: string };

/** All of it is required: a wrong default here would let strangers in. */
export interface VerifyOptions {
  readonly issuer: string;
  readonly audience: string;
  /** Names of RFC 7518, section 3.1, such as ES256. */
  readonly algorithms: readonly string[];
  readonly keys: KeySource;
  readonly userClaim: string;
  readonly tenantClaim: string;
}

/** Verifies a token. Rejects with UNAUTHENTICATED, TOKEN_EXPIRED, or UNAVAILABLE if the keys cannot be had. */
export type Verify = (token: string) => Promise<Viewer>;

const CLOCK_TOLERANCE_S = 5;

export function createVerify(options: VerifyOptions): Verify {
  const { issuer, audience, algorithms, keys, userClaim, tenantClaim } = options;
  const getKey = keyGetter(keys);
  const rules: JWTVerifyOptions = {
    issuer,
    audience,
    algorithms: [...algorithms],
    requiredClaims: ['exp', userClaim],
    clockTolerance: CLOCK_TOLERANCE_S,
  };
  return async (token) => {
    const payload = await verifySignature(token, getKey, rules);
    return {
      userId: readId(payload, userClaim),
      tenantId: payload[tenantClaim] === undefined ? null : readId(payload, tenantClaim),
      scopes: readScopes(payload),
      expiresAt: readExpiry(payload),
    };
  };
}

function keyGetter(keys: KeySource): JWTVerifyGetKey {
  if ('secret' in keys) {
    const secret = new TextEncoder().encode(keys.secret);
    return async () => secret;
  }
  if ('jwks' in keys) return createLocalJWKSet(keys.jwks);
  if ('jwksFile' in keys) return createLocalJWKSet(readJwks(keys.jwksFile));
  return createRemoteJWKSet(new URL(keys.jwksUrl));
}

function readJwks(file: string): JSONWebKeySet {
  try {
    const jwks = JSON.parse(readFileSync(file, 'utf8')) as JSONWebKeySet;
    createLocalJWKSet(jwks);
    return jwks;
  } catch (error) {
    throw new SetupError(`The key set ${file} cannot be read: ${(error as Error).message}`);
  }
}

async function verifySignature(
  token: string,
  getKey: JWTVerifyGetKey,
  rules: JWTVerifyOptions,
): Promise<JWTPayload> {
  try {
    return (await jwtVerify(token, getKey, rules)).payload;
  } catch (error) {
    throw rejectionFor(error);
  }
}

/** Says what is wrong with the token, and never what the token is. */
function rejectionFor(error: unknown): AgentwireError {
  if (error instanceof errors.JWTExpired) return new AgentwireError('TOKEN_EXPIRED');
  if (error instanceof errors.JWTClaimValidationFailed) {
    return unauthenticated(`The token’s claim ${error.claim} is not acceptable.`);
  }
  if (error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError) || isFetchFailure(error)) {
    return new AgentwireError(
      'UNAVAILABLE',
      'The keys to verify tokens cannot be had now. Try again later.',
      {},
      { cause: error },
    );
  }
  return unauthenticated();
}

/** jose reports an answer of the key server that is not 200, or not JSON, as a plain JOSEError. */
const isFetchFailure = (error: errors.JOSEError) =>
  error.code === 'ERR_JOSE_GENERIC' || error instanceof errors.JWKSInvalid;

function unauthenticated(message?: string): AgentwireError {
  return new AgentwireError('UNAUTHENTICATED', message);
}

/** Within the bounds that publishers can name a user in. */
function readId(payload: JWTPayload, claim: string): string {
  const id = payload[claim];
  if (typeof id !== 'string' || id === '' || id.length > 256 || !id.isWellFormed() || id.includes('\0')) {
    throw unauthenticated(`The token’s claim ${claim} must be a string of 1 to 256 characters.`);
  }
  return id;
}

/** `1e400` is a number to JSON, and no instant. */
function readExpiry({ exp }: JWTPayload): number {
  if (!Number.isFinite(exp)) {
    throw unauthenticated('The token’s claim exp must be a number of seconds.');
  }
  return (exp as number) * 1000;
}

/** `scope`, separated by spaces (RFC 8693, section 4.2), or `scp`, an array. */
function readScopes({ scope, scp }: JWTPayload): string[] {
  if (typeof scope === 'string') return scope.split(' ').filter((name) => name !== '');
  return Array.isArray(scp) ? scp.filter((name) => typeof name === 'string') : [];
}
