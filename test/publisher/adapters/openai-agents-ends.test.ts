import { OpenAIChatCompletionsModel, tool } from '@openai/agents';
import { assistantMessage, modelError, modelStreamResponder } from '@openai/agents/testing';
import OpenAI from 'openai';
import { expect, test } from 'vitest';
import type { AgentEventInput } from '../../../src/client/generated/graphql.ts';
import { runOpenAIAgent } from '../../../src/publisher/adapters/openai-agents.ts';
import type { AdapterRun } from '../../../src/publisher/agent.ts';
import type { CarryOptions } from '../../support/lifecycle.ts';
import { bodiesOf, carryOut } from '../../support/lifecycle.ts';
import { agentOf, answer, call, carry, providerThatAnswers, query } from './openai-agents-support.ts';

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
