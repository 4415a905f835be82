import { combineStates } from './combined-state.ts';
import type { ConnectionState } from './connection-state.ts';
import { streamStart, streamType } from './multipart.ts';
import { MultipartSubscription } from './multipart-subscription.ts';
import { Refused } from './refused.ts';
import type { Operation } from './resumable.ts';
import { resumableOf } from './resumable.ts';
import { Resumption } from './resumption.ts';

export interface ResumingFetchOptions {
  /** Asked for a token before every request. */
  readonly getToken: () => string | Promise<string>;
  /** Hears of every change of the connections, as if they were one, and of every event of a replay. */
  readonly onState?: (state: ConnectionState) => void;
  /** What requests are sent with. Default: the global one. */
  readonly fetch?: typeof fetch;
}

/**
 * A `fetch` for clients that make subscriptions as multipart responses, such as Apollo Client's HttpLink. It signs
 * requests in, and resumes subscriptions to `agentEvents` as `createResumingClient` does: to its caller, one that
 * was cut off any number of times is one response without an end. Documents have to be as is said there; for others
 * it rejects with a TypeError. What it does not resume it passes on.
 */
export function createResumingFetch({
  getToken,
  onState = () => {},
  fetch: send = fetch,
}: ResumingFetchOptions): typeof fetch {
  const tellerFor = combineStates(onState);
  return async (input, init = {}) => {
    const request = (token: string, rest: RequestInit = {}) => {
      const headers = new Headers(init.headers);
      headers.set('Authorization', `Bearer ${token}`);
      return send(input, { ...init, ...rest, headers });
    };
    const operation = subscriptionIn(init);
    const resumable = operation && resumableOf(operation);
    if (operation === null || resumable === null) return request(await getToken());

    const { signal } = init;
    signal?.throwIfAborted();
    const subscription = new MultipartSubscription({
      operation,
      resumption: new Resumption(operation, resumable),
      getToken,
      send: (asked, token, stopped) => request(token, { body: JSON.stringify(asked), signal: stopped }),
      onState: tellerFor(),
    });
    signal?.addEventListener('abort', () => subscription.stop(signal.reason), { once: true });
    return answerOf(subscription);
  };
}

/** The operation of a request that would take a multipart answer; null for any other request. */
function subscriptionIn({ headers, body }: RequestInit): Operation | null {
  const accepts = new Headers(headers).get('accept') ?? '';
  if (!accepts.includes('multipart/mixed') || typeof body !== 'string') return null;
  const operation = JSON.parse(body) as Partial<Operation>;
  return typeof operation.query === 'string' ? (operation as Operation) : null;
}

async function answerOf(subscription: MultipartSubscription): Promise<Response> {
  try {
    await subscription.connect();
  } catch (error) {
    if (error instanceof Refused) return error.response;
    throw error;
  }
  return new Response(streamOf(subscription), { headers: { 'Content-Type': streamType } });
}

function streamOf(subscription: MultipartSubscription): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const body = subscription.body();
  return new ReadableStream(
    {
      start: (controller) => controller.enqueue(encoder.encode(streamStart)),
      async pull(controller) {
        const { done, value } = await body.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      },
      cancel: (reason) => subscription.stop(reason),
    },
    { highWaterMark: 0 },
  );
}
