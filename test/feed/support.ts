import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, afterEach, expect } from 'vitest';
import type {
  Appended,
  Broker,
  OnAppend,
  OnRevoked,
  Page,
  Revocation,
  RunQuery,
  Unwatch,
  Use,
} from '../../src/broker/broker.ts';
import { MemoryBroker } from '../../src/broker/memory.ts';
import { SqliteBroker } from '../../src/broker/sqlite/sqlite.ts';
import type { RunChange } from '../../src/events/change.ts';
import type { Channel } from '../../src/events/channel.ts';
import { channelOf } from '../../src/events/channel.ts';
import type { Position } from '../../src/events/cursor.ts';
import { decodeCursor, positionBehind } from '../../src/events/cursor.ts';
import type { Publication } from '../../src/events/publication.ts';
import type { RunBatch } from '../../src/events/run.ts';
import type { EventInput } from '../../src/events/validate.ts';
import { validateBatch } from '../../src/events/validate.ts';
import { Feeds } from '../../src/feed/feeds.ts';
import type { Filter } from '../../src/feed/filter.ts';
import type { Delivery, Reader, ReaderOptions } from '../../src/feed/reader.ts';
import type { SourceIterator } from '../../src/source.ts';
import { defaults } from '../support/settings.ts';

let lastTenant = 0;
/** The channel of a user whom no other test knows: tests share stores. */
export const newChannel = (userId: string): Channel => channelOf(`tenant-${++lastTenant}`, userId);

export const everything: Filter = { types: null, runId: null, threadId: null };
export const live: ReaderOptions = { start: 'latest', filter: everything, coalesceMs: 0 };
export const replay: ReaderOptions = { ...live, start: 'earliest' };

export const keep = (maxCount: number) => ({ maxAgeMs: 3_600_000, maxCount });
export const keepAll = keep(1_000_000);

export const started = (start: { threadId?: string; parentRunId?: string } = {}): EventInput => ({
  agentStarted: { agent: { name: 'tester' }, ...start },
});
export const delta = (text: string, messageId = 'm1'): EventInput => ({
  messageDelta: { messageId, mode: 'APPEND', text, final: false },
});
export const tool = (toolCallId = 'c1'): EventInput => ({
  toolExecuting: { toolCallId, toolName: 'search' },
});
export const completed: EventInput = { agentCompleted: { finishReason: 'STOP', usage: [] } };

export function batchOf(runId: string, ...events: EventInput[]): RunBatch {
  return validateBatch({ runId, events }, Date.now());
}

export function publish(
  broker: Broker,
  channel: Channel,
  runId: string,
  ...events: EventInput[]
): Promise<Appended> {
  return broker.append(channel, batchOf(runId, ...events));
}

/** Starts a run and appends `count - 1` deltas to it. */
export async function publishMany(broker: Broker, channel: Channel, runId: string, count: number) {
  await publish(broker, channel, runId, started());
  for (let left = count - 1; left > 0; left -= 500) {
    const deltas = Array.from({ length: Math.min(left, 500) }, (_, index) => delta(`${index} `));
    await publish(broker, channel, runId, ...deltas);
  }
}

/** A delivery in few words: `run:seq`, `run:firstSeq-seq`, `CaughtUp(replayed)`, `StreamReset(reason)`. */
export function show(delivery: Delivery): string {
  if (!('__typename' in delivery)) {
    const { run, firstSeq, seq } = delivery;
    return firstSeq === undefined ? `${run.runId}:${seq}` : `${run.runId}:${firstSeq}-${seq}`;
  }
  return delivery.__typename === 'CaughtUp'
    ? `CaughtUp(${delivery.replayed})`
    : `StreamReset(${delivery.resetReason})`;
}

export function positionOf(delivery: Delivery): Position {
  return '__typename' in delivery ? decodeCursor(delivery.cursor) : positionBehind(delivery);
}

export const textOf = (delivery: Delivery): string => JSON.parse((delivery as Publication).body).text;

const iterators = new WeakMap<Reader, SourceIterator<Delivery>>();

/** The one iterator of a reader. */
export function iteratorOf(reader: Reader): SourceIterator<Delivery> {
  const iterator = iterators.get(reader) ?? reader[Symbol.asyncIterator]();
  iterators.set(reader, iterator);
  return iterator;
}

export const next = (reader: Reader) => iteratorOf(reader).next();

/** The next delivery; null behind the last. */
export async function nextOf(reader: Reader): Promise<Delivery | null> {
  const { done, value } = await next(reader);
  return done ? null : value;
}

/** The next `count` deliveries, shown; ends with `done` where the reader did. */
export async function take(reader: Reader, count: number): Promise<string[]> {
  const shown: string[] = [];
  while (shown.length < count && shown.at(-1) !== 'done') {
    const delivery = await nextOf(reader);
    shown.push(delivery === null ? 'done' : show(delivery));
  }
  return shown;
}

export const untilDone = (reader: Reader) => take(reader, Number.POSITIVE_INFINITY);

/** `run:from` to `run:to`. */
export const range = (runId: string, from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `${runId}:${from + index}`);

/** Lets everything happen that waits for nothing but its turn. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await setImmediate();
}

export type StoreName = 'memory' | 'sqlite';

/**
 * Stores and feeds for the tests of one file. Behind each test every reader that was made must have been returned,
 * and nobody may watch any more.
 */
