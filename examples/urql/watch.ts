import type { Client } from '@urql/core';
import { createRequest } from '@urql/core';
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

let watcherCount = 0;

/** Each of the user's events once and in order, whatever happens to the connection. Returns how to stop. */
export function watchEvents(client: Client, { onEvent, onError }: Watcher, start: Start = {}): () => void {
  // A second watcher of the same would join the first one, and get none of the events before.
  const request = { ...createRequest(EventsDocument, { ...start }), key: ++watcherCount };
  const { unsubscribe } = client.executeSubscription(request).subscribe(({ data, error }) => {
    // With an error, urql gives the last event's data again.
    if (error) onError(error);
    else if (data) onEvent(data.agentEvents);
  });
  return unsubscribe;
}

/** A run as it stands, then its events from there on: nothing is missed between, and nothing comes twice. */
export async function watchRun(
  client: Client,
  runId: string,
  { onRun, ...watcher }: Watcher & { readonly onRun: (run: Run) => void },
): Promise<() => void> {
  const { data, error } = await client.query(RunDocument, { id: runId }, { requestPolicy: 'network-only' });
  if (error) throw error;
  if (!data?.run) throw new Error(`There is no run ${runId}.`);
  onRun(data.run);
  return watchEvents(client, watcher, { after: data.run.cursor, runId });
}
