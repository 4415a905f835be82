import type { JWTPayload, JWTVerifyGetKey, JWTVerifyOptions, JWTVerifyResult, ResolvedKey } from 'jose';
import { errors, jwtVerify } from 'jose';
import { AgentwireError } from '../errors.ts';
import type { KeySource } from './keys.ts';
import { createKeyGetter } from './keys.ts';
import type { OnKeyError } from './remote-keys.ts';
import type { VerifiedToken } from './verified-tokens.ts';
import { VerifiedTokens } from './verified-tokens.ts';
import type { Viewer } from './viewer.ts';

/** All of it is required, but for `onError`: a wrong default here would let strangers in. */
export interface VerifyOptions {
  readonly issuer: string;
  readonly audience: string;
  /** Names of RFC 7518, section 3.1, such as ES256. */
  readonly algorithms: readonly string[];
  readonly keys: KeySource;
  readonly userClaim: string;
  readonly tenantClaim: string;
  /** From `iat` to `exp`; from now to `exp` for a token without `iat`. */
  readonly maxLifetimeMs: number;
  /** How far this machine's clock and that of whoever issues tokens may be apart. */
  readonly clockToleranceMs: number;
  /** Told when keys cannot be fetched. Default: nobody is. */
  readonly onError?: OnKeyError;
}

/** Verifies a token. Rejects with UNAUTHENTICATED, TOKEN_EXPIRED, or UNAVAILABLE if the keys cannot be had. */
export type Verify = (token: string) => Promise<Viewer>;

/** As many characters as Node lets all headers of an HTTP request have. */
const MAX_LENGTH = 16_384;

/**
 * What is verified is kept, since publishers send one token with every request. It serves as long as its key would be
 * chosen again: one that was taken out of the key set vouches for nothing.
 */
export function createVerify(options: VerifyOptions): Verify {
  const { keys, onError = () => {} } = options;
  const getKey = createKeyGetter(keys, onError);
  const verify = createVerifyAnew(options, getKey);
  const verified = new VerifiedTokens();
  const isStillTrusted = async ({ header, key }: VerifiedToken) =>
    (await getKey(header, nothingElse)) === key;
  return async (token) => {
    if (token.length > MAX_LENGTH) throw unauthenticated('The token is too long.');
    const known = verified.get(token);
    if (known !== null && (await isStillTrusted(known).catch(() => false))) return known.viewer;
    const found = await verify(token);
    verified.set(token, found);
    return found.viewer;
  };
}

/** A key is chosen by the token's header alone. */
const nothingElse = { payload: '', signature: '' };

function createVerifyAnew(options: VerifyOptions, getKey: JWTVerifyGetKey) {
  const { issuer, audience, algorithms, userClaim, tenantClaim } = options;
  const rules: JWTVerifyOptions = {
    issuer,
    audience,
    algorithms: [...algorithms],
    requiredClaims: ['exp', userClaim],
    clockTolerance: options.clockToleranceMs / 1000,
  };
  return async (token: string): Promise<VerifiedToken> => {
    const verifiedAt = Date.now();
    const { payload, protectedHeader, key } = await verifySignature(token, getKey, rules);
    assertHeader(protectedHeader);
    const times = readTimes(payload);
    assertLifetime(times, options);
    const viewer: Viewer = {
      userId: readId(payload, userClaim),
      tenantId: readOptionalId(payload, tenantClaim),
      scopes: readScopes(payload),
      tokenId: readOptionalId(payload, 'jti'),
      ...times,
    };
    return { viewer, header: protectedHeader, key, verifiedAt };
  };
}

async function verifySignature(
  token: string,
  getKey: JWTVerifyGetKey,
  rules: JWTVerifyOptions,
): Promise<JWTVerifyResult & ResolvedKey> {
  try {
    return await jwtVerify(token, getKey, rules);
  } catch (error) {
    throw rejectionFor(error);
  }
}

/** Says what is wrong with the token, and never what the token is. */
function rejectionFor(error: unknown): unknown {
  if (error instanceof errors.JWTExpired) return new AgentwireError('TOKEN_EXPIRED');
  if (error instanceof errors.JWTClaimValidationFailed) {
    return unauthenticated(`The token’s claim ${error.claim} is not acceptable.`);
  }
  // jose throws a TypeError where a key is not of the kind that the token's algorithm needs.
  const isRefusal = error instanceof errors.JOSEError || error instanceof TypeError;
  return isRefusal ? unauthenticated() : error;
}

function unauthenticated(message?: string): AgentwireError {
  return new AgentwireError('UNAUTHENTICATED', message);
}

/** Tokens that the same keys sign for other purposes say so in their type (RFC 8725, section 3.11). */
const accessTokenType = /^(application\/)?(at\+)?jwt$/i;

function assertHeader({ typ = 'JWT', crit }: JWTVerifyResult['protectedHeader']): void {
  if (typeof typ !== 'string' || !accessTokenType.test(typ)) {
    throw unauthenticated('The token’s header typ must be JWT or at+jwt, or absent.');
  }
  if (crit !== undefined) throw unauthenticated('The token’s header crit asks for what is not supported.');
}

type Times = Pick<Viewer, 'issuedAt' | 'expiresAt'>;

function readTimes({ iat, exp }: JWTPayload): Times {
  return { issuedAt: iat === undefined ? null : readTime('iat', iat), expiresAt: readTime('exp', exp) };
}

/** `1e400` is a number to JSON, and no instant. */
function readTime(claim: string, seconds: unknown): number {
  const ms = typeof seconds === 'number' ? seconds * 1000 : Number.NaN;
  if (!Number.isFinite(ms)) throw unauthenticated(`The token’s claim ${claim} must be a number of seconds.`);
  return ms;
}

function assertLifetime(
  { issuedAt, expiresAt }: Times,
  { maxLifetimeMs, clockToleranceMs }: Pick<VerifyOptions, 'maxLifetimeMs' | 'clockToleranceMs'>,
): void {
  const latestIssue = Date.now() + clockToleranceMs;
  if (issuedAt !== null && issuedAt > latestIssue) {
    throw unauthenticated('The token’s claim iat is in the future.');
  }
  if (expiresAt - (issuedAt ?? latestIssue) > maxLifetimeMs) {
    throw unauthenticated(
      `The token is valid for more than ${maxLifetimeMs / 1000} seconds. Use one that is valid for less, ` +
        'or have the setting jwt-max-lifetime raised.',
    );
  }
}

function readOptionalId(payload: JWTPayload, claim: string): string | null {
  return payload[claim] === undefined ? null : readId(payload, claim);
}

/** Within the bounds that publishers can name a user in. */
function readId(payload: JWTPayload, claim: string): string {
  const id = payload[claim];
  if (typeof id !== 'string' || id === '' || id.length > 256 || !id.isWellFormed() || id.includes('\0')) {
    throw unauthenticated(`The token’s claim ${claim} must be a string of 1 to 256 characters.`);
  }
  return id;
}

/** `scope`, separated by spaces (RFC 8693, section 4.2), or `scp`, an array. */
function readScopes({ scope, scp }: JWTPayload): string[] {
  if (typeof scope === 'string') return scope.split(' ').filter((name) => name !== '');
  return Array.isArray(scp) ? scp.filter((name) => typeof name === 'string') : [];
}
