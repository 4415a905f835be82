import type { Channel } from '../../events/channel.ts';
import type { RunRecord } from '../../events/run.ts';
import type { RunPage, RunPlace, RunQuery } from '../broker.ts';
import { compareRuns, matchesQuery } from '../run-query.ts';
import type { Asking } from './asking.ts';
import { keysOf } from './keys.ts';
import type { Reading } from './reading.ts';

/** Entries that are looked at together at least, where not all of them may be what was asked for. */
const MIN_ENTRIES = 50;
const OFFSET_DIGITS = 16;

/** Runs by what they are asked for, newest first. */
export class Listing {
  readonly #asking: Asking;
  readonly #reading: Reading;

  constructor(asking: Asking, reading: Reading) {
    this.#asking = asking;
    this.#reading = reading;
  }

  /** Walks down the part of the index that has the fewest entries, until there are enough. */
  async listRuns(channel: Channel, query: RunQuery): Promise<RunPage> {
    const labels = await this.#narrowest(channel, query);
    const runs: RunRecord[] = [];
    let { behind } = query;
    while (runs.length <= query.limit) {
      const entries = await this.#entries(channel, labels, behind, query.limit + 1);
      const found = await this.#reading.findRuns(
        channel,
        entries.map(({ runId }) => runId),
      );
      runs.push(...found.flatMap((run) => (run && matchesQuery(run.record, query) ? [run.record] : [])));
      if (entries.length === 0) break;
      behind = entries.at(-1) as RunPlace;
    }
    return { runs: runs.slice(0, query.limit), hasMore: runs.length > query.limit };
  }

  /** The labels (see index.lua) under which all that is asked for stands: one, or one for each status. */
  async #narrowest(
    channel: Channel,
    { statuses, threadId, agentName, parentRunId }: RunQuery,
  ): Promise<string[]> {
    const choices = [
      ...(threadId === undefined ? [] : [[`thread\0${threadId}`]]),
      ...(agentName === undefined ? [] : [[`agent\0${agentName}`]]),
      ...(parentRunId === undefined ? [] : [[`parent\0${parentRunId}`]]),
      ...(statuses === undefined ? [] : [[...new Set(statuses)].map((status) => `status\0${status}`)]),
    ];
    if (choices.length < 2) return choices[0] ?? ['all'];
    const sizes = await Promise.all(choices.map((labels) => this.#count(channel, labels)));
    return choices[sizes.indexOf(Math.min(...sizes))] as string[];
  }

  async #count(channel: Channel, labels: readonly string[]): Promise<number> {
    const { index } = keysOf(channel);
    const counts = await Promise.all(
      labels.map((label) =>
        this.#asking.command<number>(index, 'ZLEXCOUNT', index, `[${label}\0`, `(${label}\x01`),
      ),
    );
    return counts.reduce((sum, count) => sum + count, 0);
  }

  /** The newest entries under the labels, of runs that are listed behind a place. */
  async #entries(channel: Channel, labels: readonly string[], behind: RunPlace | null, wanted: number) {
    const { index } = keysOf(channel);
    const count = Math.max(wanted, MIN_ENTRIES);
    const found = await Promise.all(
      labels.map((label) => {
        const end =
          behind === null ? `(${label}\x01` : `(${label}\0${padded(behind.startOffset)}\0${behind.runId}`;
        return this.#asking.command<string[]>(
          index,
          ...['ZRANGE', index, end, `[${label}\0`, 'BYLEX', 'REV', 'LIMIT', '0', String(count)],
        );
      }),
    );
    const entries = found.flatMap((members, at) =>
      members.map((member) => entryOf(member, labels[at] as string)),
    );
    return entries.sort((a, b) => compareRuns(b, a)).slice(0, count);
  }
}

const padded = (offset: number) => String(offset).padStart(OFFSET_DIGITS, '0');

function entryOf(member: string, label: string): RunPlace {
  const start = label.length + 1;
  return {
    startOffset: Number(member.slice(start, start + OFFSET_DIGITS)),
    runId: member.slice(start + OFFSET_DIGITS + 1),
  };
}
