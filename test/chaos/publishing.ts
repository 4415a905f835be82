import { wait } from '../../src/client/backoff.ts';
import type { AgentEventInput } from '../../src/client/generated/graphql.ts';
import { PublishEventsDocument } from '../../src/client/generated/graphql.ts';
import { RequestError, request } from '../../src/client/request.ts';
import type { ExactBatch } from '../../src/publisher/publish.ts';
import type { Appends } from './appends.ts';
import type { Outcome } from './history.ts';

export interface PublishingOptions {
  readonly userId: string;
  /** Tells the user's runs at one time apart. */
  readonly slot: number;
  readonly token: string;
  /** Of the nodes' GraphQL endpoints. */
  readonly urls: readonly string[];
  readonly appends: Appends;
  readonly random: () => number;
  readonly eventsPerRun: number;
  /** Events in a batch, at most. */
  readonly batch: number;
  readonly msPerEvent: number;
  /** Aborts when no more runs are to be begun, and the one under way is to end. */
  readonly finish: AbortSignal;
  /** Aborts when nobody waits any longer for what cannot be appended. */
  readonly giveUp: AbortSignal;
}

/** What an attempt has; another node may answer in the meantime. */
const ATTEMPT_MS = 5_000;
const RETRY_MS = 250;
/** Whoever is answered with one of these has written the test wrong. */
const misuse = new Set(['UNAUTHENTICATED', 'FORBIDDEN', 'BAD_USER_INPUT']);

/** A worker that publishes one run after the other, each batch until it is acknowledged. */
export class Publishing {
  readonly #options: PublishingOptions;
  #node: number;
  #runs = 0;

  constructor(options: PublishingOptions) {
    this.#options = options;
    this.#node = Math.floor(options.random() * options.urls.length);
  }

  /** Resolves once it was told to finish and its run has ended. Rejects only where the test is wrong. */
  async work(): Promise<void> {
    const { finish } = this.#options;
    while (!finish.aborted) await this.#publishRun();
  }

  /** A refused batch ends it: a run whose log has lost its end has nothing more to say. */
  async #publishRun(): Promise<void> {
    const { slot, eventsPerRun, msPerEvent, finish } = this.#options;
    // Every user has runs of these names.
    const runId = `run ${slot}.${++this.#runs}`;
    for (let firstSeq = 1; firstSeq <= eventsPerRun; ) {
      const isEnd = finish.aborted && firstSeq > 1;
      const size = isEnd ? 1 : Math.min(this.#batchSize(), eventsPerRun + 1 - firstSeq);
      const lastSeq = isEnd ? firstSeq : eventsPerRun;
      const outcome = await this.#append(runId, firstSeq, size, lastSeq);
      await wait(size * msPerEvent, finish);
      if (isEnd || outcome.kind !== 'acknowledged') return;
      firstSeq += size;
    }
  }

  /** Mostly small, so that there are many. */
  #batchSize(): number {
    const { random, batch } = this.#options;
    return Math.ceil(batch * random() ** 3) || 1;
  }

  async #append(runId: string, firstSeq: number, size: number, lastSeq: number): Promise<Outcome> {
    const { userId, appends } = this.#options;
    const seqs = Array.from({ length: size }, (_, index) => firstSeq + index);
    const texts = seqs.map((seq) => `${userId}/${runId}/${seq}`);
    const events = texts.map((text, index) => eventOf(text, firstSeq + index, lastSeq));
    const settle = appends.begin({ userId, runId, firstSeq, texts });
    const outcome = await this.#send({ userId, runId, firstSeq, events });
    settle(outcome);
    return outcome;
  }

  async #send(input: ExactBatch): Promise<Outcome> {
    const { giveUp, random } = this.#options;
    for (let isFirst = true; !giveUp.aborted; isFirst = false) {
      try {
        await this.#attempt(input);
        return { kind: 'acknowledged' };
      } catch (error) {
        const code = refusalIn(error);
        if (code !== null) return isFirst ? { kind: 'refused', code } : { kind: 'unknown' };
        this.#node++;
        await wait(random() * RETRY_MS, giveUp);
      }
    }
    return { kind: 'unknown' };
  }

  #attempt(input: ExactBatch) {
    const { urls, token, giveUp } = this.#options;
    const url = urls[this.#node % urls.length] as string;
    const signal = AbortSignal.any([giveUp, AbortSignal.timeout(ATTEMPT_MS)]);
    return request({ url, getToken: () => token }, PublishEventsDocument, { input }, signal);
  }
}

/** The code that a batch was refused with for good; null where a retry may succeed. */
function refusalIn(error: unknown): string | null {
  const isTimeout = error instanceof DOMException;
  if (isTimeout || (error instanceof RequestError && error.retryable)) return null;
  if (!(error instanceof RequestError) || misuse.has(error.code)) throw error;
  return error.code;
}

function eventOf(text: string, seq: number, lastSeq: number): AgentEventInput {
  if (seq === 1) return { agentStarted: { agent: { name: 'worker' }, model: text } };
  if (seq === lastSeq) return { agentCompleted: { finalText: text } };
  return { messageDelta: { messageId: 'm', text } };
}
