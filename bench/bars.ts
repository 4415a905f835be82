import type { Figure } from './figures.ts';
import { RAW } from './figures.ts';

/** What agentwire is to reach, as ratios. */
interface Bar {
  readonly name: string;
  readonly limit: number;
  readonly stretch: number;
  /** Default: at most. */
  readonly isAtLeast?: true;
  readonly value: (figures: readonly Figure[]) => number | undefined;
}

const CPU = 'server CPU per event, µs';
const OURS = 'agentwire';

const bars: readonly Bar[] = [
  { name: 'scattered, delivery only, ÷ raw', limit: 1.5, stretch: 1, value: toRaw('scattered', CPU) },
  { name: 'burst, delivery only, ÷ raw', limit: 0.5, stretch: 0.3, value: toRaw('burst', CPU) },
  {
    name: 'scattered, with publishing, ÷ raw that only delivers',
    limit: 4,
    stretch: 2.5,
    value: (figures) => ours(figures, 'published', 'CPU per event ÷ raw, delivery only')?.value,
  },
  { name: 'idle memory, ÷ raw', limit: 1.2, stretch: 1, value: toRaw('idle', 'resident KiB per socket') },
  {
    name: 'scattered, best peer ÷ ours',
    limit: 2.2,
    stretch: 3,
    isAtLeast: true,
    value: bestPeer('scattered'),
  },
  { name: 'burst, best peer ÷ ours', limit: 6, stretch: 10, isAtLeast: true, value: bestPeer('burst') },
  {
    name: 'replay ÷ burst, events/s to all of its sockets',
    limit: 0.5,
    stretch: 0.8,
    isAtLeast: true,
    value: (figures) => ours(figures, 'replay', 'events/s ÷ burst, events/s to all sockets')?.value,
  },
  {
    name: 'tool events while tokens stream, ÷ without them',
    limit: 1.2,
    stretch: 1.05,
    value: (figures) => ours(figures, 'tools', 'with tokens ÷ without')?.value,
  },
];

/** One line for each bar that was measured. */
export function barLines(figures: readonly Figure[]): string[] {
  return bars.flatMap(({ name, limit, stretch, isAtLeast, value: find }) => {
    const value = find(figures);
    if (value === undefined || Number.isNaN(value)) return [];
    const reaches = (bar: number) => (isAtLeast ? value >= bar : value <= bar);
    const verdict = reaches(stretch) ? 'stretch' : reaches(limit) ? 'holds' : 'missed';
    const wanted = `${isAtLeast ? 'at least' : 'at most'} ${limit}, stretch ${stretch}`;
    return [`${name.padEnd(54)} ${value.toFixed(2).padStart(6)}  ${verdict.padEnd(8)} (${wanted})`];
  });
}

function ours(figures: readonly Figure[], scenario: string, figure: string): Figure | undefined {
  return figures.find((one) => one.scenario === scenario && one.figure === figure && one.server === OURS);
}

function toRaw(scenario: string, figure: string) {
  return (figures: readonly Figure[]) => ours(figures, scenario, figure)?.toRaw;
}

function bestPeer(scenario: string) {
  return (figures: readonly Figure[]) => {
    const own = ours(figures, scenario, CPU)?.value ?? Number.NaN;
    const peers = figures.filter(
      ({ figure, server, scenario: of }) =>
        of === scenario && figure === CPU && server !== OURS && server !== RAW,
    );
    return peers.length === 0 ? undefined : Math.min(...peers.map(({ value }) => value)) / own;
  };
}
