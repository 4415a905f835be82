import { expect, test } from 'vitest';
import { encodeCursor, positionBehind } from '../../src/events/cursor.ts';
import type { Publication } from '../../src/events/publication.ts';
import { eventOf, millisecondsBetween } from '../../src/events/publication.ts';
import {
  cancelled,
  completed,
  delta,
  executing,
  failed,
  logOf,
  NOON,
  started,
  thinking,
} from '../support/events.ts';

test('a delivered event says who it is and where it stands', () => {
  const [, publication] = logOf([
    ['run', started()],
    ['run', executing('call', { input: { q: 1 } })],
  ]) as [Publication, Publication];
  expect(eventOf(publication)).toEqual({
    __typename: 'ToolExecuting',
    type: 'TOOL_EXECUTING',
    id: publication.id,
    cursor: encodeCursor(positionBehind(publication)),
    seq: 2,
    occurredAt: new Date(NOON + 1000).toISOString(),
    runId: 'run',
    rootRunId: 'run',
    parentRunId: null,
    threadId: 'run',
    agent: { id: null, name: 'coder' },
    toolCallId: 'call',
    toolName: 'search',
    input: { q: 1 },
  });
});

test('an event is made once, however many readers deliver it', () => {
  const [publication] = logOf([['run', delta('a')]]) as [Publication];
  expect(eventOf(publication)).toBe(eventOf(publication));
});

test('a delta says where it begins, an end how long the run took', () => {
  const [message, thought] = logOf([
    ['run', delta('a')],
    ['run', thinking('b')],
  ]) as [Publication, Publication];
  expect(eventOf(message)).toMatchObject({ firstSeq: 1, seq: 1 });
  expect(eventOf({ ...thought, firstSeq: 1 })).toMatchObject({ firstSeq: 1, seq: 2 });
  for (const end of [completed(), failed(), cancelled()]) {
    const [, last] = logOf([
      ['run', started()],
      ['run', end],
    ]) as [Publication, Publication];
    expect(eventOf(last)).toMatchObject({ durationMs: 1000 });
  }
});

test('a duration is an Int, whatever the clocks say', () => {
  expect(millisecondsBetween(1000, 1500)).toBe(500);
  expect(millisecondsBetween(1500, 1000)).toBe(0);
  expect(millisecondsBetween(0, 2 ** 40)).toBe(2 ** 31 - 1);
});
