import type { Client } from 'graphql-ws';
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
export function watchEvents(client: Client, { onEvent, onError }: Watcher, start: Start = {}): () => void {
  return client.subscribe<EventsSubscription>(
    { query: String(EventsDocument), variables: { ...start } },
    {
      next: ({ data, errors }) => (data ? onEvent(data.agentEvents) : onError(errors)),
      error: onError,
      complete: () => {},
    },
  );
}

/** A run as it stands, then its events from there on: nothing is missed between, and nothing comes twice. */
export async function watchRun(
  client: Client,
  runId: string,
  { onRun, ...watcher }: Watcher & { readonly onRun: (run: Run) => void },
): Promise<() => void> {
  const query = client.iterate<RunQuery>({ query: String(RunDocument), variables: { id: runId } });
  const run = (await query.next()).value?.data?.run;
  if (!run) throw new Error(`There is no run ${runId}.`);
  onRun(run);
  return watchEvents(client, watcher, { after: run.cursor, runId });
}
