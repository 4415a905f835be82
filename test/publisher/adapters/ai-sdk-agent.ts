import type { LanguageModel } from 'ai';
import { ToolLoopAgent, tool } from 'ai';
import { z } from 'zod';
import { runAiSdk } from '../../../src/publisher/adapters/ai-sdk.ts';
import type { AdapterRun } from '../../../src/publisher/agent.ts';

/** What the tool `remove` removed; each test empties it first. */
export const removed: string[] = [];
export const tools = {
  search: tool({
    inputSchema: z.object({ q: z.string() }),
    execute: async ({ q }) => ({ found: [q] }),
  }),
  fail: tool({
    inputSchema: z.object({}),
    execute: async (): Promise<string> => {
      throw new Error('The disk is full.');
    },
  }),
  count: tool({
    inputSchema: z.object({}),
    async *execute() {
      yield { counted: 1 };
      yield { counted: 2 };
    },
  }),
  remove: tool({
    inputSchema: z.object({ path: z.string() }),
    execute: async ({ path }) => {
      removed.push(path);
      return 'removed';
    },
  }),
};

export const agentOf = (model: LanguageModel) =>
  new ToolLoopAgent({ model, tools, toolApproval: { remove: { type: 'user-approval', reason: 'Sure?' } } });

export const runAgent = (model: LanguageModel) => (run: AdapterRun) =>
  runAiSdk(run, (options) => agentOf(model).stream(options), 'Clean up.');
