import { retryDelayMs, wait } from '../client/backoff.ts';
import type { PublishEventsInput, PublishEventsMutation } from '../client/generated/graphql.ts';
import { PublishEventsDocument } from '../client/generated/graphql.ts';
import type { Endpoint } from '../client/request.ts';
import { RequestError, request } from '../client/request.ts';

export type Published = PublishEventsMutation['publishEvents'];

export interface PublishOptions {
  /** Ends it at once, though what is on its way may still be stored. */
  readonly signal: AbortSignal;
  /** Ends it before the next attempt. Default: never. */
  readonly giveUp?: AbortSignal;
  /** How often the batch is sent at most. Default: for ever. */
  readonly attempts?: number;
  readonly onRetry?: (reason: string, delayMs: number) => void;
}

/** A batch whose answer takes longer is sent again, on another connection if that one is dead. */
const ANSWERED_WITHIN_MS = 20_000;
const never = new AbortController().signal;

/** A batch whose retry is exact, since it says what seq it begins with. */
export type ExactBatch = PublishEventsInput & { readonly firstSeq: number };

/**
 * Publishes a batch, and tries again after whatever a retry can mend. Rejects with RequestError, with what `getToken`
 * rejected with the last time, or with the signal's reason.
 */
export async function publish(
  endpoint: Endpoint,
  input: ExactBatch,
  { signal, giveUp = never, attempts = Number.POSITIVE_INFINITY, onRetry = () => {} }: PublishOptions,
): Promise<Published> {
  for (let attempt = 1; ; attempt++) {
    try {
      const inTime = AbortSignal.any([signal, AbortSignal.timeout(ANSWERED_WITHIN_MS)]);
      return (await request(endpoint, PublishEventsDocument, { input }, inTime)).publishEvents;
    } catch (error) {
      signal.throwIfAborted();
      if (!isMendable(error) || giveUp.aborted || attempt >= attempts) throw error;
      const delayMs = retryDelayMs(attempt);
      onRetry(messageOf(error), delayMs);
      await wait(delayMs, AbortSignal.any([signal, giveUp]));
      signal.throwIfAborted();
      if (giveUp.aborted) throw error;
    }
  }
}

/** What is no RequestError is a token that could not be had, or an answer that took too long. */
const isMendable = (error: unknown) => !(error instanceof RequestError) || error.retryable;

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
