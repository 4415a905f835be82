import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import { ensureChromium } from './chromium.ts';
import type { Look } from './looks.ts';
import { contextOptions, defaultLook } from './looks.ts';
import { watchForProblems } from './watch.ts';

const FLAGS = [
  '--no-sandbox',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-sync',
  '--no-first-run',
  // Whatever asks for another host gets none, and the test fails for the request.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];

export interface OpenOptions {
  readonly look?: Look;
  /** What the test provokes: errors like these are no problem. */
  readonly expected?: readonly RegExp[];
}

/** Opens an address in a page of its own, with nothing stored. The test fails for whatever goes wrong in there. */
export type Open = (url: string, options?: OpenOptions) => Promise<Page>;

/** One browser for all tests of the file. */
export function useBrowser(): Open {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: ensureChromium(), args: FLAGS });
  });
  afterAll(() => browser?.close());

  return async (url, { look = defaultLook, expected = [] } = {}) => {
    const context = await browser.newContext(contextOptions(look));
    // A page has megabytes to load, and may have to share the machine.
    context.setDefaultTimeout(30_000);
    const problems = watchForProblems(context, new URL(url), expected);
    onTestFinished(async () => {
      await context.close();
      expect(problems).toEqual([]);
    });
    const page = await context.newPage();
    const response = await page.goto(url);
    expect(response?.status(), await response?.text()).toBe(200);
    return page;
  };
}
