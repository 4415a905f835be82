import type { RedisAckMode } from './acknowledgement.ts';
import { replyCodeOf } from './failures.ts';
import { Lane } from './lane.ts';
import { patiently } from './patience.ts';
import type { Connection, Primaries } from './primaries.ts';
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
  readonly #mode: RedisAckMode;
  readonly #lanes = new Map<Connection, Promise<Lane>>();

  constructor(primaries: Primaries, mode: RedisAckMode) {
    this.#primaries = primaries;
    this.#mode = mode;
  }

  /**
   * Runs a script that writes, and resolves to its answer once that is acknowledged. Rejects with UNAVAILABLE if it
   * cannot be carried out for some time; it may have been then.
   */
  write(script: Script, keys: readonly string[], args: readonly string[]): Promise<Written> {
    const [key] = keys as [string];
    let redirected: Connection | null = null;
    let isRepeat = false;
    return patiently(
      async () => {
        const lane = await this.#laneTo(redirected ?? (await this.#primaries.of(key)));
        const reply = await lane.write({ script, args: [...keys, ...args], isAsking: redirected !== null });
        return { reply, isRepeat };
      },
      async (error) => {
        isRepeat ||= replyCodeOf(error) === null;
        redirected = await this.#primaries.askedBy(error);
        if (redirected === null) await this.#primaries.find(key);
      },
    );
  }

  async close(): Promise<void> {
    for (const lane of this.#lanes.values())
      await lane.then(
        (open) => open.close(),
        () => {},
      );
  }

  #laneTo(primary: Connection): Promise<Lane> {
    const known = this.#lanes.get(primary);
    if (known !== undefined) return known;
    const forget = () => {
      if (this.#lanes.get(primary) === lane) this.#lanes.delete(primary);
    };
    const lane = Lane.open(primary, this.#mode, forget);
    this.#lanes.set(primary, lane);
    lane.catch(forget);
    return lane;
  }
}
