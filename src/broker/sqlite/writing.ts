import type { DatabaseSync } from 'node:sqlite';
import { parentOf } from '../../events/admit.ts';
import type { RunChange } from '../../events/change.ts';
import { changed } from '../../events/change.ts';
import type { Channel } from '../../events/channel.ts';
import type { Position } from '../../events/cursor.ts';
import { positionBehind } from '../../events/cursor.ts';
import type { RunBatch, RunRecord } from '../../events/run.ts';
import type { Appended, Retention, Revocation } from '../broker.ts';
import type { AppendPlan } from '../plan.ts';
import { planAppend, publicationsOf } from '../plan.ts';
import { epochOf } from './database.ts';
import { RevocationWriting } from './revocations.ts';
import type { RunRow } from './rows.ts';
import { positionAt, recordOfRow } from './rows.ts';

/** What an append answers with, and the plan to make its publications from without sending them back. */
export interface AppendReceipt {
  readonly plan: AppendPlan;
  readonly appended: Appended;
}

/** How many of a kind one step of retention removes at most. */
const TRIM_STEP = 500;

interface ChannelRow {
  readonly id: number;
  readonly newest: number;
  readonly newest_id: string;
}

/** What remains known of a removed publication: its run's row id. */
type Removed = { readonly run: number };

/** Everything that changes the database. Each method expects to run within a transaction. */
export class Writing {
  readonly #epoch: string;
  readonly #revocations: RevocationWriting;
  readonly #sql: ReturnType<typeof prepareAll>;
  readonly #retention: Retention;
  readonly #now: () => number;
  /** Channels that may hold more than retention allows, by their row id. */
  readonly #grown = new Set<number>();

