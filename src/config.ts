import type { KeySource } from './auth/keys.ts';
import type { Retention } from './broker/broker.ts';
import type { AckMode, StoreConfig } from './config-store.ts';
import { parseAck, parseStore } from './config-store.ts';
import {
  parseAmount,
  parseCount,
  parseDuration,
  parseHmacAlgorithms,
  parseKeyPairAlgorithms,
  parseList,
  parseOrigins,
  parsePause,
  parsePort,
  parseSecret,
  parseSize,
  parseSwitch,
  parseText,
  parseUrl,
} from './config-values.ts';
import { SetupError } from './errors.ts';
import type { FeedLimits } from './feed/feeds.ts';
import type { RunLimits } from './graphql/context.ts';
import type { DocumentLimits } from './graphql/limits.ts';
import type { ServerLimits } from './server/limits.ts';

export type Mode = 'dev' | 'serve';

/** Everything that can be set, checked and complete. */
export interface Config {
  readonly host: string;
  readonly port: number;
  readonly store: StoreConfig;
  readonly storeMaxBytes: number | null;
  readonly ack: AckMode;
  readonly retention: Retention;
  /** Null in dev, where a key of its own signs and verifies. */
  readonly jwt: JwtConfig | null;
  readonly tokens: TokenConfig;
  /** Of what one client, user or address may take. */
  readonly limits: ServerLimits & FeedLimits;
  readonly runs: RunLimits;
  /** What verifying a token may take. */
  readonly authTimeoutMs: number;
  /** Over how long connections are moved on when the server closes. */
  readonly drainMs: number;
  readonly allowedOrigins: readonly string[];
  readonly dashboard: boolean;
  readonly graphiql: boolean;
  readonly introspection: boolean;
  /** Of what a document may have. */
  readonly documents: DocumentLimits;
  /** Files of persisted operations. */
  readonly operations: readonly string[];
  /** Whether nothing but persisted operations runs. */
  readonly onlyPersisted: boolean;
}

/** What holds for tokens in dev and in serve. */
export interface TokenConfig {
  /** From `iat`, or from now, to `exp`. */
  readonly maxLifetimeMs: number;
  readonly clockToleranceMs: number;
}

export interface JwtConfig {
  readonly issuer: string;
  readonly audience: string;
  readonly algorithms: readonly string[];
  readonly keys: KeySource;
  readonly userClaim: string;
  readonly tenantClaim: string;
}

/** One setting: the flag `--name`, and the variable `AGENTWIRE_NAME`, which the flag overrides. */
export interface Setting {
  readonly name: string;
  readonly placeholder: string;
  readonly description: string;
  /** Per mode; absent where there is none. */
  readonly defaults: Partial<Record<Mode, string>>;
  readonly modes: readonly Mode[];
}

const both = (value: string): Record<Mode, string> => ({ dev: value, serve: value });
const everywhere: readonly Mode[] = ['dev', 'serve'];
const serveOnly: readonly Mode[] = ['serve'];

