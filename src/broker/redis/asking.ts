import type { Connection } from './connection.ts';
import { replyCodeOf } from './failures.ts';
import type { Primaries, Shape } from './primaries.ts';
import { reach } from './reaching.ts';
import type { Script } from './scripts.ts';

type Send = (args: readonly string[]) => Promise<unknown>;

/** Sends to primaries what may be repeated and needs no acknowledgement: a replica may be behind. */
export class Asking {
  readonly #primaries: Primaries;
  readonly #shape: Shape;

  constructor(primaries: Primaries, shape: Shape) {
    this.#primaries = primaries;
    this.#shape = shape;
  }

  /** Sends a command to the primary of a key. Rejects with UNAVAILABLE if it cannot be answered for some time. */
  command<Reply>(key: string, ...args: readonly string[]): Promise<Reply> {
    return this.#reach(key, (send) => send(args));
  }

  /** Runs a script on the primary of its keys, likewise. */
  script<Reply>(script: Script, keys: readonly string[], args: readonly string[]): Promise<Reply> {
    const rest = [String(keys.length), ...keys, ...args];
    return this.#reach(keys[0] as string, (send) =>
      send(['EVALSHA', script.digest, ...rest]).catch((error) => {
        if (replyCodeOf(error) !== 'NOSCRIPT') throw error;
        return send(['EVAL', script.source, ...rest]);
      }),
    );
  }

  #reach<Reply>(key: string, work: (send: Send) => Promise<unknown>): Promise<Reply> {
    return reach(this.#shape, key, async ({ server, isAsking }) => {
      const connection = await this.#primaries.to(server);
      return (await work((args) => send(connection, isAsking, args))) as Reply;
    });
  }
}

/** ASKING holds for the next command alone, so nothing may come between. */
function send(connection: Connection, isAsking: boolean, args: readonly string[]): Promise<unknown> {
  if (isAsking) connection.sendCommand(['ASKING']).catch(() => {});
  return connection.sendCommand([...args]);
}
