import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planAppend } from '../../src/broker/plan.ts';
import { admit, headerOf, parentOf } from '../../src/events/admit.ts';
import { uncheckedPosition } from '../../src/events/cursor.ts';
import type { EventType } from '../../src/events/event.ts';
import { eventNames, eventTypes } from '../../src/events/event.ts';
import type { Stage } from '../../src/events/lifecycle.ts';
import { endStatusOf, stageBehind } from '../../src/events/lifecycle.ts';
import type { RunProgress } from '../../src/events/progress.ts';
import { progressBehind } from '../../src/events/progress.ts';
import type { RunRecord } from '../../src/events/run.ts';
import type { EventInput } from '../../src/events/validate.ts';
import { errorWith, thrownBy } from '../support/errors.ts';
import type { BatchOptions } from '../support/events.ts';
import {
  answered,
  asked,
  batchOf,
  cancelled,
  completed,
  delta,
  detailOf,
  done,
  executing,
  failed,
  NOON,
  newEvent,
  progress,
  started,
  thinking,
} from '../support/events.ts';

const oneOfEach: readonly EventInput[] = [
  started(),
  thinking('Hm.'),
  executing('call'),
  progress('call'),
  done('call'),
  delta('Hello.'),
  asked('question'),
  answered('question'),
  completed(),
  failed(),
  cancelled(),
];

/** The run that the given events make. */
function runOf(events: readonly EventInput[], options: BatchOptions = {}): RunRecord {
  const batch = batchOf('run', events, options);
  return planAppend(null, null, batch, uncheckedPosition('0epoch00', 0)).record as RunRecord;
}

describe('the lifecycle', () => {
  const starting: readonly EventType[] = ['AGENT_STARTED'];
  const ending: readonly EventType[] = ['AGENT_COMPLETED', 'AGENT_FAILED', 'AGENT_CANCELLED'];
  const others = eventTypes.filter((type) => !starting.includes(type) && !ending.includes(type));

  const table: readonly [Stage, readonly EventType[], string][] = [
    ['notStarted', starting, 'running'],
    ['notStarted', others, 'RUN_NOT_STARTED'],
    ['notStarted', ending, 'RUN_NOT_STARTED'],
    ['running', starting, 'RUN_ALREADY_STARTED'],
    ['running', others, 'running'],
    ['running', ending, 'ended'],
    ['ended', starting, 'RUN_ALREADY_STARTED'],
    ['ended', others, 'RUN_ENDED'],
    ['ended', ending, 'RUN_ENDED'],
  ];

  test.each(table)('of a run that is %s: %j → %s', (stage, types, expected) => {
    for (const type of types) {
      const outcome = () => {
        try {
          return stageBehind(stage, type);
        } catch (error) {
          return (error as { code?: unknown }).code;
        }
      };
      expect(outcome(), type).toBe(expected);
    }
  });

  test('names every type of event', () => {
    expect(oneOfEach.map((event) => newEvent(event).type)).toEqual(eventTypes);
    expect(new Set(eventTypes.map((type) => eventNames[type].member)).size).toBe(eventTypes.length);
    expect(eventTypes.map(endStatusOf).filter((status) => status !== null)).toEqual([
      'COMPLETED',
      'FAILED',
      'CANCELLED',
    ]);
  });
});

describe('a batch in order', () => {
  test('is taken whole', () => {
    const batch = batchOf('run', [started(), delta('a'), completed()]);
    expect(admit(null, null, batch)).toEqual({ duplicates: 0, events: batch.events, firstSeq: 1 });
  });

  test('goes on behind the last seq, with and without firstSeq', () => {
    const run = runOf([started(), delta('a')]);
    for (const firstSeq of [null, 3]) {
      const batch = batchOf('run', [delta('b')], { firstSeq });
      expect(admit(run, null, batch)).toEqual({ duplicates: 0, events: batch.events, firstSeq: 3 });
    }
  });

  test('leaves out what firstSeq shows to be stored', () => {
    const events = [started(), delta('a'), delta('b'), completed()];
    for (let stored = 1; stored <= events.length; stored++) {
      const batch = batchOf('run', events, { firstSeq: 1 });
      expect(admit(runOf(events.slice(0, stored)), null, batch)).toEqual({
        duplicates: stored,
        events: batch.events.slice(stored),
        firstSeq: stored + 1,
      });
    }
  });

  test('may repeat less than is stored, even of a run that has ended', () => {
    const run = runOf([started(), delta('a'), delta('b'), completed()]);
    const batch = batchOf('run', [delta('a'), delta('b')], { firstSeq: 2 });
    expect(admit(run, null, batch)).toMatchObject({ duplicates: 2, events: [] });
  });
});

