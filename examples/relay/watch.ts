import type { IEnvironment } from 'relay-runtime';
import { fetchQuery, requestSubscription } from 'relay-runtime';
import type {
  operationsEventsSubscription,
  operationsEventsSubscription$data,
} from './generated/operationsEventsSubscription.graphql.ts';
import eventsSubscription from './generated/operationsEventsSubscription.graphql.ts';
import type { operationsRunQuery, operationsRunQuery$data } from './generated/operationsRunQuery.graphql.ts';
import runQuery from './generated/operationsRunQuery.graphql.ts';

export type AgentEvent = operationsEventsSubscription$data['agentEvents'];
export type Run = NonNullable<operationsRunQuery$data['run']>;

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
  environment: IEnvironment,
  { onEvent, onError }: Watcher,
  start: Start = {},
): () => void {
  const { dispose } = requestSubscription<operationsEventsSubscription>(environment, {
    subscription: eventsSubscription,
    variables: { ...start },
    onNext: (data) => data && onEvent(data.agentEvents),
    onError,
  });
  return dispose;
}

/** A run as it stands, then its events from there on: nothing is missed between, and nothing comes twice. */
export async function watchRun(
  environment: IEnvironment,
  runId: string,
  { onRun, ...watcher }: Watcher & { readonly onRun: (run: Run) => void },
): Promise<() => void> {
  const data = await fetchQuery<operationsRunQuery>(environment, runQuery, { id: runId }).toPromise();
  if (!data?.run) throw new Error(`There is no run ${runId}.`);
  onRun(data.run);
  return watchEvents(environment, watcher, { after: data.run.cursor, runId });
}
