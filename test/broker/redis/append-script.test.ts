import { createClient } from '@redis/client';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { keysOf } from '../../../src/broker/redis/keys.ts';
import { scripts } from '../../../src/broker/redis/scripts.ts';
import { alice, countTo, readAll } from '../../support/brokers.ts';
import { batchOf, delta, deltas, NOON, started } from '../../support/events.ts';
import { RedisProcess } from '../../support/redis/process.ts';
import { addressOf, openBroker } from './support.ts';

const { epoch, log, runs, index, due } = keysOf(alice);

let server: RedisProcess;
beforeAll(async () => {
  server = await RedisProcess.start();
});
beforeEach(async () => void (await server.command('FLUSHALL')));
afterAll(() => server?.remove());

/** What a caller gives to the script: one event for each id. */
interface Batch {
  readonly run: string;
  readonly ids: readonly string[];
  readonly knownId?: string;
  readonly parent?: string;
  readonly status?: string;
  readonly firstSeq?: number;
  readonly labels?: readonly string[];
  readonly now?: number;
  readonly maxCount?: number;
  readonly announcement?: string;
  readonly freshEpoch?: string;
}

function append({
  run,
  ids,
  knownId = '',
  parent = '',
  status = 'RUNNING',
  firstSeq = 1,
  labels = [],
  now = NOON,
  maxCount = 100,
  announcement = '',
  freshEpoch = 'fresh',
}: Batch): Promise<unknown[]> {
  const { source } = scripts.append;
  const keys = [epoch, log, runs, index, due];
  const rules = [alice, freshEpoch, String(now), String(maxCount)];
  const next = [run, knownId, parent, status, '{"as":"given"}', String(firstSeq), announcement];
  const events = ids.flatMap((id) => [id, 'TYPE', '5', `body of ${id}`]);
  return server.command(
    ...['EVAL', source, String(keys.length), ...keys],
    ...[...rules, ...next, '', String(labels.length), ...labels, ...events],
  );
}

const entries = () => server.command<[id: string, fields: string[]][]>('XRANGE', log, '-', '+');
const idsOfEntries = async () => (await entries()).map(([id]) => id);
const written = () => server.command<Record<string, string>>('HGETALL', runs);
const members = () => server.command<string[]>('ZRANGE', index, '0', '-1');
const dueAt = () => server.command<number | null>('ZSCORE', due, alice);

/** Everything that is stored, as text. */
async function contents(): Promise<string> {
  return JSON.stringify([
    await Promise.all([entries(), written(), members(), dueAt()]),
    await server.command('GET', epoch),
    (await server.command<string[]>('KEYS', '*')).sort(),
  ]);
}

/** An offset as the index has it. */
const at = (offset: number) => String(offset).padStart(16, '0');
const member = (...parts: string[]) => parts.join('\0');

test('the first batch of a run is stored as it is, under an epoch that stays', async () => {
  expect(await append({ run: 'r', ids: ['a', 'b'] })).toEqual(['stored', 'fresh', 0]);
  const fieldsOf = (id: string, seq: string) => [
    ...['run', 'r', 'seq', seq, 'id', id, 'type', 'TYPE', 'time', '5', 'body', `body of ${id}`],
  ];
  expect(await entries()).toEqual([
    [`1-${NOON}`, fieldsOf('a', '1')],
    [`2-${NOON}`, fieldsOf('b', '2')],
  ]);
  expect(await written()).toEqual({
    '': `2 b ${NOON}`,
    r: `1 1 2 ${NOON} b RUNNING {"as":"given"}`,
  });
  expect(await append({ run: 's', ids: ['c'], freshEpoch: 'fresher' })).toEqual(['stored', 'fresh', 2]);
});

test('offsets go on over all runs of a channel, and seqs from where the caller says', async () => {
  await append({ run: 'r', ids: ['a', 'b'] });
  await append({ run: 's', ids: ['c'] });
  expect(await append({ run: 'r', knownId: 'b', firstSeq: 3, ids: ['d', 'e'] })).toEqual([
    ...['stored', 'fresh', 3],
  ]);
  const numbers = (await entries()).map(([id, fields]) => [id.split('-')[0], fields[1], fields[3]]);
  expect(numbers).toEqual([
    ['1', 'r', '1'],
    ['2', 'r', '2'],
    ['3', 's', '1'],
    ['4', 'r', '3'],
    ['5', 'r', '4'],
  ]);
  const { r, s, '': head } = await written();
  expect(head).toBe(`5 e ${NOON}`);
  expect(r).toMatch(/^1 4 5 /);
  expect(s).toMatch(/^3 3 3 /);
});

