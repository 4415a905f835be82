import type { AgentEventInput } from '../client/generated/graphql.ts';
import { AgentwireError } from '../errors.ts';
import type { InputAnswer, InputQuestion } from './agent.ts';
import { until } from './timers.ts';

/** An answer that the server took at the last moment has this long to arrive. */
const ON_ITS_WAY_MS = 1_000;

/** What a run asks its user, and the answers. */
export class Questions {
  readonly #emit: (event: AgentEventInput) => Promise<void>;
  readonly #closing = new AbortController();
  /** Aborted when no answer is of any use any more. */
  readonly #signal: AbortSignal;
  readonly #asked = new Set<string>();
  readonly #pending = new Map<string, (answer: InputAnswer) => void>();

  constructor(emit: (event: AgentEventInput) => Promise<void>, signal: AbortSignal) {
    this.#emit = emit;
    this.#signal = AbortSignal.any([signal, this.#closing.signal]);
  }

  /** Asks, and waits for the answer; EXPIRED where none comes in time. Rejects with the signal's reason. */
  async ask({
    interruptId = crypto.randomUUID(),
    expiresInMs = Number.POSITIVE_INFINITY,
    ...question
  }: InputQuestion): Promise<InputAnswer> {
    this.#signal.throwIfAborted();
    // The repetition of an answer would be taken for one to the next question.
    if (this.#asked.has(interruptId)) throw new TypeError(`The run has asked ${interruptId} before.`);
    this.#asked.add(interruptId);
    const { promise, resolve } = Promise.withResolvers<InputAnswer>();
    this.#pending.set(interruptId, resolve);
    try {
      const expiry = Date.now() + expiresInMs;
      const expiresAt = Number.isFinite(expiry) ? new Date(expiry).toISOString() : null;
      await this.#emit({ inputRequired: { ...question, interruptId, expiresAt } });
      const answer = await this.#inTime(promise, expiry + ON_ITS_WAY_MS);
      if (this.#signal.aborted) return await this.#abandon(interruptId);
      await this.#emit({ inputResolved: { interruptId, ...answer } });
      return answer;
    } finally {
      this.#pending.delete(interruptId);
    }
  }

  /** The run has ended. */
  close(): void {
    this.#closing.abort(new AgentwireError('RUN_ENDED'));
  }

  /** Takes an answer; one to a question that is not pending is none. */
  answer(interruptId: string, answer: InputAnswer): void {
    this.#pending.get(interruptId)?.(answer);
  }

  async #inTime(answer: Promise<InputAnswer>, expiry: number): Promise<InputAnswer> {
    const settled = new AbortController();
    const expired = until(expiry, AbortSignal.any([this.#signal, settled.signal]));
    try {
      return await Promise.race([
        answer,
        expired.then((): InputAnswer => ({ resolution: 'EXPIRED', response: null })),
      ]);
    } finally {
      settled.abort();
    }
  }

  async #abandon(interruptId: string): Promise<never> {
    // A run that was lost or has ended says nothing more.
    await this.#emit({ inputResolved: { interruptId, resolution: 'ABANDONED' } }).catch(() => {});
    throw this.#signal.reason;
  }
}
