import type { App } from '../app.ts';

/**
 * Closes the app on SIGINT or SIGTERM, once `onSignal` is done, and exits with 0 behind that; a second signal exits
 * at once. Connections are moved on over `drainMs`.
 */
export function closeOnSignal(
  app: Pick<App, 'close'>,
  drainMs: number,
  onSignal: (signal: NodeJS.Signals) => void | Promise<void>,
): void {
  let isClosing = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, async () => {
      if (isClosing) process.exit(1);
      isClosing = true;
      await onSignal(signal);
      await app.close(drainMs);
      process.exit(0);
    });
  }
}
