import { AIMessage } from '@langchain/core/messages';
import { fakeModel } from '@langchain/core/testing';
import { MemorySaver } from '@langchain/langgraph';
import { createAgent } from 'langchain';
import { expect, test } from 'vitest';
import { runLangGraph } from '../../../src/publisher/adapters/langgraph.ts';
import type { InputAnswer } from '../../../src/publisher/agent.ts';
import { carryOut } from '../../support/lifecycle.ts';
import { ask, call, fail, removing, reviewing, search, thread } from './langchain-tools.ts';

function reviewedAgent() {
  const { remove, removed } = removing();
  const model = fakeModel()
    .respondWithTools([
      call('c1', 'search', { q: 'a' }),
      call('c2', 'fail'),
      call('c3', 'remove', { path: '/a' }),
    ])
    .respond(new AIMessage('Good.'))
    .respond(new AIMessage('Unexpected.'));
  const agent = createAgent({
    model,
    tools: [search, fail, remove],
    middleware: [reviewing('remove')],
    checkpointer: new MemorySaver(),
  });
  return { agent, model, removed };
}

const statuses = (calls: readonly { readonly id: string; readonly status: unknown }[]) =>
  Object.fromEntries(calls.map(({ id, status }) => [id, status]));

test('an agent asks for approval, and its tool runs once it is given', async () => {
  const { agent, removed } = reviewedAgent();

  const { names, detail, questions, openCalls, error } = await carryOut(
    (run) => runLangGraph(run, agent, ask('Clean up.'), thread()),
    {
      answer: () => {
        expect(removed).toEqual([]);
        return { resolution: 'APPROVED', response: null };
      },
    },
  );

  expect(error).toBeNull();
  expect(openCalls).toEqual([]);
  expect(questions).toMatchObject([
    { inputKind: 'TOOL_APPROVAL', forToolCallId: 'c3', proposedInput: { path: '/a' } },
  ]);
  expect(questions[0]?.prompt).toContain('requires approval');
  expect(removed).toEqual(['/a']);
  expect(names.filter((name) => name === 'toolExecuting')).toHaveLength(3);
  expect(statuses(detail.toolCalls)).toEqual({ c1: 'SUCCEEDED', c2: 'FAILED', c3: 'SUCCEEDED' });
  expect(detail.finalText).toBe('Good.');
});

test.each<[InputAnswer, string]>([
  [{ resolution: 'DENIED', response: 'Not mine.' }, 'Not mine.'],
  [{ resolution: 'DENIED', response: { message: 'Not mine.' } }, 'Not mine.'],
  [{ resolution: 'EXPIRED', response: null }, 'Nobody answered in time.'],
  [{ resolution: 'ANSWERED', response: null }, 'rejected'],
  [{ resolution: 'ABANDONED', response: null }, 'rejected'],
])('a tool that is not approved does not run, and the model is told: %o', async (answer, told) => {
  const { agent, model, removed } = reviewedAgent();

  const { detail } = await carryOut((run) => runLangGraph(run, agent, ask('Clean up.'), thread()), {
    answer: () => answer,
  });

  expect(removed).toEqual([]);
  expect(detail.toolCalls.find(({ id }) => id === 'c3')).toMatchObject({ status: 'DENIED', output: null });
  expect(JSON.stringify(model.calls[1]?.messages)).toContain(told);
  expect(detail.finalText).toBe('Good.');
});

test('an approval may change the arguments', async () => {
  const { agent, removed } = reviewedAgent();
  await carryOut((run) => runLangGraph(run, agent, ask('Clean up.'), thread()), {
    answer: () => ({ resolution: 'APPROVED', response: { args: { path: '/b' } } }),
  });
  expect(removed).toEqual(['/b']);
});

test('several calls are asked for at once, each by its own id', async () => {
  const { remove, removed } = removing();
  const agent = createAgent({
    model: fakeModel()
      .respondWithTools([call('c1', 'remove', { path: 'same' }), call('c2', 'remove', { path: 'same' })])
      .respond(new AIMessage('Good.')),
    tools: [remove],
    middleware: [reviewing('remove')],
    checkpointer: new MemorySaver(),
  });
  const both = Promise.withResolvers<void>();
  const asked: unknown[] = [];

  const { detail } = await carryOut((run) => runLangGraph(run, agent, ask('Go.'), thread()), {
    answer: async ({ forToolCallId }) => {
      if (asked.push(forToolCallId) === 2) both.resolve();
      await both.promise;
      return { resolution: 'APPROVED', response: null };
    },
  });

  expect(asked.toSorted()).toEqual(['c1', 'c2']);
  expect(removed).toEqual(['same', 'same']);
  expect(statuses(detail.toolCalls)).toEqual({ c1: 'SUCCEEDED', c2: 'SUCCEEDED' });
});

test('a call that was approved beside one that was not is given up, and has no result', async () => {
  const { remove, removed } = removing();
  const agent = createAgent({
    model: fakeModel()
      .respondWithTools([call('c1', 'remove', { path: '1' }), call('c2', 'remove', { path: '2' })])
      .respond(new AIMessage('Well.')),
    tools: [remove],
    middleware: [reviewing('remove')],
    checkpointer: new MemorySaver(),
  });
  const { detail, openCalls } = await carryOut((run) => runLangGraph(run, agent, ask('Go.'), thread()), {
    answer: ({ forToolCallId }) => ({
      resolution: forToolCallId === 'c1' ? 'APPROVED' : 'DENIED',
      response: null,
    }),
  });
  expect(removed).toEqual([]);
  expect(openCalls).toEqual(['c1']);
  expect(statuses(detail.toolCalls)).toEqual({ c1: null, c2: 'DENIED' });
});

test('a run that is cancelled while it waits for an answer ends with its question', async () => {
  const { agent, model, removed } = reviewedAgent();
  const { names, openCalls } = await carryOut((run) => runLangGraph(run, agent, ask('Clean up.'), thread()), {
    answer: () => ({ resolution: 'APPROVED', response: null }),
    onEmit: (event, cancel) => event.inputRequired && cancel(),
  });
  expect(removed).toEqual([]);
  expect(openCalls).toEqual(['c3']);
  expect(names.at(-1)).toBe('agentCancelled');
  expect(model.callCount).toBe(1);
});
