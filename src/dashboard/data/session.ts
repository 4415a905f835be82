import type { ApolloClient } from '@apollo/client';
import type { ConnectionState } from '../../client/index.ts';
import type { ViewerQuery } from '../generated/graphql.ts';
import { ListEventsDocument, ViewerDocument } from '../generated/graphql.ts';
import type { Store } from '../shared/store.ts';
import { ValueStore } from '../shared/store.ts';
import { openClient } from './client.ts';
import { Commands } from './commands.ts';
import type { Connection } from './connection.ts';
import { ConnectionStore } from './connection.ts';
import type { Delivered } from './listed-run.ts';
import type { Problem, Refused } from './problem.ts';
import { problemOf, refusedBy, refusedByClose } from './problem.ts';
import { RunsStore } from './runs-store.ts';

export type Viewer = ViewerQuery['viewer'];

/** The next attempt to find the server, where it could not be reached at all. */
const RETRY_MS = 3_000;

export interface SessionOptions {
  readonly token: string;
  /** Where the server is, such as `https://agents.example.com`. */
  readonly origin: string;
  /** Hears why the token is not taken, or no longer. */
  readonly onRefused: (refused: Refused) => void;
}

/** All that one token opens: the client, its connection, and the one live subscription that keeps the list of runs. */
export class Session {
  readonly client: ApolloClient;
  readonly runs: RunsStore;
  readonly commands: Commands;
  readonly #connection = new ConnectionStore();
  readonly #viewer = new ValueStore<Viewer | null>(null);
  readonly #onRefused: (refused: Refused) => void;
  readonly #closeClient: () => void;
  #isClosed = false;
  #tryNow = () => {};

  constructor({ token, origin, onRefused }: SessionOptions) {
    this.#onRefused = onRefused;
    const { client, close } = openClient({
      origin,
      token,
      onState: (state) => this.#hearState(state),
      onProblem: (problem) => this.#hearProblem(problem),
    });
    this.client = client;
    this.#closeClient = close;
    this.runs = new RunsStore(client);
    this.commands = new Commands(client, this.runs);
    void this.#open();
  }

  get connection(): Store<Connection> {
    return this.#connection;
  }

  /** Null until the server has said who the token is for. */
  get viewer(): Store<Viewer | null> {
    return this.#viewer;
  }

  /** Reads again what could not be read, and does not wait for the next attempt. */
  retry(): void {
    this.#tryNow();
    this.runs.recover();
  }

  close(): void {
    this.#isClosed = true;
    this.#tryNow();
    this.#closeClient();
  }

  /** The stream's head is read before any runs: what happens to them from there on is what the stream tells. */
  async #open(): Promise<void> {
    const viewer = await this.#findViewer();
    if (viewer === null) return;
    this.#viewer.set(viewer);
    this.#follow(viewer.streamHead);
    this.runs.start();
  }

  /** Null where the session ended before the server could be asked. */
  async #findViewer(): Promise<Viewer | null> {
    while (!this.#isClosed) {
      try {
        const { data } = await this.client.query({ query: ViewerDocument });
        if (data !== undefined) return data.viewer;
      } catch (error) {
        if (this.#isClosed) return null;
        const problem = problemOf(error);
        this.runs.fail(problem);
        this.#connection.set({ phase: 'waiting', retryInMs: RETRY_MS, reason: problem.message });
        await this.#pause();
        this.#connection.set({ phase: 'connecting' });
      }
    }
    return null;
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, RETRY_MS);
      this.#tryNow = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #follow(after: string): void {
    this.client
      .subscribe({ query: ListEventsDocument, variables: { after }, fetchPolicy: 'no-cache' })
      .subscribe({
        next: ({ data }) => {
          if (data != null) this.#take(data.agentEvents);
        },
        // What ended it shows as the connection's state.
        error: () => {},
      });
  }

  #take(event: Delivered): void {
    if (event.__typename === 'StreamReset') this.runs.reset(event.resetReason);
    else if (event.__typename !== 'CaughtUp') this.runs.take(event);
  }

  #hearState(state: ConnectionState): void {
    if (this.#isClosed) return;
    this.#connection.set(state);
    if (state.phase === 'live') this.runs.recover();
    const refused = state.phase === 'closed' ? refusedByClose(state.code) : null;
    if (refused !== null) this.#onRefused(refused);
  }

  #hearProblem(problem: Problem): void {
    const refused = refusedBy(problem);
    if (refused !== null && !this.#isClosed) this.#onRefused(refused);
  }
}
