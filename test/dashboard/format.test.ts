import { describe, expect, test } from 'vitest';
import { formatAgo, formatDuration, formatElapsed } from '../../src/dashboard/shared/format.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('formatDuration', () => {
  test.each([
    [-5, '0 ms'],
    [0, '0 ms'],
    [999, '999 ms'],
    [1000, '1.0 s'],
    [9_990, '9.9 s'],
    [10_000, '10 s'],
    [59_999, '59 s'],
    [MINUTE, '1 m 00 s'],
    [3 * MINUTE + 5 * SECOND, '3 m 05 s'],
    [HOUR - 1, '59 m 59 s'],
    [2 * HOUR + 4 * MINUTE, '2 h 04 m'],
    [DAY + 3 * HOUR, '1 d 03 h'],
    [400 * DAY, '400 d 00 h'],
  ])('%i ms is %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

test('what ticks each second has no parts of one, and a clock that is behind is no elapsed time', () => {
  expect([-2000, 0, 999, 1000, 61_000].map(formatElapsed)).toEqual(['0 s', '0 s', '0 s', '1 s', '1 m 01 s']);
});

describe('formatAgo', () => {
  const iso = '2026-01-01T12:00:00.000Z';
  test.each([
    [-10 * SECOND, 'now'],
    [4 * SECOND, 'now'],
    [5 * SECOND, '5s ago'],
    [MINUTE, '1m ago'],
    [HOUR - 1, '59m ago'],
    [5 * HOUR, '5h ago'],
    [3 * DAY, '3d ago'],
  ])('%i ms later it was %s', (ms, text) => {
    expect(formatAgo(iso, Date.parse(iso) + ms)).toBe(text);
  });
});
