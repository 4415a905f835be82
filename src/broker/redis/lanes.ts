import type { RedisAckMode } from './acknowledgement.ts';
import type { Server } from './connection.ts';
import { replyCodeOf } from './failures.ts';
import { Lane } from './lane.ts';
import type { Primaries, Shape } from './primaries.ts';
import { nameOf } from './primaries.ts';
import { reach } from './reaching.ts';
import type { Script } from './scripts.ts';

export interface Written {
  /** What the script has answered. */
  readonly reply: unknown;
  /** Whether it may have run before, without that its answer came. */
  readonly isRepeat: boolean;
}

/** Writes to whichever primary serves a key: one lane each. */
export class Lanes {
  readonly #primaries: Primaries;
  readonly #shape: Shape;
  readonly #mode: RedisAckMode;
  readonly #lanes = new Map<string, Promise<Lane>>();

  constructor(primaries: Primaries, shape: Shape, mode: RedisAckMode) {
    this.#primaries = primaries;
    this.#shape = shape;
    this.#mode = mode;
  }

  /** Opens the lane of a key. Rejects with SetupError if its Redis cannot acknowledge as asked. */
  async try(key: string): Promise<void> {
    await reach(this.#shape, key, ({ server }) => this.#laneTo(server));
  }

  /**
   * Runs a script that writes, and resolves to its answer once that is acknowledged. Rejects with UNAVAILABLE if it
   * cannot be carried out for some time; it may have been then.
   */
  async write(script: Script, keys: readonly string[], args: readonly string[]): Promise<Written> {
    const [key] = keys as [string];
    let isRepeat = false;
    const { reply, isAsking } = await reach(
      this.#shape,
      key,
      async ({ server, isAsking }) => {
        const lane = await this.#laneTo(server);
        return { reply: await lane.write({ script, keys, args, isAsking }), isAsking };
      },
      (error) => {
        isRepeat ||= replyCodeOf(error) === null;
      },
    );
    if (isAsking && script.announcedKey !== undefined) this.#hint(keys[script.announcedKey] as string);
    return { reply, isRepeat };
  }

  /** What was announced where a slot is moving to is heard by nobody yet: those who watch are where it comes from. */
  async #hint(channel: string): Promise<void> {
    try {
      const connection = await this.#primaries.to(this.#shape.primaryOf(channel));
      await connection.sPublish(channel, '\n');
    } catch {
      // They compare when the slot has moved.
    }
  }

  #laneTo(server: Server): Promise<Lane> {
    const name = nameOf(server);
    const known = this.#lanes.get(name);
    if (known !== undefined) return known;
    const forget = () => {
      if (this.#lanes.get(name) === lane) this.#lanes.delete(name);
    };
    const lane = this.#open(server, forget);
    this.#lanes.set(name, lane);
    lane.catch(forget);
    return lane;
  }

  async #open(server: Server, onEnd: () => void): Promise<Lane> {
    const connection = await this.#primaries.connect(server, onEnd);
    try {
      return await Lane.open(connection, this.#mode);
    } catch (error) {
      connection.destroy();
      throw error;
    }
  }
}