test('a large offset keeps all of its digits', async () => {
  await server.command('HSET', runs, '', `4503599627370495 z ${NOON}`);
  await append({ run: 'r', ids: ['a'] });
  expect(await idsOfEntries()).toEqual([`4503599627370496-${NOON}`]);
  expect(await members()).toContain(member('last', '4503599627370496', 'r'));
});

const parentText = `1 1 1 ${NOON} p1 RUNNING {"as":"given"}`;
const runText = `2 2 3 ${NOON} r2 RUNNING {"as":"given"}`;

test.each<[string, Batch, run: string, parent: string]>([
  ['a run that is taken for a new one', { run: 'r', ids: ['x'] }, runText, ''],
  ['one that went on', { run: 'r', knownId: 'r1', ids: ['x'] }, runText, ''],
  ['one that is gone', { run: 'gone', knownId: 'r1', ids: ['x'] }, '', ''],
  ['a parent that is gone', { run: 'new', parent: 'gone', ids: ['x'] }, '', ''],
  ['a repeat of a run that went on', { run: 'r', knownId: 'r1', ids: [] }, runText, ''],
  ['parent and run as they are', { run: 'r', parent: 'p', ids: ['x'] }, runText, parentText],
])('%s: the script says what is there, and changes nothing', async (_, batch, run, parent) => {
  await append({ run: 'p', ids: ['p1'] });
  await append({ run: 'r', ids: ['r1', 'r2'], parent: 'p' });
  const { messages } = await subscribe();
  const before = await contents();
  expect(await append({ labels: ['all'], status: 'FAILED', now: NOON + 1, maxCount: 1, ...batch })).toEqual([
    ...['changed', 'fresh', run, parent],
  ]);
  expect(await contents()).toBe(before);
  await append({ run: 'behind', ids: ['y'] });
  expect((await messages.next()).value).toMatch(/^fresh 4 r2\n/);
});

test('a repeat of what is stored stores and announces nothing', async () => {
  await append({ run: 'r', ids: ['a', 'b'] });
  const { messages } = await subscribe();
  const before = await contents();
  expect(await append({ run: 'r', knownId: 'b', ids: [], now: NOON + 1 })).toEqual(['stored', 'fresh', 2]);
  expect(await contents()).toBe(before);
  await append({ run: 'behind', ids: ['y'] });
  expect((await messages.next()).value).toMatch(/^fresh 3 b\n/);
});

test('neighbouring batches of a run are one range, and what comes behind another run is a new one', async () => {
  const ranges = async () => (await members()).filter((each) => /^(?:range|span)\0/.test(each));
  await append({ run: 'r', ids: ['a', 'b'] });
  await append({ run: 'r', knownId: 'b', ids: ['c'] });
  expect(await ranges()).toEqual([member('range', 'r', at(1), at(3)), member('span', at(1), at(3), 'r')]);
  await append({ run: 's', ids: ['d'] });
  await append({ run: 'r', knownId: 'c', ids: ['e'] });
  await append({ run: 'r', knownId: 'e', ids: ['f', 'g'] });
  expect(await ranges()).toEqual([
    member('range', 'r', at(1), at(3)),
    member('range', 'r', at(5), at(7)),
    member('range', 's', at(4), at(4)),
    member('span', at(1), at(3), 'r'),
    member('span', at(4), at(4), 's'),
    member('span', at(5), at(7), 'r'),
  ]);
});

