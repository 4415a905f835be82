import { useNow } from '../shared/clock.ts';
import { formatDuration, formatElapsed } from '../shared/format.ts';

/** Anything that begins, and ends or goes on. */
interface Lasting {
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly durationMs: number | null;
}

/** How long it took; while it goes on, how long it has been going on, ticking. */
export function Elapsed({ of: { startedAt, endedAt, durationMs } }: { readonly of: Lasting }) {
  if (durationMs !== null) return formatDuration(durationMs);
  if (startedAt === null || endedAt !== null) return '–';
  return <Ticking since={startedAt} />;
}

function Ticking({ since }: { readonly since: string }) {
  return formatElapsed(useNow() - Date.parse(since));
}
