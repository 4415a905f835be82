import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent, OpenAIChatCompletionsModel, setTracingDisabled, tool, Usage } from '@openai/agents';
import type { ScriptedModelInput } from '@openai/agents/testing';
import {
  assistantMessage,
  functionCall,
  modelError,
  modelResponse,
  modelStream,
  modelStreamResponder,
  ScriptedModel,
} from '@openai/agents/testing';
import OpenAI from 'openai';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import type { AgentEventInput } from '../../../src/client/generated/graphql.ts';
import { runOpenAIAgent } from '../../../src/publisher/adapters/openai-agents.ts';
import type { AdapterRun } from '../../../src/publisher/agent.ts';
import type { Carried, CarryOptions } from '../../support/lifecycle.ts';
import { bodiesOf, carryOut } from '../../support/lifecycle.ts';

setTracingDisabled(true);

const query = z.object({ query: z.string() });
const search = tool({
  name: 'search',
  description: 'Searches.',
  parameters: query,
  execute: ({ query }) => ({ found: [query] }),
});
const broken = tool({
  name: 'broken',
  description: 'Fails.',
  parameters: query,
  execute: () => {
    throw new Error('A secret of the disk.');
  },
});
const remove = tool({
  name: 'remove',
  description: 'Removes.',
  parameters: query,
  needsApproval: true,
  execute: ({ query }) => `Removed ${query}.`,
});

const call = (name: string, callId: string) => functionCall(name, { query: callId }, { callId });
const answer = assistantMessage('All done.', { id: 'answer' });

function agentOf(steps: readonly ScriptedModelInput[], options: object = {}) {
  const model = new ScriptedModel(steps);
  return new Agent({ name: 'Helper', model, tools: [search, broken, remove], ...options });
}

const carry = (agent: Agent, options?: CarryOptions): Promise<Carried> =>
  carryOut((run) => runOpenAIAgent(run, agent, 'Go.'), options);

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

test.each([
  [
    'an input guardrail',
    {
      inputGuardrails: [{ name: 'g', execute: async () => ({ tripwireTriggered: true, outputInfo: 'why' }) }],
    },
    'GUARDRAIL_BLOCKED',
  ],
  [
    'an output guardrail',
    {
      outputGuardrails: [
        { name: 'g', execute: async () => ({ tripwireTriggered: true, outputInfo: 'why' }) },
      ],
    },
    'GUARDRAIL_BLOCKED',
  ],
] as const)('%s blocks the run', async (_, guardrails, code) => {
  const { detail, error } = await carry(agentOf([[answer]], guardrails));
  expect(error).toMatchObject({ code, message: 'A guardrail stopped the run.' });
  expect(detail.error?.code).toBe(code);
});

test('more turns than it may take', async () => {
  const agent = agentOf([[call('search', 'c1')], [call('search', 'c2')]]);
  const { detail } = await carryOut((run) => runOpenAIAgent(run, agent, 'Go.', { maxTurns: 1 }));
  expect(detail.error?.code).toBe('MAX_STEPS');
  expect(detail.toolCalls).toMatchObject([{ id: 'c1', status: 'SUCCEEDED' }]);
});

test('a tool that may not fail ends the run', async () => {
  const fatal = tool({
    name: 'fatal',
    description: 'Fails.',
    parameters: query,
    errorFunction: null,
    execute: () => {
      throw new Error('A secret.');
    },
  });
  const { detail, openCalls } = await carry(agentOf([[call('fatal', 'c1')]], { tools: [fatal] }));
  expect(detail.error).toMatchObject({ code: 'TOOL_ERROR', message: 'A tool failed.' });
  expect(openCalls).toEqual(['c1']);
});

test('a call is told of even where the run fails before its event could be taken', async () => {
  const hasFailed = Promise.withResolvers<void>();
  const fatal = tool({
    name: 'fatal',
    description: 'Fails.',
    parameters: query,
    errorFunction: null,
    execute: () => {
      // By then the SDK has thrown what it had not delivered away.
      setImmediate(() => setImmediate(hasFailed.resolve));
      throw new Error('A secret.');
    },
  });
  const emitted: AgentEventInput[] = [];
  const slowly: AdapterRun = {
    signal: new AbortController().signal,
    emit: async (event) => {
      await hasFailed.promise;
      emitted.push(event);
    },
    askForInput: () => Promise.reject(new Error('Nothing was to be asked.')),
  };
  const agent = agentOf([[assistantMessage('Well.', { id: 'm' }), call('fatal', 'c1')]], { tools: [fatal] });
  await expect(runOpenAIAgent(slowly, agent, 'Go.')).rejects.toMatchObject({ code: 'TOOL_ERROR' });
  expect(emitted).toMatchObject([
    { messageDelta: { text: 'Well.' } },
    { toolExecuting: { toolCallId: 'c1', toolName: 'fatal' } },
    { messageDelta: { final: true } },
  ]);
});