  constructor(database: DatabaseSync, retention: Retention, now: () => number = Date.now) {
    this.#epoch = epochOf(database);
    this.#revocations = new RevocationWriting(database);
    this.#sql = prepareAll(database);
    this.#retention = retention;
    this.#now = now;
    for (const { id } of this.#sql.allChannels.all() as { id: number }[]) this.#grown.add(id);
  }

  append(channel: Channel, batch: RunBatch): AppendReceipt {
    const channelRow = this.#findChannel(channel);
    const runRow = channelRow && this.#findRun(channelRow.id, batch.runId);
    const run = this.#recordIn(runRow);
    const parentRow = channelRow && this.#findRun(channelRow.id, parentOf(batch));
    const { plan, record } = planAppend(run, this.#recordIn(parentRow), batch, this.#newestIn(channelRow));
    if (record === null) return { plan, appended: this.#repeated(run as RunRecord, runRow as RunRow, batch) };
    this.#store(channel, record, plan, batch);
    return {
      plan,
      appended: {
        accepted: batch.events.length - plan.duplicates,
        duplicates: plan.duplicates,
        lastSeq: record.lastSeq,
        position: record.position,
      },
    };
  }

  change(channel: Channel, runId: string, change: RunChange): RunRecord {
    const channelRow = this.#findChannel(channel);
    const runRow = channelRow && this.#findRun(channelRow.id, runId);
    const run = this.#recordIn(runRow);
    const record = changed(run, runId, change, this.#newestIn(channelRow));
    if (record === run) return record;
    const { offset, id } = runRow ? { offset: runRow.last_offset, id: runRow.last_id } : lastIn(channelRow);
    const channelId = channelRow?.id ?? idOf(this.#sql.putChannel.get(channel, offset, id));
    this.#sql.putRun.get(...runValues(channelId, record, id), this.#now());
    return record;
  }

  revoke(revocation: Revocation): void {
    this.#revocations.put(revocation);
  }

  /** Removes at most TRIM_STEP publications, and as many revocations; true if there is more to remove. */
  trim(): boolean {
    const storedBefore = this.#now() - this.#retention.maxAgeMs;
    const expired = this.#sql.dropExpired.all(TRIM_STEP, storedBefore) as unknown as Removed[];
    const surplus = this.#dropSurplus(TRIM_STEP - expired.length);
    for (const run of new Set([...expired, ...surplus].map(({ run }) => run)))
      this.#sql.dropEndedRun.run(run);
    this.#sql.dropAbandonedRuns.run(storedBefore, TRIM_STEP);
    const hasMoreRevocations = this.#revocations.dropExpired(this.#now(), TRIM_STEP);
    return expired.length === TRIM_STEP || this.#grown.size > 0 || hasMoreRevocations;
  }

  /** A channel is done once a step finds nothing to remove from it: a step that removes something may be undone. */
  #dropSurplus(limit: number): Removed[] {
    const { maxCount } = this.#retention;
    const removed: Removed[] = [];
    for (const channel of this.#grown.values().take(limit)) {
      const left = limit - removed.length;
      if (left === 0) break;
      const surplus = this.#sql.dropSurplus.all(channel, channel, maxCount, left) as unknown as Removed[];
      if (surplus.length === 0) this.#grown.delete(channel);
      removed.push(...surplus);
    }
    return removed;
  }

  #findChannel(channel: Channel): ChannelRow | undefined {
    return this.#sql.findChannel.get(channel) as ChannelRow | undefined;
  }

  #newestIn(channel: ChannelRow | undefined): Position {
    const { offset, id } = lastIn(channel);
    return positionAt(this.#epoch, offset, id);
  }

  #recordIn(row: RunRow | undefined): RunRecord | null {
    return row === undefined ? null : recordOfRow(row, this.#epoch);
  }

  #findRun(channel: number, runId: string | null): RunRow | undefined {
    return runId === null ? undefined : (this.#sql.findRun.get(channel, runId) as RunRow | undefined);
  }

  /** All of the batch was stored before. Its last event may have been trimmed since; then the run's last stands in. */
  #repeated(run: RunRecord, runRow: RunRow, batch: RunBatch): Appended {
    const seq = (batch.firstSeq as number) + batch.events.length - 1;
    const known = this.#sql.findPublication.get(runRow.id, seq) as { offset: number; id: string } | undefined;
    const position = known === undefined ? run.position : positionBehind({ epoch: this.#epoch, ...known });
    return { accepted: 0, duplicates: batch.events.length, lastSeq: run.lastSeq, position };
  }

  #store(channel: Channel, record: RunRecord, plan: AppendPlan, batch: RunBatch): void {
    const publications = publicationsOf(plan, batch);
    const last = publications.at(-1) as (typeof publications)[number];
    const channelId = idOf(this.#sql.putChannel.get(channel, last.offset, last.id));
    const storedAt = this.#now();
    const runId = idOf(this.#sql.putRun.get(...runValues(channelId, record, last.id), storedAt));
    for (const { offset, seq, id, type, time, body } of publications) {
      this.#sql.putPublication.run(channelId, offset, runId, seq, id, type, time, storedAt, body);
    }
    this.#grown.add(channelId);
  }
}

/** The newest publication of a channel, stored or trimmed; offset 0 if there was none. */
const lastIn = (channel: ChannelRow | undefined) => ({
  offset: channel?.newest ?? 0,
  id: channel?.newest_id ?? '',
});

function runValues(channel: number, record: RunRecord, lastId: string) {
  return [
    channel,
    record.runId,
    record.rootRunId,
    record.parentRunId,
    JSON.stringify(record.ancestors),
    record.threadId,
    record.agent.id ?? null,
    record.agent.name,
    record.status,
    record.startedAt,
    record.endedAt,
    record.lastSeq,
    record.lastEventAt,
    record.activity,
    record.writerId,
    JSON.stringify(record.pendingInputs),
    record.startOffset,
    record.position.offset,
    lastId,
    record.dueAt,
    record.commands && JSON.stringify(record.commands),
  ] as const;
}

const idOf = (row: unknown) => (row as { id: number }).id;

function prepareAll(database: DatabaseSync) {
  return {
    allChannels: database.prepare('SELECT id FROM channels'),
    findChannel: database.prepare('SELECT id, newest, newest_id FROM channels WHERE name = ?'),
    findRun: database.prepare('SELECT * FROM runs WHERE channel = ? AND run_id = ?'),
    findPublication: database.prepare('SELECT offset, id FROM publications WHERE run = ? AND seq = ?'),
    putChannel: database.prepare(`
      INSERT INTO channels (name, newest, newest_id) VALUES (?, ?, ?)
      ON CONFLICT (name) DO UPDATE SET newest = excluded.newest, newest_id = excluded.newest_id
      RETURNING id`),
    putRun: database.prepare(`
      INSERT INTO runs (
        channel, run_id, root_run_id, parent_run_id, ancestors, thread_id, agent_id, agent_name, status, started_at,
        ended_at, last_seq, last_event_at, activity, writer_id, pending_inputs, start_offset, last_offset, last_id,
        due_at, commands, stored_at
      ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (channel, run_id) DO UPDATE SET
        agent_id = excluded.agent_id, started_at = excluded.started_at, status = excluded.status, ended_at = excluded.ended_at, last_seq = excluded.last_seq,
        last_event_at = excluded.last_event_at, activity = excluded.activity, writer_id = excluded.writer_id,
        pending_inputs = excluded.pending_inputs, last_offset = excluded.last_offset, last_id = excluded.last_id,
        due_at = excluded.due_at, commands = excluded.commands, stored_at = excluded.stored_at
      RETURNING id`),
    putPublication: database.prepare(`
      INSERT INTO publications (channel, offset, run, seq, id, type, time, stored_at, body)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`),
    // Storing order is age order, so only the oldest rows are looked at.
    dropExpired: database.prepare(`
      DELETE FROM publications WHERE number IN (
        SELECT number FROM (SELECT number, stored_at FROM publications ORDER BY number LIMIT ?) WHERE stored_at < ?
      ) RETURNING run`),
    dropSurplus: database.prepare(`
      DELETE FROM publications WHERE number IN (
        SELECT number FROM publications
        WHERE channel = ? AND offset <= (SELECT newest FROM channels WHERE id = ?) - ?
        ORDER BY offset LIMIT ?
      ) RETURNING run`),
    // A run goes with the last of its events if it has ended, or once it was silent for as long as anything is kept.
    dropEndedRun: database.prepare(`
      DELETE FROM runs
      WHERE id = ? AND ended_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM publications WHERE run = runs.id)`),
    dropAbandonedRuns: database.prepare(`
      DELETE FROM runs WHERE id IN (
        SELECT id FROM runs
        WHERE ended_at IS NULL AND stored_at < ?
          AND NOT EXISTS (SELECT 1 FROM publications WHERE run = runs.id)
        LIMIT ?
      )`),
  };
}
