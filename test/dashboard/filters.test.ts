import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RunFilters } from '../../src/dashboard/data/run-filter.ts';
import {
  filterInput,
  filtersOfSearch,
  isFiltered,
  matchesFilters,
  noFilters,
  runStatuses,
  searchOfFilters,
} from '../../src/dashboard/data/run-filter.ts';
import { someRun } from './list-support.ts';

describe('the query string', () => {
  test('says any filters, and they come back from it', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((name) => name.isWellFormed());
    const filters: fc.Arbitrary<RunFilters> = fc.record({
      statuses: fc.subarray([...runStatuses]),
      agentName: text,
      threadId: text,
    });
    fc.assert(
      fc.property(filters, (given) => {
        expect(filtersOfSearch(searchOfFilters(given))).toEqual(given);
      }),
    );
  });

  test('of no filters is empty', () => {
    expect(searchOfFilters(noFilters)).toBe('');
    expect(isFiltered(noFilters)).toBe(false);
    expect(filterInput(noFilters)).toEqual({});
  });

  test('is for people to read, and what means nothing in it is passed over', () => {
    const filters = filtersOfSearch('?status=failed&status=nonsense&status=waiting_for_input&agent=a+b&x=1');
    expect(filters).toEqual({ statuses: ['WAITING_FOR_INPUT', 'FAILED'], agentName: 'a b', threadId: '' });
    expect(searchOfFilters(filters)).toBe('?status=waiting_for_input&status=failed&agent=a+b');
  });
});

describe('matchesFilters', () => {
  const run = someRun({ status: 'FAILED', agent: { id: null, name: 'coder' }, threadId: 'thread' });

  test.each<[boolean, Partial<RunFilters>]>([
    [true, {}],
    [true, { statuses: ['RUNNING', 'FAILED'] }],
    [false, { statuses: ['RUNNING'] }],
    [true, { agentName: 'coder' }],
    [false, { agentName: 'code' }],
    [true, { threadId: 'thread' }],
    [false, { threadId: 'other' }],
    [false, { statuses: ['FAILED'], agentName: 'coder', threadId: 'other' }],
  ])('%s for %o', (expected, filters) => {
    expect(matchesFilters(run, { ...noFilters, ...filters })).toBe(expected);
  });
});
