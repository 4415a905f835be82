import { writeFileSync } from 'node:fs';
import type { Figure } from './figures.ts';
import { readResults } from './results.ts';
import { rounded } from './table.ts';

/** Draws what the newest whole run measured, or the one that is named, as docs/performance.svg. */

const PANELS = [
  { scenario: 'scattered', title: 'One event for each user in turn, to two sockets' },
  { scenario: 'burst', title: 'A run that streams tokens to four sockets' },
];
const FIGURE = 'server CPU per event, µs';
const WIDTH = 760;
const LABEL_WIDTH = 120;
const BARS_WIDTH = 460;
const ROW = 26;
const PANEL_HEAD = 44;

const STYLE = `
  text { font: 14px system-ui, sans-serif; fill: #1f2328; }
  .title { font-weight: 600; }
  .bar { fill: #8c959f; }
  .ours { fill: #0969da; }
  @media (prefers-color-scheme: dark) { text { fill: #e6edf3; } .bar { fill: #6e7681; } .ours { fill: #4493f8; } }`;

function panel(figures: readonly Figure[], title: string, top: number): string {
  const longest = Math.max(...figures.map(({ value }) => value));
  const rows = figures
    .toSorted((a, b) => a.value - b.value)
    .map(({ server, value, toRaw }, index) => {
      const y = top + PANEL_HEAD + index * ROW;
      const width = (value / longest) * BARS_WIDTH;
      const ratio = toRaw === undefined ? '' : ` · ${toRaw.toFixed(2)} × raw`;
      return [
        `<text x="${LABEL_WIDTH - 10}" y="${y + 15}" text-anchor="end">${server}</text>`,
        `<rect class="${server === 'agentwire' ? 'ours' : 'bar'}" x="${LABEL_WIDTH}" y="${y}" width="${width.toFixed(1)}" height="20" rx="3"/>`,
        `<text x="${LABEL_WIDTH + width + 8}" y="${y + 15}">${rounded(value)} µs${ratio}</text>`,
      ].join('\n');
    });
  return [`<text class="title" x="10" y="${top + 28}">${title}</text>`, ...rows].join('\n');
}

function plot(figures: readonly Figure[]): string {
  let height = 0;
  const panels = PANELS.map(({ scenario, title }) => {
    const own = figures.filter((one) => one.scenario === scenario && one.figure === FIGURE);
    const drawn = panel(own, title, height);
    height += PANEL_HEAD + own.length * ROW + 10;
    return drawn;
  });
  const label = 'Server CPU for each delivered event';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${label}">
<style>${STYLE}
</style>
${panels.join('\n')}
</svg>
`;
}

const [title = 'all'] = process.argv.slice(2);
writeFileSync(new URL('../docs/performance.svg', import.meta.url), plot(readResults(title).figures));
