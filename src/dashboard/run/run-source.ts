import type { ApolloClient } from '@apollo/client';
import {
  RunPageDocument,
  RunPageEventsDocument,
  RunPageHeadDocument,
  RunPageStreamDocument,
} from '../generated/graphql.ts';
import type { HistoryPage } from './event-log.ts';
import type { QueriedRun } from './page-state.ts';
import type { DeliveredEvent } from './run-events.ts';

const HISTORY_PAGE = 500;
const COALESCE_MS = 100;

/** Where a run is read from, and followed. Every promise rejects where the server refuses or is not there. */
export class RunSource {
  readonly #client: ApolloClient;
  readonly #id: string;

  constructor(client: ApolloClient, id: string) {
    this.#client = client;
    this.#id = id;
  }

  /** The run as it stands; null where the viewer has none of this id. */
  async run(): Promise<QueriedRun | null> {
    const { data } = await this.#client.query({
      query: RunPageDocument,
      variables: { id: this.#id },
      fetchPolicy: 'no-cache',
    });
    return data?.run ?? null;
  }

  /** The newest position of the viewer's stream. */
  async head(): Promise<string | null> {
    const { data } = await this.#client.query({ query: RunPageHeadDocument, fetchPolicy: 'no-cache' });
    return data?.viewer.streamHead ?? null;
  }

  /** The run's own events behind a position, oldest first; null where the viewer has no such run. */
  async history(after: string | null): Promise<HistoryPage | null> {
    const { data } = await this.#client.query({
      query: RunPageEventsDocument,
      variables: { id: this.#id, first: HISTORY_PAGE, after },
      fetchPolicy: 'no-cache',
    });
    return data?.run?.events ?? null;
  }

  /** What happens to the run and its sub-agents behind a position, to the end of the run. Returns how to stop. */
  follow(
    after: string | null,
    onEvent: (event: DeliveredEvent) => void,
    onError: (error: unknown) => void,
  ): () => void {
    const results = this.#client.subscribe({
      query: RunPageStreamDocument,
      variables: { after, runId: this.#id, coalesceMs: COALESCE_MS },
      fetchPolicy: 'no-cache',
    });
    const subscription = results.subscribe({
      next({ data, error }) {
        if (error !== undefined) onError(error);
        else if (data != null) onEvent(data.agentEvents);
      },
      error: onError,
    });
    return () => subscription.unsubscribe();
  }
}
