import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openForWriting } from '../../src/broker/sqlite/database.ts';
import { temporaryFolder } from '../support/folders.ts';
import { agentwire } from '../support/process.ts';
import { jwks } from '../support/tokens.ts';
import { oneLine } from './support.ts';

const secret = 'a secret of thirty-two characters';

/** All that `serve` needs, by environment. */
const complete = {
  AGENTWIRE_JWT_ISSUER: 'https://id.example.com/',
  AGENTWIRE_JWT_AUDIENCE: 'agentwire',
  AGENTWIRE_JWT_ALGORITHMS: 'HS256',
  AGENTWIRE_JWT_SECRET: secret,
  AGENTWIRE_HOST: '127.0.0.1',
  AGENTWIRE_PORT: '0',
};

const serve = async (args: readonly string[], env = {}) =>
  agentwire(['serve', ...args], { cwd: await temporaryFolder(), env });

describe('agentwire serve', () => {
  test('names every setting that is missing, at once', async () => {
    const { code, stdout, stderr } = await (await serve([])).result();
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.trimEnd().split('\n')).toEqual([
      'exactly one of --jwt-jwks-url, --jwt-jwks-file, --jwt-secret must be set',
      '--jwt-issuer (AGENTWIRE_JWT_ISSUER) must be set',
      '--jwt-audience (AGENTWIRE_JWT_AUDIENCE) must be set',
      expect.stringMatching(/^--jwt-algorithms \(AGENTWIRE_JWT_ALGORITHMS\) must be some of /),
    ]);
  });

  test.each<[string, readonly string[], string | RegExp]>([
    [
      'two sources of keys',
      ['--jwt-jwks-file', 'jwks.json'],
      /exactly one of --jwt-jwks-url, --jwt-jwks-file, --jwt-secret must be set(\n--jwt-algorithms .*)?/,
    ],
    [
      'a short secret',
      ['--jwt-secret', 'short'],
      '--jwt-secret (AGENTWIRE_JWT_SECRET) must have at least 32 bytes',
    ],
  ])('does not start with %s', async (_, args, message) => {
    const { code, stdout, stderr } = await (await serve(args, complete)).result();
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(oneLine(message));
  });

  test('does not start with a shared-secret algorithm and a key set', async () => {
    const { AGENTWIRE_JWT_SECRET: _, ...env } = complete;
    const { code, stderr } = await (await serve(['--jwt-jwks-url', 'http://127.0.0.1/'], env)).result();
    expect(code).toBe(1);
    expect(stderr).toMatch(oneLine(/--jwt-algorithms \(AGENTWIRE_JWT_ALGORITHMS\) must be some of RS256,.*/));
  });

  test('does not start with a key set that cannot be read', async () => {
    const { AGENTWIRE_JWT_SECRET: _, ...env } = { ...complete, AGENTWIRE_JWT_ALGORITHMS: 'ES256' };
    const { code, stderr } = await (await serve(['--jwt-jwks-file', 'jwks.json'], env)).result();
    expect(code).toBe(1);
    expect(stderr).toMatch(oneLine(/The key set jwks\.json cannot be read: .+/));
  });

  test('serves with complete settings, logs no token, and ends at SIGTERM', async () => {
    const program = await serve([], complete);
    const { host, port, store } = JSON.parse(await program.stdout.line(/"msg":"listening"/));
    expect({ host, store }).toEqual({ host: '127.0.0.1', store: 'sqlite' });
    const url = `http://127.0.0.1:${port}`;

    const token = await new SignJWT()
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer(complete.AGENTWIRE_JWT_ISSUER)
      .setAudience(complete.AGENTWIRE_JWT_AUDIENCE)
      .setSubject('alice')
      .setExpirationTime('1h')
      .sign(new TextEncoder().encode(secret));
    const ask = async (authorization: string, query: string) => {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Authorization: authorization },
        body: JSON.stringify({ query }),
      });
      return [response.status, await response.json()];
    };
    expect(await ask(`Bearer ${token}`, '{ viewer { id } }')).toEqual([
      200,
      { data: { viewer: { id: 'alice' } } },
    ]);
    expect((await ask(`Bearer ${token}x`, '{ viewer { id } }'))[0]).toBe(401);
    // What only dev has.
    expect((await ask(`Bearer ${token}`, '{ __schema { description } }'))[1]).toHaveProperty('errors');
    const statuses = await Promise.all(
      ['/livez', '/readyz', '/', '/graphiql', '/.well-known/jwks.json'].map(
        async (path) => (await fetch(url + path)).status,
      ),
    );
    expect(statuses).toEqual([200, 200, 404, 404, 404]);

    program.signal('SIGTERM');
    const { code, stdout, stderr } = await program.result();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [, , signature = ''] = token.split('.');
    for (const kept of [signature, secret]) expect(stdout).not.toContain(kept);
  });

  test('takes its keys from a file', async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, 'jwks.json'), JSON.stringify(jwks));
    const { AGENTWIRE_JWT_SECRET: _, ...env } = { ...complete, AGENTWIRE_JWT_ALGORITHMS: 'ES256' };
    const program = agentwire(['serve', '--jwt-jwks-file', 'jwks.json', '--store', 'memory:'], { cwd, env });
    expect(JSON.parse(await program.stdout.line(/listening/)).store).toBe('memory');
  });
});

describe('a server that cannot start says why in one line', () => {
  const cases: readonly [string, RegExp, (path: string) => unknown][] = [
    ['its store is a folder', /The store \S+ cannot be opened: .+/, (path) => mkdir(path)],
    [
      'its store is no database',
      /The store \S+ cannot be opened: file is not a database\..+/,
      (path) => writeFile(path, 'Dear diary,\n'.repeat(1000)),
    ],
    [
      'its store is of a newer agentwire',
      /The store \S+ has schema version 99, this agentwire knows up to \d+\. Use a newer agentwire\./,
      (path) => {
        const database = openForWriting({ path, durability: 'none', maxBytes: null });
        database.exec('PRAGMA user_version = 99');
        database.close();
      },
    ],
  ];

  test.each(cases)('%s', async (_, message, prepare) => {
    const cwd = await temporaryFolder();
    await prepare(join(cwd, 'store'));
    const program = agentwire(['dev', '--port', '0', '--store', 'sqlite:store'], { cwd });
    const { code, stdout, stderr } = await program.result();
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(oneLine(message));
  });

  test('its port is taken', async () => {
    const taken = createServer();
    onTestFinished(() => void taken.close());
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as { port: number };
    const program = agentwire(['dev', '--port', String(port)], { cwd: await temporaryFolder() });
    const { code, stdout, stderr } = await program.result();
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      oneLine(`Port ${port} is taken on 127.0.0.1. Stop what runs there or choose another with --port.`),
    );
  });
});
