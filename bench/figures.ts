/** What was measured of one server in one scenario. */
export interface Figure {
  readonly scenario: string;
  readonly server: string;
  /** What it is, with its unit. */
  readonly figure: string;
  readonly value: number;
  /** The value divided by the raw server's of the same run. */
  readonly toRaw?: number;
}

export const RAW = 'raw';

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle) - 1] ?? 0)) / 2;
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
}

/** Of values by the server's name: each with its ratio to the raw server's, if that is among them. */
export function besideRaw(scenario: string, figure: string, values: ReadonlyMap<string, number>): Figure[] {
  const raw = values.get(RAW);
  return [...values].map(([server, value]) => ({
    scenario,
    server,
    figure,
    value,
    ...(raw !== undefined && { toRaw: value / raw }),
  }));
}
