import type { AgentEventInput } from '../client/generated/graphql.ts';
import type { Endpoint } from '../client/request.ts';
import { AgentwireError } from '../errors.ts';
import type { PublishOptions } from './publish.ts';
import { publish } from './publish.ts';
import type { Room } from './room.ts';
import type { WaitingEvent } from './waiting.ts';
import { bytesOf, endsRun, nextBatch, waitingOf } from './waiting.ts';

/** What the runs of one publisher share. */
export interface Outgoing {
  readonly endpoint: Endpoint;
  readonly room: Room;
  /** The runs that have something on its way. */
  readonly busy: Set<RunPublisher>;
  readonly options: Omit<PublishOptions, 'signal'>;
}

/** A run and the writer that owns it. */
export interface OwnedRun {
  readonly userId: string;
  readonly runId: string;
  readonly writerId: string;
}

export interface RunPublisherOptions {
  /** seq of the first event that is published. Default: 1. */
  readonly firstSeq?: number;
  /** Hears of every event that is going to be published, within the call that publishes it. */
  readonly onTaken?: (event: AgentEventInput) => void;
  /** Hears of every batch that is stored. */
  readonly onStored?: (events: readonly AgentEventInput[]) => void;
}

/**
 * Publishes one run's events as they come, in order and in small batches: while one is on its way, the next collects.
 * Each is sent until it is answered, and stored once however often that was.
 */
export class RunPublisher {
  readonly run: OwnedRun;
  readonly #outgoing: Outgoing;
  readonly #options: RunPublisherOptions;
  /** Those that are on their way included. */
  readonly #waiting: WaitingEvent[] = [];
  readonly #failing = new AbortController();
  /** seq of the first that waits. */
  #nextSeq: number;
  #lastSeq: number;
  #hasEnded = false;
  #sending: Promise<void> | null = null;

  constructor(outgoing: Outgoing, run: OwnedRun, options: RunPublisherOptions = {}) {
    const { firstSeq = 1 } = options;
    this.run = run;
    this.#outgoing = outgoing;
    this.#options = options;
    this.#nextSeq = firstSeq;
    this.#lastSeq = firstSeq - 1;
  }

  /** Aborted once nothing more of the run can be published; its reason says why. */
  get signal(): AbortSignal {
    return this.#failing.signal;
  }

  /** seq of the run's newest event, as the server said it last. */
  get lastSeq(): number {
    return this.#lastSeq;
  }

  /**
   * Publishes an event behind those before it. Resolves once there is room for the next. Rejects with the signal's
   * reason, with RUN_ENDED behind the run's end, and with TypeError, without taking it, if the event is not JSON.
   */
  async publish(event: AgentEventInput): Promise<void> {
    const { room } = this.#outgoing;
    this.signal.throwIfAborted();
    if (this.#hasEnded) throw new AgentwireError('RUN_ENDED');
    const waiting = waitingOf(event);
    this.#hasEnded = endsRun(event);
    this.#waiting.push(waiting);
    room.take(waiting.bytes);
    this.#options.onTaken?.(event);
    this.#sending ??= this.#sendAll();
    while (room.isFull && !this.signal.aborted) await room.changed();
    this.signal.throwIfAborted();
  }

  /** Resolves to `lastSeq` once everything is stored; rejects with the signal's reason. */
  async flush(): Promise<number> {
    await this.#sending;
    this.signal.throwIfAborted();
    return this.#lastSeq;
  }

  /** Gives up what is not stored yet, and publishes nothing more. */
  fail(error: unknown): void {
    if (this.signal.aborted) return;
    const given = this.#waiting.splice(0);
    this.#failing.abort(error);
    this.#outgoing.room.give(given.length, bytesOf(given));
  }

  async #sendAll(): Promise<void> {
    this.#outgoing.busy.add(this);
    while (this.#waiting.length > 0) {
      await this.#sendNext().catch((error) => this.fail(error));
    }
    this.#outgoing.busy.delete(this);
    this.#sending = null;
  }

  async #sendNext(): Promise<void> {
    const { endpoint, room, options } = this.#outgoing;
    const batch = nextBatch(this.#waiting);
    const events = batch.map(({ event }) => event);
    const input = { ...this.run, firstSeq: this.#nextSeq, events };
    const { lastSeq } = await publish(endpoint, input, { ...options, signal: this.signal });
    if (this.signal.aborted) return;
    this.#waiting.splice(0, batch.length);
    this.#nextSeq += batch.length;
    this.#lastSeq = lastSeq;
    this.#options.onStored?.(events);
    room.give(batch.length, bytesOf(batch));
  }
}
