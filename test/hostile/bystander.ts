import type { Client } from '../support/clients.ts';
import { connectSse, connectWs } from '../support/clients.ts';
import { started } from '../support/events.ts';
import { watch } from '../support/server.ts';
import type { Stream } from '../support/stream.ts';
import { signToken } from '../support/tokens.ts';
import type { Attacked } from './attacked.ts';

/** What an event may take to those who wait for it, whatever somebody else does, and on a busy machine. */
const MOMENT_MS = 8_000;

/** Somebody with nothing to do with an attack, who follows their own events over a WebSocket and as an SSE stream. */
export class Bystander {
  readonly #server: Attacked;
  readonly #userId: string;
  readonly #clients: readonly Client[];
  readonly #streams: readonly Stream[];

  private constructor(server: Attacked, userId: string, clients: readonly Client[]) {
    this.#server = server;
    this.#userId = userId;
    this.#clients = clients;
    this.#streams = clients.map((client) => client.subscribe(watch({ start: 'EARLIEST' })));
  }

  /** Resolves once both streams are live. */
  static async arrive(server: Attacked): Promise<Bystander> {
    const userId = `bystander ${crypto.randomUUID()}`;
    const token = await signToken(userId);
    const clients = [connectWs, connectSse].map((connect) => connect(server.port, token));
    const bystander = new Bystander(server, userId, clients);
    await within(MOMENT_MS, Promise.all(bystander.#streams.map((stream) => stream.caughtUp())));
    return bystander;
  }

  /** Has an event published. Fails unless it comes over both within a moment. */
  async isServed(): Promise<void> {
    const runId = crypto.randomUUID();
    const arrived = this.#streams.map((stream) => stream.takeUntil((event) => event.runId === runId));
    const published = this.#server.publish(this.#userId, runId, [started()]);
    await within(MOMENT_MS, Promise.all([published, ...arrived]));
  }

  async leave(): Promise<void> {
    for (const client of this.#clients) await client.close();
  }
}

/** Does something while somebody else is connected. Fails unless they are served afterwards as they were before. */
export async function withBystander(server: Attacked, work: () => Promise<unknown>): Promise<void> {
  const bystander = await Bystander.arrive(server);
  try {
    await work();
    await bystander.isServed();
  } finally {
    await bystander.leave();
  }
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('Somebody else was not served in time.')), ms);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
