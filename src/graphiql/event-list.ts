import type { ExecutionResult } from 'graphql';

/** What an editor can take many times a second, and a reader ever. */
const MAX_EVENTS = 500;
const MAX_CHARACTERS = 1_000_000;

interface Listed {
  readonly event: unknown;
  readonly characters: number;
}

/** The newest events of a subscription, and how many there were. */
export class EventList {
  readonly #listed: Listed[] = [];
  #received = 0;
  #characters = 0;

  add(result: ExecutionResult): void {
    const event = eventOf(result);
    const characters = JSON.stringify(event).length;
    this.#listed.push({ event, characters });
    this.#received++;
    this.#characters += characters;
    while (this.#isFull) this.#characters -= this.#listed.shift()?.characters ?? 0;
  }

  /** What the response pane shows. The newest event stands last, beside what is to be said of all of them. */
  get shown() {
    const leftOut = this.#received - this.#listed.length;
    return {
      events: this.#listed.map(({ event }) => event),
      received: this.#received,
      ...(leftOut > 0 && { earlierLeftOut: leftOut }),
    };
  }

  get #isFull(): boolean {
    const { length } = this.#listed;
    return length > MAX_EVENTS || (this.#characters > MAX_CHARACTERS && length > 1);
  }
}

/** A subscription has one root field, so what that holds is the event. */
function eventOf({ data, ...rest }: ExecutionResult): unknown {
  if (data == null || Object.keys(rest).length > 0) return { data, ...rest };
  return Object.values(data)[0];
}
