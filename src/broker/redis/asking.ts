import { replyCodeOf } from './failures.ts';
import { patiently } from './patience.ts';
import type { Connection, Primaries } from './primaries.ts';
import type { Script } from './scripts.ts';

/** Sends to primaries what may be repeated and needs no acknowledgement: a replica may be behind. */
export class Asking {
  readonly #primaries: Primaries;

  constructor(primaries: Primaries) {
    this.#primaries = primaries;
  }

  /** Sends a command to the primary of a key. Rejects with UNAVAILABLE if it cannot be answered for some time. */
  command<Reply>(key: string, ...args: readonly string[]): Promise<Reply> {
    return this.#send(key, (connection) => connection.sendCommand(args));
  }

  /** Runs a script on the primary of its keys, likewise. */
  script<Reply>(script: Script, keys: readonly string[], args: readonly string[]): Promise<Reply> {
    const rest = [String(script.keyCount), ...keys, ...args];
    return this.#send(keys[0] as string, (connection) =>
      connection.sendCommand(['EVALSHA', script.digest, ...rest]).catch((error) => {
        if (replyCodeOf(error) !== 'NOSCRIPT') throw error;
        return connection.sendCommand(['EVAL', script.source, ...rest]);
      }),
    );
  }

  #send<Reply>(key: string, send: (connection: Connection) => Promise<unknown>): Promise<Reply> {
    let redirected: Connection | null = null;
    return patiently(
      async () => {
        const connection = redirected ?? (await this.#primaries.of(key));
        if (redirected !== null) connection.sendCommand(['ASKING']).catch(() => {});
        return (await send(connection)) as Reply;
      },
      async (error) => {
        redirected = await this.#primaries.askedBy(error);
        if (redirected === null) await this.#primaries.find(key);
      },
    );
  }
}
