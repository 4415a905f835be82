import { expect, test } from 'vitest';
import { rowBehindKey } from '../../src/dashboard/runs/use-row-keys.ts';

test.each([
  ['ArrowDown', 3, 4],
  ['ArrowDown', 99, 99],
  ['ArrowUp', 3, 2],
  ['ArrowUp', 0, 0],
  ['PageDown', 3, 13],
  ['PageDown', 95, 99],
  ['PageUp', 3, 0],
  ['Home', 50, 0],
  ['End', 50, 99],
  ['Enter', 50, null],
  ['a', 50, null],
])('%s leads from row %i of 100 to %s', (key, from, to) => {
  expect(rowBehindKey(key, from, 100)).toBe(to);
});
