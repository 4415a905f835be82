import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { Channel } from '../../events/channel.ts';
import type { Position } from '../../events/cursor.ts';
import type { Publication, RunHeader } from '../../events/publication.ts';
import type { RunRecord } from '../../events/run.ts';
import type { DueRun, Page, RevocationPage, RunPage, RunQuery } from '../broker.ts';
import type { ChannelEnds } from '../resume.ts';
import { resume } from '../resume.ts';
import { epochOf } from './database.ts';
import { RevocationReading } from './revocations.ts';
import type { PublicationRow, RunRow } from './rows.ts';
import { headerOfRow, positionAt, publicationOfRow, recordOfRow } from './rows.ts';

/** JSON text per page, in UTF-16 units: big events make short pages. */
const MAX_PAGE_TEXT = 1024 * 1024;

/** Everything that reads the database. Each method expects to run within a transaction, so that it sees one state. */
export class Reading {
  readonly #database: DatabaseSync;
  readonly #epoch: string;
  readonly #revocations: RevocationReading;
  readonly #sql: ReturnType<typeof prepareAll>;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#epoch = epochOf(database);
    this.#revocations = new RevocationReading(database);
    this.#sql = prepareAll(database);
  }

  read(channel: Channel, after: Position | 'earliest', limit: number): Page {
    const id = this.#channelId(channel);
    const ends = this.#endsOf(id);
    const { from, reset } = resume(after, ends);
    const rows = limit === 0 ? [] : this.#sql.page.iterate(id, from.offset, limit);
    return { publications: this.#take(rows), from, newest: ends.newest, reset };
  }

  readRun(channel: Channel, runId: string, afterOffset: number, limit: number): readonly Publication[] {
    const run = this.#runRow(channel, runId);
    return run === undefined ? [] : this.#take(this.#sql.runPage.iterate(run.id, afterOffset, limit));
  }

  findRun(channel: Channel, runId: string): RunRecord | null {
    const row = this.#runRow(channel, runId);
    return row === undefined ? null : recordOfRow(row, this.#epoch);
  }

  listRuns(channel: Channel, query: RunQuery): RunPage {
    const { where, values } = conditionsOf(this.#channelId(channel), query);
    const sql = `SELECT * FROM runs WHERE ${where} ORDER BY start_offset DESC, run_id DESC LIMIT ?`;
    const rows = this.#database.prepare(sql).all(...values, query.limit + 1) as unknown as RunRow[];
    return {
      runs: rows.slice(0, query.limit).map((row) => recordOfRow(row, this.#epoch)),
      hasMore: rows.length > query.limit,
    };
  }

  dueRuns(by: number, limit: number): readonly DueRun[] {
    const rows = this.#sql.dueRuns.all(by, limit) as unknown as (RunRow & { channel_name: string })[];
    return rows.map((row) => ({
      channel: row.channel_name as Channel,
      run: recordOfRow(row, this.#epoch),
    }));
  }

  revocations(after: string | null): RevocationPage {
    return this.#revocations.behind(after);
  }

  #channelId(channel: Channel): number {
    return (this.#sql.findChannel.get(channel) as { id: number } | undefined)?.id ?? 0;
  }

  #runRow(channel: Channel, runId: string): RunRow | undefined {
    return this.#sql.findRun.get(this.#channelId(channel), runId) as RunRow | undefined;
  }

  #endsOf(id: number): ChannelEnds {
    const row = this.#sql.ends.get(id) as
      | { newest: number; newest_id: string; earliest: number | null }
      | undefined;
    const newest = positionAt(this.#epoch, row?.newest ?? 0, row?.newest_id ?? '');
    return {
      newest,
      earliestOffset: row?.earliest ?? newest.offset + 1,
      idAt: (offset) => {
        if (offset === row?.newest) return row.newest_id;
        return (this.#sql.idAt.get(id, offset) as { id: string } | undefined)?.id ?? null;
      },
    };
  }

  #take(rows: Iterable<unknown>): Publication[] {
    const headers = new Map<number, RunHeader>();
    const publications: Publication[] = [];
    let text = 0;
    for (const row of rows as Iterable<PublicationRow>) {
      publications.push(publicationOfRow(row, this.#headerOf(row.run, headers), this.#epoch));
      text += row.body.length;
      if (text >= MAX_PAGE_TEXT) break;
    }
    return publications;
  }

  #headerOf(run: number, known: Map<number, RunHeader>): RunHeader {
    const header = known.get(run) ?? headerOfRow(this.#sql.runById.get(run) as unknown as RunRow);
    known.set(run, header);
    return header;
  }
}

function conditionsOf(channel: number, query: RunQuery): { where: string; values: SQLInputValue[] } {
  const { behind, statuses, threadId, agentName, parentRunId } = query;
  const conditions: [string, SQLInputValue[]][] = [['channel = ?', [channel]]];
  if (behind !== null)
    conditions.push(['(start_offset, run_id) < (?, ?)', [behind.startOffset, behind.runId]]);
  // Said like this, it is looked up in the index of the runs that wait.
  if (statuses?.join() === 'QUEUED') conditions.push(["status = 'QUEUED'", []]);
  else if (statuses !== undefined)
    conditions.push([`status IN (${statuses.map(() => '?').join()})`, [...statuses]]);
  if (threadId !== undefined) conditions.push(['thread_id = ?', [threadId]]);
  if (agentName !== undefined) conditions.push(['agent_name = ?', [agentName]]);
  if (parentRunId !== undefined) conditions.push(['parent_run_id = ?', [parentRunId]]);
  return {
    where: conditions.map(([condition]) => condition).join(' AND '),
    values: conditions.flatMap(([, values]) => values),
  };
}

function prepareAll(database: DatabaseSync) {
  const publication = 'offset, run, seq, id, type, time, body';
  return {
    findChannel: database.prepare('SELECT id FROM channels WHERE name = ?'),
    ends: database.prepare(`
      SELECT newest, newest_id, (SELECT min(offset) FROM publications WHERE channel = channels.id) AS earliest
      FROM channels WHERE id = ?`),
    idAt: database.prepare('SELECT id FROM publications WHERE channel = ? AND offset = ?'),
    page: database.prepare(
      `SELECT ${publication} FROM publications WHERE channel = ? AND offset > ? ORDER BY offset LIMIT ?`,
    ),
    findRun: database.prepare('SELECT * FROM runs WHERE channel = ? AND run_id = ?'),
    dueRuns: database.prepare(`
      SELECT runs.*, channels.name AS channel_name FROM runs JOIN channels ON channels.id = runs.channel
      WHERE due_at <= ? ORDER BY due_at LIMIT ?`),
    runById: database.prepare('SELECT * FROM runs WHERE id = ?'),
    runPage: database.prepare(
      `SELECT ${publication} FROM publications WHERE run = ? AND offset > ? ORDER BY seq LIMIT ?`,
    ),
  };
}
