import type { DatabaseSync } from 'node:sqlite';
import type { Revocation, RevocationPage } from '../broker.ts';
import { laterOf, numberBefore, pointBehind, REVOCATIONS_PER_PAGE } from '../revocation.ts';
import { epochOf } from './database.ts';

/** A row of the table revocations. */
interface RevocationRow {
  readonly number: number;
  readonly subject: string;
  readonly not_before: number;
  readonly expires_at: number;
}

/** What changes the table of revocations. */
export class RevocationWriting {
  readonly #sql: ReturnType<typeof prepareWriting>;

  constructor(database: DatabaseSync) {
    this.#sql = prepareWriting(database);
  }

  put(revocation: Revocation): void {
    const row = this.#sql.find.get(revocation.subject) as RevocationRow | undefined;
    const kept = laterOf(row === undefined ? null : revocationOfRow(row), revocation);
    this.#sql.put.run(kept.subject, kept.notBefore, kept.expiresAt);
  }

  /** Removes up to so many that had expired by then; true if there may be more. */
  dropExpired(now: number, limit: number): boolean {
    return this.#sql.dropExpired.run(now, limit).changes === limit;
  }
}

/** What reads it. */
export class RevocationReading {
  readonly #epoch: string;
  readonly #sql: ReturnType<typeof prepareReading>;

  constructor(database: DatabaseSync) {
    this.#epoch = epochOf(database);
    this.#sql = prepareReading(database);
  }

  behind(point: string | null): RevocationPage {
    const { newest } = this.#sql.newest.get() as { newest: number };
    const after = numberBefore(point, this.#epoch, newest);
    const rows = this.#sql.page.all(after, REVOCATIONS_PER_PAGE) as unknown as RevocationRow[];
    return {
      revocations: rows.map(revocationOfRow),
      next: pointBehind(this.#epoch, rows.at(-1)?.number ?? newest),
    };
  }
}

function revocationOfRow({ subject, not_before, expires_at }: RevocationRow): Revocation {
  return { subject, notBefore: not_before, expiresAt: expires_at };
}

function prepareWriting(database: DatabaseSync) {
  return {
    find: database.prepare('SELECT * FROM revocations WHERE subject = ?'),
    // Replacing gives a new number, so that whoever has read the old one comes by it again.
    put: database.prepare(
      'INSERT OR REPLACE INTO revocations (subject, not_before, expires_at) VALUES (?, ?, ?)',
    ),
    dropExpired: database.prepare(`
      DELETE FROM revocations WHERE number IN (
        SELECT number FROM revocations WHERE expires_at < ? ORDER BY expires_at LIMIT ?
      )`),
  };
}

function prepareReading(database: DatabaseSync) {
  return {
    // Where SQLite keeps the highest number it ever gave (sqlite.org/autoinc.html).
    newest: database.prepare(
      `SELECT coalesce(max(seq), 0) AS newest FROM sqlite_sequence WHERE name = 'revocations'`,
    ),
    page: database.prepare('SELECT * FROM revocations WHERE number > ? ORDER BY number LIMIT ?'),
  };
}
