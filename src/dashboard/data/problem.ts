import { CombinedGraphQLErrors, ServerError } from '@apollo/client/errors';

/** Why a request failed: one of the API's codes, or NETWORK where there was no answer of the API. */
export interface Problem {
  readonly code: string;
  /** For people. */
  readonly message: string;
}

export function problemOf(error: unknown): Problem {
  const refusal = refusalOf(error);
  if (refusal !== undefined) {
    return { code: String(refusal.extensions?.code ?? 'INTERNAL'), message: refusal.message };
  }
  if (ServerError.is(error)) {
    return { code: 'NETWORK', message: `The server answered with HTTP ${error.statusCode}.` };
  }
  return { code: 'NETWORK', message: 'The server cannot be reached.' };
}

interface Refusal {
  readonly message: string;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** The API's own error. With a status of 401 it can come as a GraphQL result and as any other answer. */
function refusalOf(error: unknown): Refusal | undefined {
  if (CombinedGraphQLErrors.is(error)) return error.errors[0];
  if (!ServerError.is(error)) return undefined;
  try {
    return (JSON.parse(error.bodyText) as { errors?: readonly Refusal[] }).errors?.[0];
  } catch {
    return undefined;
  }
}

/** Why a token is not taken. */
export type Refused = 'expired' | 'not accepted';

const refusals: Readonly<Record<string, Refused>> = {
  TOKEN_EXPIRED: 'expired',
  UNAUTHENTICATED: 'not accepted',
};

const refusingCloseCodes: Readonly<Record<number, Refused>> = { 4401: 'not accepted', 4403: 'expired' };

/** Whether a problem is that the token is not taken; null for any other. */
export function refusedBy({ code }: Problem): Refused | null {
  return refusals[code] ?? null;
}

/** Whether a WebSocket was closed since the token is not taken; null for any other reason. */
export function refusedByClose(code: number | null): Refused | null {
  return code === null ? null : (refusingCloseCodes[code] ?? null);
}
