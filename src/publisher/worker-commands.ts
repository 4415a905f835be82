import type { Client, ClientOptions } from 'graphql-ws';
import type {
  RequestedRunsSubscription,
  RunNoticesSubscription,
  TypedDocumentString,
} from '../client/generated/graphql.ts';
import { RequestedRunsDocument, RunNoticesDocument } from '../client/generated/graphql.ts';
import type { Source } from '../client/iterate.ts';
import { Iteration } from '../client/iterate.ts';
import { named } from '../client/persisted.ts';
import { requestErrorOf } from '../client/refusal.ts';
import type { Endpoint } from '../client/request.ts';
import { createResumingClient } from '../client/resuming-client.ts';
import { socketUrl } from '../client/socket-url.ts';

export interface WorkerCommandsOptions extends Endpoint {
  readonly agent: string;
  /** Where there is no global WebSocket. */
  readonly webSocketImpl?: ClientOptions['webSocketImpl'];
}

type Requested = RequestedRunsSubscription['workerCommands'];
type Notice = RunNoticesSubscription['workerCommands'];
interface Command {
  readonly __typename: string;
  readonly cursor: string;
}

/** Requests that wait for a worker; beyond, they are left with the server, and read behind the last one later. */
const MAX_WAITING = 64;

/**
 * The commands of an agent's workers, read twice over one socket: requests no faster than they are taken, and notices
 * at once, so that a worker with its hands full hears that one of its runs is to stop.
 */
export class WorkerCommands {
  readonly #client: Client;
  readonly #agent: string;

  constructor({ url, getToken, agent, webSocketImpl }: WorkerCommandsOptions) {
    this.#agent = agent;
    this.#client = createResumingClient({
      url: socketUrl(url),
      getToken,
      ...(webSocketImpl !== undefined && { webSocketImpl }),
    });
  }

  /** What is requested, each at least once. Throws RequestError if the server refuses for good. */
  requests(): Iteration<Requested> {
    const position = new Position();
    return new Iteration(
      (sink) => this.#follow<Requested>(RequestedRunsDocument, position, sink),
      MAX_WAITING,
    );
  }

  /** Hears of everything that concerns runs, each at least once. Returns how to stop. */
  hear(onNotice: (notice: Notice) => void, onRefused: (error: unknown) => void): () => void {
    const sink = { next: onNotice, error: onRefused, complete() {} };
    return this.#follow<Notice>(RunNoticesDocument, new Position(), sink);
  }

  async dispose(): Promise<void> {
    await this.#client.dispose();
  }

  /** Subscribes behind the position; where there is a gap, to what is still open. Returns how to stop. */
  #follow<T extends Command>(
    document: TypedDocumentString<{ readonly workerCommands: unknown }, never>,
    position: Position,
    sink: Source<T>,
  ): () => void {
    let stop = () => {};
    let isBeginningAnew = false;
    const begin = () => {
      const variables = { agent: this.#agent, after: position.cursor };
      stop = this.#client.subscribe<{ workerCommands: T }>(
        { ...named(document), variables },
        {
          next({ data, errors }) {
            if (data == null) throw errors;
            const command = data.workerCommands;
            position.cursor = command.cursor;
            if (command.__typename === 'StreamReset') beginAnew();
            else sink.next(command);
          },
          error: (reason) => sink.error(requestErrorOf(reason)),
          complete: () => isBeginningAnew || sink.complete(),
        },
      );
    };
    const beginAnew = () => {
      position.cursor = null;
      isBeginningAnew = true;
      stop();
      isBeginningAnew = false;
      begin();
    };
    begin();
    return () => stop();
  }
}

/** Behind what was read last; null before anything was. */
class Position {
  cursor: string | null = null;
}
