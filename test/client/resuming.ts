import type { Client, SubscribePayload } from 'graphql-ws';
import { expect, onTestFinished, vi } from 'vitest';
import type { ConnectionState } from '../../src/client/connection-state.ts';
import type { ResumingClientOptions } from '../../src/client/resuming-client.ts';
import { createResumingClient } from '../../src/client/resuming-client.ts';
import { Stream } from '../support/stream.ts';
import { signToken } from '../support/tokens.ts';

export const aliceToken = await signToken('alice');

export interface Connected {
  readonly client: Client;
  readonly states: States;
}

/** A resuming client of alice, disposed of with the test. */
export function connectResuming(
  { port }: { readonly port: number },
  options: Partial<ResumingClientOptions> = {},
): Connected {
  const states = new States();
  const client = createResumingClient({
    url: `ws://127.0.0.1:${port}/graphql`,
    getToken: () => aliceToken,
    onState: (state) => states.add(state),
    ...options,
  });
  onTestFinished(() => client.dispose());
  return { client, states };
}

/** What one observer is called with; the server's results can be awaited. */
export class Observer extends Stream {
  /** All calls in order: `next`, `error`, `complete`. */
  readonly calls: string[] = [];
  readonly results: unknown[] = [];
  readonly failures: unknown[] = [];

  override next(result: Parameters<Stream['next']>[0]): void {
    this.calls.push('next');
    this.results.push(result);
    super.next(result);
  }

  override error(error: unknown): void {
    this.calls.push('error');
    this.failures.push(error);
    super.error(error);
  }

  override complete(): void {
    this.calls.push('complete');
    super.complete();
  }

  /** What it ended with; fails where that was no error. */
  async failure(): Promise<unknown> {
    await this.ended;
    if (this.failures.length === 0) expect.unreachable('It ended without an error.');
    return this.failures[0];
  }
}

export function observe(client: Client, payload: SubscribePayload): Observer {
  const observer = new Observer();
  observer.cancel = client.subscribe(payload, observer as never);
  return observer;
}

/** A client's states, in few words: `replaying 3`, `waiting`, `closed 4401`. */
export class States {
  readonly all: ConnectionState[] = [];
  readonly #watchers = new Set<() => void>();

  add(state: ConnectionState): void {
    this.all.push(state);
    for (const watcher of this.#watchers) watcher();
  }

  get words(): readonly string[] {
    return this.all.map(inWords);
  }

  get last(): string | undefined {
    return this.words.at(-1);
  }

  /** Resolves once the client is in that state. */
  async until(words: string): Promise<void> {
    while (this.last !== words) await this.next();
  }

  /** Resolves at the next state that is this one, whatever it is now. */
  async untilNext(words: string): Promise<void> {
    do await this.next();
    while (this.last !== words);
  }

  async next(): Promise<void> {
    await new Promise<void>((resolve) => {
      const watcher = () => {
        this.#watchers.delete(watcher);
        resolve();
      };
      this.#watchers.add(watcher);
    });
  }
}

function inWords(state: ConnectionState): string {
  if (state.phase === 'replaying') return `replaying ${state.replayed}`;
  if (state.phase === 'closed') return `closed ${state.code}`;
  return state.phase;
}

/** Makes the jitter of retries short. For `beforeEach`. */
export function hurry(): () => void {
  vi.spyOn(Math, 'random').mockReturnValue(0.05);
  return () => void vi.restoreAllMocks();
}

/** `run:seq` of the events among those seen. */
export const placesOf = (events: readonly { readonly runId: string; readonly seq: number }[]): string[] =>
  events.filter(({ seq }) => seq !== undefined).map(({ runId, seq }) => `${runId}:${seq}`);

/** `run:from` to `run:to`. */
export const places = (runId: string, from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `${runId}:${from + index}`);
