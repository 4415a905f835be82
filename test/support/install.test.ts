import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ensureChromium, findChromium } from '../browser/support/chromium.ts';
import { ensureRedis, findRedis } from './redis/find.ts';

test('finds what is there, silently', () => {
  const { status, stdout, stderr } = run(process.env);
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(findChromium()).toBe(ensureChromium());
  expect(findRedis()).toBe(ensureRedis());
});

test.each([
  ['AGENTWIRE_CHROMIUM', ensureChromium, findChromium],
  ['AGENTWIRE_REDIS_SERVER', ensureRedis, findRedis],
])(
  'takes the one that %s names, and says in one line what to install where it is none',
  (name, ensure, find) => {
    const path = ensure();
    expect(find({ [name]: path })).toBe(path);

    const { status, stdout, stderr } = run({ ...process.env, [name]: '/nowhere/at/all' });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^[^\\n]*install[^\\n]*${name}[^\\n]*\\n$`, 'i'));
  },
);

function run(env: NodeJS.ProcessEnv) {
  return spawnSync(process.execPath, [join(import.meta.dirname, 'install.ts')], { env, encoding: 'utf8' });
}
