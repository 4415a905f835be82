import { spawnSync } from 'node:child_process';
import { delimiter } from 'node:path';
import type { Command } from '../install-as-root.ts';
import { installAsRoot } from '../install-as-root.ts';

/** The oldest version that has sharded pub/sub, of Redis and of Valkey alike. */
const OLDEST = 7;
const NAMES = ['redis-server', 'valkey-server'];

const WHAT_TO_INSTALL =
  `The tests need ${NAMES.join(' or ')} of version ${OLDEST} or later on PATH. Install it (Debian and Ubuntu: ` +
  'apt-get install redis-server), or set AGENTWIRE_REDIS_SERVER to the path of one.';

const commands: readonly Command[] = [
  ['apt-get', 'update'],
  ['apt-get', 'install', '-y', '--no-install-recommends', 'redis-server'],
];

/** The server to test with: the one that AGENTWIRE_REDIS_SERVER names, else the system's; null if there is none. */
export function findRedis({ AGENTWIRE_REDIS_SERVER: named, PATH = '' } = process.env): string | null {
  if (named) return isNewEnough(named) ? named : null;
  const folders = [...PATH.split(delimiter), '/usr/bin'];
  return NAMES.flatMap((name) => folders.map((folder) => `${folder}/${name}`)).find(isNewEnough) ?? null;
}

/** Finds a server, or installs one where that can be done. Throws an error of one line that says what to install. */
export function ensureRedis(env = process.env): string {
  const path = findRedis(env) ?? (env.AGENTWIRE_REDIS_SERVER ? null : install());
  if (path === null) throw new Error(WHAT_TO_INSTALL);
  return path;
}

function install(): string | null {
  return installAsRoot({ debian: commands, ubuntu: commands }) ? findRedis() : null;
}

function isNewEnough(program: string): boolean {
  const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  return Number(/v=(\d+)\./.exec(stdout ?? '')?.[1] ?? 0) >= OLDEST;
}
