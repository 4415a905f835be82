import type { ExecutionArgs, ExecutionResult, ValidatedSubscriptionArgs } from 'graphql';
import { createSourceEventStream, executeSubscriptionEvent, validateSubscriptionArgs } from 'graphql';
import type { Delivery } from '../feed/reader.ts';
import { agentEventOf } from './subscription.ts';

/** Where a result that a subscription delivers keeps its cursor, whether or not the client selected it. */
const cursorKey = Symbol('cursor');

type Results = AsyncIterableIterator<ExecutionResult, undefined>;

/** The position behind the event that a result was executed for; null for any other result. */
export function cursorOf(result: ExecutionResult): string | null {
  return (result as { [cursorKey]?: string })[cursorKey] ?? null;
}

/** Subscribes (GraphQL specification, section 6.2.3): the source's events, each executed into a result. */
export async function subscribe(args: ExecutionArgs): Promise<Results | ExecutionResult> {
  const operation = validateSubscriptionArgs(args);
  if (!('schema' in operation)) return { errors: operation };
  const source = await createSourceEventStream(operation);
  if (!(Symbol.asyncIterator in source)) return source;
  return new ResponseStream(operation, source[Symbol.asyncIterator]() as AsyncIterator<Delivery, undefined>);
}

/** Written out, as the reader is, so that `return()` reaches the source while a `next()` waits. */
class ResponseStream implements Results {
  readonly #operation: ValidatedSubscriptionArgs;
  readonly #source: AsyncIterator<Delivery, undefined>;

  constructor(operation: ValidatedSubscriptionArgs, source: AsyncIterator<Delivery, undefined>) {
    this.#operation = operation;
    this.#source = source;
  }

  async next(): Promise<IteratorResult<ExecutionResult, undefined>> {
    const { done, value: delivery } = await this.#source.next();
    if (done) return { done, value: undefined };
    try {
      const result = await execute({ ...this.#operation, rootValue: delivery });
      const cursor = agentEventOf(delivery).cursor;
      return { done: false, value: { ...result, [cursorKey]: cursor } as ExecutionResult };
    } catch (error) {
      // Whoever iterates takes a stream that throws for ended, and does not return it.
      await this.return();
      throw error;
    }
  }

  async return(): Promise<IteratorResult<ExecutionResult, undefined>> {
    await this.#source.return?.();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

/**
 * Executes without stack traces: graphql-js 17 ends every execution by aborting a signal, for which Node makes an
 * error with a trace that nobody sees. It took a third of what an event costs (docs/decisions/0009).
 */
function execute(operation: ValidatedSubscriptionArgs): ReturnType<typeof executeSubscriptionEvent> {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return executeSubscriptionEvent(operation);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
