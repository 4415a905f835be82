const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Milliseconds as people read them: `340 ms`, `4.2 s`, `3 m 05 s`, `2 h 04 m`, `1 d 03 h`. */
export function formatDuration(ms: number): string {
  const span = Math.max(0, ms);
  if (span < SECOND) return `${Math.floor(span)} ms`;
  // Cut off rather than rounded: 9.97 s is not yet 10 s, and 59.9 s is not yet a minute.
  if (span < 10 * SECOND) return `${(Math.floor(span / 100) / 10).toFixed(1)} s`;
  return formatLong(span);
}

/** Milliseconds in whole seconds, for what ticks once a second: `0 s`, `42 s`, `3 m 05 s`. */
export function formatElapsed(ms: number): string {
  return formatLong(Math.max(0, ms));
}

function formatLong(ms: number): string {
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s`;
  if (ms < HOUR) return pair(ms, MINUTE, 'm', SECOND, 's');
  if (ms < DAY) return pair(ms, HOUR, 'h', MINUTE, 'm');
  return pair(ms, DAY, 'd', HOUR, 'h');
}

function pair(ms: number, large: number, largeName: string, small: number, smallName: string): string {
  const rest = Math.floor((ms % large) / small);
  return `${Math.floor(ms / large)} ${largeName} ${String(rest).padStart(2, '0')} ${smallName}`;
}

/** The local time of day of an instant, to the second: `14:03:09`. */
export function formatClock(iso: string): string {
  return clock.format(new Date(iso));
}

/** The local date and time of an instant, for tooltips. */
export function formatInstant(iso: string): string {
  return instant.format(new Date(iso));
}

/** How long ago an instant was, seen from `now` (milliseconds since 1970): `now`, `5m ago`, `3d ago`. */
export function formatAgo(iso: string, now: number): string {
  const ago = now - Date.parse(iso);
  if (ago < 5 * SECOND) return 'now';
  if (ago < MINUTE) return relative.format(-Math.floor(ago / SECOND), 'second');
  if (ago < HOUR) return relative.format(-Math.floor(ago / MINUTE), 'minute');
  if (ago < DAY) return relative.format(-Math.floor(ago / HOUR), 'hour');
  return relative.format(-Math.floor(ago / DAY), 'day');
}

// The page is in English; only the hour cycle and the zone are the reader's.
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const instant = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const relative = new Intl.RelativeTimeFormat('en', { style: 'narrow' });
