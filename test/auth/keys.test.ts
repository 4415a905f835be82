import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { afterAll, describe, expect, test } from 'vitest';
import type { KeySource } from '../../src/auth/verify.ts';
import { SetupError } from '../../src/errors.ts';
import { errorWith, thrownBy } from '../support/errors.ts';
import { goodClaims, jwks, makeKey, refusalOf, sign, verifier } from './tokens.ts';

describe('keys', () => {
  const folder = mkdtempSync(join(tmpdir(), 'agentwire-keys-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const fileOf = (name: string, text: string): KeySource => {
    const jwksFile = join(folder, name);
    writeFileSync(jwksFile, text);
    return { jwksFile };
  };

  test('come from a file', async () => {
    const verify = verifier({ keys: fileOf('jwks.json', JSON.stringify(jwks)) });
    expect(await verify(await sign())).toMatchObject({ userId: 'alice' });
  });

  test('from a file that has none are a SetupError, at once', () => {
    for (const text of ['', '{', '{}', '[]', '{"keys":1}']) {
      expect(thrownBy(() => verifier({ keys: fileOf('bad.json', text) }))).toBeInstanceOf(SetupError);
    }
    expect(thrownBy(() => verifier({ keys: { jwksFile: join(folder, 'nowhere.json') } }))).toBeInstanceOf(
      SetupError,
    );
  });

  test('come from a URL; while it is down, tokens are UNAVAILABLE', async () => {
    const answer = { status: 200, text: JSON.stringify(jwks), requests: 0 };
    const server = createServer((_req, res) => {
      answer.requests++;
      res.writeHead(answer.status, { 'Content-Type': 'application/json' }).end(answer.text);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const jwksUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`;
    const token = await sign();

    const verify = verifier({ keys: { jwksUrl } });
    expect(await verify(token)).toMatchObject({ userId: 'alice' });
    expect(await verify(await sign({ sub: 'bob' }))).toMatchObject({ userId: 'bob' });
    expect(answer.requests).toBe(1);
    // Names of keys that nobody has cost no request each.
    const stranger = await makeKey('ES256');
    for (let count = 0; count < 5; count++) {
      const unknown = await new SignJWT(goodClaims())
        .setProtectedHeader({ alg: 'ES256', kid: `k${count}` })
        .sign(stranger.privateKey);
      expect(await refusalOf(unknown, verify)).toEqual(errorWith('UNAUTHENTICATED'));
    }
    expect(answer.requests).toBe(1);

    for (const [status, text] of [
      [500, '{}'],
      [404, 'nothing here'],
      [200, 'no JSON'],
      [200, '{"keys":1}'],
    ] as const) {
      Object.assign(answer, { status, text });
      const error = await refusalOf(token, verifier({ keys: { jwksUrl } }));
      expect([status, error.code]).toEqual([status, 'UNAVAILABLE']);
    }
    await new Promise((resolve) => server.close(resolve));
    expect(await refusalOf(token, verifier({ keys: { jwksUrl } }))).toEqual(errorWith('UNAVAILABLE'));
    // Keys that are known go on to do.
    expect(await verify(token)).toMatchObject({ userId: 'alice' });
  });
});
