import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

export type Command = readonly [program: string, ...args: string[]];

/** Runs the commands that install something on this system, by the ID of its os-release; false if it cannot. */
export function installAsRoot(commands: Readonly<Record<string, readonly Command[]>>): boolean {
  const ofThisSystem = commands[distribution()];
  if (process.getuid?.() !== 0 || ofThisSystem === undefined) return false;
  return ofThisSystem.every(([program, ...args]) => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    return spawnSync(program, args, { stdio: 'inherit', env }).status === 0;
  });
}

function distribution(): string {
  try {
    return /^ID="?(\w+)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? '';
  } catch {
    return '';
  }
}
