import { Agent, Runner, setTracingDisabled, tool, Usage } from '@openai/agents';
import type { ScriptedModelInput } from '@openai/agents/testing';
import { assistantMessage, functionCall, modelResponse, ScriptedModel } from '@openai/agents/testing';
import { z } from 'zod';
import { runOpenAIAgent } from '../../../src/publisher/adapters/openai-agents.ts';
import type { Framework, Tools } from './everywhere-framework.ts';

setTracingDisabled(true);

function agentOf(tools: Tools, steps: readonly ScriptedModelInput[]) {
  const search = tool({
    name: 'search',
    description: 'Searches.',
    parameters: z.object({ q: z.string() }),
    execute: ({ q }, _context, details) => tools.search(q, details?.signal ?? new AbortController().signal),
  });
  const remove = tool({
    name: 'remove',
    description: 'Removes.',
    parameters: z.object({ path: z.string() }),
    needsApproval: true,
    execute: ({ path }) => tools.remove(path),
  });
  return new Agent({ name: 'Cleaner', model: new ScriptedModel(steps), tools: [search, remove] });
}

const usage = new Usage({ requests: 1, inputTokens: 10, outputTokens: 5, totalTokens: 15 });
const step = (...output: ReturnType<typeof functionCall | typeof assistantMessage>[]) =>
  modelResponse({ output, usage });

const removal = (callId: string) => step(functionCall('remove', { path: '/a' }, { callId }));
const answer = step(assistantMessage('All done.', { id: 'answer' }));

export const openAIAgents: Framework = {
  name: 'the OpenAI Agents SDK',
  clean(run, tools) {
    const q = String(run.input);
    const agent = agentOf(tools, [
      step(assistantMessage('Looking.', { id: 'looking' }), functionCall('search', { q }, { callId: 'c1' })),
      removal('c2'),
      answer,
    ]);
    return runOpenAIAgent(run, agent, q);
  },
  denied: { status: 'DENIED', output: null },

  /** The call was made and approved before: the run goes on with its result. */
  async strayEnd(run, tools) {
    const agent = agentOf(tools, [removal('c9'), answer]);
    const { state, interruptions } = await new Runner().run(agent, 'Clean up.');
    for (const interruption of interruptions) state.approve(interruption);
    return runOpenAIAgent(run, agent, state);
  },
  stray: { name: 'remove', status: 'SUCCEEDED' },
};
