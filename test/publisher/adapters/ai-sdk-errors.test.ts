import { APICallError } from '@ai-sdk/provider';
import { Output, RetryError, streamText } from 'ai';
import { MockLanguageModelV4 } from 'ai/test';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { runAiSdk } from '../../../src/publisher/adapters/ai-sdk.ts';
import { AgentFailure } from '../../../src/publisher/agent.ts';
import { carryOut } from '../../support/lifecycle.ts';
import { runAgent, tools } from './ai-sdk-agent.ts';
import { called, finished, modelOf, said, stream } from './ai-sdk-models.ts';

const apiError = (statusCode: number, data: unknown = {}) =>
  new APICallError({
    message: 'A secret of the provider.',
    url: 'http://127.0.0.1',
    requestBodyValues: {},
    statusCode,
    data,
  });

test.each([
  ['429', apiError(429), { code: 'RATE_LIMITED', retryable: true }],
  [
    'an empty account',
    apiError(429, { error: { code: 'insufficient_quota' } }),
    { code: 'RATE_LIMITED', retryable: false, providerCode: 'insufficient_quota' },
  ],
  ['500', apiError(500), { code: 'MODEL_ERROR', retryable: true }],
  ['401', apiError(401), { code: 'MODEL_ERROR', retryable: false }],
  [
    'too long',
    apiError(400, { error: { code: 'context_length_exceeded' } }),
    { code: 'CONTEXT_OVERFLOW', retryable: false },
  ],
  [
    'retries used up',
    new RetryError({ message: 'No.', reason: 'maxRetriesExceeded', errors: [apiError(429)] }),
    { code: 'RATE_LIMITED', retryable: true },
  ],
  ['anything else', new Error('A secret of the provider.'), { code: 'MODEL_ERROR', retryable: false }],
])('what the model throws is said without its words: %s', async (_, thrown, expected) => {
  const model = new MockLanguageModelV4({ doStream: () => Promise.reject(thrown) });
  const { detail, error } = await carryOut((run) =>
    runAiSdk(run, (options) => streamText({ model, maxRetries: 0, onError: () => {}, ...options }), 'Fail.'),
  );
  expect(detail.error).toMatchObject(expected);
  expect(detail.error?.message).not.toContain('secret');
  expect((error as AgentFailure).cause).toBeDefined();
});

test('an error in the middle of an answer keeps what was used before it', async () => {
  const model = modelOf(
    stream(called('c1', 'search', { q: 'a' }), finished('tool-calls')),
    stream([{ type: 'text-start', id: '0' }], [{ type: 'error', error: new Error('cut') }]),
  );
  const { detail, error } = await carryOut((run) =>
    runAiSdk(
      run,
      (options) => streamText({ model, tools, stopWhen: () => false, onError: () => {}, ...options }),
      'Go.',
    ),
  );
  expect(error).toBeInstanceOf(AgentFailure);
  expect(detail.error?.code).toBe('MODEL_ERROR');
  expect(detail.usage).toMatchObject([{ inputTokens: 10 }]);
});

test('a stream that breaks is the failure of the model', async () => {
  const model = modelOf({
    stream: new ReadableStream({
      pull: (controller) => controller.error(Object.assign(new Error('cut'), { statusCode: 503 })),
    }),
  });
  const { detail } = await carryOut((run) =>
    runAiSdk(run, (options) => streamText({ model, onError: () => {}, ...options }), 'Go.'),
  );
  expect(detail.error).toMatchObject({ code: 'MODEL_ERROR', retryable: true });
});

test('a refused event is not the failure of the model', async () => {
  const refusal = new Error('The run has another writer.');
  await carryOut(async (run) => {
    const refused = { ...run, emit: () => Promise.reject(refusal) };
    await expect(runAgent(modelOf(stream(said('No.'), finished('stop'))))(refused)).rejects.toBe(refusal);
    return undefined;
  });
});

test('a mistake in how the SDK is used is no failure of the model', async () => {
  const model = modelOf(stream(said('No.'), finished('stop')));
  const { error, detail } = await carryOut((run) =>
    runAiSdk(run, (options) => streamText({ model, onError: () => {}, ...options }), []),
  );
  expect(error).toMatchObject({ name: 'AI_InvalidPromptError' });
  expect(detail.error?.code).toBe('INTERNAL');
});

test('an agent that takes too long has timed out', async () => {
  const model = new MockLanguageModelV4({
    doStream: ({ abortSignal }) =>
      new Promise((_, reject) => abortSignal?.addEventListener('abort', () => reject(abortSignal.reason))),
  });
  const { detail } = await carryOut((run) =>
    runAiSdk(run, (options) => streamText({ model, timeout: 20, onError: () => {}, ...options }), 'Go.'),
  );
  expect(detail.error).toMatchObject({ code: 'TIMEOUT', retryable: true });
});

test('an output that is not what was asked for is the failure of the model', async () => {
  const model = modelOf(stream(said('one'), finished('stop')));
  const output = Output.object({ schema: z.object({ n: z.number() }) });
  const { detail } = await carryOut((run) =>
    runAiSdk(run, (options) => streamText({ model, output, ...options }), 'Count.'),
  );
  expect(detail.error).toMatchObject({ code: 'MODEL_ERROR', message: 'The model failed.' });
  expect(detail.usage).toHaveLength(1);
});
