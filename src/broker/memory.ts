import { parentOf } from '../events/admit.ts';
import type { RunChange } from '../events/change.ts';
import { changed } from '../events/change.ts';
import type { Channel } from '../events/channel.ts';
import type { Position } from '../events/cursor.ts';
import { newEpoch, positionBehind, uncheckedPosition } from '../events/cursor.ts';
import type { Publication } from '../events/publication.ts';
import type { RunBatch, RunRecord } from '../events/run.ts';
import type {
  Appended,
  Broker,
  DueRun,
  OnAppend,
  OnRevoked,
  Page,
  Release,
  Retention,
  Revocation,
  RevocationPage,
  RunPage,
  RunQuery,
  Unwatch,
  Use,
} from './broker.ts';
import { LocalHolds } from './local-holds.ts';
import { MemoryRevocations } from './memory-revocations.ts';
import { planAppend, publicationsOf } from './plan.ts';
import { resume } from './resume.ts';
import { compareRuns, matchesQuery } from './run-query.ts';
import type { Announcement } from './watchers.ts';
import { Watchers } from './watchers.ts';

const TRIM_STEP = 500;

interface StoredRun {
  record: RunRecord;
  /** When its last event was stored, in milliseconds since 1970. */
  storedAt: number;
  publications: Publication[];
}

/** One channel in memory. Publications have consecutive offsets; runs stand in the order of their start. */
class StoredChannel {
  publications: Publication[] = [];
  /** When each of the publications was stored, in milliseconds since 1970. */
  storedAt: number[] = [];
  readonly runs = new Map<string, StoredRun>();
  newest: Position;
  /** Known even when it was trimmed. */
  newestId: string | null = null;

  constructor(epoch: string) {
    this.newest = uncheckedPosition(epoch, 0);
  }

  get earliestOffset(): number {
    return this.publications[0]?.offset ?? this.newest.offset + 1;
  }

  idAt(offset: number): string | null {
    if (offset === this.newest.offset) return this.newestId;
    return this.publications[offset - this.earliestOffset]?.id ?? null;
  }

  behind(offset: number, limit: number): readonly Publication[] {
    const start = offset + 1 - this.earliestOffset;
    return this.publications.slice(start, start + limit);
  }

  store(record: RunRecord, publications: readonly Publication[], storedAt: number): void {
    this.put(record, storedAt).publications.push(...publications);
    this.publications.push(...publications);
    this.storedAt.push(...publications.map(() => storedAt));
    this.newest = record.position;
    this.newestId = publications.at(-1)?.id ?? null;
  }

  /** Keeps what became of a run. */
  put(record: RunRecord, storedAt: number): StoredRun {
    const run = this.runs.get(record.runId) ?? { record, storedAt, publications: [] };
    run.record = record;
    run.storedAt = storedAt;
    this.runs.set(record.runId, run);
    return run;
  }

  /** Removes the oldest publications, and the runs that are nothing but a memory of them. */
  drop(count: number, storedBefore: number): void {
    this.publications.splice(0, count);
    this.storedAt.splice(0, count);
    const earliest = this.earliestOffset;
    for (const [runId, run] of this.runs) {
      run.publications = run.publications.filter(({ offset }) => offset >= earliest);
      const isOver = run.record.endedAt !== null || run.storedAt < storedBefore;
      if (run.publications.length === 0 && isOver) this.runs.delete(runId);
    }
  }
}

/** Keeps everything in this process's memory: for tests and demos. */
export class MemoryBroker implements Broker {
  readonly #epoch = newEpoch();
  readonly #channels = new Map<Channel, StoredChannel>();
  readonly #watchers = new Watchers<Channel, Announcement>();
  readonly #revocations = new MemoryRevocations(this.#epoch);
  readonly #holds = new LocalHolds();
  readonly #revocationWatchers = new Watchers<'all', void>();
  readonly #retention: Retention;
  readonly #now: () => number;

  constructor(options: { retention: Retention; now?: () => number }) {
    this.#retention = options.retention;
    this.#now = options.now ?? Date.now;
  }

