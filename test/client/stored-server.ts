import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Broker } from '../../src/broker/broker.ts';
import { SqliteBroker } from '../../src/broker/sqlite/sqlite.ts';
import { channelOf } from '../../src/events/channel.ts';
import type { EventInput } from '../../src/events/validate.ts';
import { batchOf } from '../support/events.ts';
import { temporaryFolder } from '../support/folders.ts';
import { freePort } from '../support/port.ts';
import { defaults } from '../support/settings.ts';
import { startOn } from '../support/start-on.ts';

/** A server that is stopped and started again, always on the same port and store. */
export class StoredServer {
  readonly port: number;
  readonly #path: string;
  #broker: Broker | null = null;
  #close = async () => {};

  private constructor(port: number, path: string) {
    this.port = port;
    this.#path = path;
  }

  static async start(): Promise<StoredServer> {
    const server = new StoredServer(await freePort(), join(await temporaryFolder(), 'events.db'));
    onTestFinished(() => server.stop());
    await server.start();
    return server;
  }

  async start(): Promise<void> {
    const retention = { maxAgeMs: 3_600_000, maxCount: 1_000_000 };
    const broker = await SqliteBroker.open({ path: this.#path, retention, durability: 'none' });
    const errors: unknown[] = [];
    const config = { ...defaults, port: this.port, introspection: false };
    const server = await startOn(broker, { config, onError: (error) => void errors.push(error) });
    this.#broker = broker;
    this.#close = async () => {
      await server.close();
      await broker.close();
    };
  }

  /** Ends connections with 1012, and closes the store. */
  async stop(): Promise<void> {
    const close = this.#close;
    this.#close = async () => {};
    await close();
  }

  async publish(userId: string, runId: string, events: readonly EventInput[]): Promise<void> {
    await this.#broker?.append(channelOf(null, userId), batchOf(runId, events, { now: Date.now() }));
  }
}
