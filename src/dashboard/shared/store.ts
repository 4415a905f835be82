import { useSyncExternalStore } from 'react';

/** A value that changes outside of React. */
export interface Store<Value> {
  readonly get: () => Value;
  readonly subscribe: (onChange: () => void) => () => void;
}

/** A store of one value; setting the same value tells nobody. */
export class ValueStore<Value> implements Store<Value> {
  readonly #listeners = new Set<() => void>();
  #value: Value;

  constructor(value: Value) {
    this.#value = value;
  }

  readonly get = (): Value => this.#value;

  readonly subscribe = (onChange: () => void): (() => void) => {
    this.#listeners.add(onChange);
    return () => void this.#listeners.delete(onChange);
  };

  set(value: Value): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const onChange of [...this.#listeners]) onChange();
  }
}

export function useStore<Value>({ subscribe, get }: Store<Value>): Value {
  return useSyncExternalStore(subscribe, get);
}
