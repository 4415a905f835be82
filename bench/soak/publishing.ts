import { setTimeout as sleep } from 'node:timers/promises';
import type { AgentEventInput } from '../../src/client/generated/graphql.ts';
import { rawRequest } from '../../test/support/raw.ts';
import { signToken } from '../token.ts';
import { users } from './users.ts';

const BATCH = 5;
const BATCHES_OF_A_RUN = 40;
/** Between two batches of one user. */
const PAUSE_MS = 500;
const PADDING = 'x'.repeat(2_300);
/** Events of a user that fill what a feed keeps, which is a MiB. */
const FULL = 460;

const PUBLISH = `mutation ($input: PublishEventsInput!) { publishEvents(input: $input) { lastSeq } }`;
const RUNS = `query { runs(first: 100) { nodes { lastSeq } } }`;

/** Publishes for every user, all the time, until it is told to stop. */
export class Publishing {
  readonly #url: string;
  readonly #stop = new AbortController();
  readonly #published: Promise<number[]>;
  /** Resolves once the feeds of all users hold as much as they ever will. */
  readonly filled: Promise<unknown>;

  constructor(port: number) {
    this.#url = `http://127.0.0.1:${port}/graphql`;
    const filled = users.map(() => Promise.withResolvers<void>());
    this.filled = Promise.all(filled.map(({ promise }) => promise));
    this.#published = Promise.all(
      users.map((userId, index) => this.#publish(userId, filled[index]?.resolve)),
    );
  }

  /** Resolves to how many events each user has, by the store's own word. Rejects if that differs from what was sent. */
  async stop(): Promise<Record<string, number>> {
    this.#stop.abort();
    const published = await this.#published;
    const stored = await Promise.all(users.map((userId) => this.#stored(userId)));
    if (String(stored) !== String(published)) throw new Error(`Published ${published}, stored ${stored}`);
    return Object.fromEntries(users.map((userId, index) => [userId, stored[index] as number]));
  }

  async #publish(userId: string, onFilled = () => {}): Promise<number> {
    const token = await signToken('publisher', 'agentwire:publish');
    let count = 0;
    await this.#pause(Math.random() * PAUSE_MS);
    for (let batch = 0; !this.#stop.signal.aborted; batch++) {
      const runId = `run-${Math.floor(batch / BATCHES_OF_A_RUN)}`;
      const firstSeq = (batch % BATCHES_OF_A_RUN) * BATCH + 1;
      const events = batchAt(batch % BATCHES_OF_A_RUN, count);
      await this.#ask(token, PUBLISH, { input: { userId, runId, firstSeq, events } });
      count += BATCH;
      if (count >= FULL) onFilled();
      await this.#pause(PAUSE_MS);
    }
    return count;
  }

  async #stored(userId: string): Promise<number> {
    const { runs } = await this.#ask<Runs>(await signToken(userId), RUNS, {});
    return runs.nodes.reduce((sum, { lastSeq }) => sum + lastSeq, 0);
  }

  async #ask<Data>(token: string, query: string, variables: object): Promise<Data> {
    const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` };
    const { text } = await rawRequest(
      this.#url,
      { method: 'POST', headers },
      JSON.stringify({ query, variables }),
    );
    const { data, errors } = JSON.parse(text);
    if (errors !== undefined) throw new Error(text);
    return data;
  }

  async #pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#stop.signal }).catch(() => {});
  }
}

interface Runs {
  readonly runs: { readonly nodes: readonly { readonly lastSeq: number }[] };
}

/** Events of one batch of a run, each with its place among all events of the user. */
function batchAt(index: number, before: number): AgentEventInput[] {
  return Array.from({ length: BATCH }, (_, place): AgentEventInput => {
    const number = before + place + 1;
    if (index === 0 && place === 0) return { agentStarted: { agent: { name: 'soak' } } };
    if (index === BATCHES_OF_A_RUN - 1 && place === BATCH - 1) return { agentCompleted: {} };
    return { messageDelta: { messageId: 'message', text: `${number} ${PADDING}` } };
  });
}
