import { describe, expect, test } from 'vitest';
import type { Config, Flags, Mode, SettingName } from '../src/config.ts';
import { readConfig, settings, variableOf } from '../src/config.ts';
import { SetupError } from '../src/errors.ts';
import { thrownBy } from './support/errors.ts';

const SECRET = 'a secret of thirty-two characters';

/** What `serve` does not start without. */
const needed: Flags = {
  'jwt-issuer': 'https://id.example.com/',
  'jwt-audience': 'agentwire',
  'jwt-algorithms': 'ES256',
  'jwt-jwks-url': 'https://id.example.com/jwks.json',
};

interface Example {
  /** What else has to be set for it. */
  readonly beside?: Flags;
  readonly text: string;
  readonly value: unknown;
  readonly read: (config: Config) => unknown;
  readonly wrong: readonly string[];
}

const time = (read: Example['read']): Example => ({
  text: '90s',
  value: 90_000,
  read,
  wrong: ['', '90', '-1s', '1.5h'],
});
const count = (read: Example['read']): Example => ({
  text: '7',
  value: 7,
  read,
  wrong: ['', '0', '-1', '1.5', 'many'],
});

const { 'jwt-jwks-url': _, ...withoutKeys } = needed;

const documentLimit = (name: keyof Config['documents']): Example => ({
  text: '7',
  value: 7,
  read: ({ documents }) => documents[name],
  wrong: ['', '0', '-1', '1.5', 'many'],
});

