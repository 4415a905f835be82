import { describe, expect, test } from 'vitest';
import type { PageState, QueriedRun } from '../../src/dashboard/run/page-state.ts';
import { openPage, pageBehind, pageWithHistory } from '../../src/dashboard/run/page-state.ts';
import type { RunEvent } from '../../src/dashboard/run/run-events.ts';
import { emptyDetail } from '../../src/events/fold.ts';
import {
  answered,
  asked,
  completed,
  delta,
  done,
  executing,
  failed,
  started,
  thinking,
} from '../support/events.ts';
import { eventsOf } from './run-events.ts';

/** The run as the query gives it right behind its first event. */
function queried(fields: Partial<QueriedRun> = {}): QueriedRun {
  return {
    ...emptyDetail,
    id: 'run',
    rootRunId: 'run',
    parentRunId: null,
    threadId: 'run',
    agent: { id: null, name: 'coder' },
    status: 'RUNNING',
    startedAt: '2026-01-01T12:00:00.000Z',
    endedAt: null,
    durationMs: null,
    lastSeq: 1,
    lastEventAt: '2026-01-01T12:00:00.000Z',
    activity: 'Starting',
    cursor: 'cursor',
    children: [],
    ...fields,
  } as QueriedRun;
}

const behind = (events: readonly RunEvent[], page = openPage(queried())): PageState =>
  pageBehind(page, events);
const child = (runId: string, parentRunId: string, inputs = [started()]) =>
  eventsOf(inputs, runId).map((event) => ({ ...event, parentRunId, rootRunId: 'run' }));

describe('the page of a run', () => {
  test('follows the run to its end', () => {
    const inputs = [started(), delta('Hello'), executing('c1'), done('c1', { output: [1] }), completed()];
    const { run } = behind(eventsOf(inputs));
    expect(run.record).toMatchObject({ status: 'COMPLETED', lastSeq: 5, activity: null, durationMs: 4_000 });
    expect(run.record.endedAt).toBe('2026-01-01T12:00:04.000Z');
    expect(run.detail).toMatchObject({ finalText: 'Hello', messages: [{ text: 'Hello' }] });
    expect(run.detail.toolCalls).toMatchObject([{ id: 'c1', status: 'SUCCEEDED', output: [1] }]);
  });

  test('takes no event twice', () => {
    const events = eventsOf([started(), delta('a'), delta('b')]);
    const once = behind(events);
    const twice = behind(events, once);
    expect(twice.run).toBe(once.run);
    expect(twice.log).toBe(once.log);
    expect(twice.trace).toBe(once.trace);
  });

  test('waits until every request is settled', () => {
    const inputs = [started(), asked('i1'), asked('i2'), answered('i1'), answered('i2')];
    const events = eventsOf(inputs);
    expect(behind(events.slice(0, 4)).run.record.status).toBe('WAITING_FOR_INPUT');
    expect(behind(events).run.record.status).toBe('RUNNING');
  });

  test('gives each sub-agent its own state, and nothing of it to the run', () => {
    const page = behind([
      ...child('a', 'run', [started(), delta('of the child'), executing('c1')]),
      ...child('b', 'a', [started(), failed()]),
    ]);
    expect(page.run.record.lastSeq).toBe(1);
    expect(page.log.events).toEqual([]);
    expect([...page.subAgents.keys()]).toEqual(['a', 'b']);
    expect(page.subAgents.get('a')?.detail.toolCalls).toMatchObject([{ id: 'c1' }]);
    expect(page.subAgents.get('b')?.record).toMatchObject({ status: 'FAILED', parentRunId: 'a' });
  });

  test('takes no event of a sub-agent twice either', () => {
    const events = child('a', 'run', [started(), delta('once')]);
    const once = behind(events);
    expect(behind(events, once).subAgents).toBe(once.subAgents);
  });

  test('has the sub-agents of the query, however deep, and goes on from there', () => {
    const { children: _, ...fields } = queried({ id: 'b', parentRunId: 'a', lastSeq: 2 });
    const nested = { ...queried({ id: 'a', parentRunId: 'run' }), children: [fields] };
    const page = openPage(queried({ children: [nested] } as unknown as Partial<QueriedRun>));
    expect([...page.subAgents.keys()]).toEqual(['a', 'b']);
    const [, , end] = child('b', 'a', [started(), delta('seen'), completed()]);
    expect(behind([end as RunEvent], page).subAgents.get('b')?.record.status).toBe('COMPLETED');
  });

  test('has the thinking of history and of live events in order, whichever came first', () => {
    const events = eventsOf([
      started(),
      thinking('Let '),
      thinking('me '),
      thinking('see.', { final: true }),
    ]);
    const live = behind(events.slice(3), openPage(queried({ lastSeq: 3 })));
    expect(live.trace.texts).toMatchObject([{ text: 'see.' }]);
    const pageInfo = { hasNextPage: false, endCursor: null };
    const { trace, log } = pageWithHistory(live, { nodes: events.slice(0, 3), pageInfo });
    expect(trace.texts).toMatchObject([{ text: 'Let me see.', final: true, firstSeq: 2, lastSeq: 4 }]);
    expect(log.events).toHaveLength(4);
  });

  test('keeps the parts that an event does not change', () => {
    const before = behind(eventsOf([started(), delta('a')]));
    const [, , event] = eventsOf([started(), delta('a'), thinking('b')]);
    const after = behind([event as RunEvent], before);
    expect(after.run.detail).toBe(before.run.detail);
    expect(after.subAgents).toBe(before.subAgents);
    expect(after.trace.waits).toBe(before.trace.waits);
  });
});
