import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SetupError } from '../../errors.ts';
import { newEpoch } from '../../events/cursor.ts';

/** What an append waits for. `none` survives a killed process, `fsynced` a power cut as well. */
export type Durability = 'none' | 'fsynced';

export interface DatabaseOptions {
  readonly path: string;
  readonly durability: Durability;
  /** Bytes that the database may grow to; null for what the disk holds. */
  readonly maxBytes: number | null;
}

/** Says in the file's header whose it is (sqlite.org/pragma.html#pragma_application_id): "agwr" in ASCII. */
const APPLICATION_ID = 0x61677772;

/**
 * Migrations, oldest first: the schema's version (`PRAGMA user_version`) is how many of them a file has seen.
 * They only ever go forward; one that was released is never changed.
 */
const migrations: readonly string[] = [
  `
  CREATE TABLE store (
    epoch TEXT NOT NULL
  ) STRICT;

  CREATE TABLE channels (
    id        INTEGER PRIMARY KEY,
    name      TEXT NOT NULL UNIQUE,
    newest    INTEGER NOT NULL,  -- offset of the newest publication, stored or trimmed
    newest_id TEXT NOT NULL
  ) STRICT;

  CREATE TABLE runs (
    id              INTEGER PRIMARY KEY,
    channel         INTEGER NOT NULL REFERENCES channels (id),
    run_id          TEXT NOT NULL,
    root_run_id     TEXT NOT NULL,
    parent_run_id   TEXT,
    ancestors       TEXT NOT NULL,     -- JSON array of run ids, root first
    thread_id       TEXT NOT NULL,
    agent_id        TEXT,
    agent_name      TEXT NOT NULL,
    status          TEXT NOT NULL,
    started_at      INTEGER NOT NULL,  -- milliseconds since 1970, here and below
    ended_at        INTEGER,
    last_seq        INTEGER NOT NULL,
    last_event_at   INTEGER NOT NULL,
    activity        TEXT,
    writer_id       TEXT,
    pending_inputs  TEXT NOT NULL,     -- JSON array of interrupt ids
    start_offset    INTEGER NOT NULL,
    last_offset     INTEGER NOT NULL,
    last_id         TEXT NOT NULL,
    stored_at       INTEGER NOT NULL,  -- when its last event was stored, by the server's clock
    UNIQUE (channel, run_id)
  ) STRICT;
  CREATE INDEX runs_newest_first ON runs (channel, start_offset DESC);
  CREATE INDEX runs_by_parent ON runs (channel, parent_run_id, start_offset DESC) WHERE parent_run_id IS NOT NULL;
  CREATE INDEX runs_by_thread ON runs (channel, thread_id, start_offset DESC);
  CREATE INDEX runs_not_ended ON runs (stored_at) WHERE ended_at IS NULL;

  CREATE TABLE publications (
    number    INTEGER PRIMARY KEY,  -- in the order of storing, over all channels
    channel   INTEGER NOT NULL,
    offset    INTEGER NOT NULL,
    run       INTEGER NOT NULL,
    seq       INTEGER NOT NULL,
    id        TEXT NOT NULL,
    type      TEXT NOT NULL,
    time      INTEGER NOT NULL,
    stored_at INTEGER NOT NULL,
    body      TEXT NOT NULL         -- JSON
  ) STRICT;
  CREATE UNIQUE INDEX publications_in_channel ON publications (channel, offset);
  CREATE UNIQUE INDEX publications_in_run ON publications (run, seq);
  `,
  `
  CREATE TABLE revocations (
    number     INTEGER PRIMARY KEY AUTOINCREMENT,  -- in the order of storing, and never given again
    subject    TEXT NOT NULL UNIQUE,               -- what it concerns
    not_before INTEGER NOT NULL,                   -- what was issued before is refused
    expires_at INTEGER NOT NULL                    -- from when on it may be forgotten
  ) STRICT;
  CREATE INDEX revocations_by_expiry ON revocations (expires_at);
  `,
  `
  ALTER TABLE runs ADD COLUMN due_at INTEGER;  -- when the server ends it unless it hears of its worker before
  ALTER TABLE runs ADD COLUMN commands TEXT;   -- JSON of what its owner has asked of it
  CREATE INDEX runs_due ON runs (due_at) WHERE due_at IS NOT NULL;
  CREATE INDEX runs_queued ON runs (status, channel, start_offset DESC) WHERE status = 'QUEUED';
  `,
];

/** Opens the store for writing, makes it or brings it to the newest schema. Throws SetupError if it cannot. */
export function openForWriting({ path, durability, maxBytes }: DatabaseOptions): DatabaseSync {
  return open(path, () => {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const database = new DatabaseSync(path);
    database.exec(`
      PRAGMA busy_timeout = 5000;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = ${durability === 'fsynced' ? 'FULL' : 'NORMAL'};
      PRAGMA cache_size = -32768;
    `);
    migrate(database, path);
    if (maxBytes !== null) limitSize(database, maxBytes);
    return database;
  });
}

/** Opens the store for reading, beside the connection that writes it. */
export function openForReading({ path }: DatabaseOptions): DatabaseSync {
  return open(path, () => {
    const database = new DatabaseSync(path, { readOnly: true });
    database.exec('PRAGMA busy_timeout = 5000; PRAGMA cache_size = -32768; PRAGMA query_only = ON;');
    return database;
  });
}

/** The store's epoch: every channel in it has this one. */
export function epochOf(database: DatabaseSync): string {
  return (database.prepare('SELECT epoch FROM store').get() as { epoch: string }).epoch;
}

function open(path: string, opening: () => DatabaseSync): DatabaseSync {
  try {
    return opening();
  } catch (error) {
    if (error instanceof SetupError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new SetupError(
      `The store ${path} cannot be opened: ${reason}. Check the path, its permissions and that it is an SQLite file.`,
    );
  }
}

function migrate(database: DatabaseSync, path: string): void {
  database.exec('BEGIN IMMEDIATE');
  const version = pragma(database, 'user_version');
  const isOurs = pragma(database, 'application_id') === APPLICATION_ID;
  if (!isOurs && (version !== 0 || hasTables(database))) {
    throw refusal(database, `The store ${path} is the database of another program. Choose another path.`);
  }
  if (version > migrations.length) {
    const known = `this agentwire knows up to ${migrations.length}`;
    throw refusal(
      database,
      `The store ${path} has schema version ${version}, ${known}. Use a newer agentwire.`,
    );
  }
  for (const migration of migrations.slice(version)) database.exec(migration);
  if (version === 0) database.prepare('INSERT INTO store (epoch) VALUES (?)').run(newEpoch());
  database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${migrations.length}`);
  database.exec('COMMIT');
}

function pragma(database: DatabaseSync, name: string): number {
  return database.prepare(`PRAGMA ${name}`).get()?.[name] as number;
}

function hasTables(database: DatabaseSync): boolean {
  return database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() !== undefined;
}

/** Leaves the file as it was. */
function refusal(database: DatabaseSync, message: string): SetupError {
  database.exec('ROLLBACK');
  database.close();
  return new SetupError(message);
}

function limitSize(database: DatabaseSync, maxBytes: number): void {
  const pages = Math.floor(maxBytes / pragma(database, 'page_size'));
  database.exec(`PRAGMA max_page_count = ${Math.max(1, pages)}`);
}
