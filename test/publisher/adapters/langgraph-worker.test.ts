import { AIMessage } from '@langchain/core/messages';
import { fakeModel } from '@langchain/core/testing';
import { MemorySaver } from '@langchain/langgraph';
import { createAgent } from 'langchain';
import { expect, test } from 'vitest';
import { runLangGraph } from '../../../src/publisher/adapters/langgraph.ts';
import { startServer, startWorker, typesOf, User } from '../worker-support.ts';
import { ask, call, fail, removing, reviewing, search } from './langchain-tools.ts';

test('an agent of LangChain is asked for, answered and cancelled over a server', async () => {
  const server = await startServer();
  const alice = new User(server);
  const { remove, removed } = removing();
  const worker = startWorker(server, (run) => {
    const agent = createAgent({
      model: fakeModel()
        .respondWithTools([call('c1', 'search', { q: 'a' }), call('c2', 'fail')])
        .respondWithTools([call('c3', 'remove', { path: '/a' })])
        .respond(new AIMessage('All done.')),
      tools: [search, fail, remove],
      middleware: [reviewing('remove')],
      checkpointer: new MemorySaver(),
    });
    return runLangGraph(run, agent, ask(String(run.input)), { configurable: { thread_id: run.threadId } });
  });

  await alice.start('denied');
  await alice.start('cancelled');
  await alice.sees('denied', 'InputRequired');
  await alice.sees('cancelled', 'InputRequired');
  const asked = (await alice.events('denied')).find(({ __typename }) => __typename === 'InputRequired');
  await alice.answer('denied', asked?.interruptId, 'DENIED', 'Not mine.');
  await alice.cancel('cancelled');

  const denied = await alice.ended('denied');
  const ends = denied.flatMap(({ toolCallId, toolStatus }) => (toolStatus ? [[toolCallId, toolStatus]] : []));
  expect(Object.fromEntries(ends)).toEqual({ c1: 'SUCCEEDED', c2: 'FAILED', c3: 'DENIED' });
  expect(denied.at(-1)).toMatchObject({ __typename: 'AgentCompleted', finalText: 'All done.' });
  expect(removed).toEqual([]);

  const cancelled = await alice.ended('cancelled');
  expect(typesOf(cancelled).slice(-3)).toEqual(['InputResolved', 'ToolCompleted', 'AgentCancelled']);
  expect(cancelled.at(-2)).toMatchObject({ toolCallId: 'c3', toolStatus: 'CANCELLED' });
  expect(worker.errors).toEqual([]);
});
