import type { KeySource } from './auth/verify.ts';
import type { Retention } from './broker/broker.ts';
import type { StoreConfig } from './config-values.ts';
import {
  parseCount,
  parseDuration,
  parseHmacAlgorithms,
  parseKeyPairAlgorithms,
  parseOneOf,
  parseOrigins,
  parsePort,
  parseSecret,
  parseSize,
  parseStore,
  parseSwitch,
  parseText,
  parseUrl,
} from './config-values.ts';
import { SetupError } from './errors.ts';

export type Mode = 'dev' | 'serve';

export type AckMode = 'none' | 'fsynced';

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
  readonly allowedOrigins: readonly string[];
  readonly dashboard: boolean;
  readonly graphiql: boolean;
  readonly introspection: boolean;
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
  { name: 'store', placeholder: 'URL', description: 'memory: or sqlite:PATH', defaults: both('sqlite:.agentwire/events.db'), modes: everywhere },
  { name: 'store-max-size', placeholder: 'SIZE', description: 'what the SQLite file may grow to, such as 10GB; unlimited without it', defaults: {}, modes: everywhere },
  { name: 'ack', placeholder: 'MODE', description: 'what publishEvents waits for: fsynced (survives a power cut) or none (survives a killed process)', defaults: both('fsynced'), modes: everywhere },
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
  { name: 'jwt-user-claim', placeholder: 'CLAIM', description: 'claim that has the user id', defaults: both('sub'), modes: serveOnly },
  { name: 'jwt-tenant-claim', placeholder: 'CLAIM', description: 'claim that has the tenant id', defaults: both('tenant'), modes: serveOnly },
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

  const config: Config = {
    host: read('host', parseText),
    port: read('port', parsePort),
    store: read('store', parseStore),
    storeMaxBytes: read('store-max-size', (text) => (text === '' ? null : parseSize(text))),
    ack: read('ack', parseOneOf('fsynced', 'none')),
    retention: {
      maxAgeMs: read('retention-age', parseDuration),
      maxCount: read('retention-count', parseCount),
    },
    jwt: mode === 'dev' ? null : readJwt(read, textOf, problems),
    allowedOrigins: read('allowed-origins', parseOrigins),
    dashboard: read('dashboard', parseSwitch),
    graphiql: read('graphiql', parseSwitch),
    introspection: read('introspection', parseSwitch),
  };
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
    'jwt-jwks-url': (text: string): KeySource => ({ jwksUrl: parseUrl(text) }),
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
