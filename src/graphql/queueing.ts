import type { Broker } from '../broker/broker.ts';
import { AgentwireError } from '../errors.ts';
import type { Channel } from '../events/channel.ts';

/** Keeps one user's requests from being all that workers ever see: so many of a user's runs may wait. */
export class Queueing {
  readonly #limit: number;
  /** Requests that were let through and are not stored yet, by channel. */
  readonly #underWay = new Map<Channel, number>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Asks for a run. Rejects with LIMIT_EXCEEDED if too many wait; a retry of what was asked for is none more. */
  async within<T>(broker: Broker, channel: Channel, runId: string, ask: () => Promise<T>): Promise<T> {
    const limit = this.#limit;
    const others = this.#underWay.get(channel) ?? 0;
    this.#underWay.set(channel, others + 1);
    try {
      const { runs } = await broker.listRuns(channel, { limit, behind: null, statuses: ['QUEUED'] });
      if (runs.length + others >= limit && (await broker.findRun(channel, runId)) === null) {
        throw tooMany(limit);
      }
      return await ask();
    } finally {
      const left = (this.#underWay.get(channel) ?? 1) - 1;
      if (left === 0) this.#underWay.delete(channel);
      else this.#underWay.set(channel, left);
    }
  }
}

function tooMany(limit: number): AgentwireError {
  return new AgentwireError(
    'LIMIT_EXCEEDED',
    `At most ${limit} runs of a user can wait for a worker. Wait for some of them, or cancel them.`,
    { limit },
  );
}
