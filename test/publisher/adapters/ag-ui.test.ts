import { EventType } from '@ag-ui/client';
import { expect, test } from 'vitest';
import { runAgUiEvents } from '../../../src/publisher/adapters/ag-ui.ts';
import { bodiesOf, carryOut } from '../../support/lifecycle.ts';
import { begun, called, carry, done, event, result, said } from './ag-ui-support.ts';

test('texts, thinking, steps and tool calls', async () => {
  const { names, detail, events } = await carry(
    begun,
    event('STEP_STARTED', { stepName: 'Looking' }),
    event('REASONING_START', { messageId: 'think' }),
    event('REASONING_MESSAGE_START', { messageId: 'think', role: 'reasoning' }),
    event('REASONING_MESSAGE_CONTENT', { messageId: 'think', delta: 'Hm.' }),
    event('REASONING_MESSAGE_END', { messageId: 'think' }),
    event('REASONING_END', { messageId: 'think' }),
    ...called('c1', 'search', '{"query":', '"rain"}'),
    result('c1', '{"hits":3}'),
    ...called('c2', 'ping'),
    result('c2', 'pong'),
    event('STEP_FINISHED', { stepName: 'Looking' }),
    ...said('m1', 'It ', 'rains.'),
    event('RUN_FINISHED', {
      threadId: 't',
      runId: 'r',
      result: { mm: 3 },
      usage: [{ model: 'm', inputTokens: 3, cachedInputTokens: 1, cacheWriteInputTokens: 2 }],
    }),
  );
  expect(names).toEqual([
    'agentStarted',
    'agentThinking',
    'agentThinking',
    'agentThinking',
    'toolExecuting',
    'toolCompleted',
    'toolExecuting',
    'toolCompleted',
    'messageDelta',
    'messageDelta',
    'messageDelta',
    'agentCompleted',
  ]);
  expect(bodiesOf(events, 'agentThinking')).toMatchObject([
    { thinkingKind: 'STATUS', text: 'Looking', final: true },
    { thinkingKind: 'REASONING', blockId: 'think', text: 'Hm.' },
    { thinkingKind: 'REASONING', blockId: 'think', text: '', final: true },
  ]);
  expect(detail.toolCalls).toMatchObject([
    { id: 'c1', name: 'search', input: { query: 'rain' }, status: 'SUCCEEDED', output: { hits: 3 } },
    { id: 'c2', name: 'ping', status: 'SUCCEEDED', output: 'pong' },
  ]);
  expect(detail.messages).toEqual([{ id: 'm1', text: 'It rains.', final: true }]);
  expect(bodiesOf(events, 'agentCompleted')).toMatchObject([
    {
      finishReason: 'STOP',
      output: { mm: 3 },
      usage: [{ model: 'm', inputTokens: 3, cacheReadTokens: 1, cacheWriteTokens: 2 }],
    },
  ]);
});

test('chunks, the thinking of older versions, and messages that are not the agent’s', async () => {
  const { detail, events } = await carry(
    begun,
    { type: 'THINKING_START' as EventType },
    { type: 'THINKING_TEXT_MESSAGE_START' as EventType },
    { type: 'THINKING_TEXT_MESSAGE_CONTENT' as EventType, delta: 'Old.' },
    { type: 'THINKING_TEXT_MESSAGE_END' as EventType },
    { type: 'THINKING_END' as EventType },
    event('TEXT_MESSAGE_START', { messageId: 'u', role: 'user' }),
    event('TEXT_MESSAGE_CONTENT', { messageId: 'u', delta: 'Mine.' }),
    event('TEXT_MESSAGE_END', { messageId: 'u' }),
    event('TEXT_MESSAGE_CHUNK', { messageId: 'm', delta: 'A' }),
    event('TEXT_MESSAGE_CHUNK', { delta: 'B' }),
    event('TOOL_CALL_CHUNK', { toolCallId: 'c', toolCallName: 'search', delta: '{}' }),
    result('c', ''),
    done,
  );
  expect(bodiesOf(events, 'agentThinking')).toMatchObject([{ text: 'Old.' }, { final: true }]);
  expect(detail.messages).toEqual([{ id: 'm', text: 'AB', final: true }]);
  expect(detail.toolCalls).toMatchObject([{ id: 'c', name: 'search', input: {}, status: 'SUCCEEDED' }]);
});

test('a call that the app is to carry out is left open; a result without a call begins it', async () => {
  const { openCalls, detail } = await carry(begun, ...called('c1', 'pick'), result('c2', 'x'), done);
  expect(openCalls).toEqual(['c1']);
  expect(detail.toolCalls).toMatchObject([{ id: 'c1' }, { id: 'c2', name: 'unknown', status: 'SUCCEEDED' }]);
});

test('sub-agents are tool calls, unless a tool call began them', async () => {
  const { detail } = await carry(
    begun,
    ...called('c1', 'delegate'),
    event('SUBAGENT_STARTED', { subagentRunId: 's1', name: 'Writer', parentToolCallId: 'c1' }),
    event('SUBAGENT_FINISHED', { subagentRunId: 's1' }),
    result('c1', 'ok'),
    event('SUBAGENT_STARTED', { subagentRunId: 's2', name: 'Critic', description: 'Reads.' }),
    event('SUBAGENT_ERROR', { subagentRunId: 's2', message: 'Too long.', code: 'LONG' }),
    done,
  );
  expect(detail.toolCalls).toMatchObject([
    { id: 'c1', name: 'delegate', status: 'SUCCEEDED' },
    {
      id: 's2',
      name: 'Critic',
      title: 'Reads.',
      status: 'FAILED',
      error: { message: 'Too long.', code: 'LONG' },
    },
  ]);
});

test('what only a snapshot tells of, without the conversation before', async () => {
  const call = { id: 'c1', type: 'function', function: { name: 'search', arguments: '{"q":1}' } };
  const { detail } = await carry(
    begun,
    ...said('m1', 'Streamed.'),
    event('MESSAGES_SNAPSHOT', {
      messages: [
        { id: 'old', role: 'assistant', content: 'Before.' },
        { id: 'u', role: 'user', content: 'Now?' },
        { id: 'm1', role: 'assistant', content: 'Streamed.' },
        { id: 'm2', role: 'assistant', content: 'Whole.', toolCalls: [call] },
        { id: 't1', role: 'tool', toolCallId: 'c1', content: '', error: 'Broken.' },
      ],
    }),
    done,
  );
  expect(detail.messages).toEqual([
    { id: 'm1', text: 'Streamed.', final: true },
    { id: 'm2', text: 'Whole.', final: true },
  ]);
  expect(detail.toolCalls).toMatchObject([
    { id: 'c1', name: 'search', input: { q: 1 }, status: 'FAILED', error: { message: 'Broken.' } },
  ]);
});

test('what has no counterpart is the app’s to map', async () => {
  const events = [
    begun,
    event('STATE_SNAPSHOT', { snapshot: { step: 1 } }),
    event('CUSTOM', { name: 'progress', value: 5 }),
    done,
  ];
  const { detail, names } = await carryOut((run) =>
    runAgUiEvents(run, events, {
      mapOther: (other) =>
        other.type === EventType.CUSTOM
          ? { agentThinking: { blockId: 'b', text: String(other.value), final: true } }
          : null,
    }),
  );
  expect(names).toEqual(['agentStarted', 'agentThinking', 'agentCompleted']);
  expect(detail.finishReason).toBe('STOP');
});
