import { test } from 'vitest';
import type { ReportRow } from '../report.ts';
import { textLine } from '../report.ts';
import type { Fault, Size } from './fault.ts';
import { suffer } from './fault.ts';
import type { Store } from './stores.ts';

/** A test for each fault, which prints its figures. Returns the rows, which come as the tests go. */
export function testEach<S extends Store>(
  faults: readonly Fault<S>[],
  start: () => Promise<S>,
  { size, timeoutMs }: { readonly size: Size; readonly timeoutMs: number },
): readonly ReportRow[] {
  const rows: ReportRow[] = [];
  for (const fault of faults) {
    test(`${fault.name}, ack ${fault.ack}`, { timeout: timeoutMs }, async () => {
      const row = await suffer(fault, await start(), size);
      process.stdout.write(`${textLine(row)}\n`);
      rows.push(row);
    });
  }
  return rows;
}
