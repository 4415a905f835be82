import type { AGUIEvent, Interrupt } from '@ag-ui/client';
import { expect, test } from 'vitest';
import { resumedOf } from '../../../src/client/ag-ui/interrupts.ts';
import { typesOf } from './support.ts';
import {
  caughtUp,
  child,
  completed,
  completedTool,
  event,
  executing,
  required,
  said,
  started,
  told,
} from './translation-support.ts';

const interruptsOf = (events: readonly AGUIEvent[]): readonly Interrupt[] =>
  (events.at(-1) as unknown as { outcome: { interrupts: Interrupt[] } }).outcome.interrupts;

test('what is asked for live interrupts, with all that it takes to go on', async () => {
  const asked = required({ expiresAt: '2026-01-01T13:00:00.000Z' });
  const events = await told(started, caughtUp, said('May '), executing(), asked, said('!'), completed());
  expect(typesOf(events).slice(-2)).toEqual(['TEXT_MESSAGE_END', 'RUN_FINISHED']);
  const [interrupt] = interruptsOf(events);
  expect(interrupt).toMatchObject({
    reason: 'tool_call',
    message: 'May I?',
    toolCallId: 'c',
    responseSchema: { required: ['approved'] },
    expiresAt: '2026-01-01T13:00:00.000Z',
    metadata: { agentwire: { runId: 'main', interruptId: 'i', proposedInput: { q: 1 } } },
  });
  const { id = '' } = interrupt ?? {};
  const after = 'cursor' in asked ? asked.cursor : '';
  const answered = (payload: unknown) => resumedOf({ interruptId: id, status: 'resolved', payload });
  expect(answered({ approved: true, editedArgs: {} })).toEqual({
    follows: 'main',
    after,
    answer: {
      runId: 'main',
      interruptId: 'i',
      resolution: 'APPROVED',
      response: { approved: true, editedArgs: {} },
    },
  });
  expect(answered(false)?.answer).toMatchObject({ resolution: 'DENIED', response: false });
  expect(answered('blue')?.answer).toMatchObject({ resolution: 'ANSWERED', response: 'blue' });
  expect(resumedOf({ interruptId: id, status: 'cancelled' })?.answer).toMatchObject({
    resolution: 'ABANDONED',
    response: null,
  });
});

test('what a replay tells of interrupts at its end, if nobody answered it', async () => {
  const other = { interruptId: 'j', inputKind: 'QUESTION', forToolCallId: null };
  const events = await told(
    started,
    executing(),
    required(),
    required({ ...other, interruptId: 'settled' }),
    event('InputResolved', { interruptId: 'settled', resolution: 'ANSWERED', response: 1 }),
    event('AgentStarted', child),
    required({ ...child, ...other }),
    caughtUp,
  );
  expect(interruptsOf(events)).toMatchObject([
    { reason: 'tool_call', toolCallId: 'c' },
    { reason: 'input_required', subagentRunId: 'sub' },
  ]);
  expect(events.at(-2)).toMatchObject({
    type: 'SUBAGENT_FINISHED',
    outcome: { type: 'suspended', interruptIds: [interruptsOf(events)[1]?.id] },
  });
});

test('behind an interrupt a sub-agent goes on, and a call that was told before has its result', async () => {
  const events = await told(
    event('InputResolved', { interruptId: 'i', resolution: 'APPROVED', response: null }),
    completedTool({ ...child, toolCallId: 'c' }),
    completedTool(),
    completed(),
  );
  expect(typesOf(events)).toEqual([
    'RUN_STARTED',
    'SUBAGENT_STARTED',
    'TOOL_CALL_RESULT',
    'TOOL_CALL_RESULT',
    'SUBAGENT_ERROR',
    'RUN_FINISHED',
  ]);
});

test('whatever else stands for an interrupt’s id is refused', () => {
  for (const interruptId of ['', 'a', 'a/b/c', 'a/b/c/d/e', 'a/b//d', '%/b/c/d']) {
    expect(resumedOf({ interruptId, status: 'cancelled' }), interruptId).toBeNull();
  }
});
