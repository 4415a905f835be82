import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Broker } from '../../../src/broker/broker.ts';
import { alice, countTo, readAll, trimAll } from '../../support/brokers.ts';
import { errorWith, rejectionOf } from '../../support/errors.ts';
import { batchOf, delta, deltas, started } from '../../support/events.ts';
import { temporaryFolder } from '../../support/folders.ts';
import { countCommits, openStore } from '../../support/sqlite.ts';

function openBeside(path: string, options: { readOnly?: boolean } = {}): DatabaseSync {
  const database = new DatabaseSync(path, options);
  onTestFinished(() => database.close());
  return database;
}

describe('the file', () => {
  test('opens read-only in any tool, beside the broker and after it', async () => {
    const { broker, path } = await openStore();
    await broker.append(alice, batchOf('run', [started(), ...deltas(4)]));
    const look = () => {
      const database = openBeside(path, { readOnly: true });
      return [
        database.prepare('SELECT count(*) AS count FROM publications').get()?.count,
        database.prepare('SELECT run_id FROM runs').get()?.run_id,
        database.prepare('SELECT name FROM channels').get()?.name,
        database.prepare('PRAGMA user_version').get()?.user_version,
        database.prepare('PRAGMA journal_mode').get()?.journal_mode,
        database.prepare('PRAGMA integrity_check').get()?.integrity_check,
      ];
    };
    const expected = [5, 'run', alice, 3, 'wal', 'ok'];
    expect(look()).toEqual(expected);
    await broker.close();
    expect(look()).toEqual(expected);
  });

  test('has one epoch, however often it is opened', async () => {
    const { broker, path } = await openStore();
    await broker.close();
    const { broker: reopened } = await openStore({ path });
    const { newest } = await reopened.read(alice, 'earliest', 0);
    const epochs = openBeside(path, { readOnly: true }).prepare('SELECT epoch FROM store').all();
    expect(epochs).toEqual([{ epoch: newest.epoch }]);
  });

  test('has what was acknowledged, though the process was killed', async () => {
    const path = join(await temporaryFolder(), 'events.db');
    const script = join(import.meta.dirname, '../../support/append-until-killed.ts');
    const child = spawn(process.execPath, [script, path], { stdio: ['ignore', 'pipe', 'inherit'] });
    const exited = once(child, 'exit');
    let acknowledged = 0;
    for await (const line of createInterface(child.stdout)) {
      acknowledged = Number(line);
      if (acknowledged === 30) child.kill('SIGKILL');
    }
    expect(await exited).toEqual([null, 'SIGKILL']);
    expect(acknowledged).toBeGreaterThanOrEqual(30);

    const { broker } = await openStore({ path });
    const seqs = (await readAll(broker, alice)).map(({ seq }) => seq);
    expect(seqs).toEqual(countTo(Math.max(acknowledged, seqs.length)));
    expect(await broker.findRun(alice, 'run')).toMatchObject({ lastSeq: seqs.length });
  });
});

describe('a revocation', () => {
  const revocation = { subject: 'alice', notBefore: 1000, expiresAt: 9e12 };

  test('reaches who reads behind it through another broker on the same file', async () => {
    const { broker, path } = await openStore();
    const { broker: other } = await openStore({ path });
    const { next } = await other.revocations(null);
    await broker.revoke(revocation);
    expect((await other.revocations(next)).revocations).toEqual([revocation]);
  });

  test('is committed before it is answered', async () => {
    const { broker, path } = await openStore();
    const reader = openBeside(path);
    reader.exec('BEGIN; SELECT epoch FROM store');
    const before = await countCommits(path);
    await broker.revoke(revocation);
    expect(await countCommits(path)).toBe(before + 1);
  });

  test('that finds no room is refused, and announced to nobody', async () => {
    const { broker } = await openStore({ maxBytes: 1 });
    const { next } = await broker.revocations(null);
    let isAnnounced = false;
    await broker.watchRevocations(() => {
      isAnnounced = true;
    });
    const text = 'a'.repeat(100_000);
    expect(await rejectionOf(broker.revoke({ ...revocation, subject: text }))).toEqual(
      errorWith('UNAVAILABLE'),
    );
    expect((await broker.revocations(next)).revocations).toEqual([]);
    expect(isAnnounced).toBe(false);
  });
});

