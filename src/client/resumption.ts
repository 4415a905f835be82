import type { Operation, Resumable } from './resumable.ts';

/** A GraphQL result, as far as it matters here. */
export interface Result {
  readonly data?: Readonly<Record<string, unknown>> | null | undefined;
}

/** What every event of a document that can be resumed has. */
interface FollowedEvent {
  readonly __typename?: string;
  readonly cursor?: unknown;
  readonly replayed?: unknown;
}

/**
 * One subscription across all of its connections: its position, and what its observer is to see. Every connection
 * begins with `begin`, and every result of it goes through `take`.
 */
export class Resumption {
  readonly #operation: Operation;
  readonly #resumable: Resumable;
  #cursor: string | null;
  /** Whoever asked for no replay is not told of the end of one, and nobody is told twice. */
  #tellsCaughtUp: boolean;
  /** Events since the observer subscribed. */
  #delivered = 0;
  #replayed: number | null = null;

  constructor(operation: Operation, resumable: Resumable) {
    this.#operation = operation;
    this.#resumable = resumable;
    this.#cursor = resumable.after;
    this.#tellsCaughtUp = this.#cursor !== null || !resumable.startsAtHead;
  }

  /** Whether it has to be told where the stream's head is, by `startAt`, before it begins. */
  get needsHead(): boolean {
    return this.#cursor === null && this.#resumable.startsAtHead;
  }

  startAt(cursor: string): void {
    this.#cursor = cursor;
  }

  /** How many events this connection has replayed so far; null when it has caught up. */
  get replayed(): number | null {
    return this.#replayed;
  }

  /** The variables to subscribe with from here on. */
  get variables(): Readonly<Record<string, unknown>> {
    return { ...this.#operation.variables, [this.#resumable.afterVariable]: this.#cursor };
  }

  /** Another connection begins: it replays what happened since the last one. */
  begin(): void {
    this.#replayed = 0;
  }

  /** Goes on behind the result's event. Returns what the observer is to see of it: null if that is nothing. */
  take<T extends Result>(result: T): T | null {
    const event = result.data?.[this.#resumable.responseKey] as FollowedEvent | null | undefined;
    if (event == null) return result;
    if (typeof event.cursor === 'string') this.#cursor = event.cursor;
    if (event.__typename === 'CaughtUp') return this.#catchUp(result, event);
    if (this.#replayed !== null) this.#replayed++;
    if (event.__typename !== 'StreamReset') this.#delivered++;
    return result;
  }

  #catchUp<T extends Result>(result: T, event: FollowedEvent): T | null {
    this.#replayed = null;
    if (!this.#tellsCaughtUp) return null;
    this.#tellsCaughtUp = false;
    if (event.replayed === undefined) return result;
    // The server counts what the last connection delivered, and the observer what all of them did.
    const counted = { ...event, replayed: this.#delivered };
    return { ...result, data: { ...result.data, [this.#resumable.responseKey]: counted } };
  }
}
