const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The distances between ticks that people count in, in milliseconds. */
const steps = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12].map((count) => count * HOUR),
];

export interface Tick {
  /** Milliseconds from the start of the axis. */
  readonly at: number;
  readonly label: string;
}

/** How many ticks an axis has at most, beside the one at 0. */
const MOST_TICKS = 6;

/** Ticks for an axis of `length` milliseconds, a nice step apart. */
export function ticksOf(length: number): readonly Tick[] {
  const step = stepFor(length / MOST_TICKS);
  const last = Math.floor(length / step);
  return Array.from({ length: last + 1 }, (_, index) => ({
    at: index * step,
    label: labelOf(index * step, step),
  }));
}

/** The length up to the tick behind it: an axis of this length stays as it is while time goes on for a while. */
export function lengthToTick(length: number): number {
  const step = stepFor(length / MOST_TICKS);
  return Math.ceil(length / step) * step;
}

function stepFor(least: number): number {
  return steps.find((step) => step >= least) ?? Math.ceil(least / DAY) * DAY;
}

/** No unit smaller than the step needs, and none that is zero. */
function labelOf(at: number, step: number): string {
  if (at === 0) return '0';
  if (at < SECOND) return `${at} ms`;
  if (step < SECOND && at < MINUTE) return `${Number((at / SECOND).toFixed(3))} s`;
  const parts = [
    [Math.floor(at / DAY), 'd'],
    [Math.floor(at / HOUR) % 24, 'h'],
    [Math.floor(at / MINUTE) % 60, 'm'],
    [Number(((at % MINUTE) / SECOND).toFixed(3)), 's'],
  ] as const;
  return parts.flatMap(([value, unit]) => (value === 0 ? [] : [`${value} ${unit}`])).join(' ');
}
