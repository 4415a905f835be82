import type { Access, Connection, Server } from './connection.ts';
import { connect } from './connection.ts';
import { closed, replyCodeOf } from './failures.ts';

/** Where Redis is, and how to get in. */
export interface RedisAddress extends Access {
  readonly isCluster: boolean;
  /** One, or those of a cluster that are asked for the others. */
  readonly nodes: readonly Server[];
}

/** Knows which server is the primary of a key. */
export interface Shape {
  /** As far as is known now. */
  primaryOf(key: string): Server;
  /** Where a failed command is to be sent once, if its error says so (ASK). */
  redirectionIn(error: unknown): Server | null;
  /** Finds out anew, upon an error. Never rejects. */
  learn(error: unknown): Promise<void>;
  /** How often that came to something else than before. */
  readonly changes: number;
}

/** Connections to primaries: one to each that commands share, and as many beside it as are asked for. */
export class Primaries {
  readonly #access: Access;
  readonly #shared = new Map<string, Promise<Connection>>();
  /** By the name of the server. */
  readonly #open = new Map<Connection, string>();
  #isClosed = false;

  constructor(access: Access) {
    this.#access = access;
  }

  /** The connection to a server that commands share. Rejects if there is none and it cannot be opened. */
  to(server: Server): Promise<Connection> {
    const name = nameOf(server);
    const known = this.#shared.get(name);
    if (known !== undefined) return known;
    const forget = () => {
      if (this.#shared.get(name) === opening) this.#shared.delete(name);
    };
    const opening = this.connect(server, forget);
    this.#shared.set(name, opening);
    opening.catch(forget);
    return opening;
  }

  /** Opens a connection of one's own. `onEnd` is called once when it has ended. */
  async connect(server: Server, onEnd: () => void): Promise<Connection> {
    if (this.#isClosed) throw closed();
    const connection = await connect(server, this.#access, () => {
      this.#open.delete(connection);
      onEnd();
    });
    this.#open.set(connection, nameOf(server));
    if (this.#isClosed) connection.destroy();
    return connection;
  }

  /** Ends all connections to a server: whoever needs one looks its name up again. */
  leave(server: Server): void {
    const name = nameOf(server);
    for (const [connection, its] of this.#open) if (its === name) connection.destroy();
  }

  close(): void {
    this.#isClosed = true;
    for (const connection of this.#open.keys()) connection.destroy();
  }
}

export const nameOf = ({ host, port }: Server): string => `${host}:${port}`;

/** One server, or whichever its name leads to. */
export class SingleShape implements Shape {
  readonly changes = 0;
  readonly #primaries: Primaries;
  readonly #server: Server;

  private constructor(primaries: Primaries, server: Server) {
    this.#primaries = primaries;
    this.#server = server;
  }

  /** Rejects, with what is wrong, if it cannot be reached now. */
  static async open(primaries: Primaries, [server]: readonly Server[]): Promise<SingleShape> {
    await primaries.to(server as Server);
    return new SingleShape(primaries, server as Server);
  }

  primaryOf(): Server {
    return this.#server;
  }

  redirectionIn(): null {
    return null;
  }

  /** A primary that has become a replica keeps its connections; the name may lead to another server by now. */
  async learn(error: unknown): Promise<void> {
    if (replyCodeOf(error) === 'READONLY') this.#primaries.leave(this.#server);
  }
}
