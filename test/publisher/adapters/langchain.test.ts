import { dispatchCustomEvent } from '@langchain/core/callbacks/dispatch';
import { AIMessage, AIMessageChunk, HumanMessage } from '@langchain/core/messages';
import { StringOutputParser } from '@langchain/core/output_parsers';
import { RunnableLambda } from '@langchain/core/runnables';
import { fakeModel } from '@langchain/core/testing';
import { tool } from '@langchain/core/tools';
import { FakeListChatModel, FakeStreamingChatModel, FakeStreamingLLM } from '@langchain/core/utils/testing';
import { createAgent } from 'langchain';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { AgentwireCallbackHandler, runLangChain } from '../../../src/publisher/adapters/langchain.ts';
import { bodiesOf, carryOut } from '../../support/lifecycle.ts';
import { answerOf, ask, call, fail, search } from './langchain-tools.ts';

test('an agent calls tools of which one fails, and answers', async () => {
  const model = fakeModel()
    .respond(
      answerOf({
        content: 'Looking.',
        tool_calls: [call('c1', 'search', { q: 'a' }), call('c2', 'fail')],
        usage_metadata: { input_tokens: 10, output_tokens: 5, total_tokens: 15 },
        response_metadata: { model_name: 'fake-1' },
      }),
    )
    .respond(
      answerOf({
        content: 'All done.',
        usage_metadata: {
          input_tokens: 20,
          output_tokens: 7,
          total_tokens: 27,
          input_token_details: { cache_read: 3, cache_creation: 2 },
          output_token_details: { reasoning: 4 },
        },
        response_metadata: { model_name: 'fake-1', finish_reason: 'stop' },
      }),
    );
  const agent = createAgent({ model, tools: [search, fail] });

  const { detail, names, openCalls, error } = await carryOut((run) =>
    runLangChain(run, agent, ask('Clean up.')),
  );

  expect(error).toBeNull();
  expect(openCalls).toEqual([]);
  expect(names.filter((name) => name === 'toolExecuting')).toHaveLength(2);
  expect(detail.messages.map(({ text }) => text)).toEqual(['Looking.', 'All done.']);
  expect(detail.toolCalls.toSorted((one, other) => one.id.localeCompare(other.id))).toMatchObject([
    { id: 'c1', name: 'search', input: { q: 'a' }, status: 'SUCCEEDED', output: '{"found":["a"]}' },
    { id: 'c2', name: 'fail', input: {}, status: 'FAILED', error: { message: 'The disk is full.' } },
  ]);
  expect(detail.finalText).toBe('All done.');
  expect(detail.finishReason).toBe('STOP');
  expect(detail.usage).toEqual([
    {
      provider: 'FakeBuiltModel',
      model: 'fake-1',
      inputTokens: 30,
      outputTokens: 12,
      totalTokens: 42,
      reasoningTokens: 4,
      cacheReadTokens: 3,
      cacheWriteTokens: 2,
    },
  ]);
});

test('a chain of any kind streams what its model says', async () => {
  const chain = RunnableLambda.from((text: string) => [new HumanMessage(text)])
    .pipe(new FakeListChatModel({ responses: ['Hello!'] }))
    .pipe(new StringOutputParser());

  const { events, detail } = await carryOut((run) => runLangChain(run, chain, 'Hi.'));

  expect(bodiesOf(events, 'messageDelta').length).toBeGreaterThan(1);
  expect(detail.messages).toMatchObject([{ text: 'Hello!', final: true }]);
  expect(detail.finalText).toBe('Hello!');
});

test('the handler works with any invocation', async () => {
  const { detail } = await carryOut(async (run) => {
    const handler = new AgentwireCallbackHandler(run);
    await new FakeStreamingLLM({ responses: ['Yes.'] }).invoke('Is it?', { callbacks: [handler] });
    return { usage: handler.usage };
  });
  expect(detail.messages).toMatchObject([{ text: 'Yes.', final: true }]);
});

test('a token that comes behind the end of its message is there already', async () => {
  const { events } = await carryOut(async (run) => {
    const handler = new AgentwireCallbackHandler(run);
    const model = { lc: 1, type: 'not_implemented', id: ['model'] } as const;
    handler.handleLLMStart({ ...model, id: [...model.id] }, ['Hi.'], 'call');
    await handler.handleLLMNewToken('Hel', { prompt: 0, completion: 0 }, 'call');
    await handler.handleLLMEnd({ generations: [[{ text: 'Hello!' }]] }, 'call');
    await handler.handleLLMNewToken('lo!', { prompt: 0, completion: 0 }, 'call');
    return undefined;
  });
  expect(bodiesOf(events, 'messageDelta').map(({ text, final }) => [text, final])).toEqual([
    ['Hel', false],
    ['lo!', true],
  ]);
});

test('handlers of the app go on working', async () => {
  const seen: string[] = [];
  const chain = new FakeListChatModel({ responses: ['Hello!'] });
  const { detail } = await carryOut((run) =>
    runLangChain(run, chain, 'Hi.', { callbacks: [{ handleLLMEnd: () => void seen.push('end') }] }),
  );
  expect(seen).toEqual(['end']);
  expect(detail.finalText).toBe('Hello!');
});

