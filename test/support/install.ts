// Run before the tests: finds what they need beside npm's packages or installs it, and says nothing where it is there.
import { ensureChromium } from '../browser/support/chromium.ts';
import { ensureRedis } from './redis/find.ts';

for (const ensure of [ensureChromium, ensureRedis]) {
  try {
    ensure();
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}
