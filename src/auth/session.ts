import { AgentwireError } from '../errors.ts';
import type { Revocations } from './revocations.ts';
import type { Verify } from './verify.ts';
import type { Viewer } from './viewer.ts';

export interface SessionsOptions {
  readonly verify: Verify;
  readonly revocations: Pick<Revocations, 'covers' | 'onRevoked'>;
  /** How far this machine's clock and that of whoever issues tokens may be apart. */
  readonly clockToleranceMs: number;
  /** What verifying a token may take. */
  readonly authTimeoutMs: number;
  readonly now?: () => number;
}

/** How often sessions that nobody delivers to are looked at. */
const SWEEP_INTERVAL_MS = 1_000;

/** What a token gives: somebody's right to be served, until it expires, is extended or is revoked. */
export class Session {
  readonly #sessions: Sessions;
  #viewer: Viewer;
  #end: AgentwireError | null = null;
  /** What was revoked by then does not concern its viewer: see Sessions.revoked. */
  #clearedAt = -1;

  constructor(sessions: Sessions, viewer: Viewer) {
    this.#sessions = sessions;
    this.#viewer = viewer;
  }

  get viewer(): Viewer {
    return this.#viewer;
  }

  /**
   * Why nothing may be delivered any more; null as long as it may. To be asked at every delivery: a process that
   * was paused delivers before its timers run.
   */
  get refusal(): AgentwireError | null {
    this.#end ??= this.#findEnd();
    return this.#end;
  }

  /** Whether another token can be told to be newer than this one. */
  get isExtendable(): boolean {
    return this.#viewer.issuedAt !== null;
  }

  /** When it ends, and by which clock: RFC 3339 instants. */
  get times(): { readonly expiresAt: string; readonly serverTime: string } {
    const { expiresAt } = this.#viewer;
    return {
      expiresAt: new Date(expiresAt).toISOString(),
      serverTime: new Date(this.#sessions.now()).toISOString(),
    };
  }

  /**
   * Goes on with another token, which must be of the same user and tenant, and issued later. Rejects with
   * UNAUTHENTICATED and ends the session if it is not, or is no good at all. An expired token (TOKEN_EXPIRED) or
   * keys that cannot be had (UNAVAILABLE) leave the session as it was.
   */
  async extend(token: string): Promise<Viewer> {
    try {
      const { viewer } = await this.#sessions.authenticate(token);
      if (this.refusal !== null) throw this.refusal;
      assertSuccessor(this.#viewer, viewer);
      this.#viewer = viewer;
      this.#clearedAt = -1;
      return viewer;
    } catch (error) {
      if (error instanceof AgentwireError && error.code === 'UNAUTHENTICATED') this.#end ??= error;
      throw error;
    }
  }

  #findEnd(): AgentwireError | null {
    const { revoked } = this.#sessions;
    if (this.#clearedAt === revoked) return this.#sessions.expiryOf(this.#viewer);
    const end = this.#sessions.refusalOf(this.#viewer);
    if (end === null) this.#clearedAt = revoked;
    return end;
  }
}

function assertSuccessor(before: Viewer, after: Viewer): void {
  if (after.userId !== before.userId || after.tenantId !== before.tenantId) {
    throw new AgentwireError('UNAUTHENTICATED', 'The token is of another user than this connection.');
  }
  if (before.issuedAt === null || after.issuedAt === null || after.issuedAt <= before.issuedAt) {
    throw new AgentwireError(
      'UNAUTHENTICATED',
      'The token was not issued after the one in use (its claim iat says so).',
    );
  }
}

/** Opens sessions, and ends those of connections that last as soon as their time is over. */
export class Sessions {
  readonly #verify: Verify;
  readonly #revocations: SessionsOptions['revocations'];
  readonly #clockToleranceMs: number;
  readonly #authTimeoutMs: number;
  readonly now: () => number;
  readonly #watched = new Map<Session, (end: AgentwireError) => void>();
  readonly #timer: NodeJS.Timeout;
  readonly #stopListening: () => void;
  #revoked = 0;

  constructor({
    verify,
    revocations,
    clockToleranceMs,
    authTimeoutMs,
    now = () => Date.now(),
  }: SessionsOptions) {
    this.#verify = verify;
    this.#revocations = revocations;
    this.#clockToleranceMs = clockToleranceMs;
    this.#authTimeoutMs = authTimeoutMs;
    this.now = now;
    this.#timer = setInterval(() => this.#sweep(), SWEEP_INTERVAL_MS).unref();
    this.#stopListening = revocations.onRevoked(() => {
      this.#revoked++;
      return this.#sweep().filter(({ code }) => code === 'UNAUTHENTICATED').length;
    });
  }

  /** How often something was revoked: whoever is not concerned by it stays so until there is more. */
  get revoked(): number {
    return this.#revoked;
  }

  /** Rejects with UNAUTHENTICATED, TOKEN_EXPIRED, or UNAVAILABLE if the token cannot be verified now. */
  async authenticate(token: string): Promise<Session> {
    const viewer = await within(this.#authTimeoutMs, this.#verify(token));
    const refusal = this.refusalOf(viewer);
    if (refusal !== null) throw refusal;
    return new Session(this, viewer);
  }

  /** Calls back once if the session ends, within a second even if nothing is delivered. */
  watch(session: Session, onEnd: (end: AgentwireError) => void): void {
    this.#watched.set(session, onEnd);
  }

  unwatch(session: Session): void {
    this.#watched.delete(session);
  }

  /** Why a viewer is not served any more; null if it is. */
  refusalOf(viewer: Viewer): AgentwireError | null {
    if (this.#revocations.covers(viewer)) {
      return new AgentwireError('UNAUTHENTICATED', 'The token was revoked. Sign in again.');
    }
    return this.expiryOf(viewer);
  }

  /** The part of it that time alone brings about. */
  expiryOf(viewer: Viewer): AgentwireError | null {
    const isExpired = this.now() > viewer.expiresAt + this.#clockToleranceMs;
    return isExpired ? new AgentwireError('TOKEN_EXPIRED') : null;
  }

  close(): void {
    clearInterval(this.#timer);
    this.#stopListening();
  }

  /** Ends the sessions that are not served any more, and returns why. */
  #sweep(): readonly AgentwireError[] {
    const ends: AgentwireError[] = [];
    for (const [session, onEnd] of this.#watched) {
      const { refusal } = session;
      if (refusal === null) continue;
      this.#watched.delete(session);
      ends.push(refusal);
      onEnd(refusal);
    }
    return ends;
  }
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new AgentwireError('UNAVAILABLE', 'The token could not be verified in time. Try again.')),
    ms,
  );
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
