const SERVICE_RESTART = 1012;

/** Milliseconds after which a server that restarts wants its client back; null if a connection ended otherwise. */
export function restartDelayMs({ code, reason = '' }: Partial<CloseEvent>): number | null {
  const [, delayMs] = /retry after (\d+) ms/.exec(reason) ?? [];
  return code === SERVICE_RESTART && delayMs !== undefined ? Number(delayMs) : null;
}
