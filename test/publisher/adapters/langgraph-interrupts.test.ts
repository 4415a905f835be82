import { AIMessage } from '@langchain/core/messages';
import { fakeModel } from '@langchain/core/testing';
import { tool } from '@langchain/core/tools';
import {
  Annotation,
  END,
  interrupt,
  MemorySaver,
  MessagesAnnotation,
  START,
  StateGraph,
} from '@langchain/langgraph';
import { createReactAgent } from '@langchain/langgraph/prebuilt';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { LangGraphOptions } from '../../../src/publisher/adapters/langgraph.ts';
import { runLangGraph } from '../../../src/publisher/adapters/langgraph.ts';
import { bodiesOf, carryOut } from '../../support/lifecycle.ts';
import { ask, call, search, thread } from './langchain-tools.ts';

/** A graph whose node asks twice, and a tool that asks. */
function askingGraph() {
  const state = Annotation.Root({
    answers: Annotation<unknown[]>({ reducer: (one, other) => [...one, ...other], default: () => [] }),
  });
  return new StateGraph(state)
    .addNode('ask', () => {
      const name = interrupt('What is your name?');
      const age = interrupt({ question: 'How old?', of: name }, { responseSchema: { type: 'number' } });
      return { answers: [name, age] };
    })
    .addEdge(START, 'ask')
    .addEdge('ask', END)
    .compile({ checkpointer: new MemorySaver() });
}

test('an interrupt of a node is a question', async () => {
  const { events, questions } = await carryOut((run) => runLangGraph(run, askingGraph(), {}, thread()), {
    answer: ({ prompt }) => ({
      resolution: 'ANSWERED',
      response: prompt === 'How old?' ? 40 : 'Ada',
    }),
  });

  expect(questions).toMatchObject([
    { inputKind: 'QUESTION', prompt: 'What is your name?' },
    {
      inputKind: 'QUESTION',
      prompt: 'How old?',
      proposedInput: { question: 'How old?', of: 'Ada' },
      responseSchema: { type: 'number' },
    },
  ]);
  expect(questions[0]).not.toHaveProperty('forToolCallId');
  expect(bodiesOf(events, 'agentCompleted')).toMatchObject([{ output: { answers: ['Ada', 40] } }]);
});

test('branches that interrupt together are asked together', async () => {
  const state = Annotation.Root({
    answers: Annotation<unknown[]>({ reducer: (one, other) => [...one, ...other], default: () => [] }),
  });
  const graph = new StateGraph(state)
    .addNode('one', () => ({ answers: [interrupt('One?')] }))
    .addNode('two', () => ({ answers: [interrupt('Two?')] }))
    .addEdge(START, 'one')
    .addEdge(START, 'two')
    .compile({ checkpointer: new MemorySaver() });
  const both = Promise.withResolvers<void>();
  let asked = 0;

  const { events } = await carryOut((run) => runLangGraph(run, graph, {}, thread()), {
    answer: async ({ prompt }) => {
      if (++asked === 2) both.resolve();
      await both.promise;
      return { resolution: 'ANSWERED', response: prompt };
    },
  });

  expect(bodiesOf(events, 'agentCompleted')).toMatchObject([{ output: { answers: ['One?', 'Two?'] } }]);
});

function askingTool() {
  const runs: unknown[] = [];
  const pay = tool(
    async ({ amount }: { amount: number }) => {
      const allowed = interrupt({ prompt: `Pay ${amount}?` });
      runs.push(allowed);
      return allowed ? 'paid' : 'kept';
    },
    { name: 'pay', description: 'Pays.', schema: z.object({ amount: z.number() }) },
  );
  const agent = createReactAgent({
    llm: fakeModel()
      .respondWithTools([call('c1', 'pay', { amount: 5 }), call('c2', 'search', { q: 'a' })])
      .respond(new AIMessage('Done.')),
    tools: [pay, search],
    checkpointer: new MemorySaver(),
    // A node for each call: a node that interrupts begins anew, with all that it did before.
    version: 'v2',
  });
  return { agent, runs };
}

test.each([
  ['APPROVED', true, 'paid'],
  ['DENIED', false, 'kept'],
] as const)('a tool that interrupts stays one call; %s is %s to it', async (resolution, allowed, output) => {
  const { agent, runs } = askingTool();
  const options: LangGraphOptions = { question: (asked) => ({ ...asked, inputKind: 'CONFIRMATION' }) };

  const { names, detail, questions } = await carryOut(
    (run) => runLangGraph(run, agent, ask('Pay.'), thread(), options),
    { answer: () => ({ resolution, response: null }) },
  );

  expect(questions).toMatchObject([
    { inputKind: 'CONFIRMATION', prompt: 'Pay 5?', forToolCallId: 'c1', proposedInput: { prompt: 'Pay 5?' } },
  ]);
  expect(runs).toEqual([allowed]);
  expect(names.filter((name) => name === 'toolExecuting')).toHaveLength(2);
  expect(detail.toolCalls.find(({ id }) => id === 'c1')).toMatchObject({ status: 'SUCCEEDED', output });
});

test('what an answer is to the graph can be said', async () => {
  const { agent, runs } = askingTool();
  await carryOut(
    (run) =>
      runLangGraph(run, agent, ask('Pay.'), thread(), { resume: ({ resolution }) => ({ resolution }) }),
    { answer: () => ({ resolution: 'EXPIRED', response: null }) },
  );
  expect(runs).toEqual([{ resolution: 'EXPIRED' }]);
});

test('a question that nobody answers fails the run', async () => {
  const { detail } = await carryOut((run) => runLangGraph(run, askingGraph(), {}, thread()), {
    answer: () => ({ resolution: 'EXPIRED', response: null }),
  });
  expect(detail.error).toMatchObject({ code: 'TIMEOUT', message: 'The question was not answered.' });
});

test('an interrupt without a checkpointer is a mistake of the app', async () => {
  const graph = new StateGraph(MessagesAnnotation)
    .addNode('ask', () => interrupt('Who?'))
    .addEdge(START, 'ask')
    .compile();
  const { detail } = await carryOut((run) => runLangGraph(run, graph, ask('Go.'), thread()));
  expect(detail.error?.code).toBe('INTERNAL');
});