describe('a batch out of order', () => {
  const refused = (run: RunRecord | null, events: readonly EventInput[], options?: BatchOptions) =>
    thrownBy(() => admit(run, null, batchOf('run', events, options)));

  test('is refused with what the lifecycle says', () => {
    const running = runOf([started()]);
    const ended = runOf([started(), completed()]);
    expect(refused(null, [delta('a')])).toEqual(errorWith('RUN_NOT_STARTED'));
    expect(refused(running, [delta('a'), started()])).toEqual(errorWith('RUN_ALREADY_STARTED'));
    expect(refused(running, [cancelled(), delta('a')])).toEqual(errorWith('RUN_ENDED'));
    expect(refused(ended, [failed()])).toEqual(errorWith('RUN_ENDED'));
    expect(refused(null, [started(), completed(), started()])).toEqual(errorWith('RUN_ALREADY_STARTED'));
  });

  test('is refused where events are missing before it, naming the seq to go on from', () => {
    const run = runOf([started(), delta('a')]);
    expect(refused(run, [delta('c')], { firstSeq: 4 })).toEqual(
      errorWith('OUT_OF_ORDER', { expectedSeq: 3 }),
    );
    expect(refused(null, [started()], { firstSeq: 2 })).toEqual(
      errorWith('OUT_OF_ORDER', { expectedSeq: 1 }),
    );
  });

  test('is refused if only what is left of it is out of order', () => {
    const run = runOf([started(), completed()]);
    expect(refused(run, [completed(), delta('a')], { firstSeq: 2 })).toEqual(errorWith('RUN_ENDED'));
  });
});

describe('the fence of a run', () => {
  const from = (writerId: string | null) => batchOf('run', [delta('a')], { writerId });
  const another = errorWith('RUN_HAS_ANOTHER_WRITER');

  test('lets its writer through and nobody else, named or not', () => {
    const run = runOf([started()], { writerId: 'one' });
    expect(admit(run, null, from('one')).events).toHaveLength(1);
    expect(thrownBy(() => admit(run, null, from('two')))).toEqual(another);
    expect(thrownBy(() => admit(run, null, from(null)))).toEqual(another);
  });

  test('comes before everything else that a batch can have wrong', () => {
    const run = runOf([started(), completed()], { writerId: 'one' });
    const repeated = batchOf('run', [started()], { writerId: 'two', firstSeq: 1 });
    const gap = batchOf('run', [delta('a')], { writerId: 'two', firstSeq: 9 });
    expect(thrownBy(() => admit(run, null, repeated))).toEqual(another);
    expect(thrownBy(() => admit(run, null, gap))).toEqual(another);
    expect(thrownBy(() => admit(run, null, from('two')))).toEqual(another);
  });

  test('is not there before a writer is named', () => {
    const run = runOf([started()]);
    expect(admit(run, null, from(null)).events).toHaveLength(1);
    expect(admit(run, null, from('one')).events).toHaveLength(1);
  });
});