/** For every setting, a text that differs from its default, what it means, and texts that mean nothing. */
const examples: Record<SettingName, Example> = {
  'max-document-depth': documentLimit('depth'),
  'max-document-fields': documentLimit('fields'),
  'max-document-repeats': documentLimit('repeats'),
  'max-document-aliases': documentLimit('aliases'),
  'max-document-directives': documentLimit('directives'),
  'max-document-tokens': documentLimit('tokens'),
  'max-document-cost': documentLimit('cost'),
  operations: {
    text: 'app.json, other.json',
    value: ['app.json', 'other.json'],
    read: ({ operations }) => operations,
    wrong: [],
  },
  'only-persisted': {
    beside: { ...needed, operations: 'app.json' },
    text: 'on',
    value: true,
    read: ({ onlyPersisted }) => onlyPersisted,
    wrong: ['', 'yes', 'true', 'ON'],
  },
  'auth-timeout': time(({ authTimeoutMs }) => authTimeoutMs),
  'init-timeout': time(({ limits }) => limits.initTimeoutMs),
  'max-message-size': {
    text: '32KiB',
    value: 32_768,
    read: ({ limits }) => limits.maxMessageBytes,
    wrong: ['', '10', '0KiB', '1.5MiB', '10kb'],
  },
  'max-body-size': {
    text: '1MiB',
    value: 1_048_576,
    read: ({ limits }) => limits.maxBodyBytes,
    wrong: ['', '10', '0KiB', '1.5MiB', '10kb'],
  },
  'max-messages-per-second': count(({ limits }) => limits.maxMessagesPerSecond),
  'max-subscriptions-per-socket': count(({ limits }) => limits.maxSubscriptionsPerSocket),
  'max-subscriptions-per-user': count(({ limits }) => limits.maxReadersPerChannel),
  'max-connections-per-user': count(({ limits }) => limits.maxPerUser),
  'max-connections-per-address': count(({ limits }) => limits.maxPerAddress),
  'replay-budget': count(({ limits }) => limits.replaysPerMinute),
  'trusted-proxies': {
    text: '2',
    value: 2,
    read: ({ limits }) => limits.trustedProxies,
    wrong: ['', '-1', '1.5', 'many'],
  },
  'max-connection-age': time(({ limits }) => limits.maxAgeMs),
  'write-stall': time(({ limits }) => limits.writeStallMs),
  'run-lease': time(({ runs }) => runs.leaseMs),
  'run-queue-time': time(({ runs }) => runs.queueMs),
  'cancel-grace': time(({ runs }) => runs.cancelGraceMs),
  'max-queued-runs-per-user': count(({ runs }) => runs.maxQueued),
  'drain-time': time(({ drainMs }) => drainMs),
  port: {
    text: '8080',
    value: 8080,
    read: ({ port }) => port,
    wrong: ['', '-1', '65536', '80.5', '0x50', 'http', ' 80'],
  },
  host: { text: '::1', value: '::1', read: ({ host }) => host, wrong: [''] },
  store: {
    text: 'sqlite:/var/lib/events.db',
    value: { kind: 'sqlite', path: '/var/lib/events.db' },
    read: ({ store }) => store,
    wrong: ['', 'sqlite:', 'memory', 'http://localhost', 'events.db'],
  },
  'store-max-size': {
    text: '10GB',
    value: 10e9,
    read: ({ storeMaxBytes }) => storeMaxBytes,
    wrong: ['10', '10 GB', '0MB', '-1GB', '1.5GB', '10gb'],
  },
  ack: { text: 'none', value: 'none', read: ({ ack }) => ack, wrong: ['all', 'FSYNCED', 'replicated'] },
  'retention-age': {
    text: '90s',
    value: 90_000,
    read: ({ retention }) => retention.maxAgeMs,
    wrong: ['', '90', '0d', '-1h', '1.5h', '1w', '1h30m'],
  },
  'retention-count': {
    text: '12',
    value: 12,
    read: ({ retention }) => retention.maxCount,
    wrong: ['', '0', '-1', '1.5', 'many'],
  },
  'allowed-origins': {
    text: 'https://a.example, http://localhost:3000',
    value: ['https://a.example', 'http://localhost:3000'],
    read: ({ allowedOrigins }) => allowedOrigins,
    wrong: ['*', 'a.example', 'https://a.example/', 'https://a.example,*', 'null'],
  },
  dashboard: { text: 'on', value: true, read: ({ dashboard }) => dashboard, wrong: ['', 'true', 'yes', '1'] },
  graphiql: { text: 'on', value: true, read: ({ graphiql }) => graphiql, wrong: ['', 'true', 'yes', '1'] },
  introspection: {
    text: 'on',
    value: true,
    read: ({ introspection }) => introspection,
    wrong: ['', 'true', 'ON'],
  },
  'jwt-issuer': {
    text: 'urn:other',
    value: 'urn:other',
    read: ({ jwt }) => jwt?.issuer,
    wrong: [''],
  },
  'jwt-audience': { text: 'others', value: 'others', read: ({ jwt }) => jwt?.audience, wrong: [''] },
  'jwt-algorithms': {
    text: 'ES384, RS256',
    value: ['ES384', 'RS256'],
    read: ({ jwt }) => jwt?.algorithms,
    wrong: ['', ',', 'none', 'es256', 'ES256,none', 'HS256'],
  },
  'jwt-jwks-url': {
    text: 'http://localhost/jwks.json',
    value: { jwksUrl: 'http://localhost/jwks.json', maxAgeMs: 600_000, maxStaleMs: 3_600_000 },
    read: ({ jwt }) => jwt?.keys,
    wrong: ['', 'jwks.json', 'file:///jwks.json', 'https://user:word@id.example.com/jwks.json'],
  },
  'jwt-jwks-max-age': {
    text: '90s',
    value: expect.objectContaining({ maxAgeMs: 90_000, maxStaleMs: 3_600_000 }),
    read: ({ jwt }) => jwt?.keys,
    wrong: ['', '90', '0s', '1 h'],
  },
  'jwt-jwks-max-stale': {
    text: '90s',
    value: expect.objectContaining({ maxAgeMs: 600_000, maxStaleMs: 90_000 }),
    read: ({ jwt }) => jwt?.keys,
    wrong: ['', '90', '0s', '1 h'],
  },
  'jwt-jwks-file': {
    beside: withoutKeys,
    text: 'jwks.json',
    value: { jwksFile: 'jwks.json' },
    read: ({ jwt }) => jwt?.keys,
    wrong: [''],
  },
  'jwt-secret': {
    beside: { ...withoutKeys, 'jwt-algorithms': 'HS256' },
    text: SECRET,
    value: { secret: SECRET },
    read: ({ jwt }) => jwt?.keys,
    wrong: ['', 'too short', 'x'.repeat(31)],
  },
  'jwt-user-claim': { text: 'uid', value: 'uid', read: ({ jwt }) => jwt?.userClaim, wrong: [''] },
  'jwt-tenant-claim': { text: 'org', value: 'org', read: ({ jwt }) => jwt?.tenantClaim, wrong: [''] },
  'jwt-max-lifetime': {
    text: '15m',
    value: 900_000,
    read: ({ tokens }) => tokens.maxLifetimeMs,
    wrong: ['', '900', '0s', '-1h', 'none'],
  },
  'jwt-clock-tolerance': {
    text: '1m',
    value: 60_000,
    read: ({ tokens }) => tokens.clockToleranceMs,
    wrong: ['', '5', '-1s', '5ms'],
  },
};

const allExamples = Object.entries(examples) as [SettingName, Example][];

describe.each(allExamples)('%s', (name, { beside = needed, text, value, read, wrong }) => {
  const variable = variableOf(name);

  test('is set by its flag', () => {
    expect(read(readConfig('serve', { ...beside, [name]: text }, {}))).toEqual(value);
  });

  test('is set by its variable', () => {
    const { [name]: _unset, ...flags } = beside;
    expect(read(readConfig('serve', flags, { [variable]: text }))).toEqual(value);
  });

  test('is what the flag says where the variable says otherwise', () => {
    const config = readConfig('serve', { ...beside, [name]: text }, { [variable]: wrong[0] });
    expect(read(config)).toEqual(value);
  });

  test('differs from its default in this example', () => {
    const byDefault = read(readConfig('serve', needed, {}));
    expect(byDefault).not.toEqual(value);
  });

  test.each(wrong.filter((text) => !(text === '' && name === 'store-max-size')))('is not %j', (text) => {
    const message = refusal('serve', { ...beside, [name]: text });
    expect(message.split('\n')).toEqual([expect.stringContaining(`--${name} (${variable}) must `)]);
  });
});

