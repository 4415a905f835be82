import type { RedisClientOptions, RedisClientType } from '@redis/client';
import { createClient, createCluster } from '@redis/client';
import { replyCodeOf } from './failures.ts';

/** A connection to one Redis server. */
export type Connection = RedisClientType;

/** Where Redis is, and how to get in. */
export interface RedisAddress {
  readonly isCluster: boolean;
  /** One, or those of a cluster that are asked for the others. */
  readonly nodes: readonly { readonly host: string; readonly port: number }[];
  readonly tls: boolean;
  readonly username?: string;
  readonly password?: string;
  /** Number of the database, where there is no cluster. */
  readonly database?: number;
}

/** Finds the primary that serves a key, and follows it when that changes. */
export interface Primaries {
  /** A connection to the primary of a key, as far as is known now. */
  of(key: string): Promise<Connection>;
  /** The connection that a command was redirected to for once (an ASK error). */
  askedBy(error: unknown): Promise<Connection | null>;
  /** Finds out anew who serves a key. Never rejects. */
  find(key: string): Promise<void>;
  close(): void;
}

const CONNECT_WITHIN_MS = 2_000;
/** A connection that brings nothing for so long, not even the answer to a ping, is dead. */
const SILENCE_MS = 6_000;
export const PING_INTERVAL_MS = 2_000;
const LONGEST_PAUSE_MS = 500;
const REFRESH_AFTER_MS = 200;

/** Connects. `onError` hears of what happens to connections in the background. Rejects if Redis cannot be reached. */
export function connectPrimaries(
  address: RedisAddress,
  onError: (error: unknown) => void,
): Promise<Primaries> {
  return address.isCluster ? connectCluster(address, onError) : connectSingle(address, onError);
}

/** What all connections have in common. Whoever sends a command decides for how long it is tried. */
function optionsOf({ tls, username, password, database }: RedisAddress) {
  return {
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(database !== undefined && { database }),
    disableOfflineQueue: true,
    pingInterval: PING_INTERVAL_MS,
    maintNotifications: 'disabled',
    socket: {
      ...(tls && { tls }),
      connectTimeout: CONNECT_WITHIN_MS,
      socketTimeout: SILENCE_MS,
      reconnectStrategy: (retries: number) => Math.min(50 * (retries + 1), LONGEST_PAUSE_MS),
    },
  } as const satisfies RedisClientOptions;
}

async function connectSingle(address: RedisAddress, onError: (error: unknown) => void): Promise<Primaries> {
  const options = optionsOf(address);
  const client = createClient({ ...options, socket: { ...options.socket, ...address.nodes[0] } });
  client.on('error', onError);
  await client.connect();
  return {
    of: async () => client as unknown as Connection,
    askedBy: async () => null,
    find: async () => {},
    close: () => client.destroy(),
  };
}

async function connectCluster(address: RedisAddress, onError: (error: unknown) => void): Promise<Primaries> {
  const cluster = createCluster({
    rootNodes: address.nodes.map((socket) => ({ socket: { ...socket, ...(address.tls && { tls: true }) } })),
    defaults: optionsOf(address),
    topologyRefreshOnReconnectionAttemptStrategy: () => REFRESH_AFTER_MS,
  });
  for (const event of ['error', 'node-error']) cluster.on(event, onError);
  await cluster.connect();
  return {
    of: (key) => cluster.getNodeClientForKey(key) as unknown as Promise<Connection>,
    async askedBy(error) {
      if (replyCodeOf(error) !== 'ASK') return null;
      const node = cluster.nodeByAddress.get((error as Error).message.split(' ').at(-1) as string);
      return node === undefined ? null : (cluster.nodeClient(node) as unknown as Promise<Connection>);
    },
    // The client library follows redirections of its own commands, and learns from them.
    find: async (key) => {
      await cluster.exists(key).catch(() => {});
    },
    close: () => cluster.destroy(),
  };
}

/**
 * Opens another connection to the server of one, for as long as that is there. It is not made again when it breaks:
 * `onEnd` is called then, once. Rejects if it cannot be opened, and calls nothing.
 */
export async function connectBeside(beside: Connection, onEnd: () => void): Promise<Connection> {
  const socket = { ...beside.options?.socket, reconnectStrategy: false } as const;
  const connection = beside.duplicate({ socket } as Partial<RedisClientOptions>) as unknown as Connection;
  // What is wrong is told to those who wait for answers.
  connection.on('error', () => {});
  await connection.connect();
  const end = () => {
    beside.off('end', end);
    connection.off('terminated', end);
    connection.destroy();
    onEnd();
  };
  beside.once('end', end);
  connection.once('terminated', end);
  return connection;
}
