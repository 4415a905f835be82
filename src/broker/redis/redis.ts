import { SetupError } from '../../errors.ts';
import type { Channel } from '../../events/channel.ts';
import type { Position } from '../../events/cursor.ts';
import type { RunBatch, RunRecord } from '../../events/run.ts';
import type {
  Appended,
  Broker,
  OnAppend,
  OnRevoked,
  Page,
  Release,
  Retention,
  Revocation,
  RevocationPage,
  RunPage,
  RunQuery,
  Unwatch,
  Use,
} from '../broker.ts';
import type { RedisAckMode } from './acknowledgement.ts';
import { publicationsIn } from './announcement.ts';
import { Announcements } from './announcements.ts';
import { Appending } from './appending.ts';
import { Asking } from './asking.ts';
import { foundEpochs } from './epochs.ts';
import { RedisHolds } from './holds.ts';
import { keysOf, revocationKeys } from './keys.ts';
import { Lanes } from './lanes.ts';
import { Listing } from './listing.ts';
import type { Primaries, RedisAddress } from './primaries.ts';
import { connectPrimaries } from './primaries.ts';
import { Reading } from './reading.ts';
import { RedisRevocations } from './revocations.ts';
import { TRIM_STEP, Trimming } from './trimming.ts';

export interface RedisOptions {
  readonly address: RedisAddress;
  readonly retention: Retention;
  readonly ack: RedisAckMode;
  /** The clock to store by, in milliseconds since 1970. Default: this machine's. */
  readonly now?: () => number;
  /** Hears of what happens to connections in the background. */
  readonly onError?: (error: unknown) => void;
}

/** Keeps the log in Redis or Valkey, alone, with replicas or as a cluster, for any number of nodes. */
export class RedisBroker implements Broker {
  readonly #primaries: Primaries;
  readonly #asking: Asking;
  readonly #lanes: Lanes;
  readonly #reading: Reading;
  readonly #appending: Appending;
  readonly #listing: Listing;
  readonly #trimming: Trimming;
  readonly #revocations: RedisRevocations;
  readonly #announcements: Announcements;
  readonly #holds: RedisHolds;
  readonly #now: () => number;

  private constructor(primaries: Primaries, options: Required<RedisOptions>) {
    const { ack, retention, now, onError } = options;
    const asking = new Asking(primaries);
    this.#asking = asking;
    this.#primaries = primaries;
    this.#lanes = new Lanes(primaries, ack);
    this.#reading = new Reading(asking);
    this.#appending = new Appending(this.#lanes, this.#reading, retention.maxCount, now);
    this.#listing = new Listing(asking, this.#reading);
    this.#trimming = new Trimming(asking, retention);
    this.#revocations = new RedisRevocations(asking, this.#lanes);
    this.#announcements = new Announcements(primaries, onError);
    this.#holds = new RedisHolds(asking);
    this.#now = now;
  }

  /** Connects. Rejects with SetupError if Redis cannot be reached or used. */
  static async open({ now = Date.now, onError = () => {}, ...options }: RedisOptions): Promise<RedisBroker> {
    const primaries = await connectPrimaries(options.address, onError).catch(refuse);
    const broker = new RedisBroker(primaries, { ...options, now, onError });
    try {
      await foundEpochs(broker.#asking);
      await broker.#holds.start();
      return broker;
    } catch (error) {
      primaries.close();
      return refuse(error);
    }
  }

  append(channel: Channel, batch: RunBatch): Promise<Appended> {
    return this.#appending.append(channel, batch);
  }

  read(channel: Channel, after: Position | 'earliest', limit: number): Promise<Page> {
    return this.#reading.read(channel, after, limit);
  }

  readRun(channel: Channel, runId: string, afterOffset: number, limit: number) {
    return this.#reading.readRun(channel, runId, afterOffset, limit);
  }

  watch(channel: Channel, onAppend: OnAppend): Promise<Unwatch> {
    return this.#announcements.watch(keysOf(channel).log, (message) => {
      const announced = message === null ? null : publicationsIn(message);
      if (announced === null) onAppend([]);
      else onAppend(announced.publications, announced.behind);
    });
  }

  async findRun(channel: Channel, runId: string): Promise<RunRecord | null> {
    const [run] = await this.#reading.findRuns(channel, [runId]);
    return run?.record ?? null;
  }

  listRuns(channel: Channel, query: RunQuery): Promise<RunPage> {
    return this.#listing.listRuns(channel, query);
  }

  revoke(revocation: Revocation): Promise<void> {
    return this.#revocations.put(revocation);
  }

  revocations(after: string | null): Promise<RevocationPage> {
    return this.#revocations.behind(after);
  }

  watchRevocations(onRevoked: OnRevoked): Promise<Unwatch> {
    return this.#announcements.watch(revocationKeys.head, () => onRevoked());
  }

  hold(channel: Channel, use: Use, limit: number): Promise<Release | null> {
    return this.#holds.hold(channel, use, limit);
  }

  async trim(): Promise<boolean> {
    const now = this.#now();
    const [events, revocations] = await Promise.all([
      this.#trimming.step(now),
      this.#revocations.dropExpired(now, TRIM_STEP),
    ]);
    return events || revocations;
  }

  async close(): Promise<void> {
    await this.#appending.settled();
    await this.#holds.close();
    this.#announcements.close();
    await this.#lanes.close();
    this.#primaries.close();
  }
}

function refuse(error: unknown): never {
  const { cause = error } = error as Error;
  const reason = cause instanceof Error ? cause.message : String(cause);
  throw new SetupError(`The store cannot be used: ${reason}. Check --store and that Redis runs.`);
}
