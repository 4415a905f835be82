/** What is refused from now on; all times in milliseconds since 1970. */
export interface Revocation {
  readonly subject: string;
  readonly notBefore: number;
  readonly expiresAt: number;
}

/** Where revocations are kept. A broker is one; its contract says what is promised. */
export interface RevocationStore {
  revoke(revocation: Revocation): Promise<void>;
  revocations(after: string | null): Promise<{
    readonly revocations: readonly Revocation[];
    readonly next: string;
  }>;
  watchRevocations(onRevoked: () => void): Promise<() => void>;
}

export interface FollowingOptions {
  /** Gets what the store has, in its order; some of it more than once. */
  readonly onPage: (revocations: readonly Revocation[]) => void;
  /** Hears of a store that cannot be read, once until it can be again. */
  readonly onError: (stage: string, error: unknown) => void;
  /** How often the store is asked, since announcements can be lost. */
  readonly pollMs: number;
}

/** Reads a store of revocations to its end, and whatever is added from then on. */
export class RevocationFollower {
  readonly #store: RevocationStore;
  readonly #options: FollowingOptions;
  #next: string | null = null;
  #isBehind = false;
  #isReading = false;
  #isFailing = false;
  #isClosed = false;
  #timer: NodeJS.Timeout | undefined;
  #unwatch = () => {};

  private constructor(store: RevocationStore, options: FollowingOptions) {
    this.#store = store;
    this.#options = options;
  }

  /** Resolves once all that the store has was read. Rejects as the store does. */
  static async open(store: RevocationStore, options: FollowingOptions): Promise<RevocationFollower> {
    const follower = new RevocationFollower(store, options);
    // Watched first, so that nothing falls between.
    follower.#unwatch = await store.watchRevocations(() => follower.#catchUp());
    try {
      await follower.#readOn();
    } catch (error) {
      follower.close();
      throw error;
    }
    follower.#pollLater();
    return follower;
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#unwatch();
  }

  /** Reads what is new. Asked for while that is under way, it is done once more. */
  async #catchUp(): Promise<void> {
    this.#isBehind = true;
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      while (this.#isBehind) {
        this.#isBehind = false;
        await this.#readOn();
      }
      this.#isFailing = false;
    } catch (error) {
      if (!this.#isFailing && !this.#isClosed) this.#options.onError('revocations', error);
      this.#isFailing = true;
    } finally {
      this.#isReading = false;
    }
  }

  async #readOn(): Promise<void> {
    while (!this.#isClosed) {
      const { revocations, next } = await this.#store.revocations(this.#next);
      this.#next = next;
      if (revocations.length === 0) return;
      this.#options.onPage(revocations);
    }
  }

  #pollLater(): void {
    if (this.#isClosed) return;
    this.#timer = setTimeout(
      () => this.#catchUp().then(() => this.#pollLater()),
      this.#options.pollMs,
    ).unref();
  }
}
