import type { Viewer } from '../auth/viewer.ts';
import { AgentwireError } from '../errors.ts';
import type { ConnectionLimits } from './limits.ts';
import { Tally } from './tally.ts';

/** How a transport ends its connection. */
export interface Ending {
  /** The client is to come back by itself, after the delay. */
  moveOn(delayMs: number): void;
  /** Without a farewell, since nobody would get it. */
  cut(): void;
}

/** Counts one more connection of a user, unless there are `limit`: resolves to how to give it back, or to null. */
export type Hold = (viewer: Viewer, limit: number) => Promise<(() => void) | null>;

const SWEEP_INTERVAL_MS = 1_000;
/** How much earlier than others a connection may be made anew, so that not all are at once. */
const AGE_SPREAD = 0.1;
/** Clients that are moved on come back within this time, and not all at once. */
const MAX_DELAY_MS = 2_000;
/** The last connections to be moved on need some of the time for closing. */
const DRAIN_SHARE = 0.9;

/** One connection that lasts: a WebSocket, or a stream over HTTP. */
export class Connection {
  readonly #connections: Connections;
  readonly #ending: Ending;
  readonly #releases: (() => void)[];
  readonly #until: number;
  #isClosed = false;

  constructor(connections: Connections, ending: Ending, release: () => void) {
    const { maxAgeMs } = connections.limits;
    this.#connections = connections;
    this.#ending = ending;
    this.#releases = [release];
    this.#until = performance.now() + maxAgeMs * (1 - AGE_SPREAD * Math.random());
  }

  /** Rejects with RATE_LIMITED if the user has as many as allowed already. */
  async belongTo(viewer: Viewer): Promise<void> {
    const release = await this.#connections.countUser(viewer);
    if (this.#isClosed) release();
    else this.#releases.push(release);
  }

  /** Ends it if it is too old. */
  check(now: number): void {
    if (now > this.#until) this.moveOn();
  }

  cut(): void {
    this.#ending.cut();
  }

  moveOn(): void {
    this.#ending.moveOn(Math.round(Math.random() * MAX_DELAY_MS));
  }

  /** To be called once when it is gone. */
  close(): void {
    this.#isClosed = true;
    this.#connections.forget(this);
    for (const release of this.#releases.splice(0)) release();
  }
}

/** All connections that last. One timer looks after them. */
export class Connections {
  readonly limits: ConnectionLimits;
  readonly #open = new Set<Connection>();
  readonly #hold: Hold;
  readonly #byAddress: Tally;
  readonly #timer: NodeJS.Timeout;
  #emptied: (() => void) | null = null;

  /** `hold` counts a user's connections, on all nodes. */
  constructor(limits: ConnectionLimits, hold: Hold) {
    this.limits = limits;
    this.#hold = hold;
    this.#byAddress = new Tally(limits.maxPerAddress);
    this.#timer = setInterval(() => this.#sweep(), SWEEP_INTERVAL_MS).unref();
  }

  /** Throws RATE_LIMITED if as many as allowed have come from this address. */
  open(address: string, ending: Ending): Connection {
    const release = this.#byAddress.add(address);
    if (release === null) throw tooMany('from this address', this.limits.maxPerAddress);
    const connection = new Connection(this, ending, release);
    this.#open.add(connection);
    return connection;
  }

  async countUser(viewer: Viewer): Promise<() => void> {
    const release = await this.#hold(viewer, this.limits.maxPerUser);
    if (release === null) throw tooMany('of this user', this.limits.maxPerUser);
    return release;
  }

  forget(connection: Connection): void {
    this.#open.delete(connection);
    if (this.#open.size === 0) this.#emptied?.();
  }

  /**
   * Moves every connection on, one after the other within the time. Resolves when none is left, or the time is over.
   */
  async drain(withinMs: number): Promise<void> {
    const connections = [...this.#open];
    if (withinMs === 0) for (const connection of connections) connection.moveOn();
    if (withinMs === 0 || connections.length === 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#emptied = resolve;
    const lastMs = withinMs * DRAIN_SHARE;
    const timers = connections.map((connection, index) =>
      setTimeout(() => connection.moveOn(), (index / connections.length) * lastMs),
    );
    timers.push(setTimeout(resolve, withinMs));
    await promise;
    for (const timer of timers) clearTimeout(timer);
  }

  cutAll(): void {
    for (const connection of this.#open) connection.cut();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #sweep(): void {
    const now = performance.now();
    for (const connection of this.#open) connection.check(now);
  }
}

function tooMany(whose: string, limit: number): AgentwireError {
  return new AgentwireError('RATE_LIMITED', `There are too many connections ${whose}. Close others first.`, {
    limit,
  });
}
