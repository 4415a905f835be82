import type { Client, ClientOptions, SubscribePayload } from 'graphql-ws';
import { createClient } from 'graphql-ws';
import type { ConnectionState } from './connection-state.ts';
import { StateReporter } from './connection-state.ts';
import { Credentials, TokenExpiredError } from './credentials.ts';
import type { Results } from './following.ts';
import { follow } from './following.ts';
import { Iteration } from './iterate.ts';
import { cutDeadConnections, watchNetwork } from './liveness.ts';
import { resumableOf } from './resumable.ts';
import { Resumption } from './resumption.ts';
import { Retries } from './retries.ts';
import { restartDelayMs } from './service-restart.ts';
import { keepSessions } from './session-keeper.ts';
import { silencedWhenClosed } from './silenced.ts';

/** The options of graphql-ws's `createClient`; only how to retry is decided here. */
export interface ResumingClientOptions
  extends Omit<ClientOptions, 'retryAttempts' | 'retryWait' | 'shouldRetry'> {
  /**
   * Asked for a token before every connection, where it becomes the Authorization of `connection_init`, and again
   * before that expires: a token that was issued later takes its place on the same connection.
   */
  readonly getToken?: () => string | Promise<string>;
  /** Hears of every change of the connection, and of every event of a replay. */
  readonly onState?: (state: ConnectionState) => void;
}

/** A connection that was silent for this long is asked whether it is still there. */
const PING_INTERVAL_MS = 10_000;
/** Results that wait in an iteration; beyond, it unsubscribes until they were taken. */
const MAX_READY = 1_000;
const TOKEN_EXPIRED = 4403;

/**
 * A client for GraphQL over WebSocket that takes the place of graphql-ws's `createClient`: the same options, the
 * same interface, so that Apollo, urql and Relay take it as it is.
 *
 * Its subscriptions to `agentEvents` and `workerCommands` go on exactly where they were after any disconnect: the observer gets every
 * event once and in order, CaughtUp once if it asked for a replay, and otherwise never. Such a subscription has to
 * pass a variable on to `after`, and to select `__typename`, and `cursor` on every event; one that does not is told
 * by its sink's `error`, with a TypeError. Other operations are passed on as they are.
 *
 * It tries for ever, with full jitter, until the server refuses for good: close codes 4400, 4401, 4406, 4409 and
 * 4429, or an expired token (4403) where `getToken` gives the same one again (TokenExpiredError).
 */
export function createResumingClient(options: ResumingClientOptions): Client {
  const { getToken, connectionParams, webSocketImpl = WebSocket, onState = () => {}, ...rest } = options;
  const credentials = new Credentials({ getToken, connectionParams });
  const resumptions = new Set<Resumption>();
  const states = new StateReporter(resumptions, onState);
  const retries = new Retries((delayMs) => states.wait(delayMs));
  let operationCount = 0;
  const client = createClient({
    keepAlive: PING_INTERVAL_MS,
    generateID: () => String(++operationCount),
    ...rest,
    webSocketImpl: silencedWhenClosed(webSocketImpl as typeof WebSocket),
    connectionParams: () => credentials.present(),
    retryAttempts: Number.POSITIVE_INFINITY,
    retryWait: () => retries.wait(),
    shouldRetry: (loss) => !(loss instanceof TokenExpiredError),
  });

  client.on('connecting', () => retries.begin());
  client.on('message', ({ type }) => {
    if (type !== 'connection_ack') retries.succeed();
  });
  client.on('connected', () => {
    for (const resumption of resumptions) resumption.begin();
  });
  client.on('closed', (loss) => {
    const closed = loss as CloseEvent;
    retries.defer(restartDelayMs(closed));
    if (closed.code !== TOKEN_EXPIRED) return;
    credentials.expire();
    retries.hurry();
  });
  states.watch(client);
  const stopCutting = cutDeadConnections(client);
  /** How to stop each operation that is under way. */
  const operations = new Set<() => void>();
  const isUsed = () => operations.size > 0 || options.lazy === false;
  const checkSession = getToken && keepSessions({ client, credentials, isUsed });
  const stopWatchingNetwork = watchNetwork({
    online() {
      retries.wake();
      checkSession?.();
    },
    offline: () => client.terminate(),
  });

  // graphql-ws counts an operation twice that both sides end in the same turn, and then loses count of the others.
  const subscribe: Client['subscribe'] = (payload, sink) => {
    const unsubscribe = client.subscribe(payload, sink);
    return () => queueMicrotask(unsubscribe);
  };
  const context = { subscribe, states, resumptions };

  const open: Open = (payload, resumption, sink) => {
    // What cannot be sent throws here, and not on every connection.
    JSON.stringify(payload, options.jsonMessageReplacer);
    // graphql-ws remembers how the last connection ended, be it long ago.
    if (operations.size === 0) retries.restart();
    const end = (tell: () => void) => {
      if (!operations.delete(stop)) return;
      // To graphql-ws, an operation that failed with its connection is under way until then.
      close();
      if (operations.size > 0) states.progress();
      else {
        retries.wake();
        states.rest();
      }
      tell();
    };
    const observer: Results = {
      next(result) {
        if (!operations.has(stop)) return;
        try {
          sink.next(result);
        } catch (error) {
          // Whoever throws ends its own operation, and not the connection.
          end(() => sink.error(error));
        }
      },
      error: (reason) => end(() => sink.error(reason)),
      complete: () => end(() => sink.complete()),
    };
    const close =
      resumption === null ? subscribe(payload, observer) : follow(context, payload, resumption, observer);
    const stop = () => end(() => sink.complete());
    operations.add(stop);
    return stop;
  };

  return {
    ...client,
    subscribe(payload, sink) {
      try {
        return open(payload, resumptionOf(payload), sink as Results);
      } catch (error) {
        sink.error(error);
        return () => {};
      }
    },
    iterate(payload) {
      return iterationOf(payload, open) as never;
    },
    async dispose() {
      stopWatchingNetwork();
      stopCutting();
      for (const stop of operations) stop();
      retries.wake();
      // Rejects where there is no connection, and waits where one is still to be had: nobody needs it any more.
      const disposed = client.dispose()?.catch(() => {});
      if (!states.isOpen) client.terminate();
      await disposed;
    },
  };
}

type Open = (payload: SubscribePayload, resumption: Resumption | null, sink: Results) => () => void;

function iterationOf(payload: SubscribePayload, open: Open): Iteration<unknown> {
  try {
    const resumption = resumptionOf(payload);
    const limit = resumption === null ? Number.POSITIVE_INFINITY : MAX_READY;
    return new Iteration((sink) => open(payload, resumption, sink), limit);
  } catch (error) {
    return new Iteration((sink) => {
      sink.error(error);
      return () => {};
    });
  }
}

/** Null for an operation that is passed on as it is. Throws a TypeError for one that lacks something. */
function resumptionOf(operation: SubscribePayload): Resumption | null {
  const resumable = resumableOf(operation);
  return resumable && new Resumption(operation, resumable);
}
