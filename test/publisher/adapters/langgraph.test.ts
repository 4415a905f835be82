import type { BaseMessage } from '@langchain/core/messages';
import { AIMessage, ToolMessage } from '@langchain/core/messages';
import { fakeModel } from '@langchain/core/testing';
import { tool } from '@langchain/core/tools';
import { FakeStreamingChatModel } from '@langchain/core/utils/testing';
import { Command, MemorySaver, MessagesAnnotation, START, StateGraph } from '@langchain/langgraph';
import { createReactAgent } from '@langchain/langgraph/prebuilt';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { runLangGraph } from '../../../src/publisher/adapters/langgraph.ts';
import type { AdapterRun } from '../../../src/publisher/agent.ts';
import { carryOut } from '../../support/lifecycle.ts';
import { ask, call, search, thread } from './langchain-tools.ts';

test('an agent that goes round in circles has used up its steps', async () => {
  const model = fakeModel();
  for (let step = 0; step < 10; step++) model.respondWithTools([call(`c${step}`, 'search', { q: 'a' })]);
  const agent = createReactAgent({ llm: model, tools: [search] });
  const { detail } = await carryOut((run) => runLangGraph(run, agent, ask('Go.'), { recursionLimit: 5 }));
  expect(detail.error).toMatchObject({ code: 'MAX_STEPS', message: 'The agent used up its steps.' });
});

test('a run that is cancelled in the middle of a node ends', async () => {
  let began = 0;
  const wait = async () => {
    began++;
    await new Promise(() => {});
    return {};
  };
  const graph = new StateGraph(MessagesAnnotation)
    .addNode('speak', async ({ messages }) => ({
      messages: [await new FakeStreamingChatModel({ responses: [new AIMessage('Hm.')] }).invoke(messages)],
    }))
    .addNode('wait', wait)
    .addEdge(START, 'speak')
    .addEdge('speak', 'wait')
    .compile();
  const { names } = await carryOut((run) => runLangGraph(run, graph, ask('Go.')), {
    onEmit: (event, cancel) => {
      if (!event.messageDelta?.final) return;
      const later = () => (began > 0 ? cancel() : setImmediate(later));
      later();
    },
  });
  expect(names.at(-1)).toBe('agentCancelled');
});

test('what a graph answers in place of its tools ends their calls', async () => {
  const graph = new StateGraph(MessagesAnnotation)
    .addNode('model', async ({ messages }) => ({
      messages: [
        await fakeModel()
          .respondWithTools([call('c1', 'ask_boss', { q: 1 })])
          .invoke(messages),
      ],
    }))
    .addNode('answer', ({ messages }: { messages: BaseMessage[] }) => {
      const { tool_calls: calls = [] } = messages.at(-1) as AIMessage;
      return { messages: calls.map(({ id = '' }) => new ToolMessage({ tool_call_id: id, content: 'No.' })) };
    })
    .addEdge(START, 'model')
    .addEdge('model', 'answer')
    .compile();
  const { detail } = await carryOut((run) => runLangGraph(run, graph, ask('Go.')));
  expect(detail.toolCalls).toMatchObject([
    { id: 'c1', name: 'ask_boss', input: { q: 1 }, status: 'SUCCEEDED', output: 'No.' },
  ]);
});

test('a tool that gives a command has what it tells the model for a result', async () => {
  const hand = tool(
    async (_, config: { toolCall?: { id?: string } }) =>
      new Command({
        update: {
          messages: [new ToolMessage({ tool_call_id: config.toolCall?.id ?? '', content: 'Over.' })],
        },
      }),
    { name: 'hand', description: 'Hands over.', schema: z.object({}) },
  );
  const agent = createReactAgent({
    llm: fakeModel()
      .respondWithTools([call('c1', 'hand')])
      .respond(new AIMessage('Done.')),
    tools: [hand],
  });
  const { detail } = await carryOut((run) => runLangGraph(run, agent, ask('Go.')));
  expect(detail.toolCalls).toMatchObject([{ id: 'c1', status: 'SUCCEEDED', output: 'Over.' }]);
});

test('only calls of this run end, not those of the conversation before it', async () => {
  const checkpointer = new MemorySaver();
  const config = thread();
  const agentOf = (model: ReturnType<typeof fakeModel>) =>
    createReactAgent({ llm: model, tools: [search], checkpointer });
  const first = fakeModel()
    .respondWithTools([call('c1', 'search', { q: 'a' })])
    .respond(new AIMessage('One.'));
  await carryOut((run: AdapterRun) => runLangGraph(run, agentOf(first), ask('Go.'), config));

  const { detail } = await carryOut((run) =>
    runLangGraph(run, agentOf(fakeModel().respond(new AIMessage('Two.'))), ask('And?'), config),
  );

  expect(detail.toolCalls).toEqual([]);
  expect(detail.finalText).toBe('Two.');
});
