import { expect, test } from 'vitest';
import type { Figures } from './checker.ts';
import { nothingWrong } from './checker.ts';
import { markdownTable, textLine, textTable } from './report.ts';

const figures: Figures = {
  ...nothingWrong,
  told: 6,
  acknowledged: 1234,
  liveAgainMs: { p50: 840, max: 12_345 },
};
const rows = [
  { fault: 'SIGKILL of a node', figures },
  { fault: 'none', figures: { ...figures, lost: 3, told: 0, liveAgainMs: null } },
  { fault: 'FLUSHALL', figures: { ...figures, liveAgainMs: { p50: 840, max: Number.POSITIVE_INFINITY } } },
];

test('figures as a table for a terminal', () => {
  expect(textTable(rows)).toMatchInlineSnapshot(`
    "fault              acknowledged  lost  twice in the log  twice at an observer  out of order  wrong user  aborted  undetected loss  told of a reset  live again p50  live again max
    SIGKILL of a node          1234     0                 0                     0             0           0        0                0                6           0.8 s          12.3 s
    none                       1234     3                 0                     0             0           0        0                0                0
    FLUSHALL                   1234     0                 0                     0             0           0        0                0                6           0.8 s           never"
  `);
});

test('figures as a table in Markdown', () => {
  expect(markdownTable(rows)).toMatchInlineSnapshot(`
    "| fault | acknowledged | lost | twice in the log | twice at an observer | out of order | wrong user | aborted | undetected loss | told of a reset | live again p50 | live again max |
    | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
    | SIGKILL of a node | 1234 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 6 | 0.8 s | 12.3 s |
    | none | 1234 | 3 | 0 | 0 | 0 | 0 | 0 | 0 | 0 |  |  |
    | FLUSHALL | 1234 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 6 | 0.8 s | never |"
  `);
});

test('figures in one line', () => {
  expect(textLine(rows[0] as (typeof rows)[0])).toMatchInlineSnapshot(
    `"SIGKILL of a node: acknowledged 1234, lost 0, twice in the log 0, twice at an observer 0, out of order 0, wrong user 0, aborted 0, undetected loss 0, told of a reset 6, live again p50 0.8 s, live again max 12.3 s"`,
  );
});
