import type { BaseMessage } from '@langchain/core/messages';
import { ToolMessage } from '@langchain/core/messages';
import type { RunnableConfig } from '@langchain/core/runnables';
import { fakeModel } from '@langchain/core/testing';
import { tool } from '@langchain/core/tools';
import { interrupt, MemorySaver, MessagesAnnotation, START, StateGraph } from '@langchain/langgraph';
import { createReactAgent } from '@langchain/langgraph/prebuilt';
import { createAgent } from 'langchain';
import { z } from 'zod';
import { runLangChain } from '../../../src/publisher/adapters/langchain.ts';
import { runLangGraph } from '../../../src/publisher/adapters/langgraph.ts';
import type { AgentRun } from '../../../src/publisher/agent.ts';
import type { Framework, Tools } from './everywhere-framework.ts';
import { answerOf, ask, call, reviewing } from './langchain-tools.ts';

const usage = { input_tokens: 10, output_tokens: 5, total_tokens: 15 };
const answer = answerOf({ content: 'All done.', usage_metadata: usage });

/** The fake's own `respondWithTools` would repeat aloud what it was asked. */
const calling = (toolCall: ReturnType<typeof call>, content = '') =>
  answerOf({ content, tool_calls: [toolCall], usage_metadata: usage });

const cleaningModel = (q: string) =>
  fakeModel()
    .respond(calling(call('c1', 'search', { q }), 'Looking.'))
    .respond(calling(call('c2', 'remove', { path: '/a' })))
    .respond(answer);

const searchOf = (tools: Tools) =>
  tool(
    ({ q }: { q: string }, { signal = new AbortController().signal }: RunnableConfig) =>
      tools.search(q, signal),
    { name: 'search', description: 'Searches.', schema: z.object({ q: z.string() }) },
  );

/** `isAllowed` is asked when the tool runs. */
const removeOf = (tools: Tools, isAllowed: (path: string) => boolean = () => true) =>
  tool(async ({ path }: { path: string }) => (isAllowed(path) ? tools.remove(path) : 'kept'), {
    name: 'remove',
    description: 'Removes.',
    schema: z.object({ path: z.string() }),
  });

const configOf = ({ threadId }: AgentRun) => ({ configurable: { thread_id: threadId } });

/** An agent of `createAgent`, whose middleware asks. */
export const langChain: Framework = {
  name: 'LangChain',
  clean(run, tools) {
    const q = String(run.input);
    const agent = createAgent({
      model: cleaningModel(q),
      tools: [searchOf(tools), removeOf(tools)],
      middleware: [reviewing('remove')],
      checkpointer: new MemorySaver(),
    });
    return runLangGraph(run, agent, ask(q), configOf(run));
  },
  denied: { status: 'DENIED', output: null },

  /** There is no such tool: only the next model is told of it. */
  strayEnd(run, tools) {
    const model = fakeModel()
      .respond(calling(call('c9', 'unheard')))
      .respond(answer);
    return runLangChain(run, createAgent({ model, tools: [searchOf(tools)] }), ask('Clean up.'));
  },
  stray: { name: 'unheard', status: 'FAILED' },
};

/** A graph whose tool interrupts it. */
export const langGraph: Framework = {
  name: 'LangGraph',
  clean(run, tools) {
    const q = String(run.input);
    const agent = createReactAgent({
      llm: cleaningModel(q),
      tools: [searchOf(tools), removeOf(tools, (path) => interrupt({ prompt: `Remove ${path}?` }))],
      checkpointer: new MemorySaver(),
    });
    return runLangGraph(run, agent, ask(q), configOf(run), {
      question: (asked) => ({ ...asked, inputKind: 'TOOL_APPROVAL' }),
    });
  },
  denied: { status: 'SUCCEEDED', output: 'kept' },

  /** A node answers in the place of the tool. */
  strayEnd(run) {
    const model = fakeModel()
      .respond(calling(call('c9', 'search', { q: 'a' })))
      .respond(answer);
    const speak = async ({ messages }: { messages: BaseMessage[] }) => ({
      messages: [await model.invoke(messages)],
    });
    const graph = new StateGraph(MessagesAnnotation)
      .addNode('ask', speak)
      .addNode('answer', () => ({ messages: [new ToolMessage({ tool_call_id: 'c9', content: 'No.' })] }))
      .addNode('speak', speak)
      .addEdge(START, 'ask')
      .addEdge('ask', 'answer')
      .addEdge('answer', 'speak')
      .compile();
    return runLangGraph(run, graph, ask('Clean up.'));
  },
  stray: { name: 'search', status: 'SUCCEEDED' },
};