describe('a run under a parent', () => {
  const child = batchOf('child', [started({ parentRunId: 'run' })]);

  test('needs it', () => {
    expect(parentOf(child)).toBe('run');
    expect(admit(null, runOf([started()]), child).events).toHaveLength(1);
    expect(thrownBy(() => admit(null, null, child))).toEqual(errorWith('PARENT_NOT_FOUND'));
  });

  test('may start after the parent has ended', () => {
    expect(admit(null, runOf([started(), completed()]), child).events).toHaveLength(1);
  });

  test('is not looked for again in a retry', () => {
    const run = runOf([started()]);
    const retry = batchOf('run', [started({ parentRunId: 'gone' })], { firstSeq: 1 });
    expect(admit(run, null, retry).duplicates).toBe(1);
  });

  test('takes root, ancestors and thread from it', () => {
    const parent = { ...runOf([started({ threadId: 'thread' })]), rootRunId: 'root', ancestors: ['root'] };
    const [first] = child.events;
    expect(headerOf('child', first as never, parent)).toEqual({
      runId: 'child',
      rootRunId: 'root',
      parentRunId: 'run',
      ancestors: ['root', 'run'],
      threadId: 'thread',
      agent: { id: null, name: 'coder' },
      startedAt: NOON,
    });
    const ownThread = newEvent(started({ parentRunId: 'run', threadId: 'own' }));
    expect(headerOf('child', ownThread, parent).threadId).toBe('own');
  });

  test('is its own root and thread without one', () => {
    expect(headerOf('run', newEvent(started()), null)).toMatchObject({
      rootRunId: 'run',
      parentRunId: null,
      ancestors: [],
      threadId: 'run',
    });
  });
});

describe('the progress of a run', () => {
  const progressOf = (events: readonly EventInput[]) => progressBehind(null, batchOf('run', events).events);

  test('shows what the agent does', () => {
    const life: readonly [EventInput, string | null][] = [
      [started(), 'Starting'],
      [thinking('Hm.'), 'Thinking'],
      [executing('call', { title: 'Looking it up' }), 'Looking it up'],
      [progress('call', { progress: 1 }), 'Looking it up'],
      [progress('call', { message: 'Nearly there' }), 'Nearly there'],
      [done('call'), 'Working'],
      [executing('other'), 'search'],
      [asked('approval', { inputKind: 'TOOL_APPROVAL' }), 'Waiting for approval'],
      [answered('approval'), 'Working'],
      [delta('Hello.'), 'Answering'],
      [completed(), null],
    ];
    const activities = life.map((_, index) => progressOf(life.slice(0, index + 1).map(([event]) => event)));
    expect(activities.map(({ activity }) => activity)).toEqual(life.map(([, activity]) => activity));
  });

  test('keeps what it shows short and well-formed', () => {
    const { activity } = progressOf([started(), executing('call', { title: `a\0${'😀'.repeat(200)}` })]);
    expect(activity).toBe(`a ${'😀'.repeat(99)}`);
    const odd = progressOf([started(), executing('call', { title: `${'😀'.repeat(200)}`.slice(1) })]);
    expect(odd.activity).toSatisfy((text: string) => text.isWellFormed() && text.length <= 200);
  });

  test('is the same for a batch and for its events one by one', () => {
    const { events } = batchOf('run', oneOfEach.slice(0, 9));
    let oneByOne: RunProgress | null = null;
    for (const event of events) oneByOne = progressBehind(oneByOne, [event]);
    expect(oneByOne).toEqual(progressBehind(null, events));
  });

  test('agrees with the fold on what is asked for and how the run ended', () => {
    const interruptId = fc.constantFrom('a', 'b', 'c');
    const step = fc.oneof(
      { weight: 4, arbitrary: interruptId.map((id) => asked(id)) },
      { weight: 2, arbitrary: interruptId.map((id) => answered(id)) },
      { weight: 1, arbitrary: fc.constantFrom(delta('text'), executing('call'), done('call')) },
    );
    const end = fc.option(fc.constantFrom(completed(), failed(), cancelled()));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), end, (steps, last) => {
        const events = [started(), ...steps, ...(last === null ? [] : [last])];
        const { status, pendingInputs, lastSeq, endedAt } = progressOf(events);
        const detail = detailOf(events);
        expect(pendingInputs).toEqual(detail.pendingInputs.map((input) => input.interruptId));
        expect(lastSeq).toBe(events.length);
        expect(endedAt === null).toBe(last === null);
        expect(status === 'WAITING_FOR_INPUT').toBe(detail.pendingInputs.length > 0);
        expect(status === 'COMPLETED').toBe(detail.finishReason !== null);
        expect(status === 'FAILED').toBe(detail.error !== null);
        if (last !== null) expect(status).toBe(endStatusOf(newEvent(last).type));
      }),
    );
  });
});
