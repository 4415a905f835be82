import type { Client } from 'graphql-ws';
import type { StateReporter } from './connection-state.ts';
import type { ViewerQuery } from './generated/graphql.ts';
import { ViewerDocument } from './generated/graphql.ts';
import { named } from './persisted.ts';
import type { Operation } from './resumable.ts';
import type { Resumption } from './resumption.ts';
import { Retries } from './retries.ts';

/** Where the results of an operation go. */
export type Results = Parameters<Client['subscribe']>[1];

/** What the followed subscriptions of a client share. */
export interface FollowContext {
  readonly subscribe: Client['subscribe'];
  readonly states: StateReporter;
  /** The subscriptions that are under way. */
  readonly resumptions: Set<Resumption>;
}

/**
 * Subscribes behind the resumption's position, and again after whatever a retry can mend. Returns how to stop; the
 * sink hears nothing after that.
 */
export function follow(
  { subscribe, states, resumptions }: FollowContext,
  operation: Operation,
  resumption: Resumption,
  sink: Results,
): () => void {
  let isStopped = false;
  let unsubscribe = () => {};
  const stop = () => {
    isStopped = true;
    resumptions.delete(resumption);
    retries.wake();
    unsubscribe();
  };
  const retries = new Retries((delayMs, reason) => states.wait(delayMs, reason));

  const start = () => {
    resumption.begin();
    resumptions.add(resumption);
    states.progress();
    if (resumption.needsHead) findHead();
    else goOn();
  };

  const findHead = () => {
    unsubscribe = subscribe<ViewerQuery>(named(ViewerDocument), {
      next({ data, errors }) {
        if (isStopped) return;
        if (data == null) return void fail(errors);
        const stopAsking = unsubscribe;
        resumption.startAt(data.viewer.streamHead);
        // Before this operation ends, or the client would close a connection that nobody uses.
        goOn();
        // An answer whose end is lost would come again, from another connection.
        stopAsking();
      },
      error: fail,
      complete() {},
    });
  };

  const goOn = () => {
    // Read whenever the client subscribes: at first, and after every reconnect.
    const payload = {
      ...operation,
      get variables() {
        return resumption.variables;
      },
    };
    unsubscribe = subscribe(payload, {
      next(result) {
        if (isStopped) return;
        retries.succeed();
        const { replayed } = resumption;
        const seen = resumption.take(result);
        if (resumption.replayed !== replayed) states.progress();
        if (seen !== null) sink.next(seen);
      },
      error: fail,
      complete() {
        if (isStopped) return;
        stop();
        sink.complete();
      },
    });
  };

  const fail = async (error: unknown) => {
    if (isStopped) return;
    if (!isRetryable(error)) {
      stop();
      return sink.error(error);
    }
    resumptions.delete(resumption);
    // To graphql-ws, an operation that failed with its connection is under way until then.
    unsubscribe();
    await retries.wait(error);
    if (!isStopped) start();
  };

  start();
  return stop;
}

/** Close codes after which the same connection would fail the same way. graphql-ws gives up at others as well. */
const fatalCloseCodes = new Set([1009, 4400, 4401, 4406, 4409, 4429]);

/** Whether it is a lost connection, or errors of the API that say of themselves that the same can succeed later. */
function isRetryable(error: unknown): boolean {
  if (Array.isArray(error)) return error.every(({ extensions }) => extensions?.retryable === true);
  const { code } = error as { readonly code?: unknown };
  return typeof code === 'number' && !fatalCloseCodes.has(code);
}
