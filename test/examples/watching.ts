import { inspect } from 'node:util';
import type { ConnectionState } from 'agentwire/client';
import { expect, onTestFinished } from 'vitest';
import { signToken } from '../support/tokens.ts';
import type { AgentEvent, Connect, Example, Options, Run } from './clients.ts';

const alice = await signToken('alice');

/** Alice through an example, and what it shows her, to be awaited. It ends with the test. */
export class Watching {
  readonly runs: Run[] = [];
  readonly events: AgentEvent[] = [];
  readonly states: ConnectionState[] = [];
  readonly errors: unknown[] = [];
  readonly #example: Example;
  readonly #stops: (() => void)[] = [];
  #wake = () => {};

  constructor(connect: Connect, port: number, getToken: Options['getToken'] = () => alice) {
    const url = `http://127.0.0.1:${port}/graphql`;
    this.#example = connect({ url, getToken, onState: this.#hear(this.states) });
    onTestFinished(() => {
      this.stop();
      this.#example.dispose();
    });
  }

  watchEvents(): this {
    this.#stops.push(this.#example.watchEvents(this.#watcher));
    return this;
  }

  async watchRun(runId: string): Promise<this> {
    const watcher = { ...this.#watcher, onRun: this.#hear(this.runs) };
    this.#stops.push(await this.#example.watchRun(runId, watcher));
    return this;
  }

  /** Stops whatever is being watched. */
  stop(): void {
    for (const stop of this.#stops.splice(0)) stop();
  }

  subscribe(query: string): this {
    this.#example.subscribe(query, this.#hear(this.errors));
    return this;
  }

  get phase(): ConnectionState['phase'] | undefined {
    return this.states.at(-1)?.phase;
  }

  /** The ids of the runs' events, in the order in which they came. */
  get ids(): readonly string[] {
    return this.events.flatMap(({ id }) => id ?? []);
  }

  /** Waits for whatever comes, as long as the condition does not hold. Fails if an error comes. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      if (this.errors.length > 0) expect.unreachable(`It failed before: ${inspect(this.errors)}`);
      await this.#more();
    }
  }

  /** What the first error says to people. */
  async message(): Promise<string> {
    while (this.errors.length === 0) await this.#more();
    return messageOf(this.errors[0]);
  }

  /** Waits until there is no connection, and none will be tried. */
  async closed(): Promise<ConnectionState> {
    while (this.phase !== 'closed') await this.#more();
    return this.states.at(-1) as ConnectionState;
  }

  get #watcher() {
    return { onEvent: this.#hear(this.events), onError: this.#hear(this.errors) };
  }

  #hear<T>(list: T[]): (value: T) => void {
    return (value) => {
      list.push(value);
      this.#wake();
    };
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

/** graphql-ws hands over errors of GraphQL and of sockets as they are; the others, an Error. */
function messageOf(error: unknown): string {
  if (Array.isArray(error)) return error[0].message;
  if (error instanceof Error) return error.message;
  const { code, reason } = error as CloseEvent;
  return `${code} ${reason}`;
}
