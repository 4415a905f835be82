import { Agent, Usage } from '@openai/agents';
import {
  assistantMessage,
  functionCall,
  modelResponse,
  modelStream,
  ScriptedModel,
} from '@openai/agents/testing';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { runOpenAIAgent } from '../../../src/publisher/adapters/openai-agents.ts';
import { bodiesOf, carryOut } from '../../support/lifecycle.ts';
import { agentOf, answer, call, carry, remove } from './openai-agents-support.ts';

test('texts, and tools of which one succeeds and one fails', async () => {
  const { names, detail, openCalls, events } = await carry(
    agentOf([
      [assistantMessage('Let me look.', { id: 'first' }), call('search', 'c1'), call('broken', 'c2')],
      [answer],
    ]),
  );
  expect(names.slice(0, 4)).toEqual(['agentStarted', 'messageDelta', 'messageDelta', 'toolExecuting']);
  expect(names.slice(-4)).toEqual(['toolCompleted', 'messageDelta', 'messageDelta', 'agentCompleted']);
  expect(detail.messages).toEqual([
    { id: 'first', text: 'Let me look.', final: true },
    { id: 'answer', text: 'All done.', final: true },
  ]);
  expect(detail.toolCalls).toMatchObject([
    { id: 'c1', name: 'search', input: { query: 'c1' }, status: 'SUCCEEDED', output: { found: ['c1'] } },
    { id: 'c2', name: 'broken', status: 'FAILED', output: null },
  ]);
  expect(JSON.stringify(events)).not.toContain('secret');
  expect(detail.toolCalls[0]?.durationMs).toBeTypeOf('number');
  expect(detail).toMatchObject({ finishReason: 'STOP', finalText: 'All done.' });
  expect(openCalls).toEqual([]);
});

test('approvals are asked for at once, answered in any order, and decide what runs', async () => {
  const asked = Promise.withResolvers<void>();
  const { detail, questions } = await carry(
    agentOf([[call('remove', 'c1'), call('remove', 'c2'), call('search', 'c3')], [answer]]),
    {
      async answer({ forToolCallId }) {
        if (forToolCallId === 'c2') {
          asked.resolve();
          return { resolution: 'DENIED', response: { message: 'Not that one.' } };
        }
        await asked.promise;
        return { resolution: 'APPROVED', response: null };
      },
    },
  );
  expect(questions).toEqual([
    {
      inputKind: 'TOOL_APPROVAL',
      prompt: 'Allow remove?',
      forToolCallId: 'c1',
      proposedInput: { query: 'c1' },
    },
    {
      inputKind: 'TOOL_APPROVAL',
      prompt: 'Allow remove?',
      forToolCallId: 'c2',
      proposedInput: { query: 'c2' },
    },
  ]);
  expect(detail.toolCalls).toMatchObject([
    { id: 'c1', status: 'SUCCEEDED', output: 'Removed c1.' },
    { id: 'c2', status: 'DENIED', output: null },
    { id: 'c3', status: 'SUCCEEDED' },
  ]);
  expect(detail.finalText).toBe('All done.');
});

test('what the user says with a denial reaches the model', async () => {
  const model = new ScriptedModel([[call('remove', 'c1')], [answer]]);
  await carry(new Agent({ name: 'Helper', model, tools: [remove] }), {
    answer: () => ({ resolution: 'DENIED', response: { message: 'Keep it.' } }),
  });
  expect(JSON.stringify(model.lastCall?.request.input)).toContain('Keep it.');
});

test('an approval that nobody gives in time is none', async () => {
  const { detail } = await carry(agentOf([[call('remove', 'c1')], [answer]]), {
    answer: () => ({ resolution: 'EXPIRED', response: null }),
  });
  expect(detail.toolCalls).toMatchObject([{ status: 'DENIED' }]);
});

test('questions in the app’s words, and failures that only the app knows', async () => {
  const { detail, questions } = await carryOut(
    (run) =>
      runOpenAIAgent(run, agentOf([[call('remove', 'c1')], [answer]]), 'Go.', {
        promptOf: ({ toolName, input }) => `${toolName} ${JSON.stringify(input)}?`,
        toolFailureOf: (output, toolName) => (toolName === 'remove' ? `Not gone: ${output}` : null),
      }),
    { answer: () => ({ resolution: 'APPROVED', response: null }) },
  );
  expect(questions).toMatchObject([{ prompt: 'remove {"query":"c1"}?' }]);
  expect(detail.toolCalls).toMatchObject([
    { status: 'FAILED', error: { message: 'Not gone: Removed c1.' }, output: null },
  ]);
});

test('an agent that runs as a tool asks as well, and its call ends when it is done', async () => {
  const expert = agentOf([[call('remove', 'inner')], [assistantMessage('Removed it.')]], { name: 'Expert' });
  const asTool = expert.asTool({ toolName: 'expert', toolDescription: 'Knows.' });
  const { detail, questions } = await carry(
    agentOf([[functionCall('expert', { input: 'Do.' }, { callId: 'outer' })], [answer]], { tools: [asTool] }),
    { answer: () => ({ resolution: 'APPROVED', response: null }) },
  );
  expect(questions).toMatchObject([{ prompt: 'Allow remove?', proposedInput: { query: 'inner' } }]);
  expect(questions[0]).not.toHaveProperty('forToolCallId');
  expect(detail.toolCalls).toMatchObject([
    { id: 'outer', name: 'expert', status: 'SUCCEEDED', output: 'Removed it.' },
  ]);
});

