import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ensureChromium, findChromium } from './support/chromium.ts';

test('finds the Chromium that is there, silently', () => {
  const { status, stdout, stderr } = run(process.env);
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(findChromium()).toBe(ensureChromium());
});

test('takes the one that AGENTWIRE_CHROMIUM names, and says in one line what to install where it is none', () => {
  const path = ensureChromium();
  expect(findChromium({ AGENTWIRE_CHROMIUM: path })).toBe(path);

  const { status, stdout, stderr } = run({ ...process.env, AGENTWIRE_CHROMIUM: '/nowhere/chromium' });
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(/^[^\n]*install[^\n]*chromium[^\n]*\n$/i);
});

function run(env: NodeJS.ProcessEnv) {
  const script = join(import.meta.dirname, 'support/install.ts');
  return spawnSync(process.execPath, [script], { env, encoding: 'utf8' });
}