test('errors that are not the SDK’s are passed on', async () => {
  const error = new Error('A bug.');
  expect((await carry(agentOf([modelError(error)]))).error).toBe(error);
});

test.each([
  [429, { code: 'rate_limit_exceeded' }, { code: 'RATE_LIMITED', retryable: true }],
  [400, { code: 'context_length_exceeded' }, { code: 'CONTEXT_OVERFLOW', retryable: false }],
  [500, {}, { code: 'MODEL_ERROR', retryable: true }],
  [null, {}, { code: 'MODEL_ERROR', retryable: true }],
] as const)('a provider that answers %s %o', async (status, error, expected) => {
  const baseURL = await providerThatAnswers(status, { error: { message: 'A secret.', ...error } });
  const client = new OpenAI({ baseURL, apiKey: 'none', maxRetries: 0 });
  const { detail, error: failure } = await carry(
    agentOf([], { model: new OpenAIChatCompletionsModel(client, 'm') }),
  );
  expect(detail.error).toMatchObject(expected);
  expect(failure).toMatchObject({ cause: expect.any(Error) });
  expect(detail.error?.message).not.toContain('secret');
});

test('a provider’s stream without ids of messages or reasoning', async () => {
  const chunk = (delta: object) => `data: ${JSON.stringify({ choices: [{ index: 0, delta }] })}\n\n`;
  const body = [
    chunk({ reasoning: 'Hm' }),
    chunk({ reasoning: 'm.' }),
    chunk({ content: 'All ' }),
    chunk({ content: 'done.' }),
    'data: [DONE]\n\n',
  ].join('');
  const client = new OpenAI({ baseURL: await providerThatAnswers(200, body), apiKey: 'none' });
  const { detail, events } = await carry(agentOf([], { model: new OpenAIChatCompletionsModel(client, 'm') }));
  expect(bodiesOf(events, 'agentThinking').map(({ text, final }) => [text, final])).toEqual([
    ['Hm', false],
    ['m.', false],
    ['', true],
  ]);
  expect(detail.messages).toMatchObject([{ text: 'All done.', final: true }]);
});

test('a run that is cancelled while a tool runs', async () => {
  const waiting = tool({
    name: 'waiting',
    description: 'Waits.',
    parameters: query,
    execute: (_input, _context, details) =>
      new Promise((_, reject) => {
        details?.signal?.addEventListener('abort', () => reject(details.signal?.reason));
      }),
  });
  const { detail, openCalls, error } = await carry(agentOf([[call('waiting', 'c1')]], { tools: [waiting] }), {
    onEmit: ({ toolExecuting }, cancel) => toolExecuting && cancel(),
  });
  expect(error).toMatchObject({
    message: 'The run was stopped.',
    cause: new Error('The run was cancelled.'),
  });
  expect(openCalls).toEqual(['c1']);
  expect(detail.toolCalls).toMatchObject([{ id: 'c1', status: null }]);
});

test('a run that is cancelled while the model writes, or while a person thinks', async () => {
  const writing = modelStreamResponder(async function* ({ request }) {
    yield { type: 'response_started' };
    yield { type: 'output_text_delta', delta: 'It ' };
    await new Promise((_, reject) =>
      request.signal?.addEventListener('abort', () => reject(request.signal?.reason)),
    );
  });
  const cancelled = { message: 'The run was stopped.', cause: new Error('The run was cancelled.') };
  const onEmit: CarryOptions['onEmit'] = ({ messageDelta, inputRequired }, cancel) =>
    (messageDelta ?? inputRequired) && cancel();
  const { error, events } = await carry(agentOf([writing]), { onEmit });
  expect(error).toMatchObject(cancelled);
  // Nothing can be emitted behind that.
  expect(bodiesOf(events, 'messageDelta')).toMatchObject([{ text: 'It ', final: false }]);
  const answer = () => ({ resolution: 'APPROVED', response: null }) as const;
  expect((await carry(agentOf([[call('remove', 'c1')]]), { onEmit, answer })).error).toMatchObject(cancelled);
});

/** A provider of models that answers each request alike; null breaks the connection. */
async function providerThatAnswers(status: number | null, body: object | string): Promise<string> {
  const server = createServer((_, res) => {
    if (status === null) return void res.destroy();
    const isStream = typeof body === 'string';
    res.writeHead(status, { 'Content-Type': isStream ? 'text/event-stream' : 'application/json' });
    res.end(isStream ? body : JSON.stringify(body));
  });
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
}