test('reasoning is thinking', async () => {
  const model = new FakeStreamingChatModel({
    chunks: [
      new AIMessageChunk({ content: '', additional_kwargs: { reasoning_content: 'Look ' } }),
      new AIMessageChunk({ content: '', additional_kwargs: { reasoning_content: 'first.' } }),
      new AIMessageChunk({ content: 'Done.' }),
    ],
  });
  const { events, detail } = await carryOut((run) => runLangChain(run, model, 'Go.'));
  expect(bodiesOf(events, 'agentThinking').map(({ text, final }) => [text, final])).toEqual([
    ['Look ', false],
    ['first.', false],
    ['', true],
  ]);
  expect(detail.messages).toMatchObject([{ text: 'Done.', final: true }]);
});

test('a standard block of reasoning is thinking', async () => {
  const model = fakeModel().respond(
    answerOf({
      content: [
        { type: 'reasoning', reasoning: 'Look first.' },
        { type: 'text', text: 'Done.' },
      ],
      response_metadata: { output_version: 'v1' },
    }),
  );
  const { events, detail } = await carryOut((run) => runLangChain(run, model, 'Go.'));
  expect(bodiesOf(events, 'agentThinking')).toMatchObject([{ text: 'Look first.', final: true }]);
  expect(detail.messages).toMatchObject([{ text: 'Done.' }]);
});

test('what a model says in silence is no message, but counts', async () => {
  const model = fakeModel()
    .respond(
      answerOf({
        content: 'Hidden.',
        usage_metadata: { input_tokens: 1, output_tokens: 1, total_tokens: 2 },
      }),
    )
    .withConfig({ tags: ['nostream'] });
  const chain = RunnableLambda.from(async (text: string, config) => {
    await model.invoke(text, config);
    return { n: 1 };
  });
  const { events, detail } = await carryOut((run) => runLangChain(run, chain, 'Go.'));
  expect(detail.messages).toEqual([]);
  expect(detail.usage).toMatchObject([{ inputTokens: 1, outputTokens: 1, totalTokens: 2 }]);
  expect(bodiesOf(events, 'agentCompleted')).toMatchObject([{ output: { n: 1 } }]);
});

test('what a tool yields is progress', async () => {
  const count = tool(
    async function* () {
      yield { counted: 1 };
      yield { counted: 2 };
    },
    { name: 'count', description: 'Counts.', schema: z.object({}) },
  );
  const model = fakeModel()
    .respondWithTools([call('c1', 'count')])
    .respond(new AIMessage('Two.'));
  const { events, detail } = await carryOut((run) =>
    runLangChain(run, createAgent({ model, tools: [count] }), ask('Count.')),
  );
  expect(bodiesOf(events, 'toolProgress').map(({ partial }) => partial)).toEqual([
    { counted: 1 },
    { counted: 2 },
  ]);
  expect(detail.toolCalls).toMatchObject([{ id: 'c1', status: 'SUCCEEDED' }]);
});

test('an event of the app’s own in a tool is progress', async () => {
  const work = tool(
    async (_, config) => {
      await dispatchCustomEvent('halfway', { percent: 50 }, config);
      return 'worked';
    },
    { name: 'work', description: 'Works.', schema: z.object({}) },
  );
  const { events } = await carryOut((run) => runLangChain(run, work, {}));
  expect(bodiesOf(events, 'toolProgress')).toMatchObject([{ message: 'halfway', partial: { percent: 50 } }]);
});

test('calls that never reach a tool end as the model is told', async () => {
  const model = fakeModel()
    .respondWithTools([call('c1', 'unheard'), call('c2', 'search', { q: 1 })])
    .respond(new AIMessage('Sorry.'));
  const { detail, openCalls } = await carryOut((run) =>
    runLangChain(run, createAgent({ model, tools: [search] }), ask('Go.')),
  );
  expect(openCalls).toEqual([]);
  expect(detail.toolCalls.toSorted((one, other) => one.id.localeCompare(other.id))).toMatchObject([
    { id: 'c1', name: 'unheard', status: 'FAILED' },
    { id: 'c2', name: 'search', input: { q: 1 }, status: 'FAILED' },
  ]);
});

test('a tool that no model called is a call too', async () => {
  const { detail } = await carryOut((run) => runLangChain(run, search, { q: 'a' }));
  expect(detail.toolCalls).toMatchObject([{ name: 'search', input: { q: 'a' }, status: 'SUCCEEDED' }]);
});

test('tools that run at once are kept apart', async () => {
  const ids = Array.from({ length: 20 }, (_, index) => `c${index}`);
  const model = fakeModel()
    .respondWithTools(ids.map((id) => call(id, 'search', { q: id })))
    .respond(new AIMessage('Done.'));
  const { detail } = await carryOut((run) =>
    runLangChain(run, createAgent({ model, tools: [search] }), ask('Go.')),
  );
  expect(Object.fromEntries(detail.toolCalls.map(({ id, output }) => [id, output]))).toEqual(
    Object.fromEntries(ids.map((id) => [id, JSON.stringify({ found: [id] })])),
  );
});
