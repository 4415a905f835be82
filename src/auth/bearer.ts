import { AgentwireError } from '../errors.ts';

/** Takes the token out of an Authorization header (RFC 6750, section 2.1). Throws UNAUTHENTICATED. */
export function bearerToken(authorization: unknown): string {
  const [, token] =
    (typeof authorization === 'string' ? /^Bearer +([^ ]+) *$/i.exec(authorization) : null) ?? [];
  if (token === undefined) {
    throw new AgentwireError('UNAUTHENTICATED', 'Send the token as `Authorization: Bearer …`.');
  }
  return token;
}

/** Finds Authorization in the payload of `connection_init`, in any letter case, as clients spell headers. */
export function authorizationOf(connectionParams: Readonly<Record<string, unknown>> | undefined): unknown {
  const entry = Object.entries(connectionParams ?? {}).find(([key]) => key.toLowerCase() === 'authorization');
  return entry?.[1];
}