// biome-ignore format: a table
export const settings = [
  { name: 'port', placeholder: 'PORT', description: 'TCP port; 0 takes a free one', defaults: both('4000'), modes: everywhere },
  { name: 'host', placeholder: 'HOST', description: 'address to listen on', defaults: { dev: '127.0.0.1', serve: '0.0.0.0' }, modes: everywhere },
  { name: 'store', placeholder: 'URL', description: 'memory:, sqlite:PATH, redis://HOST:PORT, rediss://HOST:PORT or redis-cluster://HOST:PORT,HOST:PORT; with a password, better set as AGENTWIRE_STORE', defaults: both('sqlite:.agentwire/events.db'), modes: everywhere },
  { name: 'store-max-size', placeholder: 'SIZE', description: 'what the SQLite file may grow to, such as 10GB; unlimited without it', defaults: {}, modes: everywhere },
  { name: 'ack', placeholder: 'MODE', description: 'what publishEvents waits for: fsynced (on the disk; the default of SQLite), replicated (on a replica, too; Redis only, and its default) or none', defaults: {}, modes: everywhere },
  { name: 'retention-age', placeholder: 'TIME', description: 'how long events are kept, such as 12h or 7d', defaults: both('7d'), modes: everywhere },
  { name: 'retention-count', placeholder: 'COUNT', description: 'how many events are kept per user', defaults: both('100000'), modes: everywhere },
  { name: 'allowed-origins', placeholder: 'LIST', description: 'origins of browser pages beside the own one, such as https://app.example.com, separated by commas', defaults: both(''), modes: everywhere },
  { name: 'dashboard', placeholder: 'on|off', description: 'serve the dashboard at /', defaults: { dev: 'on', serve: 'off' }, modes: everywhere },
  { name: 'graphiql', placeholder: 'on|off', description: 'serve GraphiQL at /graphiql', defaults: { dev: 'on', serve: 'off' }, modes: everywhere },
  { name: 'introspection', placeholder: 'on|off', description: 'answer introspection queries', defaults: { dev: 'on', serve: 'off' }, modes: everywhere },
  { name: 'jwt-issuer', placeholder: 'ISS', description: 'the `iss` that tokens must have; required', defaults: {}, modes: serveOnly },
  { name: 'jwt-audience', placeholder: 'AUD', description: 'the `aud` that tokens must have; required', defaults: {}, modes: serveOnly },
  { name: 'jwt-algorithms', placeholder: 'LIST', description: 'signature algorithms, such as ES256,RS256; required', defaults: {}, modes: serveOnly },
  { name: 'jwt-jwks-url', placeholder: 'URL', description: 'key set to verify tokens with (or one of the next two)', defaults: {}, modes: serveOnly },
  { name: 'jwt-jwks-file', placeholder: 'FILE', description: 'key set in a file', defaults: {}, modes: serveOnly },
  { name: 'jwt-secret', placeholder: 'SECRET', description: 'shared secret; better set as AGENTWIRE_JWT_SECRET than as a flag, which others on the machine can see', defaults: {}, modes: serveOnly },
  { name: 'jwt-jwks-max-age', placeholder: 'TIME', description: 'after which keys of the URL are fetched anew, in the background', defaults: both('10m'), modes: serveOnly },
  { name: 'jwt-jwks-max-stale', placeholder: 'TIME', description: 'how much longer they do while the URL gives none', defaults: both('1h'), modes: serveOnly },
  { name: 'jwt-user-claim', placeholder: 'CLAIM', description: 'claim that has the user id', defaults: both('sub'), modes: serveOnly },
  { name: 'jwt-tenant-claim', placeholder: 'CLAIM', description: 'claim that has the tenant id', defaults: both('tenant'), modes: serveOnly },
  { name: 'jwt-max-lifetime', placeholder: 'TIME', description: 'what tokens may be valid for, from `iat` to `exp`; longer ones are refused', defaults: { dev: '30d', serve: '24h' }, modes: everywhere },
  { name: 'jwt-clock-tolerance', placeholder: 'TIME', description: 'what the clock of whoever issues tokens may differ', defaults: both('5s'), modes: everywhere },
  { name: 'auth-timeout', placeholder: 'TIME', description: 'what verifying a token may take', defaults: both('10s'), modes: everywhere },
  { name: 'init-timeout', placeholder: 'TIME', description: 'what a WebSocket has for its connection_init', defaults: both('3s'), modes: everywhere },
  { name: 'max-message-size', placeholder: 'SIZE', description: 'one message from a client over a WebSocket', defaults: both('64KiB'), modes: everywhere },
  { name: 'max-body-size', placeholder: 'SIZE', description: 'the body of an HTTP request', defaults: both('4MiB'), modes: everywhere },
  { name: 'max-messages-per-second', placeholder: 'COUNT', description: 'messages and pings of one WebSocket; from one that sends more, reading waits', defaults: both('100'), modes: everywhere },
  { name: 'max-subscriptions-per-socket', placeholder: 'COUNT', description: 'subscriptions on one WebSocket', defaults: both('32'), modes: everywhere },
  { name: 'max-subscriptions-per-user', placeholder: 'COUNT', description: 'subscriptions of one user, on all nodes together with a store that they share', defaults: both('200'), modes: everywhere },
  { name: 'max-connections-per-user', placeholder: 'COUNT', description: 'WebSockets and event streams of one user, on all nodes together with a store that they share', defaults: both('100'), modes: everywhere },
  { name: 'max-connections-per-address', placeholder: 'COUNT', description: 'WebSockets and event streams from one address on this node; of IPv6, from one /64', defaults: both('1000'), modes: everywhere },
  { name: 'trusted-proxies', placeholder: 'COUNT', description: 'how many proxies in front of this node append the address that they see to X-Forwarded-For', defaults: both('0'), modes: everywhere },
  { name: 'max-connection-age', placeholder: 'TIME', description: 'after which a connection has to be made anew', defaults: both('24h'), modes: everywhere },
  { name: 'write-stall', placeholder: 'TIME', description: 'after which a peer that takes no byte is cut', defaults: both('30s'), modes: everywhere },
  { name: 'replay-budget', placeholder: 'COUNT', description: 'events that one user gets replayed within a minute; beyond, replays wait', defaults: both('300000'), modes: everywhere },
  { name: 'run-lease', placeholder: 'TIME', description: 'how long a run is its worker\'s without a sign of life; then it ends with WORKER_LOST', defaults: both('30s'), modes: everywhere },
  { name: 'run-queue-time', placeholder: 'TIME', description: 'how long a run that was asked for waits for a worker', defaults: both('5m'), modes: everywhere },
  { name: 'cancel-grace', placeholder: 'TIME', description: 'what a worker has for ending a run that is to stop', defaults: both('30s'), modes: everywhere },
  { name: 'max-queued-runs-per-user', placeholder: 'COUNT', description: 'runs of one user that wait for a worker', defaults: both('100'), modes: everywhere },
  { name: 'drain-time', placeholder: 'TIME', description: 'over how long connections are moved on when the server is told to stop', defaults: { dev: '0s', serve: '20s' }, modes: everywhere },
  { name: 'max-document-depth', placeholder: 'COUNT', description: 'levels of fields in a document', defaults: both('16'), modes: everywhere },
  { name: 'max-document-fields', placeholder: 'COUNT', description: 'fields in a document, with fragments counted wherever they are spread', defaults: both('1000'), modes: everywhere },
  { name: 'max-document-repeats', placeholder: 'COUNT', description: 'selections of one field in one place of a document', defaults: both('30'), modes: everywhere },
  { name: 'max-document-aliases', placeholder: 'COUNT', description: 'aliases in a document', defaults: both('20'), modes: everywhere },
  { name: 'max-document-directives', placeholder: 'COUNT', description: 'directives in a document', defaults: both('50'), modes: everywhere },
  { name: 'max-document-tokens', placeholder: 'COUNT', description: 'names, values and punctuation in a document, and as many comments', defaults: both('1500'), modes: everywhere },
  { name: 'max-document-cost', placeholder: 'COUNT', description: 'fields that an operation resolves if each of its pages is full', defaults: both('75000'), modes: everywhere },
  { name: 'operations', placeholder: 'FILES', description: 'persisted operations, {"<id>": "<document>"} or Apollo\'s manifest; several files are separated by commas', defaults: both(''), modes: everywhere },
  { name: 'only-persisted', placeholder: 'on|off', description: 'run nothing but persisted operations', defaults: both('off'), modes: everywhere },
] as const satisfies readonly Setting[];

