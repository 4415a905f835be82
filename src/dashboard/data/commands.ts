import type { ApolloClient } from '@apollo/client';
import type { ResolveInputInput, StartRunInput } from '../generated/graphql.ts';
import { CancelRunDocument, ResolveInputDocument, StartRunDocument } from '../generated/graphql.ts';
import { listedRun } from './listed-run.ts';
import type { RunsStore } from './runs-store.ts';

/** What the viewer asks of runs. Every promise rejects where the server refuses or is not there. */
export class Commands {
  readonly #client: ApolloClient;
  readonly #runs: RunsStore;

  constructor(client: ApolloClient, runs: RunsStore) {
    this.#client = client;
    this.#runs = runs;
  }

  /** The run is in the list at once: until a worker takes it, no event tells of it. */
  readonly start = async (input: StartRunInput): Promise<void> => {
    const { data } = await this.#client.mutate({ mutation: StartRunDocument, variables: { input } });
    if (data != null) this.#runs.begin(listedRun(data.startRun.run));
  };

  readonly cancel = async (runId: string): Promise<void> => {
    await this.#client.mutate({ mutation: CancelRunDocument, variables: { runId } });
  };

  readonly answer = async (input: ResolveInputInput): Promise<void> => {
    await this.#client.mutate({ mutation: ResolveInputDocument, variables: { input } });
  };
}
