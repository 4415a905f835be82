import type { Client, ClientOptions } from 'graphql-ws';
import type { Ask, Commands } from './commands.ts';
import { commandsOver } from './commands.ts';
import type { ConnectionState } from './connection-state.ts';
import type { DeliveredEvent } from './delivered.ts';
import type {
  AgentEventsSubscription,
  AgentEventsSubscriptionVariables,
  RunQuery,
  RunQueryVariables,
  RunsQuery,
  RunsQueryVariables,
} from './generated/graphql.ts';
import {
  AgentEventsDocument,
  FollowedRunDocument,
  RunDocument,
  RunsDocument,
  ViewerDocument,
} from './generated/graphql.ts';
import { mapAsync } from './map-async.ts';
import { named } from './persisted.ts';
import { requestErrorOf } from './refusal.ts';
import type { Endpoint } from './request.ts';
import { RequestError, request } from './request.ts';
import { createResumingClient } from './resuming-client.ts';
import { RunFollower } from './run-follower.ts';
import type { FollowedRun } from './run-tree.ts';
import { socketUrl } from './socket-url.ts';

/** A run as a list shows it. */
export type ListedRun = RunsQuery['runs']['nodes'][number];

export interface AgentwireClientOptions extends Endpoint {
  /** Hears of every change of the connection, and of every event of a replay. */
  readonly onState?: (state: ConnectionState) => void;
  /** Where there is no global WebSocket. */
  readonly webSocketImpl?: ClientOptions['webSocketImpl'];
}

/** Ends an iteration. */
export interface Stoppable {
  readonly signal?: AbortSignal;
}

/** Starts, reads, follows, stops and answers a viewer's runs. Everything rejects with RequestError. */
export interface AgentwireClient extends Commands {
  /**
   * The viewer's events, each once and in order, across any number of lost connections: `after` a cursor, from the
   * `start: 'EARLIEST'`, or from now on. With `runId` it ends with that run.
   */
  agentEvents(
    filter?: Partial<AgentEventsSubscriptionVariables>,
    options?: Stoppable,
  ): AsyncIterableIterator<DeliveredEvent, undefined>;
  /** A page of the runs, newest first. */
  runs(variables?: Partial<RunsQueryVariables>): Promise<RunsQuery['runs']>;
  /** A run with its detail, its sub-agents and a page of its events; null where there is none. */
  run(id: string, variables?: Partial<Omit<RunQueryVariables, 'id'>>): Promise<RunQuery['run']>;
  /**
   * The run as it stands, and again after every change, until it has ended. Null while it has not started, which
   * is also what somebody else's run is.
   */
  followRun(id: string, options?: Stoppable): AsyncIterableIterator<FollowedRun | null, undefined>;
  /** Ends what is under way and closes the connection. */
  dispose(): Promise<void>;
}

/** A client of the API at `url`, such as `https://agents.example.com/graphql`; one WebSocket serves all it follows. */
export function createAgentwireClient(options: AgentwireClientOptions): AgentwireClient {
  const { url, onState, webSocketImpl } = options;
  const getToken = () => tokenOf(options);
  const socket = createResumingClient({
    url: socketUrl(url),
    getToken,
    ...(onState && { onState }),
    ...(webSocketImpl !== undefined && { webSocketImpl }),
  });
  const disposal = new AbortController();
  const ask: Ask = (document, variables, signal) => request({ url, getToken }, document, variables, signal);
  const agentEvents: AgentwireClient['agentEvents'] = (filter = {}, { signal } = {}) =>
    stoppedBy(signal, events(socket, filter));

  return {
    ...commandsOver(ask, disposal.signal),
    agentEvents,
    runs: async (variables = {}) => (await ask(RunsDocument, { first: 20, ...variables })).runs,
    run: async (id, variables) => (await ask(RunDocument, { id, eventsFirst: 100, ...variables })).run,
    followRun: (id, { signal } = {}) =>
      stoppedBy(
        signal,
        new RunFollower({
          id,
          read: () => readTree(ask, id),
          head: async () => (await ask(ViewerDocument, {})).viewer.streamHead,
          eventsBehind: (after) => agentEvents({ after, runId: id }),
        }),
      ),
    dispose: async () => {
      disposal.abort(new RequestError('The client was disposed of.', { code: 'NETWORK', retryable: true }));
      await socket.dispose();
    },
  };
}

/** Why there is no token is for whoever gives them to say; that there will be one is assumed. */
async function tokenOf({ getToken }: Endpoint): Promise<string> {
  try {
    return await getToken();
  } catch (error) {
    const message = error instanceof Error ? error.message : 'A token could not be had.';
    throw new RequestError(message, { code: 'UNAUTHENTICATED', retryable: true }, { cause: error });
  }
}

function events(socket: Client, variables: Partial<AgentEventsSubscriptionVariables>) {
  const results = socket.iterate<AgentEventsSubscription>({ ...named(AgentEventsDocument), variables });
  return mapAsync(
    results,
    ({ data, errors }) => {
      if (data == null) throw errors;
      return data.agentEvents;
    },
    requestErrorOf,
  );
}

/** A run and all that its sub-agents run, however deep; null where there is none. */
async function readTree(ask: Ask, id: string): Promise<FollowedRun | null> {
  const { run } = await ask(FollowedRunDocument, { id });
  if (run === null) return null;
  const children = await Promise.all(run.children.map((child) => readTree(ask, child.id)));
  return { ...run, children: children.filter((child) => child !== null) };
}

function stoppedBy<T>(signal: AbortSignal | undefined, values: AsyncIterableIterator<T, undefined>) {
  const stop = () => void values.return?.();
  if (signal?.aborted) stop();
  signal?.addEventListener('abort', stop, { once: true });
  return values;
}
