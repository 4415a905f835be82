import type { Broker, Retention } from '../../src/broker/broker.ts';

export interface HarnessOptions {
  readonly retention: Retention;
  /** The clock to store by, in milliseconds since 1970. */
  readonly now: () => number;
}

/** A broker on a store of its own, which is empty. */
export interface Opened {
  readonly broker: Broker;
  /** Closes whatever broker is open on the store, and removes it. */
  dispose(): Promise<void>;
  /** Opens the store again after its broker was closed. */
  reopen?(): Promise<Broker>;
  /** Where `now` does not reach the store: makes everything that is stored older by so many milliseconds. */
  age?(ms: number): void | Promise<void>;
}

/** How to get at one kind of broker. */
export interface Harness {
  /** Whether a store outlives its broker; `reopen` has to be there then. */
  readonly isPersistent: boolean;
  open(options: HarnessOptions): Promise<Opened>;
}

/** What a conformance test works with. */
export interface Bench {
  readonly broker: Broker;
  /** The time that the store goes by. */
  now(): number;
  /** Lets time pass. */
  pass(ms: number): Promise<void>;
  /** Closes the broker and opens another one on the same store. */
  reopen(): Promise<Broker>;
}

/** Opens a fresh broker for one test. Retention keeps everything unless said otherwise. */
export type OpenBench = (retention?: Partial<Retention>) => Promise<Bench>;
