import type { Size } from './fault.ts';

interface Form {
  readonly size: Size;
  readonly timeoutMs: number;
}

/** What `npm test` does: longer than a silent connection lives, and no more. */
export const short: Form = { size: { load: {}, holdMs: 7_000, times: 1 }, timeoutMs: 180_000 };

/** What `npm run chaos` does. */
export const full: Form = {
  size: { load: { users: 20, ratePerSecond: 300 }, holdMs: 30_000, times: 2 },
  timeoutMs: 300_000,
};
