import type { Broker } from '../broker/broker.ts';
import { AgentwireError } from '../errors.ts';
import type { Channel } from '../events/channel.ts';

/** Keeps one user's requests from being all that workers ever see: so many of a user's runs may wait. */
export class Queueing {
  readonly #limit: number;
  /** What a channel's next request comes behind: to count and to ask are one step. */
  readonly #last = new Map<Channel, Promise<unknown>>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Asks for a run. Rejects with LIMIT_EXCEEDED if too many wait; a retry of what was asked for is none more. */
  async within<T>(broker: Broker, channel: Channel, runId: string, ask: () => Promise<T>): Promise<T> {
    const before = this.#last.get(channel) ?? Promise.resolve();
    const asked = before.then(async () => {
      await this.#assertRoom(broker, channel, runId);
      return ask();
    });
    const settled = asked.catch(() => {});
    this.#last.set(channel, settled);
    try {
      return await asked;
    } finally {
      if (this.#last.get(channel) === settled) this.#last.delete(channel);
    }
  }

  async #assertRoom(broker: Broker, channel: Channel, runId: string): Promise<void> {
    const limit = this.#limit;
    const { runs } = await broker.listRuns(channel, { limit, behind: null, statuses: ['QUEUED'] });
    if (runs.length < limit || (await broker.findRun(channel, runId)) !== null) return;
    throw new AgentwireError(
      'LIMIT_EXCEEDED',
      `At most ${limit} runs of a user can wait for a worker. Wait for some of them, or cancel them.`,
      { limit },
    );
  }
}
