import type { Channel } from '../../events/channel.ts';
import type { DueRun } from '../broker.ts';
import type { Asking } from './asking.ts';
import { leaseKeys } from './keys.ts';
import type { Reading } from './reading.ts';

/** When a run is looked at again that is not due, though it stands among those that are. */
const LATER_MS = 60_000;

/** A run that stands among those that are due, and where. */
interface Entry {
  readonly key: string;
  readonly member: string;
}

/** Finds the runs that the server has to look at, in all partitions. */
export class Leases {
  readonly #asking: Asking;
  readonly #reading: Reading;

  constructor(asking: Asking, reading: Reading) {
    this.#asking = asking;
    this.#reading = reading;
  }

  /** Rejects only if none is found and a partition could not be asked: the others' are due all the same. */
  async dueRuns(by: number, limit: number): Promise<readonly DueRun[]> {
    const asked = await Promise.allSettled(leaseKeys.map((key) => this.#entriesIn(key, by, limit)));
    const entries = asked.flatMap((outcome) => (outcome.status === 'fulfilled' ? outcome.value : []));
    const looked = await Promise.allSettled(
      fromAnywhere(entries)
        .slice(0, limit)
        .map((entry) => this.#runAt(entry, by)),
    );
    const runs = looked.flatMap((outcome) => (outcome.status === 'fulfilled' ? (outcome.value ?? []) : []));
    const failure = [...asked, ...looked].find((outcome) => outcome.status === 'rejected');
    if (runs.length === 0 && failure !== undefined) throw failure.reason;
    return runs;
  }

  async #entriesIn(key: string, by: number, limit: number): Promise<readonly Entry[]> {
    const members = await this.#asking.command<string[]>(
      key,
      ...['ZRANGE', key, '-inf', String(by), 'BYSCORE', 'LIMIT', '0', String(limit)],
    );
    return members.map((member) => ({ key, member }));
  }

  async #runAt({ key, member }: Entry, by: number): Promise<DueRun | null> {
    const end = member.indexOf('\0');
    const channel = member.slice(0, end) as Channel;
    const [found] = await this.#reading.findRuns(channel, [member.slice(end + 1)]);
    const run = found?.record;
    if (run !== undefined && run.dueAt !== null && run.dueAt <= by) return { channel, run };
    // What has ended or was removed gets no lease again; what has not may just be getting one.
    if (run === undefined || run.endedAt !== null) await this.#asking.command(key, 'ZREM', key, member);
    else await this.#asking.command(key, 'ZADD', key, 'XX', String(run.dueAt ?? by + LATER_MS), member);
    return null;
  }
}

/** No partition comes first every time. */
function fromAnywhere<T>(entries: readonly T[]): readonly T[] {
  const start = Math.floor(Math.random() * entries.length);
  return [...entries.slice(start), ...entries.slice(0, start)];
}
