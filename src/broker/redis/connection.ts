import { setImmediate } from 'node:timers/promises';
import type { RedisClientOptions } from '@redis/client';
import { createClient } from '@redis/client';

/** A connection to one Redis server. When it breaks it is not mended: whoever needs one opens another. */
export type Connection = ReturnType<typeof createConnection>;

export interface Server {
  readonly host: string;
  readonly port: number;
}

/** How to get in. */
export interface Access {
  readonly tls: boolean;
  readonly username?: string;
  readonly password?: string;
  /** Number of the database, where there is no cluster. */
  readonly database?: number;
}

const CONNECT_WITHIN_MS = 2_000;
const PING_INTERVAL_MS = 1_000;
/** A server that has not answered a ping for so long is given up, however much is written to it. */
const SILENCE_MS = 4_000;

/** Opens a connection. `onEnd` is called once when it has ended, by itself or not. Rejects if it cannot be opened. */
export async function connect(server: Server, access: Access, onEnd: () => void): Promise<Connection> {
  const connection = createConnection(server, access);
  // Those who wait for answers are told what is wrong.
  connection.on('error', () => {});
  // The client's own limit is for the network alone, and not for a server that takes a connection and says nothing.
  const timer = setTimeout(() => connection.destroy(), CONNECT_WITHIN_MS);
  try {
    await connection.connect();
  } catch (error) {
    throw firstOf(error);
  } finally {
    clearTimeout(timer);
  }
  const stopWatching = watchPulse(connection);
  let hasEnded = false;
  const end = () => {
    if (hasEnded) return;
    hasEnded = true;
    stopWatching();
    connection.destroy();
    onEnd();
  };
  // What goes wrong in the client leaves it in a state that nobody knows.
  connection.once('error', end);
  connection.once('terminated', end);
  connection.once('end', end);
  return connection;
}

function createConnection({ host, port }: Server, { tls, username, password, database }: Access) {
  return createClient({
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(database !== undefined && { database }),
    disableOfflineQueue: true,
    maintNotifications: 'disabled',
    // A connection that does not answer is given up as a whole.
    commandOptions: { timeout: 0 },
    socket: {
      host,
      port,
      ...(tls && { tls }),
      connectTimeout: CONNECT_WITHIN_MS,
      reconnectStrategy: false,
    },
  } satisfies RedisClientOptions);
}

/** Destroys a connection whose server does not answer pings. Returns how to stop watching. */
function watchPulse(connection: Connection): () => void {
  let answeredAt = performance.now();
  const check = async () => {
    if (performance.now() - answeredAt < SILENCE_MS) return;
    // Where this process was busy, the answer may be there and only has not been read.
    await setImmediate();
    await setImmediate();
    if (performance.now() - answeredAt >= SILENCE_MS && connection.isOpen) connection.destroy();
  };
  const answered = () => {
    answeredAt = performance.now();
  };
  const timer = setInterval(() => {
    connection.ping().then(answered, () => {});
    check();
  }, PING_INTERVAL_MS).unref();
  return () => clearInterval(timer);
}

/** A name with several addresses fails for each of them, and says nothing in common. */
function firstOf(error: unknown): unknown {
  return error instanceof AggregateError ? (error.errors[0] ?? error) : error;
}
