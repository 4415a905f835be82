import type { Channel } from '../../events/channel.ts';
import type { StoredRun } from './runs.ts';

const MAX_RUNS = 10_000;

/** Runs as this node last saw them. The ones that were not used for longest go first. */
export class KnownRuns {
  readonly #runs = new Map<string, StoredRun>();

  get(channel: Channel, runId: string): StoredRun | undefined {
    return this.#runs.get(keyOf(channel, runId));
  }

  set(channel: Channel, run: StoredRun): void {
    const key = keyOf(channel, run.record.runId);
    // Deleted first, so that it comes behind all others.
    this.#runs.delete(key);
    this.#runs.set(key, run);
    if (this.#runs.size <= MAX_RUNS) return;
    const [oldest] = this.#runs.keys();
    this.#runs.delete(oldest as string);
  }
}

const keyOf = (channel: Channel, runId: string) => `${channel} ${runId}`;
