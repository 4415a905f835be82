import { describe, expect, test } from 'vitest';
import { lengthToTick, ticksOf } from '../../src/dashboard/run/axis.ts';
import type { RunEvent } from '../../src/dashboard/run/run-events.ts';
import type { RunState } from '../../src/dashboard/run/run-state.ts';
import { runBegunBy, runBehind } from '../../src/dashboard/run/run-state.ts';
import { extentOf, isSameSpan, spansOf } from '../../src/dashboard/run/spans.ts';
import { emptyTrace, traceBehind } from '../../src/dashboard/run/trace.ts';
import type { EventInput } from '../../src/events/validate.ts';
import {
  answered,
  asked,
  completed,
  delta,
  done,
  executing,
  failed,
  NOON,
  progress,
  started,
  thinking,
} from '../support/events.ts';
import { eventsOf } from './run-events.ts';

function stateOf(events: readonly RunEvent[]): RunState {
  const [first, ...rest] = events;
  if (first?.__typename !== 'AgentStarted') throw new TypeError('A run begins with an AgentStarted.');
  return rest.reduce(runBehind, runBegunBy(first));
}

const traceOf = (inputs: readonly EventInput[]) => eventsOf(inputs).reduce(traceBehind, emptyTrace);

/** The rows, with seconds since noon for instants. */
function rowsOf(inputs: readonly EventInput[], agents: readonly RunState[] = []) {
  const subAgents = new Map(agents.map((agent) => [agent.record.id, agent]));
  const spans = spansOf({ run: stateOf(eventsOf(inputs)), trace: traceOf(inputs), subAgents });
  const seconds = (instant: number | null) => (instant === null ? null : (instant - NOON) / 1000);
  return spans.map(({ label, depth, startedAt, endedAt }) => [
    '  '.repeat(depth) + label,
    seconds(startedAt),
    seconds(endedAt),
  ]);
}

describe('the trace', () => {
  test('puts thinking together by block and kind', () => {
    const { texts } = traceOf([
      started(),
      thinking('One ', { blockId: 'a' }),
      thinking('summed up', { blockId: 'a', thinkingKind: 'SUMMARY' }),
      thinking('two', { blockId: 'a' }),
      thinking('Other', { blockId: 'b' }),
    ]);
    expect(texts.map(({ thinkingKind, text }) => [thinkingKind, text])).toEqual([
      ['REASONING', 'One two'],
      ['SUMMARY', 'summed up'],
      ['REASONING', 'Other'],
    ]);
  });

  test('replaces a text where the worker says so', () => {
    const { texts } = traceOf([started(), thinking('Draft'), thinking('Final', { mode: 'REPLACE' })]);
    expect(texts).toMatchObject([{ text: 'Final' }]);
  });

  test('settles a wait once', () => {
    const { waits } = traceOf([
      started(),
      asked('i1'),
      answered('i1'),
      asked('i1'),
      answered('i1', { resolution: 'APPROVED' }),
    ]);
    expect(waits.map(({ resolution }) => resolution)).toEqual(['ANSWERED', 'APPROVED']);
  });
});

