import type { LanguageModel } from 'ai';
import { ToolLoopAgent, tool } from 'ai';
import { z } from 'zod';
import { runAiSdk } from '../../../src/publisher/adapters/ai-sdk.ts';
import { called, finished, modelOf, said, stream } from './ai-sdk-models.ts';
import type { Framework, Tools } from './everywhere-framework.ts';

const agentOf = (model: LanguageModel, tools: Tools) =>
  new ToolLoopAgent({
    model,
    tools: {
      search: tool({
        inputSchema: z.object({ q: z.string() }),
        execute: ({ q }, { abortSignal = new AbortController().signal }) => tools.search(q, abortSignal),
      }),
      remove: tool({
        inputSchema: z.object({ path: z.string() }),
        execute: async ({ path }) => tools.remove(path),
      }),
    },
    toolApproval: { remove: 'user-approval' },
  });

export const aiSdk: Framework = {
  name: 'the AI SDK',
  clean(run, tools) {
    const q = String(run.input);
    const model = modelOf(
      stream(said('Looking.'), called('c1', 'search', { q }), finished('tool-calls')),
      stream(called('c2', 'remove', { path: '/a' }), finished('tool-calls')),
      stream(said('All ', 'done.'), finished('stop')),
    );
    const agent = agentOf(model, tools);
    return runAiSdk(run, (options) => agent.stream(options), q);
  },
  denied: { status: 'DENIED', output: null },

  /** The call was made and approved in the conversation before; only its result is of this stream. */
  strayEnd(run, tools) {
    const agent = agentOf(modelOf(stream(said('All done.'), finished('stop'))), tools);
    return runAiSdk(run, (options) => agent.stream(options), [
      { role: 'user', content: 'Clean up.' },
      {
        role: 'assistant',
        content: [
          { type: 'tool-call', toolCallId: 'c9', toolName: 'remove', input: { path: '/a' } },
          { type: 'tool-approval-request', toolCallId: 'c9', approvalId: 'a' },
        ],
      },
      { role: 'tool', content: [{ type: 'tool-approval-response', approvalId: 'a', approved: true }] },
    ]);
  },
  stray: { name: 'remove', status: 'SUCCEEDED' },
};
