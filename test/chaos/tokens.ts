import { SignJWT } from 'jose';

const secret = 'a secret of thirty-two characters';

/** What nodes verify the tokens of `tokenOf` with. */
export const tokenSettings = {
  AGENTWIRE_JWT_ISSUER: 'https://id.example.com/',
  AGENTWIRE_JWT_AUDIENCE: 'agentwire',
  AGENTWIRE_JWT_ALGORITHMS: 'HS256',
  AGENTWIRE_JWT_SECRET: secret,
};

const HOUR_S = 3600;

/** A token that is valid whatever the clock of a node says, within an hour of this one. */
export function tokenOf(userId: string, scope = ''): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({ scope, iat: now - HOUR_S, exp: now + 2 * HOUR_S })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(tokenSettings.AGENTWIRE_JWT_ISSUER)
    .setAudience(tokenSettings.AGENTWIRE_JWT_AUDIENCE)
    .setSubject(userId)
    .sign(new TextEncoder().encode(secret));
}

export const workerToken = () => tokenOf('worker', 'agentwire:publish');
