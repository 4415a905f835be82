import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { ensureChromium } from '../test/browser/support/chromium.ts';

const FLAGS = [
  '--no-sandbox',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-sync',
  '--no-first-run',
];

/** Notes what keeps the main thread busy for 50 ms or longer, in milliseconds, which is when browsers call a task long. */
const RECORDER = `globalThis.longTasks = [];
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) longTasks.push(duration);
}).observe({ type: 'longtask' });`;

/** A page in a Chromium of its own, that is measured. */
export class MeasuredPage {
  readonly page: Page;
  readonly #browser: Browser;
  readonly #sizes: Promise<number>[] = [];

  private constructor(browser: Browser, page: Page) {
    this.#browser = browser;
    this.page = page;
    page.on('requestfinished', (request) => {
      if (request.method() === 'GET')
        this.#sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
    });
  }

  static async open(url: string): Promise<MeasuredPage> {
    const browser = await chromium.launch({ executablePath: ensureChromium(), args: FLAGS });
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.addInitScript(RECORDER);
    const measured = new MeasuredPage(browser, page);
    await page.goto(url);
    return measured;
  }

  /** The bytes of everything that the page has loaded so far but answers of the API, compressed as they were sent. */
  async loadedBytes(): Promise<number> {
    await this.page.waitForLoadState('networkidle');
    return (await Promise.all(this.#sizes)).reduce((sum, size) => sum + size, 0);
  }

  /** The long tasks while `work` is under way, in milliseconds. */
  async longTasks(work: () => Promise<void>): Promise<readonly number[]> {
    await this.page.evaluate('longTasks.length = 0');
    await work();
    return this.page.evaluate('longTasks');
  }

  close(): Promise<void> {
    return this.#browser.close();
  }
}
