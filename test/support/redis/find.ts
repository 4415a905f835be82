import { execFileSync } from 'node:child_process';

/** The oldest version that has sharded pub/sub, of Redis and of Valkey alike. */
const MIN_MAJOR = 7;
const names = ['redis-server', 'valkey-server'];

let found: string | undefined;

/** The server to test with. Throws if there is none: see install.ts. */
export function redisServer(): string {
  found ??= names.find((name) => (majorOf(name) ?? 0) >= MIN_MAJOR);
  if (found === undefined)
    throw new Error(`There is no ${names.join(' or ')} of version ${MIN_MAJOR} or later.`);
  return found;
}

/** The major version of a program on PATH; null if there is none. */
export function majorOf(name: string): number | null {
  try {
    const [, major] = /v=(\d+)\./.exec(execFileSync(name, ['--version'], { encoding: 'utf8' })) ?? [];
    return major === undefined ? null : Number(major);
  } catch {
    return null;
  }
}
