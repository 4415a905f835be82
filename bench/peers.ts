import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = new URL('./peers/', import.meta.url);

/** The peers have a lock file of their own, so that nobody installs them who does not measure. */
export function installPeers(): void {
  if (existsSync(new URL('node_modules/.package-lock.json', FOLDER))) return;
  console.log('Once: npm ci in bench/peers');
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: fileURLToPath(FOLDER), stdio: 'inherit' });
}
