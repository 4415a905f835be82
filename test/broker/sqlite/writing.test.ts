import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openForWriting } from '../../../src/broker/sqlite/database.ts';
import { Writing } from '../../../src/broker/sqlite/writing.ts';
import { alice, bob } from '../../support/brokers.ts';
import { batchOf, deltas, started } from '../../support/events.ts';
import { temporaryFolder } from '../../support/folders.ts';

/** Alice's channel and Bob's, with more in them than is to be kept. */
async function openGrown() {
  const path = join(await temporaryFolder(), 'events.db');
  const database = openForWriting({ path, durability: 'none', maxBytes: null });
  onTestFinished(() => database.close());
  const writing = new Writing(database, { maxAgeMs: 3_600_000, maxCount: 3 });
  for (const channel of [alice, bob]) writing.append(channel, batchOf('run', [started(), ...deltas(9)]));
  const count = () => database.prepare('SELECT count(*) AS count FROM publications').get()?.count;
  return { database, writing, count };
}

test('a step of retention that is undone is done again', async () => {
  const { database, writing, count } = await openGrown();
  database.exec('BEGIN');
  writing.trim();
  expect(count()).toBe(6);
  database.exec('ROLLBACK');
  expect(count()).toBe(20);
  while (writing.trim());
  expect(count()).toBe(6);
});

test('a step of retention serves more than one channel', async () => {
  const { writing, count } = await openGrown();
  expect(writing.trim()).toBe(true);
  expect(count()).toBe(6);
  expect(writing.trim()).toBe(false);
});
