import { Output, streamText, tool } from 'ai';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { runAiSdk } from '../../../src/publisher/adapters/ai-sdk.ts';
import { bodiesOf, carryOut } from '../../support/lifecycle.ts';
import { agentOf, removed, runAgent } from './ai-sdk-agent.ts';
import { called, finished, modelOf, reasoned, said, stream } from './ai-sdk-models.ts';

test('an agent thinks, calls tools of which one fails, and answers', async () => {
  const model = modelOf(
    stream(
      reasoned('Look first.'),
      said('Looking.'),
      called('c1', 'search', { q: 'a' }),
      called('c2', 'fail'),
      finished('tool-calls'),
    ),
    stream(said('All ', 'done.'), finished('stop')),
  );

  const { events, detail, openCalls, error } = await carryOut(runAgent(model));

  expect(error).toBeNull();
  expect(openCalls).toEqual([]);
  expect(bodiesOf(events, 'agentThinking').map(({ text, thinkingKind }) => [thinkingKind, text])).toEqual([
    ['REASONING', 'Look first.'],
    ['REASONING', ''],
  ]);
  expect(detail.messages.map(({ text }) => text)).toEqual(['Looking.', 'All done.']);
  expect(detail.toolCalls).toMatchObject([
    {
      id: 'c1',
      name: 'search',
      input: { q: 'a' },
      status: 'SUCCEEDED',
      output: { found: ['a'] },
    },
    { id: 'c2', name: 'fail', status: 'FAILED', error: { message: 'The disk is full.' } },
  ]);
  expect(detail.finishReason).toBe('STOP');
  expect(detail.finalText).toBe('All done.');
  expect(detail.usage).toEqual([
    {
      model: 'mock-model-id',
      inputTokens: 20,
      outputTokens: 10,
      totalTokens: 30,
      reasoningTokens: 4,
      cacheReadTokens: 4,
      cacheWriteTokens: 2,
    },
  ]);
});

test('a text that the model does not end ends with its step', async () => {
  const [start, ...pieces] = said('Cut ', 'off');
  const model = modelOf(stream([...(start ? [start] : []), ...pieces.slice(0, -1)], finished('length')));
  const { detail } = await carryOut(runAgent(model));
  expect(detail.messages).toMatchObject([{ text: 'Cut off', final: true }]);
});

test('a result that comes piece by piece is progress until it is whole', async () => {
  const model = modelOf(
    stream(called('c1', 'count'), finished('tool-calls')),
    stream(said('Two.'), finished('stop')),
  );

  const { events, detail } = await carryOut(runAgent(model));

  expect(bodiesOf(events, 'toolProgress').map(({ partial }) => partial)).toEqual([
    { counted: 1 },
    { counted: 2 },
  ]);
  expect(detail.toolCalls[0]?.output).toEqual({ counted: 2 });
});

test('a call of a tool that does not exist fails, and so does one with wrong arguments', async () => {
  const model = modelOf(
    stream(called('c1', 'unheard'), called('c2', 'search', { q: 1 }), finished('tool-calls')),
    stream(said('Sorry.'), finished('stop')),
  );

  const { detail } = await carryOut(runAgent(model));

  expect(detail.toolCalls.map(({ name, status }) => [name, status])).toEqual([
    ['unheard', 'FAILED'],
    ['search', 'FAILED'],
  ]);
});

test('calls that the model numbers anew in each answer are kept apart', async () => {
  const model = modelOf(
    stream(called('0', 'search', { q: 'a' }), finished('tool-calls')),
    stream(called('0', 'search', { q: 'b' }), finished('tool-calls')),
    stream(said('Done.'), finished('stop')),
  );

  const { detail } = await carryOut(runAgent(model));

  expect(detail.toolCalls.map(({ id, input, status }) => [id, input, status])).toEqual([
    ['0', { q: 'a' }, 'SUCCEEDED'],
    ['0#2', { q: 'b' }, 'SUCCEEDED'],
  ]);
});

test('the result of a call of an earlier conversation begins the call first', async () => {
  removed.length = 0;
  const model = modelOf(stream(said('Done.'), finished('stop')));
  const { names, detail } = await carryOut((run) =>
    runAiSdk(run, (options) => agentOf(model).stream(options), [
      { role: 'user', content: 'Clean up.' },
      {
        role: 'assistant',
        content: [
          { type: 'tool-call', toolCallId: 'c1', toolName: 'remove', input: { path: 'a' } },
          { type: 'tool-approval-request', toolCallId: 'c1', approvalId: 'a1' },
        ],
      },
      { role: 'tool', content: [{ type: 'tool-approval-response', approvalId: 'a1', approved: true }] },
    ]),
  );

  expect(removed).toEqual(['a']);
  expect(names.slice(0, 3)).toEqual(['agentStarted', 'toolExecuting', 'toolCompleted']);
  expect(detail.toolCalls).toMatchObject([{ id: 'c1', input: { path: 'a' }, status: 'SUCCEEDED' }]);
});

test('a tool without execute leaves its call open', async () => {
  const ask = tool({ inputSchema: z.object({}), outputSchema: z.string() });
  const model = modelOf(stream(called('c1', 'ask'), finished('tool-calls')));
  const { openCalls, detail } = await carryOut((run) =>
    runAiSdk(run, (options) => streamText({ model, tools: { ask }, ...options }), 'Go.'),
  );
  expect(openCalls).toEqual(['c1']);
  expect(detail.finishReason).toBe('OTHER');
});

test.each([
  ['stop', 'STOP'],
  ['length', 'LENGTH'],
  ['content-filter', 'CONTENT_FILTER'],
] as const)('a model that stops with %s is %s', async (said_, finishReason) => {
  const { detail } = await carryOut(runAgent(modelOf(stream(said('So'), finished(said_)))));
  expect(detail.finishReason).toBe(finishReason);
});

test('a structured output is the output', async () => {
  const model = modelOf(stream(said('{"n":1}'), finished('stop')));
  const output = Output.object({ schema: z.object({ n: z.number() }) });
  const { events } = await carryOut((run) =>
    runAiSdk(run, (options) => streamText({ model, output, ...options }), 'Count.'),
  );
  expect(bodiesOf(events, 'agentCompleted')).toMatchObject([{ output: { n: 1 }, finalText: '{"n":1}' }]);
});
