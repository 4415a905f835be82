import type { RunEvent } from '../events/event.ts';
import type { DeliveredEvent } from './delivered.ts';
import { patiently } from './patiently.ts';
import { Retries } from './retries.ts';
import type { FollowedRun } from './run-tree.ts';
import { treeBehind } from './run-tree.ts';

/** What following a run takes. */
export interface RunSource {
  readonly id: string;
  /** The run as it stands; null where there is none. */
  readonly read: () => Promise<FollowedRun | null>;
  /** The newest position of the viewer's stream. */
  readonly head: () => Promise<string>;
  /** The events of the run and of its sub-agents' behind a position; ends when the run has. */
  readonly eventsBehind: (after: string) => AsyncIterableIterator<DeliveredEvent>;
}

/** The run as it stands, and again whenever it changes; null first where it has not started yet. */
export class RunFollower implements AsyncIterableIterator<FollowedRun | null, undefined> {
  readonly #source: RunSource;
  #run: FollowedRun | null = null;
  #events: AsyncIterableIterator<DeliveredEvent> | null = null;
  #hasEnded = false;
  readonly #retries = new Retries(() => {});
  #last: Promise<unknown> = Promise.resolve();

  constructor(source: RunSource) {
    this.#source = source;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Calls that do not wait for one another are answered in their order. */
  next(): Promise<IteratorResult<FollowedRun | null, undefined>> {
    const next = this.#last.then(() => this.#advance());
    this.#last = next.catch(() => {});
    return next;
  }

  async return(): Promise<IteratorResult<FollowedRun | null, undefined>> {
    this.#hasEnded = true;
    this.#retries.wake();
    await this.#events?.return?.();
    return { done: true, value: undefined };
  }

  async #advance(): Promise<IteratorResult<FollowedRun | null, undefined>> {
    if (this.#hasEnded) return { done: true, value: undefined };
    try {
      const hasChanged = this.#events === null ? await this.#begin() : await this.#goOn(this.#events);
      if (hasChanged && !this.#hasEnded) return { done: false, value: this.#run };
    } catch (error) {
      // What fails behind the end concerns nobody.
      if (!this.#hasEnded) {
        await this.return();
        throw error;
      }
    }
    return this.return();
  }

  async #begin(): Promise<boolean> {
    const { read, head, eventsBehind } = this.#source;
    this.#run = await this.#patiently(read);
    // Of a run that may start at any moment, the position has to be known before it is looked for.
    const before = this.#run === null ? await this.#patiently(head) : null;
    this.#run ??= await this.#patiently(read);
    if (!this.#hasEnded) this.#events = eventsBehind(this.#run?.cursor ?? (before as string));
    return true;
  }

  /** Waits for the next change. False where there are no more. */
  async #goOn(events: AsyncIterator<DeliveredEvent>): Promise<boolean> {
    if (isOver(this.#run)) return false;
    for (;;) {
      const { done, value: event } = await events.next();
      if (done) return false;
      if (event.__typename === 'CaughtUp') continue;
      const before = this.#run;
      if (event.__typename === 'StreamReset') this.#run = await this.#patiently(this.#source.read);
      else if (before !== null || event.runId === this.#source.id)
        this.#run = treeBehind(before, event as RunEvent);
      if (this.#run !== before) return true;
    }
  }

  #patiently<T>(ask: () => Promise<T>): Promise<T> {
    return patiently(ask, this.#retries, () => this.#hasEnded);
  }
}

const isOver = (run: FollowedRun | null) => run !== null && run.endedAt !== null;
