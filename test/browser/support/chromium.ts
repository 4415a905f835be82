import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Command } from '../../support/install-as-root.ts';
import { installAsRoot } from '../../support/install-as-root.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

const WHAT_TO_INSTALL =
  'The browser tests need Chromium. Install it (Debian: apt-get install chromium; elsewhere: npx playwright-core ' +
  'install --with-deps chromium), or set AGENTWIRE_CHROMIUM to the path of one.';

const playwright = join(import.meta.dirname, '../../../node_modules/playwright-core/cli.js');

/** How root gets a Chromium, by the ID of os-release. Ubuntu's own is a snap, which does not run everywhere. */
const installation: Readonly<Record<string, readonly Command[]>> = {
  debian: [
    ['apt-get', 'update'],
    // Without recommendations it would have no fonts.
    // biome-ignore format: one command, one line
    ['apt-get', 'install', '-y', '--no-install-recommends', 'chromium', 'fonts-dejavu-core', 'fonts-noto-color-emoji'],
  ],
  ubuntu: [[process.execPath, playwright, 'install', '--with-deps', 'chromium']],
};

/** The Chromium to test with: the one that AGENTWIRE_CHROMIUM names, else the system's, else Playwright's. */
export function findChromium({ AGENTWIRE_CHROMIUM: named, PATH = '' } = process.env): string | null {
  if (named) return runs(named) ? named : null;
  const folders = [...PATH.split(delimiter), '/usr/bin'];
  const installed = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...installed, chromium.executablePath()].find(runs) ?? null;
}

/** Finds Chromium, or installs it where that can be done. Throws an error of one line that says what to install. */
export function ensureChromium(env = process.env): string {
  const path = findChromium(env) ?? (env.AGENTWIRE_CHROMIUM ? null : install());
  if (path === null) throw new Error(WHAT_TO_INSTALL);
  return path;
}

function install(): string | null {
  return installAsRoot(installation) ? findChromium() : null;
}

/** What only stands in for a browser, as Ubuntu's does for a snap, fails. */
function runs(path: string): boolean {
  return spawnSync(path, ['--version'], { stdio: 'ignore' }).status === 0;
}
