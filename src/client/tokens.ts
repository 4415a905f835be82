/**
 * Whether a token can take the place of another: the server takes only one that was issued later, as its claim `iat`
 * says (RFC 7519, section 4.1.6). Of a token that says nothing to a client it is only known that it is another.
 */
export function isNewer(token: string, than: string): boolean {
  if (token === than) return false;
  const claims = claimsOf(token);
  const before = claimsOf(than);
  return claims === null || before === null || Number(claims.iat) > Number(before.iat);
}

interface Claims {
  readonly iat?: unknown;
}

/** What a JWT says, verified or not; null for any other token. */
function claimsOf(token: string): Claims | null {
  const [, payload = ''] = token.split('.');
  try {
    return JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))) as Claims | null;
  } catch {
    return null;
  }
}
