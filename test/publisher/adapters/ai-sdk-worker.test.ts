import { ToolLoopAgent, tool } from 'ai';
import type { MockLanguageModelV4 } from 'ai/test';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { runAiSdk } from '../../../src/publisher/adapters/ai-sdk.ts';
import { startServer, startWorker, typesOf, User } from '../worker-support.ts';
import { called, finished, modelOf, said, stream } from './ai-sdk-models.ts';

const removed: string[] = [];

const agentOf = (model: MockLanguageModelV4) =>
  new ToolLoopAgent({
    model,
    tools: {
      search: tool({ inputSchema: z.object({ q: z.string() }), execute: async ({ q }) => [q] }),
      fail: tool({
        inputSchema: z.object({}),
        execute: async (): Promise<string> => {
          throw new Error('The disk is full.');
        },
      }),
      remove: tool({
        inputSchema: z.object({ path: z.string() }),
        execute: async ({ path }) => removed.push(path),
      }),
    },
    toolApproval: { remove: 'user-approval' },
  });

const answers = () =>
  modelOf(
    stream(called('c1', 'search', { q: 'a' }), called('c2', 'fail'), finished('tool-calls')),
    stream(called('c3', 'remove', { path: '/a' }), finished('tool-calls')),
    stream(said('All done.'), finished('stop')),
  );

test('an agent of the AI SDK is asked for, answered and cancelled over a server', async () => {
  const server = await startServer();
  const alice = new User(server);
  const worker = startWorker(server, (run) => {
    const agent = agentOf(answers());
    return runAiSdk(run, (options) => agent.stream(options), String(run.input));
  });

  await alice.start('approved');
  await alice.start('cancelled');
  await alice.sees('approved', 'InputRequired');
  await alice.sees('cancelled', 'InputRequired');
  expect(removed).toEqual([]);
  const asked = (await alice.events('approved')).find(({ __typename }) => __typename === 'InputRequired');
  await alice.answer('approved', asked?.interruptId, 'APPROVED');
  await alice.cancel('cancelled');

  const approved = await alice.ended('approved');
  const ends = approved.flatMap(({ toolCallId, toolStatus }) =>
    toolStatus ? [[toolCallId, toolStatus]] : [],
  );
  expect(Object.fromEntries(ends)).toEqual({ c1: 'SUCCEEDED', c2: 'FAILED', c3: 'SUCCEEDED' });
  expect(approved.at(-1)).toMatchObject({
    __typename: 'AgentCompleted',
    finalText: 'All done.',
    usage: [{ inputTokens: 30 }],
  });
  expect(removed).toEqual(['/a']);

  const cancelled = await alice.ended('cancelled');
  expect(typesOf(cancelled).slice(-3)).toEqual(['InputResolved', 'ToolCompleted', 'AgentCancelled']);
  expect(cancelled.at(-2)).toMatchObject({ toolCallId: 'c3', toolStatus: 'CANCELLED' });
  expect(cancelled.at(-1)).toMatchObject({ reason: 'USER', usage: [{ inputTokens: 20 }] });
  expect(worker.errors).toEqual([]);
});
