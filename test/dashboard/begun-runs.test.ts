import { describe, expect, test } from 'vitest';
import type { ListEvent } from '../../src/dashboard/data/listed-run.ts';
import { runBehind } from '../../src/dashboard/data/listed-run.ts';
import { noFilters } from '../../src/dashboard/data/run-filter.ts';
import type { RunList } from '../../src/dashboard/data/run-list.ts';
import { withBegun, withEvents, withRun } from '../../src/dashboard/data/run-list.ts';
import { completed, started } from '../support/events.ts';
import { listEvents, someRun } from './list-support.ts';

const ids = ({ runs }: RunList) => runs.map(({ id }) => id);
const queued = someRun({
  id: 'new',
  status: 'QUEUED',
  startedAt: null,
  lastSeq: 0,
  lastEventAt: null,
  activity: 'Waiting for a worker',
});
const list: RunList = { runs: [someRun({ id: 'old' })], endCursor: null, hasMore: false };

describe('a run that was asked for', () => {
  test('is on top of the list, once, whatever is newer', () => {
    expect(ids(withBegun(list, queued, noFilters))).toEqual(['new', 'old']);
    const running = withEvents(list, listEvents(['new', started()]), noFilters);
    expect(withBegun(running, queued, noFilters)).toBe(running);
  });

  test('is not in a list that it cannot match', () => {
    expect(withBegun(list, queued, { ...noFilters, agentName: 'other' })).toBe(list);
  });

  test('stays in its place when it starts, and has what nobody knew before', () => {
    const begun = withBegun(list, queued, noFilters);
    const [start, end] = listEvents(['new', started()], ['new', completed()]);
    const named = { ...(start as ListEvent), agent: { id: 'a1', name: 'coder' } };
    const behind = withEvents(begun, [named, end as ListEvent], noFilters);
    expect(ids(behind)).toEqual(['new', 'old']);
    expect(behind.runs[0]).toMatchObject({
      agent: { id: 'a1', name: 'coder' },
      status: 'COMPLETED',
      startedAt: '2026-01-01T12:00:00.000Z',
      durationMs: 1000,
      lastSeq: 2,
    });
  });

  test('stands above any that has started', () => {
    const later = someRun({ id: 'later', startedAt: '2026-01-01T12:00:09.000Z' });
    expect(ids(withRun(withBegun(list, queued, noFilters), later))).toEqual(['new', 'later', 'old']);
  });
});

test('a run that has started keeps what its start said', () => {
  const [, end] = listEvents(['run', started()], ['run', completed()]);
  const run = someRun({ agent: { id: 'a1', name: 'coder' } });
  expect(runBehind(run, end as never)).toMatchObject({ agent: run.agent, startedAt: run.startedAt });
});
