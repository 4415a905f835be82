import type { FollowingOptions, Revocation, RevocationStore } from './revocation-store.ts';
import { RevocationFollower } from './revocation-store.ts';
import type { Viewer } from './viewer.ts';

export interface RevocationsOptions {
  /** How long a token is valid at most. */
  readonly maxLifetimeMs: number;
  /** How far this machine's clock and that of whoever issues tokens may be apart. */
  readonly clockToleranceMs: number;
  /** Hears of a store that cannot be read, once until it can be again. */
  readonly onError: FollowingOptions['onError'];
  readonly now?: () => number;
  /** How often the store is asked, since announcements can be lost. Default: 5,000. */
  readonly pollMs?: number | undefined;
}

/** Ends what the revocations known by now concern, and returns how much that was. MUST NOT throw. */
export type OnRevoked = () => number;

/** A revocation that is being made here, and what was ended for it. */
interface Own {
  readonly subject: string;
  ended: number;
}

/** Which tokens are refused though they have not expired: what the store has of it, kept at hand. */
export class Revocations {
  readonly #store: RevocationStore;
  readonly #keepMs: number;
  readonly #now: () => number;
  readonly #known = new Map<string, Revocation>();
  readonly #listeners = new Set<{ readonly onRevoked: OnRevoked }>();
  readonly #own = new Set<Own>();
  #follower: RevocationFollower | null = null;

  private constructor(store: RevocationStore, options: RevocationsOptions) {
    const { maxLifetimeMs, clockToleranceMs, now = Date.now } = options;
    this.#store = store;
    // The clock that a token is issued by may be ahead, and the one that it expires by behind.
    this.#keepMs = maxLifetimeMs + 2 * clockToleranceMs;
    this.#now = now;
  }

  /** Reads all that the store has. Rejects as the store does. */
  static async open(store: RevocationStore, options: RevocationsOptions): Promise<Revocations> {
    const revocations = new Revocations(store, options);
    const { onError, pollMs = 5_000 } = options;
    revocations.#follower = await RevocationFollower.open(store, {
      onPage: (page) => revocations.#learn(page),
      onError,
      pollMs,
    });
    return revocations;
  }

  /**
   * Whether the token is revoked: by its id, or because it was issued before its user's tokens were. One that does
   * not say when it was issued counts as older than any revocation.
   */
  covers({ tenantId, userId, issuedAt, tokenId }: Viewer): boolean {
    if (this.#known.size === 0) return false;
    const ofUser = this.#known.get(userSubject(tenantId, userId));
    if (ofUser !== undefined && (issuedAt ?? Number.NEGATIVE_INFINITY) < ofUser.notBefore) return true;
    return tokenId !== null && this.#known.has(tokenSubject(tenantId, tokenId));
  }

  /** Calls back whenever more is revoked, here or elsewhere. Returns how to stop. */
  onRevoked(onRevoked: OnRevoked): () => void {
    const listener = { onRevoked };
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /**
   * Revokes all tokens of a user that may have been issued before now: those whose `iat`, which has whole seconds
   * and is rounded down, is before `notBefore`, the next whole second. A token that is issued within the rest of
   * this second is refused, too. Resolves once the store keeps it, with `notBefore` in milliseconds since 1970 and
   * what the listeners have ended for it; rejects as the store does.
   */
  revokeUser(tenantId: string | null, userId: string): Promise<{ notBefore: number; ended: number }> {
    return this.#revoke(userSubject(tenantId, userId));
  }

  /** Revokes the tokens with this id, `jti`, whenever they were issued. */
  revokeToken(tenantId: string | null, tokenId: string): Promise<{ ended: number }> {
    return this.#revoke(tokenSubject(tenantId, tokenId));
  }

  close(): void {
    this.#follower?.close();
  }

  async #revoke(subject: string): Promise<{ notBefore: number; ended: number }> {
    const notBefore = Math.ceil(this.#now() / 1000) * 1000;
    const revocation = { subject, notBefore, expiresAt: notBefore + this.#keepMs };
    const own: Own = { subject, ended: 0 };
    this.#own.add(own);
    try {
      await this.#store.revoke(revocation);
      this.#learn([revocation]);
    } finally {
      this.#own.delete(own);
    }
    return { notBefore, ended: own.ended };
  }

  /** Has what is new take effect. What is made here may be read from the store before the store has answered. */
  #learn(revocations: readonly Revocation[]): void {
    this.#forgetExpired();
    const news = revocations.filter((revocation) => this.#take(revocation));
    if (news.length === 0) return;
    let ended = 0;
    for (const { onRevoked } of this.#listeners) ended += onRevoked();
    for (const own of this.#own) {
      if (news.some(({ subject }) => subject === own.subject)) own.ended += ended;
    }
  }

  /** True if it says more than was known. */
  #take({ subject, notBefore, expiresAt }: Revocation): boolean {
    const known = this.#known.get(subject);
    if (expiresAt < this.#now()) return false;
    this.#known.set(subject, {
      subject,
      notBefore: Math.max(notBefore, known?.notBefore ?? 0),
      expiresAt: Math.max(expiresAt, known?.expiresAt ?? 0),
    });
    return known === undefined || known.notBefore < notBefore;
  }

  #forgetExpired(): void {
    const now = this.#now();
    for (const [subject, { expiresAt }] of this.#known) if (expiresAt < now) this.#known.delete(subject);
  }
}

/** Injective for any ids, as channel names are: a JSON array escapes what could be taken for its punctuation. */
const userSubject = (tenantId: string | null, userId: string) => JSON.stringify(['user', tenantId, userId]);
const tokenSubject = (tenantId: string | null, tokenId: string) =>
  JSON.stringify(['token', tenantId, tokenId]);
