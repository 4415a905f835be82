import { expect } from 'vitest';

/** Expects something of a page that is going to be so, for as long as Playwright waits for an element. */
export function eventually<T>(read: () => T | Promise<T>) {
  return expect.poll(read, { timeout: 30_000, interval: 20 });
}
