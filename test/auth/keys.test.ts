import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { KeySource } from '../../src/auth/keys.ts';
import { SetupError } from '../../src/errors.ts';
import { thrownBy } from '../support/errors.ts';
import { encode, jwks, SECRET, sign, verifier } from './tokens.ts';

describe('keys of a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'agentwire-keys-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const fileOf = (name: string, text: string): KeySource => {
    const jwksFile = join(folder, name);
    writeFileSync(jwksFile, text);
    return { jwksFile };
  };

  test('verify', async () => {
    const verify = verifier({ keys: fileOf('jwks.json', JSON.stringify(jwks)) });
    expect(await verify(await sign())).toMatchObject({ userId: 'alice' });
  });

  const shared = { kty: 'oct', k: encode(SECRET), kid: 'ES256', alg: 'HS256' };
  const secret = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  const sets = [[], [shared], [secret], [7]].map((keys) => JSON.stringify({ keys }));

  test.each(['', '{', 'null', '{}', '[]', '{"keys":1}', ...sets])(
    'that has none are a SetupError, at once: %s',
    (text) => expect(thrownBy(() => verifier({ keys: fileOf('bad.json', text) }))).toBeInstanceOf(SetupError),
  );

  test('that is not there are a SetupError, at once', () => {
    const keys = { jwksFile: join(folder, 'nowhere.json') };
    expect(thrownBy(() => verifier({ keys }))).toBeInstanceOf(SetupError);
  });
});