describe('serve', () => {
  test('names all that is missing, at once', () => {
    const lines = refusal('serve', {}).split('\n');
    expect(lines).toEqual([
      'exactly one of --jwt-jwks-url, --jwt-jwks-file, --jwt-secret must be set',
      '--jwt-issuer (AGENTWIRE_JWT_ISSUER) must be set',
      '--jwt-audience (AGENTWIRE_JWT_AUDIENCE) must be set',
      expect.stringMatching(/^--jwt-algorithms \(AGENTWIRE_JWT_ALGORITHMS\) must be some of RS256.*ES256/),
    ]);
  });

  test('takes no two sources of keys', () => {
    const message = refusal('serve', needed, { AGENTWIRE_JWT_JWKS_FILE: 'jwks.json' });
    expect(message).toBe('exactly one of --jwt-jwks-url, --jwt-jwks-file, --jwt-secret must be set');
  });

  test.each(['HS256', 'HS512', 'ES256,HS256'])(
    'takes no shared-secret algorithm with a key set: %s',
    (list) => {
      const message = refusal('serve', { ...needed, 'jwt-algorithms': list });
      expect(message).toMatch(/^--jwt-algorithms .* must be some of (?!.*HS)/);
    },
  );

  test.each(['ES256', 'RS256', 'HS256,ES256'])(
    'takes no key-pair algorithm with a shared secret: %s',
    (list) => {
      const message = refusal('serve', { ...withoutKeys, 'jwt-secret': SECRET, 'jwt-algorithms': list });
      expect(message).toMatch(/^--jwt-algorithms .* must be some of HS256,HS384,HS512$/);
    },
  );

  test('does not start with nothing that it could run', () => {
    const message = refusal('serve', { ...needed, 'only-persisted': 'on' });
    expect(message).toBe('--only-persisted (AGENTWIRE_ONLY_PERSISTED) needs --operations: nothing would run');
  });

  test('does not tell the secret', () => {
    const secret = 'a short secret';
    expect(refusal('serve', { ...withoutKeys, 'jwt-secret': secret })).not.toContain(secret);
  });

  test('is closed by default: no page, no introspection, no other origin, all synced', () => {
    expect(readConfig('serve', needed, {})).toMatchObject({
      host: '0.0.0.0',
      port: 4000,
      ack: 'fsynced',
      dashboard: false,
      graphiql: false,
      introspection: false,
      allowedOrigins: [],
      storeMaxBytes: null,
      tokens: { maxLifetimeMs: 24 * 3_600_000, clockToleranceMs: 5_000 },
    });
  });
});

describe('dev', () => {
  test('needs nothing, and listens for this machine alone', () => {
    expect(readConfig('dev', {}, {})).toEqual({
      host: '127.0.0.1',
      port: 4000,
      store: { kind: 'sqlite', path: '.agentwire/events.db' },
      storeMaxBytes: null,
      ack: 'fsynced',
      retention: { maxAgeMs: 7 * 24 * 3_600_000, maxCount: 100_000 },
      jwt: null,
      tokens: { maxLifetimeMs: 30 * 24 * 3_600_000, clockToleranceMs: 5_000 },
      allowedOrigins: [],
      dashboard: true,
      graphiql: true,
      introspection: true,
      documents: {
        depth: 16,
        fields: 1_000,
        repeats: 30,
        aliases: 20,
        directives: 50,
        tokens: 1_500,
        cost: 75_000,
      },
      operations: [],
      onlyPersisted: false,
      runs: { leaseMs: 30_000, queueMs: 300_000, cancelGraceMs: 30_000, maxQueued: 100 },
      limits: {
        maxMessageBytes: 65_536,
        maxBodyBytes: 4_194_304,
        maxMessagesPerSecond: 100,
        maxSubscriptionsPerSocket: 32,
        maxReadersPerChannel: 200,
        maxPerUser: 100,
        maxPerAddress: 1_000,
        trustedProxies: 0,
        maxAgeMs: 24 * 3_600_000,
        writeStallMs: 30_000,
        initTimeoutMs: 3_000,
        replaysPerMinute: 300_000,
      },
      authTimeoutMs: 10_000,
      drainMs: 0,
    });
  });

  test('does not look at the settings of serve', () => {
    expect(readConfig('dev', {}, { AGENTWIRE_JWT_SECRET: 'short', AGENTWIRE_JWT_ALGORITHMS: 'x' }).jwt).toBe(
      null,
    );
  });
});

test('a configuration is frozen', () => {
  expect(Object.isFrozen(readConfig('dev', {}, {}))).toBe(true);
});

test('variables are called like their flags', () => {
  expect(settings.map(({ name }) => variableOf(name))).toContain('AGENTWIRE_JWT_JWKS_URL');
});

function refusal(mode: Mode, flags: Flags, environment: Record<string, string> = {}): string {
  const error = thrownBy(() => readConfig(mode, flags, environment));
  expect(error).toBeInstanceOf(SetupError);
  return (error as SetupError).message;
}
