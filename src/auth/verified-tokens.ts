import { hash } from 'node:crypto';
import type { JWTVerifyResult, ResolvedKey } from 'jose';
import type { Viewer } from './viewer.ts';

/** A token that was found good. */
export interface VerifiedToken {
  readonly viewer: Viewer;
  readonly header: JWTVerifyResult['protectedHeader'];
  /** What its signature was verified with. */
  readonly key: ResolvedKey['key'];
  /** Milliseconds since 1970. */
  readonly verifiedAt: number;
}

/** Those beyond it that were not used for longest are verified anew. */
const MAX_TOKENS = 1_000;

/** What was verified last, by the hashes of the tokens: a token itself is not kept. */
export class VerifiedTokens {
  readonly #tokens = new Map<string, VerifiedToken>();

  /** What of a token cannot have changed; null if its claims have to be looked at again. */
  get(token: string): VerifiedToken | null {
    const id = idOf(token);
    const known = this.#tokens.get(id);
    if (known === undefined) return null;
    this.#tokens.delete(id);
    // From then until it expires, all that claims say of times holds. The tolerance behind that is for whoever verifies.
    const now = Date.now();
    if (now < known.verifiedAt || now >= known.viewer.expiresAt) return null;
    this.#tokens.set(id, known);
    return known;
  }

  set(token: string, verified: VerifiedToken): void {
    this.#tokens.set(idOf(token), verified);
    for (const oldest of this.#tokens.keys()) {
      if (this.#tokens.size <= MAX_TOKENS) return;
      this.#tokens.delete(oldest);
    }
  }
}

function idOf(token: string): string {
  return hash('sha256', token, 'base64');
}
