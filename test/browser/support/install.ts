// Run before the tests: finds Chromium or installs it, and says nothing where it is there.
import { ensureChromium } from './chromium.ts';

try {
  ensureChromium();
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
