import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** A Lua script that Redis runs as a whole, by the digest that it is known by (EVALSHA). */
export interface Script {
  readonly source: string;
  readonly digest: string;
  readonly keyCount: number;
  /** Which of its keys it makes announcements under; undefined where it makes none. */
  readonly announcedKey: number | undefined;
}

const sourceOf = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');

const shared = sourceOf('index.lua') + sourceOf('page.lua');

export const scripts = {
  append: script('append.lua', 5, 1),
  read: script('read.lua', 3),
  readRun: script('read-run.lua', 4),
  trim: script('trim.lua', 4),
  revoke: script('revoke.lua', 4, 0),
  revocations: script('revocations.lua', 3),
  forgetRevocations: script('forget-revocations.lua', 3),
  hold: script('hold.lua', 1),
  live: script('live.lua', 1),
} as const;

function script(name: string, keyCount: number, announcedKey?: number): Script {
  const source = shared + sourceOf(name);
  return { source, digest: hash('sha1', source), keyCount, announcedKey };
}
