import type { ConnectionState } from '../../client/index.ts';
import { oncePerFrame } from '../shared/frame.ts';
import type { Store } from '../shared/store.ts';
import { ValueStore } from '../shared/store.ts';

export interface Connection {
  readonly state: ConnectionState;
  /** When it became so, in milliseconds since 1970. */
  readonly since: number;
}

/** What the connection is doing, told once per frame at most: in a replay it changes with every event. */
export class ConnectionStore implements Store<Connection> {
  readonly #shown = new ValueStore<Connection>({ state: { phase: 'connecting' }, since: Date.now() });
  #newest: Connection = this.#shown.get();
  readonly #showSoon = oncePerFrame(() => this.#shown.set(this.#newest));

  readonly get = (): Connection => this.#shown.get();
  readonly subscribe = (onChange: () => void): (() => void) => this.#shown.subscribe(onChange);

  set(state: ConnectionState): void {
    this.#newest = { state, since: Date.now() };
    this.#showSoon();
  }
}
