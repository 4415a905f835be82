import type { Channel } from '../../events/channel.ts';
import type { RunRecord } from '../../events/run.ts';
import type { DueRun } from '../broker.ts';
import type { Asking } from './asking.ts';
import { leaseKeys } from './keys.ts';
import type { Reading } from './reading.ts';

/** Finds the runs that the server has to look at, in all partitions. */
export class Leases {
  readonly #asking: Asking;
  readonly #reading: Reading;

  constructor(asking: Asking, reading: Reading) {
    this.#asking = asking;
    this.#reading = reading;
  }

  async dueRuns(by: number, limit: number): Promise<readonly DueRun[]> {
    const due = await Promise.all(leaseKeys.map((key) => this.#dueIn(key, by, limit)));
    return due.flat().slice(0, limit);
  }

  async #dueIn(key: string, by: number, limit: number): Promise<readonly DueRun[]> {
    const members = await this.#asking.command<string[]>(
      key,
      ...['ZRANGE', key, '-inf', String(by), 'BYSCORE', 'LIMIT', '0', String(limit)],
    );
    const runs = await Promise.all(members.map((member) => this.#runOf(key, member)));
    return runs.filter((run) => run !== null);
  }

  async #runOf(key: string, member: string): Promise<DueRun | null> {
    const end = member.indexOf('\0');
    const channel = member.slice(0, end) as Channel;
    const [found] = await this.#reading.findRuns(channel, [member.slice(end + 1)]);
    const run: RunRecord | undefined = found?.record;
    // Retention has removed it since.
    if (run === undefined) await this.#asking.command(key, 'ZREM', key, member);
    return run === undefined ? null : { channel, run };
  }
}
