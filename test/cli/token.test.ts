import { generateKeyPairSync } from 'node:crypto';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { agentwire } from '../support/process.ts';
import { oneLine } from './support.ts';

const token = async (args: readonly string[], cwd: string) => agentwire(['token', ...args], { cwd }).result();

describe('agentwire token', () => {
  test('prints a token and nothing else, and keeps its key to itself', async () => {
    const cwd = await temporaryFolder();
    const { code, stdout, stderr } = await token(['--sub', 'alice'], cwd);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    const { iat = 0, exp = 0, ...claims } = decodeJwt(stdout.trim());
    expect(claims).toEqual({ iss: 'urn:agentwire:dev', aud: 'agentwire', sub: 'alice' });
    expect(exp - iat).toBe(3600);
    expect(((await stat(join(cwd, '.agentwire', 'dev-key.json'))).mode & 0o777).toString(8)).toBe('600');
    expect(((await stat(join(cwd, '.agentwire'))).mode & 0o777).toString(8)).toBe('700');
  });

  test('says in it what it is told to, signed with the key that is there', async () => {
    const cwd = await temporaryFolder();
    await token(['--sub', 'first'], cwd);
    const key = await readFile(join(cwd, '.agentwire', 'dev-key.json'), 'utf8');
    const args = [
      '--sub',
      'bob',
      '--scope',
      'agentwire:publish agentwire:ops',
      '--tenant',
      'acme',
      '--ttl',
      '90s',
    ];
    const { stdout } = await token(args, cwd);
    const { iat = 0, exp = 0, ...claims } = decodeJwt(stdout.trim());
    expect(claims).toMatchObject({ sub: 'bob', scope: 'agentwire:publish agentwire:ops', tenant: 'acme' });
    expect(exp - iat).toBe(90);
    expect(await readFile(join(cwd, '.agentwire', 'dev-key.json'), 'utf8')).toBe(key);
  });

  test.each([
    [['--sub', 'alice', '--ttl', '1 hour'], '--ttl must be a time such as 90s, 15m, 12h or 7d.'],
    [['--sub', ''], '--sub must not be empty.'],
  ])('refuses %j', async (args, message) => {
    const { code, stdout, stderr } = await token(args, await temporaryFolder());
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(oneLine(message));
  });

  test('asks for whom', async () => {
    const { code, stdout, stderr } = await token([], await temporaryFolder());
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain("required option '--sub <user>' not specified");
    expect(stderr).not.toContain('    at ');
  });

  test.each([
    ['no key', '{}'],
    ['null', 'null'],
    [
      'a key without an id',
      JSON.stringify(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' })),
    ],
    ['a key without its private half', '{"kty":"EC","crv":"P-256","x":"AA","y":"AA","kid":"1"}'],
  ])('says so where the dev key is damaged: %s', async (_, text) => {
    const cwd = await temporaryFolder();
    await mkdir(join(cwd, '.agentwire'));
    await writeFile(join(cwd, '.agentwire', 'dev-key.json'), text);
    const { code, stdout, stderr } = await token(['--sub', 'alice'], cwd);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(oneLine(/The dev key \S+dev-key\.json is damaged\. Delete it and start again\./));
  });

  test('says so where the dev key has no place', async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, '.agentwire'), '');
    const { code, stderr } = await token(['--sub', 'alice'], cwd);
    expect(code).toBe(1);
    expect(stderr).toMatch(oneLine(/The dev key \S+ cannot be read: .+/));
  });

  test('takes it well when nobody wants to read the token', async () => {
    const program = agentwire(['token', '--sub', 'alice'], { cwd: await temporaryFolder() });
    program.stdout.close();
    expect(await program.result()).toMatchObject({ code: 0, stderr: '' });
  });
});