  async append(channel: Channel, batch: RunBatch): Promise<Appended> {
    const stored = this.#open(channel);
    const run = stored.runs.get(batch.runId)?.record ?? null;
    const parent = stored.runs.get(parentOf(batch) ?? '')?.record ?? null;
    const { plan, record } = planAppend(run, parent, batch, stored.newest);
    const publications = publicationsOf(plan, batch);
    if (record !== null) {
      this.#channels.set(channel, stored);
      stored.store(record, publications, this.#now());
      this.#watchers.announce(channel, { publications, behind: plan.newest });
    }
    const { lastSeq, position } = (record ?? run) as RunRecord;
    const repeated = batch.firstSeq === null ? null : batch.firstSeq + batch.events.length - 1;
    const known = stored.runs.get(batch.runId)?.publications.find(({ seq }) => seq === repeated);
    return {
      accepted: publications.length,
      duplicates: plan.duplicates,
      lastSeq,
      position: known === undefined ? position : positionBehind(known),
    };
  }

  async change(channel: Channel, runId: string, change: RunChange): Promise<RunRecord> {
    const stored = this.#open(channel);
    const run = stored.runs.get(runId)?.record ?? null;
    const record = changed(run, runId, change, stored.newest);
    this.#channels.set(channel, stored);
    stored.put(record, this.#now());
    return record;
  }

  async dueRuns(by: number, limit: number): Promise<readonly DueRun[]> {
    return this.#runs()
      .filter(({ run: { dueAt } }) => dueAt !== null && dueAt <= by)
      .take(limit)
      .toArray();
  }

  async read(channel: Channel, after: Position | 'earliest', limit: number): Promise<Page> {
    const stored = this.#open(channel);
    const { from, reset } = resume(after, stored);
    return { publications: stored.behind(from.offset, limit), from, newest: stored.newest, reset };
  }

  async readRun(channel: Channel, runId: string, afterOffset: number, limit: number) {
    const publications = this.#open(channel).runs.get(runId)?.publications ?? [];
    return publications.filter(({ offset }) => offset > afterOffset).slice(0, limit);
  }

  watch(channel: Channel, onAppend: OnAppend): Promise<Unwatch> {
    return this.#watchers.add(channel, ({ publications, behind }) => onAppend(publications, behind));
  }

  async findRun(channel: Channel, runId: string): Promise<RunRecord | null> {
    return this.#open(channel).runs.get(runId)?.record ?? null;
  }

  async listRuns(channel: Channel, query: RunQuery): Promise<RunPage> {
    const records = [...this.#open(channel).runs.values()].map(({ record }) => record);
    const found = records.filter((record) => matchesQuery(record, query)).sort((a, b) => compareRuns(b, a));
    return { runs: found.slice(0, query.limit), hasMore: found.length > query.limit };
  }

  async revoke(revocation: Revocation): Promise<void> {
    this.#revocations.put(revocation);
    this.#revocationWatchers.announce('all');
  }

  async revocations(after: string | null): Promise<RevocationPage> {
    return this.#revocations.behind(after);
  }

  watchRevocations(onRevoked: OnRevoked): Promise<Unwatch> {
    return this.#revocationWatchers.add('all', onRevoked);
  }

  async hold(channel: Channel, use: Use, limit: number): Promise<Release | null> {
    return this.#holds.hold(channel, use, limit);
  }

  async trim(): Promise<boolean> {
    const storedBefore = this.#now() - this.#retention.maxAgeMs;
    let hasMore = this.#revocations.dropExpired(this.#now(), TRIM_STEP);
    for (const stored of this.#channels.values()) {
      const fresh = stored.storedAt.findIndex((storedAt) => storedAt >= storedBefore);
      const expired = fresh === -1 ? stored.storedAt.length : fresh;
      const surplus = Math.max(expired, stored.publications.length - this.#retention.maxCount);
      stored.drop(Math.min(surplus, TRIM_STEP), storedBefore);
      hasMore ||= surplus > TRIM_STEP;
    }
    return hasMore;
  }

  async close(): Promise<void> {
    this.#channels.clear();
    this.#revocations.clear();
  }

  *#runs(): Generator<DueRun> {
    for (const [channel, { runs }] of this.#channels) {
      for (const { record } of runs.values()) yield { channel, run: record };
    }
  }

  #open(channel: Channel): StoredChannel {
    return this.#channels.get(channel) ?? new StoredChannel(this.#epoch);
  }
}