test('a run stands under its labels where it starts, under its status, and where its last event is', async () => {
  const labels = ['all', member('agent', 'coder'), member('thread', 't')];
  const others = async () => (await members()).filter((each) => !/^(?:range|span)\0/.test(each));
  const fixed = [
    member('agent', 'coder', at(2), 'r'),
    member('all', at(2), 'r'),
    member('thread', 't', at(2), 'r'),
  ];
  await append({ run: 'before', ids: ['a'] });
  await server.command('DEL', index);
  await append({ run: 'r', ids: ['b', 'c'], labels });
  expect(await others()).toEqual(
    [...fixed, member('last', at(3), 'r'), member('status', 'RUNNING', at(2), 'r')].sort(),
  );
  await append({ run: 'r', knownId: 'c', ids: ['d'] });
  await append({ run: 'r', knownId: 'd', ids: ['e'], status: 'COMPLETED' });
  expect(await others()).toEqual(
    [...fixed, member('last', at(5), 'r'), member('status', 'COMPLETED', at(2), 'r')].sort(),
  );
});

test('retention looks at a channel when its oldest event gets too old, and at once when it has too many', async () => {
  await append({ run: 'r', ids: ['a'], maxCount: 3 });
  expect(await dueAt()).toBe(NOON);
  await append({ run: 'r', knownId: 'a', ids: ['b', 'c'], now: NOON + 1, maxCount: 3 });
  expect(await dueAt()).toBe(NOON);
  await append({ run: 'r', knownId: 'c', ids: ['d'], now: NOON + 2, maxCount: 3 });
  expect(await dueAt()).toBe(Number.NEGATIVE_INFINITY);
});

test('a channel that ran out is looked at no later than was meant before', async () => {
  await server.command('ZADD', due, String(NOON - 1), alice);
  await append({ run: 'r', ids: ['a'] });
  expect(await dueAt()).toBe(NOON - 1);
  await server.command('DEL', log);
  await server.command('ZADD', due, String(NOON + 5), alice);
  await append({ run: 's', ids: ['b'], now: NOON + 2 });
  expect(await dueAt()).toBe(NOON + 2);
});

test('what is stored later is never older, though a clock goes back', async () => {
  await append({ run: 'r', ids: ['a'], now: NOON + 10 });
  await append({ run: 's', ids: ['b'], now: NOON });
  await append({ run: 'r', knownId: 'a', ids: ['c'], now: NOON + 11 });
  expect(await idsOfEntries()).toEqual([`1-${NOON + 10}`, `2-${NOON + 10}`, `3-${NOON + 11}`]);
  const { s, '': head } = await written();
  expect(s).toContain(` ${NOON + 10} b `);
  expect(head).toBe(`3 c ${NOON + 11}`);
});

test('an announcement says where its first event stands and behind which one, and then what the caller says', async () => {
  const { messages } = await subscribe();
  await append({ run: 'r', ids: ['a', 'b'], announcement: 'any\ntext' });
  await append({ run: 's', ids: ['c'] });
  expect((await messages.next()).value).toBe('fresh 1 -\nany\ntext');
  expect((await messages.next()).value).toBe('fresh 3 b\n');
});

test('a server that has forgotten the scripts is taught them again, and stores each append once', async () => {
  const broker = await openBroker(addressOf(server));
  await broker.append(alice, batchOf('run', [started()]));
  await server.command('SCRIPT', 'FLUSH');
  const batches = countTo(20).map((number) => batchOf(`run ${number}`, [started(), ...deltas(2)]));
  const outcomes = await Promise.all(batches.map((batch) => broker.append(alice, batch)));
  expect(outcomes.map(({ accepted }) => accepted)).toEqual(batches.map(() => 3));
  await server.command('SCRIPT', 'FLUSH');
  expect(await readAll(broker, alice)).toHaveLength(61);
  await server.command('SCRIPT', 'FLUSH');
  expect(await broker.readRun(alice, 'run 7', 0, 10)).toHaveLength(3);
  await server.command('SCRIPT', 'FLUSH');
  expect(await broker.append(alice, batchOf('run', [delta('behind')]))).toMatchObject({ lastSeq: 2 });
});

/** Hears what is announced of alice. */
async function subscribe() {
  const client = createClient({ socket: { host: '127.0.0.1', port: server.port } });
  await client.connect();
  onTestFinished(() => client.destroy());
  let enqueue: (message: string) => void = () => {};
  const stream = new ReadableStream<string>({
    start: (controller) => {
      enqueue = (message) => controller.enqueue(message);
    },
  });
  await client.sSubscribe(log, enqueue);
  return { messages: stream.values() };
}
