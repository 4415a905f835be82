import { StringOutputParser } from '@langchain/core/output_parsers';
import { RunnableLambda } from '@langchain/core/runnables';
import { fakeModel } from '@langchain/core/testing';
import { tool } from '@langchain/core/tools';
import { FakeListChatModel } from '@langchain/core/utils/testing';
import { createAgent } from 'langchain';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { runLangChain } from '../../../src/publisher/adapters/langchain.ts';
import type { AdapterRun } from '../../../src/publisher/agent.ts';
import { carryOut } from '../../support/lifecycle.ts';
import { ask, call, fail } from './langchain-tools.ts';

test('a tool that fails without an agent fails the run', async () => {
  const { detail } = await carryOut((run) => runLangChain(run, fail, {}));
  expect(detail.toolCalls).toMatchObject([{ name: 'fail', status: 'FAILED' }]);
  expect(detail.error).toMatchObject({ code: 'TOOL_ERROR', message: 'A tool failed.' });
});

test.each([
  [{ status: 429 }, { code: 'RATE_LIMITED', retryable: true }],
  [{ status: 500 }, { code: 'MODEL_ERROR', retryable: true }],
  [{ status: 401 }, { code: 'MODEL_ERROR', retryable: false }],
  [{ name: 'ContextOverflowError' }, { code: 'CONTEXT_OVERFLOW', retryable: false }],
  [{ name: 'ModelRefusalError' }, { code: 'GUARDRAIL_BLOCKED', retryable: false }],
  [{ lc_error_code: 'MODEL_RATE_LIMIT' }, { code: 'RATE_LIMITED', retryable: true }],
])('what the model throws is said without its words: %o', async (fields, expected) => {
  const model = fakeModel().alwaysThrow(Object.assign(new Error('A secret of the provider.'), fields));
  const { detail, error } = await carryOut((run) =>
    runLangChain(run, createAgent({ model, tools: [] }), ask('Go.')),
  );
  expect(detail.error).toMatchObject(expected);
  expect(error).toMatchObject({ cause: expect.any(Error) });
  expect(detail.error?.message).not.toContain('secret');
});

test('a mistake of the app stays as it is', async () => {
  const mistake = new TypeError('undefined is not a function');
  const chain = RunnableLambda.from(() => {
    throw mistake;
  });
  const { error, detail } = await carryOut((run) => runLangChain(run, chain, 'Go.'));
  expect(error).toBe(mistake);
  expect(detail.error?.code).toBe('INTERNAL');
});

test('a cancelled run stops its tool and leaves the call open', async () => {
  const stopped = Promise.withResolvers<void>();
  const wait = tool(
    async function* (_, config: { signal?: AbortSignal }) {
      yield 'waiting';
      while (!config.signal?.aborted) await new Promise(setImmediate);
      stopped.resolve();
      config.signal.throwIfAborted();
    },
    { name: 'wait', description: 'Waits.', schema: z.object({}) },
  );
  const model = fakeModel().respondWithTools([call('c1', 'wait')]);
  const { error, openCalls, names } = await carryOut(
    (run) => runLangChain(run, createAgent({ model, tools: [wait] }), ask('Wait.')),
    { onEmit: (event, cancel) => event.toolProgress && cancel() },
  );
  await stopped.promise;
  expect(error).toMatchObject({ cause: { message: 'The run was cancelled.' } });
  expect(openCalls).toEqual(['c1']);
  expect(names.at(-1)).toBe('agentCancelled');
  expect(model.callCount).toBe(1);
});

test('a run that is cancelled while a model streams says no more', async () => {
  const model = new FakeListChatModel({ responses: ['A long answer.'] });
  const { detail, names } = await carryOut((run) => runLangChain(run, model, 'Go.'), {
    onEmit: (event, cancel) => event.messageDelta && cancel(),
  });
  expect('A long answer.'.startsWith(detail.messages[0]?.text ?? 'none')).toBe(true);
  expect(names.at(-1)).toBe('agentCancelled');
});

test('a chain stops when its events are refused', async () => {
  const refusal = new Error('The run has another writer.');
  let steps = 0;
  const chain = new FakeListChatModel({ responses: ['Hello!'] })
    .pipe(new StringOutputParser())
    .pipe(RunnableLambda.from(() => ++steps));
  await carryOut(async (run) => {
    const refused: AdapterRun = {
      signal: run.signal,
      askForInput: run.askForInput,
      emit: () => Promise.reject(refusal),
    };
    await expect(runLangChain(refused, chain, 'Hi.')).rejects.toBe(refusal);
    return undefined;
  });
  expect(steps).toBe(0);
});
