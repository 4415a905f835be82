import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** A Lua script that Redis runs as a whole, by the digest that it is known by (EVALSHA). */
export interface Script {
  readonly source: string;
  readonly digest: string;
  /** Which of its keys it makes announcements under; undefined where it makes none. */
  readonly announcedKey: number | undefined;
}

const sourceOf = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');

const shared = sourceOf('index.lua') + sourceOf('page.lua');

/** What only tidies up, or takes next to nothing, goes on where Redis has no room for events. */
const allowOom = '#!lua flags=allow-oom\n';

export const scripts = {
  append: script('append.lua', { announcedKey: 1 }),
  change: script('change.lua'),
  read: script('read.lua', { flags: allowOom }),
  readRun: script('read-run.lua'),
  trim: script('trim.lua', { flags: allowOom }),
  revoke: script('revoke.lua', { flags: allowOom }),
  revocations: script('revocations.lua', { flags: allowOom }),
  forgetRevocations: script('forget-revocations.lua', { flags: allowOom }),
  hold: script('hold.lua', { flags: allowOom }),
  live: script('live.lua', { flags: allowOom }),
} as const;

interface ScriptOptions {
  readonly announcedKey?: number;
  /** The first line (redis.io/docs/latest/develop/programmability/eval-intro, "Eval flags"). */
  readonly flags?: string;
}

function script(name: string, { announcedKey, flags = '' }: ScriptOptions = {}): Script {
  const source = flags + shared + sourceOf(name);
  return { source, digest: hash('sha1', source), announcedKey };
}
