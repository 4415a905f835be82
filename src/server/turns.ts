import { setImmediate } from 'node:timers/promises';

/**
 * Lets callers go on one in each turn of the event loop, in the order in which they came. Requests that arrive
 * together would otherwise be worked off in one turn, and every socket would wait for all of them.
 */
export function createTurns(): () => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return () => {
    last = last.then(() => setImmediate());
    return last;
  };
}
