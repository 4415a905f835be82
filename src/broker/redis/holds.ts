import type { Channel } from '../../events/channel.ts';
import type { Release, Use } from '../broker.ts';
import { LocalHolds } from '../local-holds.ts';
import type { Asking } from './asking.ts';
import { keysOf, nodesKey } from './keys.ts';
import { scripts } from './scripts.ts';
import { Turns } from './turns.ts';

/** How often a node says that it lives, and for how long it is believed. */
const SAY_INTERVAL_MS = 5_000;
const LIVES_MS = 30_000;
/** What a node of which nothing is known has written counts for so long: twice as long as it is unknown to anybody. */
const STALE_AFTER_MS = 2 * LIVES_MS;
/** Longer than a connection lasts. */
const FORGET_AFTER_MS = 48 * 3_600_000;

/**
 * Counts what is in use by channel, on all nodes together. Each node writes how many it has, and not that there is one
 * more or less, so what is written once too often or too rarely is right again with the next.
 */
export class RedisHolds {
  readonly #asking: Asking;
  readonly #node = crypto.randomUUID().slice(0, 8);
  readonly #local = new LocalHolds();
  readonly #turns = new Turns();
  /** What is about to be written, and what could not be and is tried again. */
  readonly #writing = new Set<string>();
  readonly #unwritten = new Map<string, readonly [Channel, Use]>();
  #living: readonly string[] = [];
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(asking: Asking) {
    this.#asking = asking;
  }

  /** To be called once, before anything is held: who lives has to be known by then. */
  async start(): Promise<void> {
    this.#living = await this.#say(LIVES_MS);
    this.#sayLater();
  }

  hold(channel: Channel, use: Use, limit: number): Promise<Release | null> {
    return this.#turns.take(`${use} ${channel}`, () => this.#hold(channel, use, limit));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#turns.ended();
    await this.#say(0).catch(() => {});
  }

  async #hold(channel: Channel, use: Use, limit: number): Promise<Release | null> {
    const release = this.#local.hold(channel, use, limit);
    if (release === null) return null;
    try {
      if (!(await this.#write(channel, use, limit))) {
        release();
        return null;
      }
    } catch (error) {
      release();
      // It may have been written, and only the answer lost.
      this.#writeLater(channel, use);
      throw error;
    }
    return () => {
      release();
      this.#writeLater(channel, use);
    };
  }

  /** Nobody waits for what is given back. What has not begun yet writes this as well: it is the number that counts. */
  #writeLater(channel: Channel, use: Use): void {
    const key = `${use} ${channel}`;
    if (this.#writing.has(key)) return;
    this.#writing.add(key);
    this.#turns
      .take(key, async () => {
        this.#writing.delete(key);
        await this.#write(channel, use, Number.MAX_SAFE_INTEGER);
        this.#unwritten.delete(key);
      })
      .catch(() => {
        this.#writing.delete(key);
        this.#unwritten.set(key, [channel, use]);
      });
  }

  async #write(channel: Channel, use: Use, limit: number): Promise<boolean> {
    const count = this.#local.count(channel, use);
    const numbers = [count, limit, STALE_AFTER_MS, FORGET_AFTER_MS].map(String);
    const args = [use, this.#node, ...numbers, ...this.#living];
    return (await this.#asking.script<number>(scripts.hold, [keysOf(channel).uses], args)) === 1;
  }

  #sayLater(): void {
    if (this.#isClosed) return;
    this.#timer = setTimeout(
      () => this.#keepSaying().finally(() => this.#sayLater()),
      SAY_INTERVAL_MS,
    ).unref();
  }

  async #keepSaying(): Promise<void> {
    try {
      this.#living = await this.#say(LIVES_MS);
      for (const [channel, use] of this.#unwritten.values()) this.#writeLater(channel, use);
    } catch {
      // While Redis is away, nobody else counts either.
    }
  }

  #say(livesMs: number): Promise<string[]> {
    return this.#asking.script<string[]>(scripts.live, [nodesKey], [this.#node, String(livesMs)]);
  }
}
