import type { ApolloClient } from '@apollo/client';
import type { EventsSubscription, RunQuery } from './generated/graphql.ts';
import { EventsDocument, RunDocument } from './generated/graphql.ts';

export type AgentEvent = EventsSubscription['agentEvents'];
export type Run = NonNullable<RunQuery['run']>;

export interface Watcher {
  readonly onEvent: (event: AgentEvent) => void;
  readonly onError: (error: unknown) => void;
}

export interface Start {
  /** Go on behind this position. Default: the oldest event that is kept. */
  readonly after?: string;
  /** Only this run and its sub-agents. */
  readonly runId?: string;
}

/** Each of the user's events once and in order, whatever happens to the connection. Returns how to stop. */
export function watchEvents(
  client: ApolloClient,
  { onEvent, onError }: Watcher,
  start: Start = {},
): () => void {
  const subscription = client
    .subscribe({
      query: EventsDocument,
      variables: { ...start },
      // Events pass by. In the cache they would pile up.
      fetchPolicy: 'no-cache',
      // A second watcher of the same would join the first one, and get none of the events before.
      context: { queryDeduplication: false },
    })
    .subscribe(({ data, error }) => {
      if (error) onError(error);
      else if (data) onEvent(data.agentEvents);
    });
  return () => subscription.unsubscribe();
}

/** A run as it stands, then its events from there on: nothing is missed between, and nothing comes twice. */
export async function watchRun(
  client: ApolloClient,
  runId: string,
  { onRun, ...watcher }: Watcher & { readonly onRun: (run: Run) => void },
): Promise<() => void> {
  // Not from the cache, where another query may have written a newer cursor to an older run.
  const { data } = await client.query({
    query: RunDocument,
    variables: { id: runId },
    fetchPolicy: 'no-cache',
  });
  if (!data?.run) throw new Error(`There is no run ${runId}.`);
  onRun(data.run);
  return watchEvents(client, watcher, { after: data.run.cursor, runId });
}
