import type { Client } from 'graphql-ws';
import { createResumingClient } from '../../src/client/resuming-client.ts';
import type { Delivery, Observer, Seen, Stored } from './history.ts';

const document = `subscription Watch($after: Cursor) {
  agentEvents(after: $after, start: EARLIEST) {
    __typename
    ... on RunEvent { id cursor seq runId }
    ... on AgentStarted { model }
    ... on MessageDelta { text }
    ... on AgentCompleted { finalText }
    ... on StreamReset { cursor resetReason }
  }
}`;

type Event =
  | { readonly __typename: 'CaughtUp' }
  | { readonly __typename: 'StreamReset'; readonly resetReason: string }
  | (Omit<Delivery, 'kind' | 'at'> & {
      readonly __typename: 'AgentStarted' | 'MessageDelta' | 'AgentCompleted';
      readonly model?: string;
      readonly finalText?: string;
    });

export interface ObservingOptions {
  readonly name: string;
  readonly userId: string;
  readonly token: string;
  /** Of the nodes' GraphQL endpoints: each connection is to the next one. */
  readonly urls: readonly string[];
}

/** A client that follows its user's events and writes down what it is given. */
export class Observing implements Observer {
  readonly name: string;
  readonly userId: string;
  readonly saw: Seen[] = [];
  /** Rejects if the stream ends, which it must not. */
  readonly ended: Promise<never>;
  /** What the connection did, for whoever wonders. */
  readonly states: string[] = [];
  readonly #client: Client;
  readonly #caughtUp = Promise.withResolvers<void>();
  readonly #watchers = new Set<() => void>();
  #isDisposed = false;

  constructor({ name, userId, token, urls }: ObservingOptions) {
    this.name = name;
    this.userId = userId;
    let connections = 0;
    this.#client = createResumingClient({
      url: () => (urls[connections++ % urls.length] as string).replace(/^http/, 'ws'),
      getToken: () => token,
      onState: ({ phase }) => {
        // Each event of a replay is a state.
        if (phase !== this.states.at(-1)) this.states.push(phase);
      },
    });
    const { promise, reject } = Promise.withResolvers<never>();
    this.ended = promise;
    this.ended.catch(() => {});
    const fail = (cause: unknown) => {
      if (!this.#isDisposed)
        reject(new Error(`The stream of ${name} ended: ${this.states.join(', ')}.`, { cause }));
    };
    this.#client.subscribe<{ agentEvents: Event }>(
      { query: document, variables: {} },
      {
        next: ({ data, errors }) => (data == null ? fail(errors) : this.#take(data.agentEvents)),
        error: fail,
        complete: () => fail('It was completed.'),
      },
    );
  }

  /** Resolves once all that there was has been delivered. */
  get caughtUp(): Promise<void> {
    return this.#caughtUp.promise;
  }

  /** Resolves once it has seen what is asked for. */
  async until(hasSeen: (saw: readonly Seen[]) => boolean): Promise<void> {
    while (!hasSeen(this.saw)) await Promise.race([this.#next(), this.ended]);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#client.dispose();
  }

  #take(event: Event): void {
    const at = performance.now();
    if (event.__typename === 'CaughtUp') return void this.#caughtUp.resolve();
    if (event.__typename === 'StreamReset') this.saw.push({ kind: 'reset', reason: event.resetReason, at });
    else {
      const { id, cursor, runId, seq } = event;
      this.saw.push({ kind: 'delivery', id, cursor, runId, seq, text: textOf(event), at });
    }
    for (const watcher of this.#watchers) watcher();
  }

  #next(): Promise<void> {
    return new Promise((resolve) => {
      const watcher = () => {
        this.#watchers.delete(watcher);
        resolve();
      };
      this.#watchers.add(watcher);
    });
  }
}

const textOf = (event: { text?: string; model?: string; finalText?: string }): string =>
  event.text ?? event.model ?? event.finalText ?? '';

/** All that the log has of a user, oldest first. */
export async function readLog(options: ObservingOptions): Promise<readonly Stored[]> {
  const reader = new Observing(options);
  try {
    await Promise.race([reader.caughtUp, reader.ended]);
    const deliveries = reader.saw.filter((event) => event.kind === 'delivery');
    if (deliveries.length < reader.saw.length) throw new Error('The log was reset while it was read.');
    return deliveries.map(({ id, cursor, text }) => ({ id, cursor, text }));
  } finally {
    reader.dispose();
  }
}
