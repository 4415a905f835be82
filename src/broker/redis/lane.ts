import { AgentwireError } from '../../errors.ts';
import type { Acknowledge, RedisAckMode } from './acknowledgement.ts';
import { acknowledgement } from './acknowledgement.ts';
import type { Connection } from './connection.ts';
import { replyCodeOf } from './failures.ts';
import type { Script } from './scripts.ts';
import { scripts } from './scripts.ts';

/** A script that writes, with its keys and arguments. */
export interface Write {
  readonly script: Script;
  readonly keys: readonly string[];
  readonly args: readonly string[];
  /** Whether it goes to where a slot is moving to (ASKING). */
  readonly isAsking: boolean;
}

interface Waiting {
  readonly write: Write;
  readonly resolve: (reply: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** How many writes share a round trip at most. */
const MAX_TOGETHER = 500;
/** And how many wait for one. */
const MAX_WAITING = 20_000;

/**
 * The writes to one primary, over a connection of their own, since what waits for a replica or a disk holds up all
 * that comes behind it. Those that wait together go together, and one acknowledgement is waited for by all of them.
 */
export class Lane {
  readonly #connection: Connection;
  readonly #acknowledge: Acknowledge | null;
  #waiting: Waiting[] = [];
  #isBusy = false;
  #teaching: Promise<void> | null = null;

  private constructor(connection: Connection, acknowledge: Acknowledge | null) {
    this.#connection = connection;
    this.#acknowledge = acknowledge;
  }

  /** Makes a lane of a connection, which is its own from now on. Rejects with SetupError if it cannot be one. */
  static async open(connection: Connection, mode: RedisAckMode): Promise<Lane> {
    const lane = new Lane(connection, await acknowledgement(mode, connection));
    await lane.#teach();
    return lane;
  }

  /** Resolves to the script's answer once what it wrote is acknowledged. */
  write(write: Write): Promise<unknown> {
    if (this.#waiting.length >= MAX_WAITING) return Promise.reject(tooMany());
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#waiting.push({ write, resolve, reject });
    this.#work();
    return promise;
  }

  async #work(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    // What is asked for in this turn of the event loop goes together.
    await null;
    while (this.#waiting.length > 0) await this.#sendTogether(this.#waiting.splice(0, MAX_TOGETHER));
    this.#isBusy = false;
  }

  async #sendTogether(together: readonly Waiting[]): Promise<void> {
    const answers = together.map(({ write }) => this.#send(write));
    const acknowledged = this.#acknowledge === null ? null : Promise.allSettled([this.#acknowledge()]);
    const outcomes = await Promise.allSettled(answers);
    const [acknowledgement] = (await acknowledged) ?? [];
    for (const [index, outcome] of outcomes.entries()) {
      const { resolve, reject } = together[index] as Waiting;
      if (outcome.status === 'rejected') reject(outcome.reason);
      else if (acknowledgement?.status === 'rejected') reject(unacknowledged(acknowledgement.reason));
      else resolve(outcome.value);
    }
  }

  #send({ script, keys, args, isAsking }: Write): Promise<unknown> {
    if (isAsking) this.#connection.sendCommand(['ASKING']).catch(() => {});
    const sent = this.#connection.sendCommand([
      'EVALSHA',
      script.digest,
      String(keys.length),
      ...keys,
      ...args,
    ]);
    // Somebody emptied the script cache. The write is tried again, so that it is acknowledged like any other.
    sent.catch((error) => {
      if (replyCodeOf(error) === 'NOSCRIPT') this.#teachAnew();
    });
    return sent;
  }

  /** Once, however many find out together. */
  #teachAnew(): void {
    this.#teaching ??= this.#teach()
      .catch(() => {})
      .finally(() => {
        this.#teaching = null;
      });
  }

  async #teach(): Promise<void> {
    await Promise.all(
      Object.values(scripts).map(({ source }) => this.#connection.sendCommand(['SCRIPT', 'LOAD', source])),
    );
  }
}

const tooMany = () => new AgentwireError('UNAVAILABLE', 'The store has too much to write. Try again later.');

/** It was written, so whoever tries again must look whether it is there: a code of Redis's would say that it is not. */
function unacknowledged(reason: unknown): Error {
  if (reason instanceof AgentwireError) return reason;
  return new Error('What was written was not acknowledged.', { cause: reason });
}
