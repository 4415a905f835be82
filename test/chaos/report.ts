import type { Figures } from './checker.ts';

/** What a table says of one fault. */
export interface ReportRow {
  readonly fault: string;
  readonly figures: Figures;
}

const ms = (time: number) => (Number.isFinite(time) ? `${(time / 1000).toFixed(1)} s` : 'never');

const columns: Readonly<Record<string, (row: ReportRow) => string | number>> = {
  fault: ({ fault }) => fault,
  acknowledged: ({ figures }) => figures.acknowledged,
  lost: ({ figures }) => figures.lost,
  'twice in the log': ({ figures }) => figures.doubled,
  'twice at an observer': ({ figures }) => figures.twice,
  'out of order': ({ figures }) => figures.outOfOrder,
  'wrong user': ({ figures }) => figures.wrongUser,
  aborted: ({ figures }) => figures.aborted,
  'undetected loss': ({ figures }) => figures.undetected,
  'told of a reset': ({ figures }) => figures.told,
  'live again p50': ({ figures }) => (figures.liveAgainMs === null ? '' : ms(figures.liveAgainMs.p50)),
  'live again max': ({ figures }) => (figures.liveAgainMs === null ? '' : ms(figures.liveAgainMs.max)),
};

/** A table for a terminal: a heading, and a line for each fault. */
export function textTable(rows: readonly ReportRow[]): string {
  const lines = linesOf(rows);
  return lines.map((cells) => padded(cells, lines).join('  ').trimEnd()).join('\n');
}

export function markdownTable(rows: readonly ReportRow[]): string {
  const [heading = [], ...lines] = linesOf(rows);
  const rule = heading.map((_, column) => (column === 0 ? '---' : '---:'));
  return [heading, rule, ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** One fault in one line, for the output of a test. */
export function textLine(row: ReportRow): string {
  const [fault, ...figures] = Object.entries(columns).map(([name, cell]) => [name, cell(row)] as const);
  return `${fault?.[1]}: ${figures.map(([name, value]) => `${name} ${value}`).join(', ')}`;
}

function linesOf(rows: readonly ReportRow[]): readonly (readonly string[])[] {
  return [
    Object.keys(columns),
    ...rows.map((row) => Object.values(columns).map((cell) => String(cell(row)))),
  ];
}

/** Texts stand left in their column, figures right. */
function padded(cells: readonly string[], lines: readonly (readonly string[])[]): readonly string[] {
  return cells.map((cell, column) => {
    const width = Math.max(...lines.map((line) => line[column]?.length ?? 0));
    return column === 0 ? cell.padEnd(width) : cell.padStart(width);
  });
}