export type SettingName = (typeof settings)[number]['name'];
export type Flags = Partial<Record<SettingName, string>>;
export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment variable of a setting. */
export function variableOf(name: string): string {
  return `AGENTWIRE_${name.toUpperCase().replaceAll('-', '_')}`;
}

/** Reads flags and environment. Throws one SetupError that names everything that is missing or wrong. */
export function readConfig(mode: Mode, flags: Flags, environment: Environment): Config {
  const problems: string[] = [];
  const textOf = (name: SettingName): string | undefined => {
    const setting: Setting = settings.find((candidate) => candidate.name === name) as Setting;
    if (!setting.modes.includes(mode)) return undefined;
    return flags[name] ?? environment[variableOf(name)] ?? setting.defaults[mode];
  };
  const read = <Value>(name: SettingName, parse: (text: string) => Value): Value => {
    try {
      return parse(textOf(name) ?? '');
    } catch (error) {
      problems.push(`--${name} (${variableOf(name)}) ${(error as Error).message}`);
      return undefined as Value;
    }
  };

  const store = read('store', parseStore);
  const config: Config = {
    host: read('host', parseText),
    port: read('port', parsePort),
    store,
    storeMaxBytes: read('store-max-size', (text) => (text === '' ? null : parseSize(text))),
    ack: read('ack', (text) => parseAck(text, store)),
    retention: {
      maxAgeMs: read('retention-age', parseDuration),
      maxCount: read('retention-count', parseCount),
    },
    jwt: mode === 'dev' ? null : readJwt(read, textOf, problems),
    tokens: {
      maxLifetimeMs: read('jwt-max-lifetime', parseDuration),
      clockToleranceMs: read('jwt-clock-tolerance', parsePause),
    },
    limits: {
      maxMessageBytes: read('max-message-size', parseSize),
      maxBodyBytes: read('max-body-size', parseSize),
      maxMessagesPerSecond: read('max-messages-per-second', parseCount),
      maxSubscriptionsPerSocket: read('max-subscriptions-per-socket', parseCount),
      maxReadersPerChannel: read('max-subscriptions-per-user', parseCount),
      maxPerUser: read('max-connections-per-user', parseCount),
      maxPerAddress: read('max-connections-per-address', parseCount),
      trustedProxies: read('trusted-proxies', parseAmount),
      maxAgeMs: read('max-connection-age', parseDuration),
      writeStallMs: read('write-stall', parseDuration),
      initTimeoutMs: read('init-timeout', parseDuration),
      replaysPerMinute: read('replay-budget', parseCount),
    },
    runs: {
      leaseMs: read('run-lease', parseDuration),
      queueMs: read('run-queue-time', parseDuration),
      cancelGraceMs: read('cancel-grace', parseDuration),
      maxQueued: read('max-queued-runs-per-user', parseCount),
    },
    authTimeoutMs: read('auth-timeout', parseDuration),
    drainMs: read('drain-time', parsePause),
    allowedOrigins: read('allowed-origins', parseOrigins),
    dashboard: read('dashboard', parseSwitch),
    graphiql: read('graphiql', parseSwitch),
    introspection: read('introspection', parseSwitch),
    documents: {
      depth: read('max-document-depth', parseCount),
      fields: read('max-document-fields', parseCount),
      repeats: read('max-document-repeats', parseCount),
      aliases: read('max-document-aliases', parseCount),
      directives: read('max-document-directives', parseCount),
      tokens: read('max-document-tokens', parseCount),
      cost: read('max-document-cost', parseCount),
    },
    operations: read('operations', parseList),
    onlyPersisted: read('only-persisted', parseSwitch),
  };
  if (config.onlyPersisted && config.operations?.length === 0) {
    problems.push(`--only-persisted (${variableOf('only-persisted')}) needs --operations: nothing would run`);
  }
  if (problems.length > 0) throw new SetupError(problems.join('\n'));
  return Object.freeze(config);
}

