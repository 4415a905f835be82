export interface RoomLimits {
  /** Bytes of JSON. */
  readonly maxBytes: number;
  readonly maxEvents: number;
}

/** What the events that wait to be stored may take of memory, over all runs of a publisher. */
export class Room {
  readonly #limits: RoomLimits;
  #bytes = 0;
  #events = 0;
  #changed = Promise.withResolvers<void>();

  constructor(limits: RoomLimits) {
    this.#limits = limits;
  }

  get isFull(): boolean {
    return this.#bytes >= this.#limits.maxBytes || this.#events >= this.#limits.maxEvents;
  }

  take(bytes: number): void {
    this.#bytes += bytes;
    this.#events++;
  }

  /** Gives back what events took, and wakes whoever waits. */
  give(events: number, bytes: number): void {
    this.#bytes -= bytes;
    this.#events -= events;
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  /** Resolves when something was given back. */
  changed(): Promise<void> {
    return this.#changed.promise;
  }
}
