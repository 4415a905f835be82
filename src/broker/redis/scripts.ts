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

/** What only tidies up, or takes next to nothing, goes on where Redis has no room for events. */
const allowOom = '#!lua flags=allow-oom\n';

export const scripts = {
  append: script('append.lua', 6, { announcedKey: 1 }),
  change: script('change.lua', 4),
  read: script('read.lua', 3, { flags: allowOom }),
  readRun: script('read-run.lua', 4),
  trim: script('trim.lua', 4, { flags: allowOom }),
  revoke: script('revoke.lua', 4, { flags: allowOom }),
  revocations: script('revocations.lua', 3, { flags: allowOom }),
  forgetRevocations: script('forget-revocations.lua', 3, { flags: allowOom }),
  hold: script('hold.lua', 1, { flags: allowOom }),
  live: script('live.lua', 1, { flags: allowOom }),
} as const;

interface ScriptOptions {
  readonly announcedKey?: number;
  /** The first line (redis.io/docs/latest/develop/programmability/eval-intro, "Eval flags"). */
  readonly flags?: string;
}

function script(name: string, keyCount: number, { announcedKey, flags = '' }: ScriptOptions = {}): Script {
  const source = flags + shared + sourceOf(name);
  return { source, digest: hash('sha1', source), keyCount, announcedKey };
}