describe('the rows of the timeline', () => {
  test('are in the order in which things began, each with its time', () => {
    const inputs = [
      started(),
      thinking('Hm'),
      executing('c1', { title: 'Read' }),
      progress('c1'),
      done('c1'),
      delta('An'),
      delta('swer'),
      completed(),
    ];
    expect(rowsOf(inputs)).toEqual([
      ['coder', 0, 7],
      ['  Reasoning', 1, 1],
      ['  Read', 2, 4],
      ['  Message', 5, 6],
    ]);
  });

  test('stay open while what they stand for goes on', () => {
    const inputs = [started(), thinking('Hm'), executing('c1'), delta('An')];
    expect(rowsOf(inputs)).toEqual([
      ['coder', 0, null],
      ['  Reasoning', 1, 1],
      ['  search', 2, null],
      ['  Message', 3, null],
    ]);
  });

  test('do not let a text go on that is final, or while a person is waited for', () => {
    expect(rowsOf([started(), delta('All', { final: true })]).at(-1)).toEqual(['  Message', 1, 1]);
    expect(rowsOf([started(), asked('i1', { prompt: 'Why?' }), delta('Please')])).toEqual([
      ['coder', 0, null],
      ['  Why?', 1, null],
      ['  Message', 2, 2],
    ]);
  });

  test('end with the run, whatever never said that it ended', () => {
    const inputs = [started(), executing('c1'), asked('i1', { prompt: 'Why?' }), failed()];
    expect(rowsOf(inputs)).toEqual([
      ['coder', 0, 3],
      ['  search', 1, 3],
      ['  Why?', 2, 3],
    ]);
  });

  test('have sub-agents where they began, and what is theirs below them', () => {
    const agent = (name: string, parentRunId: string, inputs: readonly EventInput[]) =>
      stateOf(eventsOf(inputs, name).map((event) => ({ ...event, parentRunId, agent: { id: null, name } })));
    const agents = [
      agent('researcher', 'run', [started(), executing('c', { title: 'Find' }), completed()]),
      agent('critic', 'researcher', [started({ occurredAt: '2026-01-01T12:00:02.000Z' })]),
    ];
    expect(rowsOf([started(), thinking('Hm'), delta('Done')], agents)).toEqual([
      ['coder', 0, null],
      ['  researcher', 0, 2],
      ['    Find', 1, 2],
      ['    critic', 2, null],
      ['  Reasoning', 1, 1],
      ['  Message', 2, null],
    ]);
  });

  test('are in the order of the events where they began in the same millisecond', () => {
    const at = { occurredAt: '2026-01-01T12:00:01.000Z' };
    const inputs = [
      started(),
      thinking('a', { blockId: 'a', ...at }),
      executing('c1', { title: 'First', ...at }),
      done('c1', at),
      thinking('b', { blockId: 'b', ...at }),
      executing('c2', { title: 'Second', ...at }),
    ];
    expect(rowsOf(inputs).map(([label]) => label)).toEqual([
      'coder',
      '  Reasoning',
      '  First',
      '  Reasoning',
      '  Second',
    ]);
  });

  test('are the same where nothing of them changed', () => {
    const inputs = [started(), executing('c1')];
    const spans = () =>
      spansOf({ run: stateOf(eventsOf(inputs)), trace: traceOf(inputs), subAgents: new Map() });
    const [[, tool], [, again]] = [spans(), spans()];
    if (tool === undefined || again === undefined) expect.unreachable();
    expect(isSameSpan(tool, again)).toBe(true);
    expect(isSameSpan(tool, { ...again, endedAt: NOON })).toBe(false);
  });
});

describe('the time axis', () => {
  const span = (startedAt: number, endedAt: number | null) =>
    ({ startedAt, endedAt }) as Parameters<typeof extentOf>[0][number];

  test.each([
    [7, ['0', '2 ms', '4 ms', '6 ms']],
    [1_150, ['0', '200 ms', '400 ms', '600 ms', '800 ms', '1 s']],
    [2_400, ['0', '500 ms', '1 s', '1.5 s', '2 s']],
    [60_000, ['0', '10 s', '20 s', '30 s', '40 s', '50 s', '1 m']],
    [100_000, ['0', '30 s', '1 m', '1 m 30 s']],
    [5 * 3_600_000, ['0', '1 h', '2 h', '3 h', '4 h', '5 h']],
    [9 * 86_400_000, ['0', '2 d', '4 d', '6 d', '8 d']],
  ])('has nice ticks over %d ms', (length, labels) => {
    expect(ticksOf(length).map(({ label }) => label)).toEqual(labels);
  });

  test('ends with what ended last, whatever time it is now', () => {
    expect(extentOf([span(100, 900), span(200, 400)], 5_000)).toEqual({ start: 100, length: 800 });
    expect(extentOf([span(100, 100)], 5_000)).toEqual({ start: 100, length: 1 });
  });

  test('reaches to the tick behind now while something goes on', () => {
    expect(extentOf([span(0, null), span(100, 200)], 5_300)).toEqual({ start: 0, length: 6_000 });
    expect(extentOf([span(0, null)], 5_700).length).toBe(6_000);
    expect(lengthToTick(60_000)).toBe(60_000);
    expect(lengthToTick(60_001)).toBe(75_000);
  });

  test('holds what a worker whose clock is ahead of ours says', () => {
    expect(extentOf([span(10_000, null), span(12_000, 12_500)], 0)).toEqual({ start: 10_000, length: 2_500 });
  });
});
