import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { SqliteOptions } from '../../src/broker/sqlite/sqlite.ts';
import { SqliteBroker } from '../../src/broker/sqlite/sqlite.ts';
import { temporaryFolder } from './folders.ts';

/** Keeps everything. */
const retention = { maxAgeMs: 365 * 24 * 3_600_000, maxCount: 1_000_000 };

/** Opens a store for one test; in a folder of its own unless a path is given. */
export async function openStore(options: Partial<SqliteOptions> = {}) {
  const path = options.path ?? join(await temporaryFolder(), 'events.db');
  const broker = await SqliteBroker.open({ retention, ...options, path });
  onTestFinished(() => broker.close());
  return { broker, path };
}

const WAL_HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;

/**
 * How many transactions the write-ahead log of a database holds: each ends with the one frame that says how large
 * the database is behind it (sqlite.org/fileformat2.html, section 4). Counts all since the log was begun, so it
 * must not begin anew in the meantime.
 */
export async function countCommits(path: string): Promise<number> {
  const log = await readFile(`${path}-wal`);
  const pageBytes = log.readUInt32BE(8);
  const salts = log.subarray(16, 24);
  let commits = 0;
  for (let at = WAL_HEADER_BYTES; at < log.length; at += FRAME_HEADER_BYTES + pageBytes) {
    const isOfThisLog = log.subarray(at + 8, at + 16).equals(salts);
    const isCommit = log.readUInt32BE(at + 4) !== 0;
    if (isOfThisLog && isCommit) commits++;
  }
  return commits;
}
