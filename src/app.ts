import type { JSONWebKeySet } from 'jose';
import type { Logger } from 'pino';
import { Revocations } from './auth/revocations.ts';
import { Sessions } from './auth/session.ts';
import type { Verify } from './auth/verify.ts';
import type { Broker } from './broker/broker.ts';
import { keepEnding } from './broker/ending.ts';
import { MemoryBroker } from './broker/memory.ts';
import { answersInTime } from './broker/probe.ts';
import { RedisBroker } from './broker/redis/redis.ts';
import { keepTrimming } from './broker/retention.ts';
import { SqliteBroker } from './broker/sqlite/sqlite.ts';
import type { Config } from './config.ts';
import { Feeds } from './feed/feeds.ts';
import { readOperations } from './graphql/persisted.ts';
import { startServer } from './server/server.ts';

export interface AppOptions {
  readonly config: Config;
  readonly verify: Verify;
  readonly log: Logger;
  /** What whoever opens a page on this machine is signed in with. Default: nothing. */
  readonly pagesToken?: string | null;
  /** Public keys to publish under /.well-known/jwks.json. Default: none. */
  readonly jwks?: JSONWebKeySet | null;
  /** Between two signs of life in an HTTP stream that has nothing to say. Default: 12,000. */
  readonly keepAliveMs?: number | undefined;
  /** What a client has for sending the head of a request. Default: 10,000. */
  readonly headersTimeoutMs?: number | undefined;
}

export interface App {
  readonly port: number;
  readonly feeds: Feeds;
  /**
   * Takes nothing new, moves connections on, spread over the time given (default: 0), finishes what is under way and
   * closes the store.
   */
  close(drainMs?: number): Promise<void>;
}

/** Opens the store and starts the server. Rejects with SetupError if either cannot be. */
export async function startApp({
  config,
  verify,
  log,
  pagesToken = null,
  jwks = null,
  keepAliveMs,
  headersTimeoutMs,
}: AppOptions): Promise<App> {
  const onError = (stage: string, error: unknown) =>
    log.error({ stage, err: error }, 'failed in the background');
  const persisted = { operations: await readOperations(config.operations), only: config.onlyPersisted };
  const broker = await openBroker(config, (error) => log.warn({ err: error }, 'the connection to the store'));
  const closing: (() => unknown)[] = [() => broker.close()];
  const closeAll = async () => {
    for (const close of closing.splice(0).reverse()) await close();
  };

  try {
    const feeds = new Feeds(broker, config.limits, onError);
    closing.push(() => feeds.close());
    const revocations = await Revocations.open(broker, { ...config.tokens, onError });
    closing.push(() => revocations.close());
    const { tokens, authTimeoutMs } = config;
    const sessions = new Sessions({ verify, revocations, authTimeoutMs, ...tokens });
    closing.push(() => sessions.close());
    closing.push(keepTrimming(broker, onError));
    closing.push(keepEnding(broker, { leaseMs: config.runs.leaseMs, onError }));
    const server = await startServer({
      host: config.host,
      port: config.port,
      broker,
      feeds,
      sessions,
      revocations,
      runs: config.runs,
      noteRevocation: (note) => log.info(note, 'revoked'),
      limits: config.limits,
      report: ({ errorId, error }) => log.error({ errorId, err: error }, 'an operation failed'),
      allowedOrigins: config.allowedOrigins,
      onRefusedOrigin: warnOnce(log),
      introspection: config.introspection,
      documents: config.documents,
      persisted,
      isReady: () => answersInTime(broker),
      pages: { dashboard: config.dashboard, graphiql: config.graphiql, token: pagesToken },
      jwks,
      keepAliveMs,
      headersTimeoutMs,
    });
    return {
      port: server.port,
      feeds,
      async close(drainMs) {
        await server.close(drainMs);
        await closeAll();
      },
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** Refused origins that are told apart. */
const MAX_ORIGINS = 100;

/** Names each refused origin once: its page tries again and again. */
function warnOnce(log: Logger): (origin: string) => void {
  const known = new Set<string>();
  return (origin) => {
    if (known.has(origin) || known.size >= MAX_ORIGINS) return;
    known.add(origin);
    log.warn({ origin }, 'refused a page of this origin; --allowed-origins would allow it');
  };
}

async function openBroker(
  { store, retention, ack, storeMaxBytes }: Config,
  onError: (error: unknown) => void,
): Promise<Broker> {
  switch (store.kind) {
    case 'memory':
      return new MemoryBroker({ retention });
    case 'sqlite':
      return SqliteBroker.open({
        path: store.path,
        retention,
        durability: ack === 'none' ? 'none' : 'fsynced',
        maxBytes: storeMaxBytes,
      });
    case 'redis':
      return RedisBroker.open({ address: store.address, retention, ack, onError });
  }
}
