import { wait } from '../client/backoff.ts';

/** What a timer takes; a longer one would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Waits until that time, in milliseconds since 1970, or until the signal aborts. */
export async function until(time: number, signal: AbortSignal): Promise<void> {
  // Timers stand still while a machine sleeps: the clock has the last word.
  for (let leftMs = time - Date.now(); leftMs > 0 && !signal.aborted; leftMs = time - Date.now()) {
    await wait(Math.min(leftMs, LONGEST_TIMER_MS), signal);
  }
}

/** Calls back in so many milliseconds, unless the signal aborts before. */
export async function after(ms: number, signal: AbortSignal, callback: () => void): Promise<void> {
  await until(Date.now() + ms, signal);
  if (!signal.aborted) callback();
}
