import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openForWriting } from '../../../src/broker/sqlite/database.ts';
import { SetupError } from '../../../src/errors.ts';
import { alice, readAll } from '../../support/brokers.ts';
import { rejectionOf } from '../../support/errors.ts';
import { batchOf, started } from '../../support/events.ts';
import { temporaryFolder } from '../../support/folders.ts';
import { openStore } from '../../support/sqlite.ts';

function execute(path: string, sql: string): void {
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
}

describe('a store is not opened', () => {
  const cases: readonly [string, RegExp, (path: string) => unknown][] = [
    [
      'from a file that is no database',
      /not a database/,
      (path) => writeFile(path, 'Dear diary,\n'.repeat(1000)),
    ],
    ['from a folder', /unable to open/, (path) => mkdir(path)],
    [
      'with a newer schema',
      /schema version 99.*newer agentwire/,
      (path) => execute(path, 'PRAGMA application_id = 0x61677772; PRAGMA user_version = 99'),
    ],
    [
      'from the database of another program',
      /another program/,
      (path) => execute(path, 'CREATE TABLE laps (distance REAL)'),
    ],
    [
      'from the database of another program that counts its versions, too',
      /another program/,
      (path) => execute(path, 'CREATE TABLE runs (distance REAL); PRAGMA user_version = 1'),
    ],
  ];

  test.each(cases)('%s', async (_, reason, prepare) => {
    const path = join(await temporaryFolder(), 'events.db');
    await prepare(path);
    expectClear(await rejectionOf(openStore({ path })), path, reason);
  });

  test('within what is no folder', async () => {
    const file = join(await temporaryFolder(), 'file');
    await writeFile(file, '');
    const path = join(file, 'events.db');
    expectClear(await rejectionOf(openStore({ path })), path, /EEXIST|ENOTDIR/);
  });

  /** Whoever started the program reads this one line, and has to know from it what to mend. */
  function expectClear(error: unknown, path: string, reason: RegExp): void {
    expect(error).toBeInstanceOf(SetupError);
    const { message } = error as SetupError;
    expect(message).toMatch(reason);
    expect(message).toContain(path);
    expect(message).toMatch(/^The store [^\n]+\.$/);
  }
});

describe('a store that is opened', () => {
  test('is made, with the folders on the way', async () => {
    const path = join(await temporaryFolder(), 'a', 'b', 'events.db');
    const { broker } = await openStore({ path });
    expect(await broker.trim()).toBe(false);
  });

  test('by an agentwire that knew neither revocations nor leases is brought forward, with all that was in it', async () => {
    const { broker, path } = await openStore();
    await broker.append(alice, batchOf('run', [started()]));
    const before = await readAll(broker, alice);
    await broker.close();
    // As schema version 1 left it.
    execute(
      path,
      `DROP TABLE revocations; DROP INDEX runs_due; DROP INDEX runs_queued;
      ALTER TABLE runs DROP COLUMN due_at; ALTER TABLE runs DROP COLUMN commands; PRAGMA user_version = 1`,
    );

    const { broker: newer } = await openStore({ path });
    expect(await readAll(newer, alice)).toEqual(before);
    const revocation = { subject: 'alice', notBefore: 1000, expiresAt: 9e12 };
    await newer.revoke(revocation);
    expect((await newer.revocations(null)).revocations).toEqual([revocation]);
    const run = await newer.change(alice, 'run', { kind: 'cancel', requestedAt: 1, dueAt: 2 });
    expect(await newer.dueRuns(2, 10)).toEqual([{ channel: alice, run }]);
  });

  test('syncs as it is told', async () => {
    const folder = await temporaryFolder();
    const settingOf = (durability: 'none' | 'fsynced') => {
      const database = openForWriting({ path: join(folder, `${durability}.db`), durability, maxBytes: null });
      onTestFinished(() => database.close());
      return [
        database.prepare('PRAGMA journal_mode').get()?.journal_mode,
        database.prepare('PRAGMA synchronous').get()?.synchronous,
      ];
    };
    // sqlite.org/pragma.html#pragma_synchronous: 1 is NORMAL, 2 is FULL.
    expect(settingOf('fsynced')).toEqual(['wal', 2]);
    expect(settingOf('none')).toEqual(['wal', 1]);
  });
});
