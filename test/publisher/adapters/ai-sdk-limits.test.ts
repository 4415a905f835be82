import { streamText, tool } from 'ai';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { runAiSdk } from '../../../src/publisher/adapters/ai-sdk.ts';
import type { AdapterRun } from '../../../src/publisher/agent.ts';
import { carryOut } from '../../support/lifecycle.ts';
import { runAgent } from './ai-sdk-agent.ts';
import { called, finished, modelOf, said, stream } from './ai-sdk-models.ts';

test('a cancelled run stops the model and leaves its tool call open', async () => {
  let toolSignal: AbortSignal | undefined;
  const wait = tool({
    inputSchema: z.object({}),
    async *execute(_, { abortSignal }) {
      toolSignal = abortSignal;
      yield 'waiting';
      while (!abortSignal?.aborted) await new Promise(setImmediate);
      abortSignal.throwIfAborted();
    },
  });
  const model = modelOf(stream(said('Wait.'), called('c1', 'wait'), finished('tool-calls')));

  const { names, openCalls, error } = await carryOut(
    (run) =>
      runAiSdk(run, (options) => streamText({ model, tools: { wait }, ...options }), [
        { role: 'user', content: 'Wait.' },
      ]),
    { onEmit: (event, cancel) => event.toolProgress && cancel() },
  );

  expect(error).toMatchObject({ cause: { message: 'The run was cancelled.' } });
  expect(toolSignal?.aborted).toBe(true);
  expect(openCalls).toEqual(['c1']);
  expect(names.at(-1)).toBe('agentCancelled');
  expect(model.doStreamCalls).toHaveLength(1);
});

test('a run that is cancelled before it begins asks no model', async () => {
  const model = modelOf(stream(said('No.'), finished('stop')));
  await carryOut(async (run) => {
    const cancelled = { ...run, signal: AbortSignal.abort(new Error('Cancelled.')) };
    await expect(runAgent(model)(cancelled)).rejects.toMatchObject({ cause: { message: 'Cancelled.' } });
    return undefined;
  });
  expect(model.doStreamCalls).toEqual([]);
});

test('the model is read no faster than events are taken', async () => {
  let given = 0;
  let emitted = 0;
  const ahead: number[] = [];
  const chunks = [...said(...Array.from({ length: 500 }, () => 'x')), ...finished('stop')];
  const model = modelOf({
    stream: new ReadableStream({
      pull(controller) {
        ahead.push(given - emitted);
        const chunk = chunks[given++];
        if (chunk === undefined) controller.close();
        else controller.enqueue(chunk);
      },
    }),
  });

  const { detail } = await carryOut(async (run) => {
    const slow = {
      ...run,
      emit: async (event: Parameters<AdapterRun['emit']>[0]) => {
        await new Promise(setImmediate);
        emitted++;
        await run.emit(event);
      },
    };
    return runAiSdk(slow, (options) => streamText({ model, ...options }), 'Go.');
  });

  expect(detail.messages[0]?.text).toHaveLength(500);
  // What the SDK's own streams hold between them.
  expect(Math.max(...ahead)).toBeLessThan(100);
});

test('a text or a result that is too large for an event comes in pieces, or says so', async () => {
  const large = tool({ inputSchema: z.object({}), execute: async () => 'ü'.repeat(300_000) });
  const text = '\u0001'.repeat(100_000);
  const model = modelOf(
    stream(called('c1', 'large'), finished('tool-calls')),
    stream(said(text), finished('stop')),
  );
  const { detail } = await carryOut((run) =>
    runAiSdk(
      run,
      (options) => streamText({ model, tools: { large }, stopWhen: () => false, ...options }),
      'Go.',
    ),
  );
  expect(detail.toolCalls[0]?.output).toMatchObject({ truncated: true, bytes: 600_002 });
  expect(detail.messages[0]?.text).toBe(text);
});
