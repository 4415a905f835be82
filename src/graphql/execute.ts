import type { ExecutionArgs, ExecutionResult } from 'graphql';
import { createSourceEventStream, validateSubscriptionArgs } from 'graphql';
import { Reader } from '../feed/reader.ts';
import type { Source, Waker } from '../source.ts';
import { CommandReader } from './command-reader.ts';
import type { Mask } from './mask.ts';
import { formatError } from './mask.ts';
import type { Delivered } from './result.ts';
import { Result } from './result.ts';
import type { Selection } from './selection.ts';
import type { SelectionCache } from './selection-cache.ts';
import { agentEventOf } from './subscription.ts';

/**
 * Subscribes (GraphQL specification, section 6.2.3): the source's events, each executed into a result. What is
 * selected is compiled, once for all that select the same.
 */
export async function subscribe(
  args: ExecutionArgs,
  selections: SelectionCache,
  mask: Mask,
): Promise<ResultStream | ExecutionResult> {
  const operation = validateSubscriptionArgs(args);
  if (!('schema' in operation)) return { errors: operation };
  const source = await createSourceEventStream(operation);
  if (!(source instanceof Reader || source instanceof CommandReader)) return source as ExecutionResult;
  return new ResultStream(selections.of(operation), source, mask);
}

/** What a subscription delivers. Not an async iterable, so that nobody wraps it in one: it is pulled as a reader is. */
export class ResultStream implements Source<Result> {
  readonly #selection: Selection;
  readonly #source: Source<Delivered>;
  readonly #mask: Mask;

  constructor(selection: Selection, source: Source<Delivered>, mask: Mask) {
    this.#selection = selection;
    this.#source = source;
    this.#mask = mask;
  }

  get isDone(): boolean {
    return this.#source.isDone;
  }

  take(): Result | null {
    const delivery = this.#takeDelivery();
    return delivery === null ? null : (this.#selection.resultOf(delivery) ?? this.#execute(delivery));
  }

  wait(waker: Waker): void {
    this.#source.wait(waker);
  }

  close(): void {
    this.#source.close();
  }

  #takeDelivery(): Delivered | null {
    try {
      return this.#source.take();
    } catch (error) {
      throw this.#mask(error);
    }
  }

  #execute(delivery: Delivered): Result {
    this.#assertReadable(delivery);
    const { data, errors } = this.#selection.execute(delivery);
    const formatted = errors?.map((error) => formatError(this.#mask(error)));
    return new Result(delivery, JSON.stringify({ errors: formatted, data }));
  }

  /** Behind an event that cannot be read, nothing is delivered as if there had been none. */
  #assertReadable(delivery: Delivered): void {
    try {
      if (!('__typename' in delivery)) agentEventOf(delivery);
    } catch (error) {
      this.close();
      throw this.#mask(error);
    }
  }
}
