import { AgentwireError } from '../errors.ts';

export const scopes = { publish: 'agentwire:publish', work: 'agentwire:work', ops: 'agentwire:ops' } as const;

export type Scope = (typeof scopes)[keyof typeof scopes];

/** Who a verified token says is asking. */
export interface Viewer {
  readonly userId: string;
  /** Null for a user without a tenant. */
  readonly tenantId: string | null;
  readonly scopes: readonly string[];
  /** When the token was issued, in milliseconds since 1970; null if it does not say. */
  readonly issuedAt: number | null;
  /** When the token expires, in milliseconds since 1970. */
  readonly expiresAt: number;
  /** The token's own id (`jti`), by which it alone can be revoked; null if it has none. */
  readonly tokenId: string | null;
}

/** Throws FORBIDDEN if the viewer's token lacks the scope. */
export function requireScope(viewer: Viewer, scope: Scope): void {
  if (!viewer.scopes.includes(scope)) {
    throw new AgentwireError('FORBIDDEN', `This needs a token with the scope ${scope}.`);
  }
}