describe('a store at its size limit', () => {
  const maxBytes = 1024 * 1024;
  const text = 'a'.repeat(20_000);

  /** Appends to a run until the store refuses. Resolves to the seq of the last event that was taken. */
  async function fill(broker: Broker): Promise<number> {
    let { lastSeq } = await broker.append(alice, batchOf('run', [started()]));
    for (;;) {
      const appending = broker.append(alice, batchOf('run', [delta(text), delta(text)]));
      const appended = await appending.catch((error: unknown) => error);
      if (appended instanceof Error) {
        expect(appended).toEqual(errorWith('UNAVAILABLE'));
        return lastSeq;
      }
      lastSeq = (await appending).lastSeq;
      expect(lastSeq).toBeLessThan(200);
    }
  }

  const retention = { maxAgeMs: 3_600_000, maxCount: 10 };

  test('refuses appends whole, lets reads go on, and takes appends again once there is room', async () => {
    const { broker, path } = await openStore({ maxBytes, retention });
    const lastSeq = await fill(broker);
    expect(lastSeq).toBeGreaterThan(20);
    expect((await readAll(broker, alice)).map(({ seq }) => seq)).toEqual(countTo(lastSeq));
    expect(await broker.findRun(alice, 'run')).toMatchObject({ lastSeq });
    const more = () => broker.append(alice, batchOf('run', [delta(text), delta(text)]));
    expect(await rejectionOf(more())).toEqual(errorWith('UNAVAILABLE'));

    await trimAll(broker);
    expect(await more()).toMatchObject({ accepted: 2, lastSeq: lastSeq + 2 });
    expect(await readAll(broker, alice)).toHaveLength(12);
    await broker.close();
    expect((await stat(path)).size).toBeLessThanOrEqual(maxBytes);
  });

  test('takes appends again once it is opened with a higher limit', async () => {
    const { broker, path } = await openStore({ maxBytes });
    const lastSeq = await fill(broker);
    await broker.close();
    const { broker: roomier } = await openStore({ path, maxBytes: 2 * maxBytes });
    const next = await roomier.append(alice, batchOf('run', [delta(text), delta(text)]));
    expect(next).toMatchObject({ accepted: 2, lastSeq: lastSeq + 2 });
  });

  test('refuses of many appends at the same time only those without room', async () => {
    const { broker } = await openStore({ maxBytes });
    const appends = countTo(100).map((number) =>
      broker.append(alice, batchOf(`run ${number}`, [started({ input: text })])),
    );
    const outcomes = await Promise.allSettled(appends);
    const taken = countTo(100).filter((number) => outcomes[number - 1]?.status === 'fulfilled');
    const stored = await readAll(broker, alice);
    expect(stored.map(({ run }) => run.runId)).toEqual(taken.map((number) => `run ${number}`));
    expect(stored.map(({ offset }) => offset)).toEqual(countTo(taken.length));
    expect(taken.length).toBeGreaterThan(20);
    expect(taken.length).toBeLessThan(100);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toEqual(errorWith('UNAVAILABLE'));
    }
  });
});

describe('appends that wait together', () => {
  test('are committed together', async () => {
    const { broker, path } = await openStore();
    // As long as somebody reads from the log's beginning, it cannot begin anew, and keeps all commits countable.
    const reader = openBeside(path);
    reader.exec('BEGIN; SELECT epoch FROM store');
    await broker.append(alice, batchOf('first', [started()]));
    const before = await countCommits(path);

    const lock = openBeside(path);
    lock.exec('BEGIN IMMEDIATE');
    const appends = countTo(200).map((number) => broker.append(alice, batchOf(`run ${number}`, [started()])));
    lock.exec('ROLLBACK');
    await Promise.all(appends);

    // The first may have been on their way already when the others came.
    expect((await countCommits(path)) - before).toBeLessThanOrEqual(5);
    expect(await readAll(broker, alice)).toHaveLength(201);
  });

  test('are all stored, in order, however much that is', async () => {
    const { broker } = await openStore();
    await broker.append(alice, batchOf('run', [started()]));
    const text = '"\u2028'.repeat(25_000);
    const appends = countTo(100).map((number) =>
      broker.append(alice, batchOf('run', [delta(`${number} ${text}`)])),
    );
    expect((await Promise.all(appends)).map(({ lastSeq }) => lastSeq)).toEqual(
      countTo(100).map((seq) => seq + 1),
    );
    const bodies = (await readAll(broker, alice)).slice(1).map(({ body }) => JSON.parse(body).text);
    expect(bodies).toEqual(countTo(100).map((number) => `${number} ${text}`));
  });

  test('are answered, though the store is closed', async () => {
    const { broker } = await openStore();
    const appends = countTo(50).map((number) => broker.append(alice, batchOf(`run ${number}`, [started()])));
    await broker.close();
    expect((await Promise.all(appends)).map(({ accepted }) => accepted)).toEqual(countTo(50).map(() => 1));
  });

  test('are committed one by one if they do not wait for each other', async () => {
    const { broker, path } = await openStore();
    const reader = openBeside(path);
    reader.exec('BEGIN; SELECT epoch FROM store');
    for (const number of countTo(5)) await broker.append(alice, batchOf(`run ${number}`, [started()]));
    expect(await countCommits(path)).toBeGreaterThanOrEqual(5);
  });
});

describe('a broker that was closed', () => {
  test('refuses what is asked of it, and may be closed again', async () => {
    const { broker } = await openStore();
    await broker.close();
    await broker.close();
    for (const call of [
      broker.append(alice, batchOf('run', [started()])),
      broker.read(alice, 'earliest', 1),
      broker.trim(),
    ]) {
      expect(await rejectionOf(call)).toEqual(errorWith('UNAVAILABLE'));
    }
  });
});