export function useStores() {
  const undo: (() => unknown)[] = [];
  let shared: SqliteBroker | undefined;
  const folders: string[] = [];
  afterEach(async () => {
    for (const step of undo.splice(0).reverse()) await step();
  });
  afterAll(async () => {
    await shared?.close();
    for (const path of folders) await rm(path, { recursive: true });
  });

  async function folder(): Promise<string> {
    const path = await mkdtemp(join(tmpdir(), 'agentwire-feed-'));
    folders.push(path);
    return path;
  }

  /** Opens an SQLite store that is closed behind the test. */
  async function openSqlite(path: string, retention = keepAll): Promise<Broker> {
    const broker = await SqliteBroker.open({ path, retention, durability: 'none' });
    undo.push(() => broker.close());
    return broker;
  }

  async function openBroker(store: StoreName = 'memory', retention = keepAll): Promise<MeddledBroker> {
    if (store === 'memory') return new MeddledBroker(new MemoryBroker({ retention }));
    if (retention !== keepAll)
      return new MeddledBroker(await openSqlite(join(await folder(), 'own.db'), retention));
    shared ??= await SqliteBroker.open({
      path: join(await folder(), 'shared.db'),
      retention,
      durability: 'none',
    });
    return new MeddledBroker(shared);
  }

  function openFeeds(
    broker: MeddledBroker,
    onError: (stage: string, error: unknown) => void = (stage, error) => expect.fail(`${stage}: ${error}`),
  ) {
    const feeds = new Feeds(broker, defaults.limits, onError);
    undo.push(async () => {
      feeds.close();
      await settled();
      expect(feeds.count.returned).toBe(feeds.count.made);
      expect(broker.watching).toBe(0);
    });
    return feeds;
  }

  return { folder, openSqlite, openBroker, openFeeds };
}

type Gate = (call: string) => unknown;

/** What a busy reader could never need: whoever asks for more pages than this spins. */
const MAX_READS = 20_000;

/** A real broker with somebody in between, who may hold calls up and meddle with announcements. */
export class MeddledBroker implements Broker {
  /** Called, and waited for, before and behind each call. */
  before: Gate = () => {};
  behind: Gate = () => {};
  /** What becomes of an announcement. */
  announce: (hint: readonly Publication[], deliver: OnAppend) => void = (hint, deliver) => deliver(hint);
  reads = 0;
  watching = 0;
  #inner: Broker;
  readonly #rewatch = new Set<() => Promise<void>>();

  constructor(inner: Broker) {
    this.#inner = inner;
  }

  /** Puts another store in the place of this one, as a restore or a failover does; watchers stay. */
  async replaceBy(inner: Broker): Promise<void> {
    this.#inner = inner;
    for (const rewatch of this.#rewatch) await rewatch();
  }

  append(channel: Channel, batch: RunBatch) {
    return this.#inner.append(channel, batch);
  }

  read(channel: Channel, after: Position | 'earliest', limit: number): Promise<Page> {
    if (++this.reads > MAX_READS) throw new Error('A reader spins.');
    return this.#through('read', () => this.#inner.read(channel, after, limit));
  }

  readRun(channel: Channel, runId: string, afterOffset: number, limit: number) {
    return this.#through('readRun', () => this.#inner.readRun(channel, runId, afterOffset, limit));
  }

  watch(channel: Channel, onAppend: OnAppend): Promise<Unwatch> {
    return this.#through('watch', async () => {
      let stop: Unwatch = () => {};
      let isStopped = false;
      const deliver: OnAppend = (hint, behind) => {
        if (!isStopped) onAppend(hint, behind);
      };
      const rewatch = async () => {
        stop();
        stop = await this.#inner.watch(channel, (hint, behind) =>
          this.announce(hint, (passed) => deliver(passed, passed === hint ? behind : undefined)),
        );
      };
      await rewatch();
      this.#rewatch.add(rewatch);
      this.watching++;
      return () => {
        isStopped = true;
        stop();
        this.#rewatch.delete(rewatch);
        this.watching--;
      };
    });
  }

  findRun(channel: Channel, runId: string) {
    return this.#through('findRun', () => this.#inner.findRun(channel, runId));
  }

  listRuns(channel: Channel, query: RunQuery) {
    return this.#inner.listRuns(channel, query);
  }

  change(channel: Channel, runId: string, change: RunChange) {
    return this.#inner.change(channel, runId, change);
  }

  dueRuns(by: number, limit: number) {
    return this.#inner.dueRuns(by, limit);
  }

  hold(channel: Channel, use: Use, limit: number) {
    return this.#inner.hold(channel, use, limit);
  }

  revoke(revocation: Revocation) {
    return this.#inner.revoke(revocation);
  }

  revocations(after: string | null) {
    return this.#inner.revocations(after);
  }

  watchRevocations(onRevoked: OnRevoked) {
    return this.#inner.watchRevocations(onRevoked);
  }

  trim() {
    return this.#inner.trim();
  }

  close() {
    return this.#inner.close();
  }

  async #through<Result>(call: string, perform: () => Promise<Result>): Promise<Result> {
    await this.before(call);
    const result = await perform();
    await this.behind(call);
    return result;
  }
}
