import { readFileSync } from 'node:fs';
import { deliveredAt, tokenAt, userAt } from '../events.ts';

/** All peers serve agentwire's own schema. */
export const typeDefs = readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8');

/** Numbers events, as each of the servers without a store has to, and hands them to its way of publishing. */
export class Source {
  #publish;
  #prepared = new Map();
  #lastSeqs = new Map();

  constructor(publish) {
    this.#publish = publish;
  }

  /** Makes events ready, to publish them when it is told to. */
  prepare = ({ users, batches, batchSize }) => {
    for (let index = 0; index < users; index++) {
      const userId = userAt(index);
      const events = Array.from({ length: batches * batchSize }, () => this.#next(userId));
      this.#prepared.set(userId, events.reverse());
    }
  };

  announce = (userId, count) => {
    const events = this.#prepared.get(userId);
    for (let published = 0; published < count; published++) this.#publish(userId, events.pop());
  };

  /** The mutation `publishEvents`: what is published is on its way when it is answered, and kept nowhere. */
  publishEvents = ({ userId, events }) => {
    for (const { messageDelta } of events) this.#publish(userId, this.#next(userId, messageDelta.text));
    return { accepted: events.length, lastSeq: this.#lastSeqs.get(userId) };
  };

  #next(userId, text) {
    const seq = (this.#lastSeqs.get(userId) ?? 1) + 1;
    this.#lastSeqs.set(userId, seq);
    return deliveredAt(seq, text ?? tokenAt(seq).messageDelta.text);
  }
}