test('a handoff is a tool call, and says who takes over', async () => {
  const expert = agentOf([[answer]], { name: 'Expert' });
  const { detail, events } = await carry(
    agentOf([[functionCall('transfer_to_Expert', {}, { callId: 'h1' })]], { handoffs: [expert] }),
  );
  expect(detail.toolCalls).toMatchObject([
    { id: 'h1', name: 'transfer_to_Expert', status: 'SUCCEEDED', output: { agent: 'Expert' } },
  ]);
  expect(bodiesOf(events, 'agentThinking')).toMatchObject([
    { thinkingKind: 'STATUS', text: 'Expert takes over.', final: true },
  ]);
  expect(detail.finalText).toBe('All done.');
});

test('reasoning and its summaries are blocks, streamed or not', async () => {
  const raw = (event: object) => ({ type: 'model', event }) as const;
  const item = {
    type: 'reasoning' as const,
    id: 'rs',
    content: [{ type: 'input_text' as const, text: 'In short.' }],
    rawContent: [
      { type: 'reasoning_text' as const, text: 'First this.' },
      { type: 'reasoning_text' as const, text: 'Then that.' },
    ],
  };
  const { events } = await carry(
    agentOf([
      modelStream([
        { type: 'response_started' },
        raw({ type: 'response.reasoning_summary_text.delta', item_id: 'rs', summary_index: 0, delta: 'In ' }),
        raw({
          type: 'response.reasoning_summary_text.delta',
          item_id: 'rs',
          summary_index: 0,
          delta: 'short.',
        }),
        raw({ type: 'response.reasoning_text.delta', item_id: 'rs', content_index: 0, delta: 'First' }),
        {
          type: 'response_done',
          response: { id: 'r', usage: new Usage(), output: [item, answer] },
        },
      ]),
    ]),
  );
  const textOf = (blockId: string) =>
    bodiesOf(events, 'agentThinking')
      .filter((part) => part.blockId === blockId)
      .map(({ text, thinkingKind, final }) => [text, thinkingKind, final]);
  expect(textOf('rs:summary:0')).toEqual([
    ['In ', 'SUMMARY', false],
    ['short.', 'SUMMARY', false],
    ['', 'SUMMARY', true],
  ]);
  expect(textOf('rs:text:0')).toEqual([
    ['First', 'REASONING', false],
    [' this.', 'REASONING', true],
  ]);
  expect(textOf('rs:text:1')).toEqual([['Then that.', 'REASONING', true]]);
  // Its message was not streamed either.
  expect(bodiesOf(events, 'messageDelta')).toMatchObject([
    { messageId: 'answer', text: 'All done.', final: true },
  ]);
});

test('what the tools of the provider did', async () => {
  const hosted = (fields: object) => ({
    type: 'hosted_tool_call' as const,
    name: 'web_search_call',
    ...fields,
  });
  const { detail } = await carry(
    agentOf([
      [
        hosted({ id: 'ws', status: 'completed', providerData: { action: { query: 'rain' } } }),
        hosted({ id: 'mcp', name: 'mcp_list_tools', status: 'completed' }),
        answer,
      ],
    ]),
  );
  expect(detail.toolCalls).toMatchObject([
    { id: 'ws', name: 'web_search', status: 'SUCCEEDED', input: { query: 'rain' } },
  ]);
});

test('usage by model, and why the model stopped', async () => {
  const used = (model: string, inputTokens: number) =>
    modelResponse({
      output: [inputTokens === 1 ? call('search', 'c1') : answer],
      usage: new Usage({
        requests: 1,
        inputTokens,
        outputTokens: 2,
        totalTokens: inputTokens + 2,
        inputTokensDetails: [{ cached_tokens: 1 }],
        outputTokensDetails: [{ reasoning_tokens: 1 }],
      }),
      providerData: { model, incomplete_details: { reason: 'max_output_tokens' } },
    });
  const { detail } = await carry(agentOf([used('small', 1), used('large', 5)]));
  expect(detail.finishReason).toBe('LENGTH');
  expect(detail.usage).toMatchObject([
    {
      model: 'small',
      inputTokens: 1,
      outputTokens: 2,
      totalTokens: 3,
      cacheReadTokens: 1,
      reasoningTokens: 1,
    },
    {
      model: 'large',
      inputTokens: 5,
      outputTokens: 2,
      totalTokens: 7,
      cacheReadTokens: 1,
      reasoningTokens: 1,
    },
  ]);
});

test('a structured answer is the output', async () => {
  const { events } = await carry(
    agentOf([[assistantMessage('{"sum":3}')]], { outputType: z.object({ sum: z.number() }) }),
  );
  expect(bodiesOf(events, 'agentCompleted')).toMatchObject([{ output: { sum: 3 } }]);
  expect(bodiesOf(events, 'agentCompleted')[0]?.finalText ?? null).toBeNull();
});
