import { setTimeout } from 'node:timers/promises';
import { SetupError } from '../../errors.ts';
import type { RunChange } from '../../events/change.ts';
import type { Channel } from '../../events/channel.ts';
import type { Position } from '../../events/cursor.ts';
import type { RunBatch, RunRecord } from '../../events/run.ts';
import type {
  Appended,
  Broker,
  DueRun,
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
import { warnWithoutReplica } from './acknowledgement.ts';
import { publicationsIn } from './announcement.ts';
import { Announcements } from './announcements.ts';
import { Appending } from './appending.ts';
import { Asking } from './asking.ts';
import { ClusterShape } from './cluster-shape.ts';
import { foundEpochs, foundLeases } from './epochs.ts';
import { closed } from './failures.ts';
import { assertFormat } from './format.ts';
import { RedisHolds } from './holds.ts';
import { keysOf, revocationKeys } from './keys.ts';
import { Lanes } from './lanes.ts';
import { Leases } from './leases.ts';
import { Listing } from './listing.ts';
import type { RedisAddress, Shape } from './primaries.ts';
import { Primaries, SingleShape } from './primaries.ts';
import { Reading } from './reading.ts';
import { RedisRevocations } from './revocations.ts';
import { TRIM_STEP, Trimming } from './trimming.ts';

/** What is under way when the broker closes has so long for finishing. */
const CLOSE_WITHIN_MS = 10_000;

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
  readonly #leases: Leases;
  readonly #listing: Listing;
  readonly #trimming: Trimming;
  readonly #revocations: RedisRevocations;
  readonly #announcements: Announcements;
  readonly #holds: RedisHolds;
  readonly #now: () => number;
  readonly #underWay = new Set<Promise<unknown>>();
  #isClosed = false;

  private constructor(primaries: Primaries, shape: Shape, options: Required<RedisOptions>) {
    const { ack, retention, now, onError } = options;
    const asking = new Asking(primaries, shape);
    this.#asking = asking;
    this.#primaries = primaries;
    this.#lanes = new Lanes(primaries, shape, ack);
    this.#reading = new Reading(asking);
    this.#appending = new Appending(this.#lanes, this.#reading, retention.maxCount, now);
    this.#leases = new Leases(asking, this.#reading);
    this.#listing = new Listing(asking, this.#reading);
    this.#trimming = new Trimming(asking, retention);
    this.#revocations = new RedisRevocations(asking, this.#lanes);
    this.#announcements = new Announcements(primaries, shape, onError);
    this.#holds = new RedisHolds(asking);
    this.#now = now;
  }

  /** Connects. Rejects with SetupError if Redis cannot be reached or used. */
  static async open({ now = Date.now, onError = () => {}, ...options }: RedisOptions): Promise<RedisBroker> {
    const { isCluster, nodes } = options.address;
    const primaries = new Primaries(options.address);
    try {
      const shape = isCluster
        ? await ClusterShape.open(primaries, nodes)
        : await SingleShape.open(primaries, nodes);
      if (!isCluster && options.ack === 'replicated') {
        await warnWithoutReplica(await primaries.to(shape.primaryOf('')), onError);
      }
      const broker = new RedisBroker(primaries, shape, { ...options, now, onError });
      await broker.#lanes.try(revocationKeys.head);
      await assertFormat(broker.#asking);
      await foundEpochs(broker.#asking);
      await foundLeases(broker.#asking);
      await broker.#holds.start();
      return broker;
    } catch (error) {
      primaries.close();
      throw refusalOf(error, options.address.password);
    }
  }

  append(channel: Channel, batch: RunBatch): Promise<Appended> {
    return this.#do(() => this.#appending.append(channel, batch));
  }

  change(channel: Channel, runId: string, change: RunChange): Promise<RunRecord> {
    return this.#do(() => this.#appending.change(channel, runId, change));
  }

  dueRuns(by: number, limit: number): Promise<readonly DueRun[]> {
    return this.#do(() => this.#leases.dueRuns(by, limit));
  }

  read(channel: Channel, after: Position | 'earliest', limit: number): Promise<Page> {
    return this.#do(() => this.#reading.read(channel, after, limit));
  }

  readRun(channel: Channel, runId: string, afterOffset: number, limit: number) {
    return this.#do(() => this.#reading.readRun(channel, runId, afterOffset, limit));
  }

  watch(channel: Channel, onAppend: OnAppend): Promise<Unwatch> {
    const onMessage = (message: string | null) => {
      const announced = message === null ? null : publicationsIn(message);
      if (announced === null) onAppend([]);
      else onAppend(announced.publications, announced.behind);
    };
    return this.#do(() => this.#announcements.watch(keysOf(channel).log, onMessage));
  }

  async findRun(channel: Channel, runId: string): Promise<RunRecord | null> {
    const [run] = await this.#do(() => this.#reading.findRuns(channel, [runId]));
    return run?.record ?? null;
  }

  listRuns(channel: Channel, query: RunQuery): Promise<RunPage> {
    return this.#do(() => this.#listing.listRuns(channel, query));
  }

  revoke(revocation: Revocation): Promise<void> {
    return this.#do(() => this.#revocations.put(revocation));
  }

  revocations(after: string | null): Promise<RevocationPage> {
    return this.#do(() => this.#revocations.behind(after));
  }

  watchRevocations(onRevoked: OnRevoked): Promise<Unwatch> {
    return this.#do(() => this.#announcements.watch(revocationKeys.head, () => onRevoked()));
  }

  hold(channel: Channel, use: Use, limit: number): Promise<Release | null> {
    return this.#do(() => this.#holds.hold(channel, use, limit));
  }

  async trim(): Promise<boolean> {
    const now = this.#now();
    const work = () => Promise.all([this.#trimming.step(now), this.#revocations.dropExpired(now, TRIM_STEP)]);
    return (await this.#do(work)).includes(true);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.race([this.#finish(), setTimeout(CLOSE_WITHIN_MS, undefined, { ref: false })]);
    this.#announcements.close();
    this.#primaries.close();
  }

  async #finish(): Promise<void> {
    await Promise.allSettled(this.#underWay);
    await this.#holds.close();
  }

  /** Closing waits for it. */
  async #do<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#isClosed) throw closed();
    const result = work();
    this.#underWay.add(result);
    return result.finally(() => this.#underWay.delete(result));
  }
}

/** Some servers repeat what they do not understand, be it a password. */
function refusalOf(error: unknown, password = ''): SetupError {
  if (error instanceof SetupError) return error;
  const { cause = error } = error as Error;
  const said = cause instanceof Error ? cause.message : String(cause);
  const reason = password === '' ? said : said.replaceAll(password, '…');
  return new SetupError(`The store cannot be used: ${reason}. Check --store and that Redis runs.`);
}
