import { resolve } from 'node:path';
import type { RunChange } from '../../events/change.ts';
import type { Channel } from '../../events/channel.ts';
import type { Position } from '../../events/cursor.ts';
import type { RunBatch, RunRecord } from '../../events/run.ts';
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
  RunQuery,
  Unwatch,
  Use,
} from '../broker.ts';
import { LocalHolds } from '../local-holds.ts';
import { publicationsOf } from '../plan.ts';
import type { Announcement } from '../watchers.ts';
import { Watchers } from '../watchers.ts';
import type { Durability } from './database.ts';
import type { Reading } from './reading.ts';
import { DatabaseThread } from './rpc.ts';
import type { WorkerOptions } from './worker.ts';
import type { Writing } from './writing.ts';

export interface SqliteOptions {
  /** Path of the database file; made if it is not there. */
  readonly path: string;
  readonly retention: Retention;
  /** Default: `fsynced`. */
  readonly durability?: Durability;
  /** Bytes that the database may grow to. Default: what the disk holds. */
  readonly maxBytes?: number | null;
}

/**
 * Keeps publications in an SQLite file. One thread writes and one reads, so that commits and checkpoints stop
 * neither the sockets nor the readers (in WAL mode a reader never waits for a writer: sqlite.org/wal.html).
 */
export class SqliteBroker implements Broker {
  readonly #writing: DatabaseThread<Writing>;
  readonly #reading: DatabaseThread<Reading>;
  readonly #watchers = new Watchers<Channel, Announcement>();
  readonly #holds = new LocalHolds();
  readonly #revocationWatchers = new Watchers<'all', void>();

  private constructor(writing: DatabaseThread<Writing>, reading: DatabaseThread<Reading>) {
    this.#writing = writing;
    this.#reading = reading;
  }

  /** Opens the store. Rejects with SetupError if that cannot be. */
  static async open({
    path,
    retention,
    durability = 'fsynced',
    maxBytes = null,
  }: SqliteOptions): Promise<SqliteBroker> {
    const options = { path: resolve(path), durability, maxBytes, retention };
    const start = <Methods extends object>(role: WorkerOptions['role']) =>
      DatabaseThread.start<Methods>({ ...options, role } satisfies WorkerOptions, {
        // All appends that wait together share one transaction, and so one sync to the disk.
        shares: role === 'write',
      });
    // The writing thread makes the file that the reading one opens.
    const writing = await start<Writing>('write');
    try {
      return new SqliteBroker(writing, await start<Reading>('read'));
    } catch (error) {
      await writing.close();
      throw error;
    }
  }

  async append(channel: Channel, batch: RunBatch): Promise<Appended> {
    const { plan, appended } = await this.#writing.call('append', channel, batch);
    if (appended.accepted > 0)
      this.#watchers.announce(channel, { publications: publicationsOf(plan, batch), behind: plan.newest });
    return appended;
  }

  change(channel: Channel, runId: string, change: RunChange): Promise<RunRecord> {
    return this.#writing.call('change', channel, runId, change);
  }

  dueRuns(by: number, limit: number): Promise<readonly DueRun[]> {
    return this.#reading.call('dueRuns', by, limit);
  }

  read(channel: Channel, after: Position | 'earliest', limit: number): Promise<Page> {
    return this.#reading.call('read', channel, after, limit);
  }

  readRun(channel: Channel, runId: string, afterOffset: number, limit: number) {
    return this.#reading.call('readRun', channel, runId, afterOffset, limit);
  }

  watch(channel: Channel, onAppend: OnAppend): Promise<Unwatch> {
    return this.#watchers.add(channel, ({ publications, behind }) => onAppend(publications, behind));
  }

  findRun(channel: Channel, runId: string) {
    return this.#reading.call('findRun', channel, runId);
  }

  listRuns(channel: Channel, query: RunQuery) {
    return this.#reading.call('listRuns', channel, query);
  }

  async revoke(revocation: Revocation): Promise<void> {
    await this.#writing.call('revoke', revocation);
    this.#revocationWatchers.announce('all');
  }

  revocations(after: string | null): Promise<RevocationPage> {
    return this.#reading.call('revocations', after);
  }

  watchRevocations(onRevoked: OnRevoked): Promise<Unwatch> {
    return this.#revocationWatchers.add('all', onRevoked);
  }

  async hold(channel: Channel, use: Use, limit: number): Promise<Release | null> {
    return this.#holds.hold(channel, use, limit);
  }

  trim(): Promise<boolean> {
    return this.#writing.call('trim');
  }

  async close(): Promise<void> {
    await this.#reading.close();
    await this.#writing.close();
  }
}
