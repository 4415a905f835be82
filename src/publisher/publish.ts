import { retryDelayMs, wait } from '../client/backoff.ts';
import type {
  AgentEventInput,
  PublishEventsInput,
  PublishEventsMutation,
} from '../client/generated/graphql.ts';
import { PublishEventsDocument } from '../client/generated/graphql.ts';
import type { Endpoint } from '../client/request.ts';
import { RequestError, request } from '../client/request.ts';

export type Published = PublishEventsMutation['publishEvents'];

export interface PublishOptions {
  readonly signal: AbortSignal;
  readonly onRetry?: (reason: string, delayMs: number) => void;
}

/** How often a batch is sent before its publisher hears that it cannot be. */
const MAX_ATTEMPTS = 10;

/** A batch whose retry is exact, since it says what seq it begins with. */
export type ExactBatch = PublishEventsInput & { readonly firstSeq: number };

/** Publishes a batch, and tries again after whatever a retry can mend. Rejects with RequestError. */
export async function publish(
  endpoint: Endpoint,
  input: ExactBatch,
  { signal, onRetry = () => {} }: PublishOptions,
): Promise<Published> {
  for (let attempt = 1; ; attempt++) {
    try {
      return (await request(endpoint, PublishEventsDocument, { input }, signal)).publishEvents;
    } catch (error) {
      const canRetry = error instanceof RequestError && error.retryable && attempt < MAX_ATTEMPTS;
      if (!canRetry || signal.aborted) throw error;
      const delayMs = retryDelayMs(attempt);
      onRetry(error.message, delayMs);
      await wait(delayMs, signal);
    }
  }
}

const MAX_BATCH_EVENTS = 100;
/** UTF-16 units of JSON, well below what a request may have; a single event may have more. */
const MAX_BATCH_TEXT = 512 * 1024;

/**
 * Publishes a run's events as they come, in small batches: while one is on its way, the next collects. Resolves
 * when all are stored.
 */
export async function publishRun(
  endpoint: Endpoint,
  run: { readonly userId: string; readonly runId: string; readonly writerId: string },
  events: AsyncIterable<AgentEventInput>,
  options: PublishOptions,
): Promise<void> {
  const waiting: AgentEventInput[] = [];
  let firstSeq = 1;
  let sending: Promise<void> | null = null;
  let failure: { readonly error: unknown } | null = null;

  const sendAll = async () => {
    while (waiting.length > 0 && failure === null) {
      const batch = waiting.splice(0, batchSize(waiting));
      await publish(endpoint, { ...run, firstSeq, events: batch }, options).catch((error) => {
        failure = { error };
      });
      firstSeq += batch.length;
    }
    sending = null;
  };
  const throwFailure = () => {
    if (failure !== null) throw failure.error;
  };

  for await (const event of events) {
    throwFailure();
    waiting.push(event);
    sending ??= sendAll();
    // Whoever produces faster than the server stores has to wait, or memory would grow.
    if (waiting.length >= MAX_BATCH_EVENTS) await sending;
  }
  await sending;
  throwFailure();
}

/** How many of the waiting events fit into the next batch: one at least. */
function batchSize(waiting: readonly AgentEventInput[]): number {
  let text = 0;
  const tooMany = waiting.findIndex((event, index) => {
    text += JSON.stringify(event).length;
    return index > 0 && (index >= MAX_BATCH_EVENTS || text > MAX_BATCH_TEXT);
  });
  return tooMany === -1 ? waiting.length : tooMany;
}
