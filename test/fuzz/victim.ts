import type { Attacked } from '../hostile/attacked.ts';
import type { Client } from '../support/clients.ts';
import { connectSse, connectWs } from '../support/clients.ts';
import { started } from '../support/events.ts';
import { watch } from '../support/server.ts';
import type { Stream } from '../support/stream.ts';
import { signToken } from '../support/tokens.ts';

/** What an event may take to those who wait for it, whatever others do. */
const SERVED_WITHIN_MS = 20_000;

/** Alice, who follows her own events over a WebSocket and as an SSE stream, and whose events nobody else may see. */
export class Victim {
  static readonly userId = 'alice';
  /** In every event of hers. */
  readonly secret = `only for alice ${crypto.randomUUID()}`;
  readonly #server: Attacked;
  readonly #clients: readonly Client[];
  readonly #streams: readonly Stream[];

  private constructor(server: Attacked, clients: readonly Client[]) {
    this.#server = server;
    this.#clients = clients;
    this.#streams = clients.map((client) => client.subscribe(watch({ start: 'EARLIEST' })));
  }

  /** Resolves once both streams are live. */
  static async arrive(server: Attacked): Promise<Victim> {
    const token = await signToken(Victim.userId);
    const victim = new Victim(
      server,
      [connectWs, connectSse].map((connect) => connect(server.port, token)),
    );
    await Promise.all(victim.#streams.map((stream) => stream.caughtUp()));
    return victim;
  }

  /** Has an event published. Fails unless it comes next over both, and soon. */
  async isServed(): Promise<void> {
    const runId = crypto.randomUUID();
    const event = started({ agent: { name: this.secret }, input: this.secret });
    const published = this.#server.publish(Victim.userId, runId, [event]);
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Error('Alice was not served in time.')), SERVED_WITHIN_MS);
    try {
      const work = Promise.all([published, ...this.#streams.map((stream) => stream.takeOne())]);
      const [, ...seen] = await Promise.race([work, late]);
      if (seen.some((next) => next.runId !== runId)) throw new Error(`Alice saw ${JSON.stringify(seen)}`);
    } finally {
      clearTimeout(timer);
    }
  }

  async leave(): Promise<void> {
    for (const client of this.#clients) await client.close();
  }
}
