import { describe, expect, test } from 'vitest';
import type { ListedRun } from '../../src/dashboard/data/listed-run.ts';
import { listedRun, runBehind } from '../../src/dashboard/data/listed-run.ts';
import { noFilters } from '../../src/dashboard/data/run-filter.ts';
import type { RunList } from '../../src/dashboard/data/run-list.ts';
import { emptyList, unclearRuns, withEvents, withPage, withRun } from '../../src/dashboard/data/run-list.ts';
import { answered, asked, completed, executing, failed, started, thinking } from '../support/events.ts';
import { listEvents, someRun } from './list-support.ts';

const ids = ({ runs }: RunList) => runs.map(({ id }) => id);
const page = (nodes: readonly ListedRun[], endCursor: string | null = null) => ({
  nodes,
  pageInfo: { endCursor, hasNextPage: endCursor !== null },
});
const listOf = (runs: readonly ListedRun[], hasMore = false): RunList => ({ runs, endCursor: null, hasMore });

describe('runBehind', () => {
  const [, calls, ends] = listEvents(
    ['run', started()],
    ['run', executing('call', { title: 'Look' })],
    ['run', completed()],
  );

  test('takes an event over, and once', () => {
    const run = runBehind(someRun(), calls as never);
    expect(run).toMatchObject({ status: 'RUNNING', activity: 'Look', lastSeq: 2, endedAt: null });
    expect(runBehind(run, calls as never)).toBe(run);
  });

  test('an end leaves nothing to do', () => {
    expect(runBehind(someRun({ lastSeq: 2 }), ends as never)).toMatchObject({
      status: 'COMPLETED',
      activity: null,
      lastSeq: 3,
      endedAt: '2026-01-01T12:00:02.000Z',
      durationMs: 2000,
    });
  });

  test('waits until the last of several requests is answered', () => {
    const events = listEvents(
      ['run', started()],
      ['run', asked('a')],
      ['run', asked('b')],
      ['run', answered('a')],
      ['run', answered('b')],
    ).slice(1);
    const statuses: string[] = [];
    events.reduce((run, event) => {
      const behind = runBehind(run, event);
      statuses.push(behind.status);
      return behind;
    }, someRun());
    expect(statuses).toEqual(['WAITING_FOR_INPUT', 'WAITING_FOR_INPUT', 'WAITING_FOR_INPUT', 'RUNNING']);
  });

  test('goes on waiting where it is not known for how many answers', () => {
    const waiting = listedRun(someRun({ status: 'WAITING_FOR_INPUT' }));
    const [, answer] = listEvents(['run', started()], ['run', answered('a')]);
    expect(runBehind(waiting, answer as never).status).toBe('WAITING_FOR_INPUT');
  });
});

describe('withPage', () => {
  test('puts pages behind each other, each run once', () => {
    const first = withPage(emptyList, page([someRun({ id: 'c' }), someRun({ id: 'b' })], 'more'));
    expect(first).toMatchObject({ hasMore: true, endCursor: 'more' });
    const both = withPage(first, page([someRun({ id: 'b' }), someRun({ id: 'a' })]));
    expect(ids(both)).toEqual(['c', 'b', 'a']);
    expect(both.hasMore).toBe(false);
  });

  test('keeps what is newer than the page, and takes what is older', () => {
    const list = listOf([someRun({ id: 'new', lastSeq: 5 }), someRun({ id: 'old', lastSeq: 1 })]);
    const { runs } = withPage(
      list,
      page([someRun({ id: 'new', lastSeq: 4 }), someRun({ id: 'old', lastSeq: 3 })]),
    );
    expect(runs.map(({ lastSeq }) => lastSeq)).toEqual([5, 3]);
  });
});

describe('withEvents', () => {
  test('puts new runs on top, the newest first, with all that has happened to them', () => {
    const events = listEvents(['b', started()], ['c', started()], ['b', thinking('Hm.')], ['c', failed()]);
    const list = withEvents(listOf([someRun({ id: 'a' })]), events, noFilters);
    expect(list.runs.map(({ id, status, activity }) => [id, status, activity])).toEqual([
      ['c', 'FAILED', null],
      ['b', 'RUNNING', 'Thinking'],
      ['a', 'RUNNING', 'Starting'],
    ]);
  });

  test('changes nothing the second time', () => {
    const events = listEvents(['b', started()], ['b', thinking('Hm.')]);
    const once = withEvents(emptyList, events, noFilters);
    expect(withEvents(once, events, noFilters)).toEqual(once);
  });

  test('leaves out new runs that can never match, and runs whose start it has not seen', () => {
    const events = listEvents(
      ['mine', started()],
      ['older', started()],
      ['older', thinking('Hm.')],
    ).toSpliced(1, 1);
    expect(ids(withEvents(emptyList, events, { ...noFilters, agentName: 'other' }))).toEqual([]);
    expect(ids(withEvents(emptyList, events, noFilters))).toEqual(['mine']);
  });
});

describe('withRun', () => {
  const at = (id: string, second: number) => someRun({ id, startedAt: `2026-01-01T12:00:0${second}.000Z` });

  test('takes the place of the run that is there', () => {
    const list = withRun(listOf([at('b', 2), at('a', 1)]), { ...at('a', 1), status: 'FAILED' });
    expect(list.runs.map(({ status }) => status)).toEqual(['RUNNING', 'FAILED']);
  });

  test('goes where it started', () => {
    expect(ids(withRun(listOf([at('c', 3), at('a', 1)]), at('b', 2)))).toEqual(['c', 'b', 'a']);
    expect(ids(withRun(listOf([at('c', 3)]), at('b', 2)))).toEqual(['c', 'b']);
  });

  test('waits for its page', () => {
    expect(ids(withRun(listOf([at('c', 3)], true), at('b', 2)))).toEqual(['c']);
  });
});

describe('unclearRuns', () => {
  const [begun, ended] = listEvents(['run', started()], ['run', failed()]);
  const failures = { ...noFilters, statuses: ['FAILED'] as const };

  test('are those that the server left out for a status which they no longer have', () => {
    expect(unclearRuns(emptyList, [ended as never], failures)).toEqual(['run']);
  });

  test('are not those of pages to come, nor those that are there, nor those of another agent', () => {
    expect(unclearRuns(emptyList, [ended as never], noFilters)).toEqual([]);
    expect(unclearRuns(listOf([someRun()]), [ended as never], failures)).toEqual([]);
    expect(unclearRuns(emptyList, [ended as never], { ...failures, agentName: 'other' })).toEqual([]);
    expect(unclearRuns(emptyList, [begun as never], failures)).toEqual([]);
  });

  test('are those of which one of an unknown number of answers came', () => {
    const [, answer] = listEvents(['run', started()], ['run', answered('a')]);
    const waiting = listedRun(someRun({ status: 'WAITING_FOR_INPUT' }));
    expect(unclearRuns(listOf([waiting]), [answer as never], noFilters)).toEqual(['run']);
    expect(unclearRuns(listOf([someRun()]), [answer as never], noFilters)).toEqual([]);
  });
});
