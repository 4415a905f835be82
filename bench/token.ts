import { SignJWT } from 'jose';
import type { VerifyOptions } from '../src/index.ts';

export const SECRET = 'a secret of the benchmark, 32 bytes at least';

export const verifyOptions: VerifyOptions = {
  issuer: 'urn:agentwire:bench',
  audience: 'agentwire',
  algorithms: ['HS256'],
  keys: { secret: SECRET },
  userClaim: 'sub',
  tenantClaim: 'tenant',
  maxLifetimeMs: 24 * 3_600_000,
  clockToleranceMs: 5_000,
};

export function signToken(userId: string, scope?: string): Promise<string> {
  return new SignJWT(scope === undefined ? {} : { scope })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(verifyOptions.issuer)
    .setAudience(verifyOptions.audience)
    .setSubject(userId)
    .setExpirationTime('2h')
    .sign(new TextEncoder().encode(SECRET));
}
