import { inspect } from 'node:util';
import { expect } from 'vitest';

/** An event as the tests select it: see `watchDocument`. */
export interface Seen {
  readonly __typename: string;
  readonly cursor: string;
  readonly id: string;
  readonly seq: number;
  readonly firstSeq: number;
  readonly runId: string;
  readonly threadId: string;
  readonly type: string;
  readonly text: string;
  readonly replayed: number;
  readonly resetReason: string;
}

export interface SeenError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** How a stream ended. */
export type End =
  /** The operation failed. */
  | { readonly errors: readonly SeenError[] }
  /** The WebSocket was closed, with this code. */
  | { readonly closed: number }
  /** The request was refused, with this status and the code of its error. */
  | { readonly refused: number; readonly code: unknown }
  | { readonly lost: unknown }
  | { readonly complete: true };

interface Result {
  readonly data?: { readonly agentEvents?: unknown } | null | undefined;
  readonly errors?: readonly SeenError[] | undefined;
}

/** What one subscription receives, to be awaited. It is the sink that both clients hand their results to. */
export class Stream {
  readonly received: Seen[] = [];
  readonly ended: Promise<End>;
  cancel: () => void = () => {};
  readonly #end: (end: End | Promise<End>) => void;
  #hasEnded = false;
  #taken = 0;
  #wake: () => void = () => {};

  constructor() {
    const { promise, resolve } = Promise.withResolvers<End>();
    this.ended = promise;
    this.#end = (end) => {
      this.#hasEnded = true;
      this.#wake();
      resolve(end);
    };
  }

  next(result: Result): void {
    if (result.errors !== undefined) this.#end({ errors: result.errors });
    else this.received.push(result.data?.agentEvents as Seen);
    this.#wake();
  }

  error(error: unknown): void {
    this.#end(endOf(error));
  }

  complete(): void {
    this.#end({ complete: true });
  }

  /** The next `count` events that were not taken yet. Fails if the stream ends before. */
  async take(count: number): Promise<readonly Seen[]> {
    while (this.received.length < this.#taken + count) {
      if (this.#hasEnded) {
        expect.unreachable(`The stream ended before: ${inspect(await this.ended)}`);
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#taken += count;
    return this.received.slice(this.#taken - count, this.#taken);
  }

  async takeOne(): Promise<Seen> {
    return (await this.take(1))[0] as Seen;
  }

  /** Takes events up to and including the first for which the condition holds. */
  async takeUntil(isLast: (event: Seen) => boolean): Promise<readonly Seen[]> {
    const taken: Seen[] = [];
    do taken.push(await this.takeOne());
    while (!isLast(taken.at(-1) as Seen));
    return taken;
  }

  /** Takes events up to and including CaughtUp: from there on the subscription is live. */
  caughtUp(): Promise<readonly Seen[]> {
    return this.takeUntil(({ __typename }) => __typename === 'CaughtUp');
  }

  /** The errors that ended the stream. */
  async errors(): Promise<readonly SeenError[]> {
    const end = await this.ended;
    if (!('errors' in end)) expect.unreachable(`The stream ended otherwise: ${inspect(end)}`);
    return end.errors;
  }

  async errorCode(): Promise<unknown> {
    return (await this.errors())[0]?.extensions?.code;
  }

  async completed(): Promise<void> {
    expect(await this.ended).toEqual({ complete: true });
  }
}

/** What the clients hand over: the operation's errors, a CloseEvent (ws), or a NetworkError (sse). */
async function endOf(error: unknown): Promise<End> {
  if (Array.isArray(error)) return { errors: error };
  const { code, response } = error as { code?: unknown; response?: Response };
  if (typeof code === 'number') return { closed: code };
  if (!(response instanceof Response)) return { lost: error };
  const { errors } = (await response.json()) as { errors: readonly SeenError[] };
  return { refused: response.status, code: errors[0]?.extensions?.code };
}
