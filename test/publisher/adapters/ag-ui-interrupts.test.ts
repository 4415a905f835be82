import { expect, test } from 'vitest';
import { runAgUiAgent } from '../../../src/publisher/adapters/ag-ui.ts';
import type { InputAnswer } from '../../../src/publisher/agent.ts';
import { carryOut } from '../../support/lifecycle.ts';
import {
  begun,
  called,
  carry,
  done,
  event,
  interrupted,
  result,
  ScriptedAgent,
  said,
} from './ag-ui-support.ts';

test('interrupts are asked for at once, and what was answered goes on', async () => {
  const agent = new ScriptedAgent(
    [
      begun,
      ...called('c1', 'remove', '{"path":"a"}'),
      ...called('c2', 'remove', '{"path":"b"}'),
      interrupted(
        { id: 'i1', reason: 'tool_call', message: 'Remove a?', toolCallId: 'c1' },
        { id: 'i2', reason: 'tool_call', toolCallId: 'c2' },
        { id: 'i3', reason: 'input_required', responseSchema: { type: 'string' } },
        { id: 'i4', reason: 'confirmation' },
        { id: 'i5', reason: 'app:else', expiresAt: '2000-01-01T00:00:00Z' },
      ),
    ],
    [begun, result('c1', 'gone'), result('c2', 'kept'), ...said('m', 'Done.'), done],
  );
  const answers: Record<string, InputAnswer> = {
    i1: { resolution: 'APPROVED', response: null },
    i2: { resolution: 'DENIED', response: { approved: false, why: 'no' } },
    i3: { resolution: 'ANSWERED', response: 'blue' },
    i4: { resolution: 'APPROVED', response: null },
    i5: { resolution: 'EXPIRED', response: null },
  };
  const { questions, detail } = await carryOut((run) => runAgUiAgent(run, agent, { runId: 'r' }), {
    answer: ({ interruptId = '' }) => answers[interruptId] as InputAnswer,
  });
  expect(questions).toEqual([
    {
      inputKind: 'TOOL_APPROVAL',
      interruptId: 'i1',
      prompt: 'Remove a?',
      forToolCallId: 'c1',
      proposedInput: { path: 'a' },
    },
    { inputKind: 'TOOL_APPROVAL', interruptId: 'i2', forToolCallId: 'c2', proposedInput: { path: 'b' } },
    { inputKind: 'QUESTION', interruptId: 'i3', responseSchema: { type: 'string' } },
    { inputKind: 'CONFIRMATION', interruptId: 'i4' },
    { inputKind: 'OTHER', interruptId: 'i5', expiresInMs: 1 },
  ]);
  expect(agent.inputs.map(({ runId }) => runId === 'r')).toEqual([true, false]);
  expect(agent.inputs[1]?.resume).toEqual([
    { interruptId: 'i1', status: 'resolved', payload: { approved: true } },
    { interruptId: 'i2', status: 'resolved', payload: { approved: false, why: 'no' } },
    { interruptId: 'i3', status: 'resolved', payload: 'blue' },
    { interruptId: 'i4', status: 'resolved', payload: true },
    { interruptId: 'i5', status: 'cancelled' },
  ]);
  expect(detail.toolCalls).toMatchObject([
    { id: 'c1', output: 'gone' },
    { id: 'c2', output: 'kept' },
  ]);
});

test('an id that the next AG-UI run uses again is another question', async () => {
  const ask = [begun, interrupted({ id: 'i', reason: 'confirmation' })];
  const { questions } = await carryOut(
    (run) => runAgUiAgent(run, new ScriptedAgent(ask, ask, [begun, done])),
    {
      answer: () => ({ resolution: 'APPROVED', response: null }),
    },
  );
  expect(questions).toEqual([{ inputKind: 'CONFIRMATION', interruptId: 'i' }, { inputKind: 'CONFIRMATION' }]);
});

test.each([
  [
    { message: 'Full.', code: 'RATE_LIMITED' },
    { code: 'RATE_LIMITED', providerCode: 'RATE_LIMITED' },
  ],
  [
    { message: 'Broken.', code: 'E42' },
    { code: 'INTERNAL', providerCode: 'E42' },
  ],
  [{ message: 'Broken.' }, { code: 'INTERNAL', providerCode: null }],
])('an error %o', async (fields, expected) => {
  const { detail, error } = await carry(
    begun,
    event('TEXT_MESSAGE_START', { messageId: 'm' }),
    event('RUN_ERROR', fields),
  );
  expect(detail.error).toMatchObject({ ...expected, message: fields.message });
  expect(error).toMatchObject({ cause: { type: 'RUN_ERROR', ...fields } });
});
