import { DatabaseSync } from 'node:sqlite';
import { MessageChannel } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { serve } from '../../../src/broker/sqlite/rpc.ts';
import { AgentwireError } from '../../../src/errors.ts';

/** Asks for all the calls at once and closes, and resolves to all that is answered until the port is closed. */
async function answersTo(calls: readonly { method: string; args: readonly unknown[] }[]) {
  const { port1, port2 } = new MessageChannel();
  const answers: unknown[] = [];
  const closed = new Promise((resolve) => port2.once('close', resolve));
  port2.on('message', (message) => answers.push(...[message].flat()));
  port2.postMessage(JSON.stringify(calls.map((call, number) => ({ number, ...call }))));
  port2.postMessage('close');
  serve(port1, () => {
    const database = new DatabaseSync(':memory:');
    database.exec('CREATE TABLE texts (text TEXT NOT NULL) STRICT');
    const put = database.prepare('INSERT INTO texts (text) VALUES (?)');
    const all = database.prepare('SELECT text FROM texts');
    const methods = {
      put: (...texts: readonly (string | null)[]) => {
        for (const text of texts) put.run(text);
      },
      refuse: () => {
        throw new AgentwireError('OUT_OF_ORDER', undefined, { expectedSeq: 3 });
      },
      all: () => all.all().map(({ text }) => text),
    };
    return { database, methods, begin: 'BEGIN IMMEDIATE' };
  });
  await closed;
  return answers;
}

test('whatever was asked before the end is answered, in order', async () => {
  expect(
    await answersTo([
      { method: 'put', args: ['a'] },
      { method: 'put', args: ['b'] },
      { method: 'all', args: [] },
    ]),
  ).toEqual([
    { opened: true },
    { number: 0, value: undefined },
    { number: 1, value: undefined },
    { number: 2, value: ['a', 'b'] },
  ]);
});

test('a call that fails leaves nothing behind and takes none of the others with it', async () => {
  expect(
    await answersTo([
      { method: 'put', args: ['a'] },
      { method: 'put', args: ['half', null] },
      { method: 'put', args: ['b'] },
      { method: 'all', args: [] },
    ]),
  ).toMatchObject([
    { opened: true },
    { number: 0, value: undefined },
    { number: 1, error: { code: 'UNAVAILABLE', cause: expect.stringContaining('NOT NULL') } },
    { number: 2, value: undefined },
    { number: 3, value: ['a', 'b'] },
  ]);
});

test('a call that is refused is answered with why', async () => {
  expect(
    await answersTo([
      { method: 'put', args: ['a'] },
      { method: 'refuse', args: [] },
      { method: 'all', args: [] },
    ]),
  ).toMatchObject([
    { opened: true },
    { number: 0, value: undefined },
    { number: 1, error: { code: 'OUT_OF_ORDER', details: { expectedSeq: 3 } } },
    { number: 2, value: ['a'] },
  ]);
});
