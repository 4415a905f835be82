import type { RedisAddress } from './broker/redis/primaries.ts';

/** Where the log is kept. */
export type StoreConfig =
  | { readonly kind: 'memory' }
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'redis'; readonly address: RedisAddress };

/** What an append waits for: see broker/redis/acknowledgement.ts; SQLite has no replicas. */
export type AckMode = 'none' | 'replicated' | 'fsynced';

/** What each kind of store can wait for. The first is what it does where nothing is said. */
const ackModes: Record<StoreConfig['kind'], readonly AckMode[]> = {
  memory: ['none'],
  sqlite: ['fsynced', 'none'],
  redis: ['replicated', 'fsynced', 'none'],
};

const DEFAULT_PORT = 6379;
const URLS =
  'must be memory:, sqlite:PATH, redis://HOST:PORT, rediss://HOST:PORT or redis-cluster://HOST:PORT,HOST:PORT';

/** The text may have a password, so no error repeats it. */
export function parseStore(text: string): StoreConfig {
  if (text === 'memory:') return { kind: 'memory' };
  if (/^sqlite:.+/.test(text)) return { kind: 'sqlite', path: text.slice('sqlite:'.length) };
  const [, scheme, credentials, nodes, database] =
    /^(rediss?(?:-cluster)?):\/\/(?:([^@/]*)@)?([^@/]+)(?:\/(\d*))?$/.exec(text) ?? [];
  if (scheme === undefined || nodes === undefined) throw new Error(URLS);
  const isCluster = scheme.endsWith('-cluster');
  const hosts = nodes.split(',').map(parseNode);
  if (!isCluster && hosts.length > 1)
    throw new Error('must name one server; for a cluster, redis-cluster://');
  if (isCluster && database) throw new Error('must not name a database: a cluster has only one');
  return {
    kind: 'redis',
    address: {
      isCluster,
      nodes: hosts,
      tls: scheme.startsWith('rediss'),
      ...parseCredentials(credentials),
      ...(database && { database: Number(database) }),
    },
  };
}

/** `host`, `host:port`, or an IPv6 address in brackets. */
function parseNode(text: string): RedisAddress['nodes'][number] {
  const [, host, port] = /^(\[[0-9a-fA-F:.]+\]|[^:[\]\s]+)(?::(\d+))?$/.exec(text) ?? [];
  const number = Number(port ?? DEFAULT_PORT);
  if (host === undefined || number < 1 || number > 65_535) throw new Error(URLS);
  return { host: host.replace(/^\[|\]$/g, ''), port: number };
}

/** RFC 3986, section 3.2.1: what is special in a URL is percent-encoded. */
function parseCredentials(text: string | undefined): Pick<RedisAddress, 'username' | 'password'> {
  if (text === undefined || text === '') return {};
  const [, username, password] = /^([^:]*)(?::(.*))?$/.exec(text) as RegExpExecArray;
  try {
    return {
      ...(username && { username: decodeURIComponent(username) }),
      ...(password && { password: decodeURIComponent(password) }),
    };
  } catch {
    throw new Error('must have user name and password percent-encoded');
  }
}

/** The empty text is the store's default. Without a store, which is an error of its own, anything goes. */
export function parseAck(text: string, store: StoreConfig | undefined): AckMode {
  const modes = ackModes[store?.kind ?? 'redis'];
  const mode = text === '' ? modes[0] : modes.find((candidate) => candidate === text);
  if (mode === undefined) throw new Error(`must be one of ${modes.join(', ')} with this store`);
  return mode;
}