type Read = <Value>(name: SettingName, parse: (text: string) => Value) => Value;

function readJwt(
  read: Read,
  textOf: (name: SettingName) => string | undefined,
  problems: string[],
): JwtConfig {
  const sources = {
    'jwt-jwks-url': (text: string): KeySource => ({
      jwksUrl: parseUrl(text),
      maxAgeMs: read('jwt-jwks-max-age', parseDuration),
      maxStaleMs: read('jwt-jwks-max-stale', parseDuration),
    }),
    'jwt-jwks-file': (text: string): KeySource => ({ jwksFile: parseText(text) }),
    'jwt-secret': (text: string): KeySource => ({ secret: parseSecret(text) }),
  } as const;
  const given = (Object.keys(sources) as (keyof typeof sources)[]).filter(
    (name) => textOf(name) !== undefined,
  );
  const [source] = given;
  if (source === undefined || given.length > 1) {
    problems.push(
      `exactly one of ${Object.keys(sources)
        .map((name) => `--${name}`)
        .join(', ')} must be set`,
    );
  }
  return {
    issuer: read('jwt-issuer', parseText),
    audience: read('jwt-audience', parseText),
    // With an algorithm of the other kind, a public key could be taken for a shared secret (RFC 8725, section 3.1).
    algorithms: read(
      'jwt-algorithms',
      source === 'jwt-secret' ? parseHmacAlgorithms : parseKeyPairAlgorithms,
    ),
    keys: source === undefined ? { secret: '' } : read(source, sources[source]),
    userClaim: read('jwt-user-claim', parseText),
    tenantClaim: read('jwt-tenant-claim', parseText),
  };
}
