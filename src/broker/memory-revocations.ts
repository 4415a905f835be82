import type { Revocation, RevocationPage } from './broker.ts';
import { laterOf, numberBefore, pointBehind, REVOCATIONS_PER_PAGE } from './revocation.ts';

interface Numbered {
  readonly number: number;
  readonly revocation: Revocation;
}

/** Revocations in memory, by subject and in the order of keeping. */
export class MemoryRevocations {
  readonly #epoch: string;
  readonly #bySubject = new Map<string, Numbered>();
  #newest = 0;

  constructor(epoch: string) {
    this.#epoch = epoch;
  }

  put(revocation: Revocation): void {
    const { subject } = revocation;
    const kept = laterOf(this.#bySubject.get(subject)?.revocation ?? null, revocation);
    // Deleted first, so that it comes behind all others.
    this.#bySubject.delete(subject);
    this.#bySubject.set(subject, { number: ++this.#newest, revocation: kept });
  }

  behind(point: string | null): RevocationPage {
    const after = numberBefore(point, this.#epoch, this.#newest);
    const found = [...this.#bySubject.values()]
      .filter(({ number }) => number > after)
      .slice(0, REVOCATIONS_PER_PAGE);
    return {
      revocations: found.map(({ revocation }) => revocation),
      next: pointBehind(this.#epoch, found.at(-1)?.number ?? this.#newest),
    };
  }

  /** Removes up to so many that had expired by then; true if there may be more. */
  dropExpired(now: number, limit: number): boolean {
    const expired = [...this.#bySubject.values()].filter(({ revocation }) => revocation.expiresAt < now);
    for (const { revocation } of expired.slice(0, limit)) this.#bySubject.delete(revocation.subject);
    return expired.length > limit;
  }

  clear(): void {
    this.#bySubject.clear();
  }
}
