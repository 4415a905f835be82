import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { alice, countTo, readAll, trimAll } from '../../support/brokers.ts';
import { errorWith, rejectionOf } from '../../support/errors.ts';
import { batchOf, completed, delta, deltas, NOON, started } from '../../support/events.ts';
import { RedisProcess } from '../../support/redis/process.ts';
import { addressOf, listen, openBroker } from './support.ts';

const HOUR_MS = 3_600_000;

let server: RedisProcess;
beforeAll(async () => {
  server = await RedisProcess.start({ appendonly: 'yes', appendfsync: 'always' });
});
beforeEach(async () => void (await server.command('FLUSHALL')));
afterAll(() => server?.remove());

const open = (options: Parameters<typeof openBroker>[1] = {}) => openBroker(addressOf(server), options);

const setMemory = (bytes: number) => server.command('CONFIG', 'SET', 'maxmemory', String(bytes));
const leavePlenty = async () => void (await setMemory(0));

async function leaveNoRoom(): Promise<void> {
  onTestFinished(leavePlenty);
  await setMemory(1);
}

/** Leaves room for so many bytes more, or takes them, until the test ends. */
async function leaveRoom(bytes: number): Promise<void> {
  onTestFinished(leavePlenty);
  const memory = await server.command<string>('INFO', 'memory');
  await setMemory(Number(/used_memory:(\d+)/.exec(memory)?.[1]) + bytes);
}

test('out of memory, nothing is stored and all is read, until there is room', async () => {
  const broker = await open();
  await broker.append(alice, batchOf('run', [started(), ...deltas(2)]));
  const watcher = await listen(broker, alice);
  await leaveNoRoom();
  for (const batch of [batchOf('run', deltas(2)), batchOf('other', [started()])]) {
    expect(await rejectionOf(broker.append(alice, batch))).toEqual(errorWith('UNAVAILABLE'));
  }
  expect(await readAll(broker, alice)).toHaveLength(3);
  expect(await broker.readRun(alice, 'run', 0, 10)).toHaveLength(3);
  expect((await broker.listRuns(alice, { limit: 10, behind: null })).runs).toHaveLength(1);
  expect(watcher.calls).toBe(0);
  await leavePlenty();
  const heard = watcher.heard();
  expect(await broker.append(alice, batchOf('run', [delta('again')]))).toMatchObject({
    ...{ lastSeq: 4, position: { offset: 4 } },
  });
  await heard;
});

test('out of memory, whoever comes is let in, and a node starts', async () => {
  await (await open()).append(alice, batchOf('run', [started()]));
  await leaveNoRoom();
  const broker = await open();
  const release = await broker.hold(alice, 'connection', 1);
  expect(release).not.toBeNull();
  await listen(broker, alice);
  expect(await readAll(broker, alice)).toHaveLength(1);
  await broker.revoke({ subject: 'somebody', notBefore: 1, expiresAt: 9e12 });
  expect((await broker.revocations(null)).revocations).toHaveLength(1);
  expect(await broker.trim()).toBe(false);
  release?.();
});

test('out of memory, retention makes room', async () => {
  let now = NOON;
  const broker = await open({ retention: { maxAgeMs: HOUR_MS, maxCount: 100_000 }, now: () => now });
  const large = delta('x'.repeat(100_000));
  await broker.append(alice, batchOf('run', [started()]));
  await leaveRoom(2_000_000);
  const appendAll = async () => {
    for (const _ of countTo(100)) await broker.append(alice, batchOf('run', [large]));
  };
  expect(await rejectionOf(appendAll())).toEqual(errorWith('UNAVAILABLE'));
  expect((await readAll(broker, alice)).length).toBeGreaterThan(1);
  await leaveRoom(-100_000);
  now += HOUR_MS + 1;
  await trimAll(broker);
  await broker.append(alice, batchOf('next', [started(), large]));
  expect(await readAll(broker, alice)).toHaveLength(2);
});

test('a server that is killed and comes back has all of it, and goes on', async () => {
  const broker = await open();
  await broker.append(alice, batchOf('run', [started(), ...deltas(2)]));
  const watcher = await listen(broker, alice);
  const told = watcher.heard();
  await server.kill();
  await server.start();
  await told;
  const heard = watcher.heard();
  expect(await broker.append(alice, batchOf('run', [delta('behind')]))).toMatchObject({ lastSeq: 4 });
  await heard;
  expect((await readAll(broker, alice)).map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
});

test('where all is lost, old positions are of another stream, and runs have to start anew', async () => {
  const broker = await open();
  const { position } = await broker.append(alice, batchOf('run', [started(), ...deltas(2)]));
  const watcher = await listen(broker, alice);
  await server.command('FLUSHALL');
  const { newest, ...page } = await broker.read(alice, position, 10);
  expect(page).toMatchObject({ publications: [], reset: 'STREAM_REPLACED', from: newest });
  expect(newest).toMatchObject({ offset: 0, epoch: expect.not.stringMatching(position.epoch) });
  expect(await rejectionOf(broker.append(alice, batchOf('run', [completed()])))).toEqual(
    errorWith('RUN_NOT_STARTED'),
  );
  const heard = watcher.heard();
  const anew = await broker.append(alice, batchOf('run', [started()]));
  await heard;
  expect(anew).toMatchObject({ lastSeq: 1, position: { epoch: newest.epoch, offset: 1 } });
  const { publications, reset } = await broker.read(alice, position, 10);
  expect([reset, publications.map(({ epoch, offset }) => [epoch, offset])]).toEqual([
    ...['STREAM_REPLACED', [[newest.epoch, 1]]],
  ]);
});

test('where all is lost, no stream that is written before it is read goes on as the old one', async () => {
  const broker = await open();
  const append = () => broker.append(alice, batchOf('run', [started(), ...deltas(2)]));
  const { position } = await append();
  await server.command('FLUSHALL');
  const { position: anew } = await append();
  expect(anew).toMatchObject({ offset: position.offset, epoch: expect.not.stringMatching(position.epoch) });
  const { reset, publications } = await broker.read(alice, position, 10);
  expect([reset, publications.length]).toEqual(['STREAM_REPLACED', 3]);
});

test('a server that stops for longer than it may be silent is given up, and used again when it goes on', async () => {
  const { promise: givenUp, resolve } = Promise.withResolvers<unknown>();
  const broker = await open({ onError: resolve });
  await broker.append(alice, batchOf('run', [started()]));
  const watcher = await listen(broker, alice);
  const told = watcher.heard();
  server.signal('SIGSTOP');
  const batch = batchOf('run', deltas(3), { firstSeq: 2 });
  const appending = broker.append(alice, batch);
  const reading = readAll(broker, alice);
  await givenUp;
  server.signal('SIGCONT');
  await told;
  await Promise.allSettled([appending, reading]);
  // As a publisher does that was told to try again, and any other may.
  expect(await broker.append(alice, batch)).toMatchObject({ lastSeq: 4 });
  expect((await readAll(broker, alice)).map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  const heard = watcher.heard();
  await broker.append(alice, batchOf('run', [delta('behind')]));
  await heard;
});
