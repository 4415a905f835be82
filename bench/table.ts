import type { Figure } from './figures.ts';

const NAME_WIDTH = 44;
const CELL_WIDTH = 16;

/** A column for each server, a line for each figure; in brackets, the ratio to the raw server. */
export function tableOf(figures: readonly Figure[]): string[] {
  const servers = [...new Set(figures.map(({ server }) => server))];
  const names = [...new Set(figures.map(({ figure }) => figure))];
  const cellOf = (name: string, server: string) => {
    const found = figures.find((one) => one.figure === name && one.server === server);
    return found === undefined ? '' : cell(found);
  };
  return [
    line(figures[0]?.scenario ?? '', servers),
    ...names.map((name) =>
      line(
        `  ${name}`,
        servers.map((server) => cellOf(name, server)),
      ),
    ),
  ];
}

const line = (name: string, cells: readonly string[]) =>
  [name.padEnd(NAME_WIDTH), ...cells.map((text) => text.padStart(CELL_WIDTH))].join('');

function cell({ value, toRaw }: Figure): string {
  return toRaw === undefined ? rounded(value) : `${rounded(value)} (${toRaw.toFixed(2)})`;
}

export function rounded(value: number): string {
  if (Number.isNaN(value)) return 'failed';
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
