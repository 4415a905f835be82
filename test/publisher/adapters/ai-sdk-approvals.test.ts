import { ToolLoopAgent } from 'ai';
import { expect, test } from 'vitest';
import { runAiSdk } from '../../../src/publisher/adapters/ai-sdk.ts';
import { carryOut } from '../../support/lifecycle.ts';
import { agentOf, removed, runAgent, tools } from './ai-sdk-agent.ts';
import { called, finished, modelOf, said, stream } from './ai-sdk-models.ts';

const asking = () =>
  modelOf(
    stream(
      called('c1', 'search', { q: 'a' }),
      called('c2', 'remove', { path: '/tmp/a' }),
      finished('tool-calls'),
    ),
    stream(said('Good.'), finished('stop')),
  );

test('a tool that needs approval runs once it is approved', async () => {
  removed.length = 0;
  const model = asking();

  const { names, detail, questions } = await carryOut(runAgent(model), {
    answer: () => {
      expect(removed).toEqual([]);
      return { resolution: 'APPROVED', response: null };
    },
  });

  expect(questions).toMatchObject([
    { inputKind: 'TOOL_APPROVAL', prompt: 'Sure?', forToolCallId: 'c2', proposedInput: { path: '/tmp/a' } },
  ]);
  expect(removed).toEqual(['/tmp/a']);
  expect(detail.toolCalls.map(({ id, status }) => [id, status])).toEqual([
    ['c1', 'SUCCEEDED'],
    ['c2', 'SUCCEEDED'],
  ]);
  expect(names.filter((name) => name === 'toolExecuting')).toHaveLength(2);
  expect(detail.finalText).toBe('Good.');
});

test.each(['DENIED', 'EXPIRED', 'ABANDONED', 'ANSWERED'] as const)(
  'a tool whose approval is %s does not run, and the model is told',
  async (resolution) => {
    removed.length = 0;
    const model = asking();

    const { detail } = await carryOut(runAgent(model), {
      answer: () => ({ resolution, response: { reason: 'Not mine.' } }),
    });

    expect(removed).toEqual([]);
    expect(detail.toolCalls[1]).toMatchObject({ id: 'c2', status: 'DENIED', output: null });
    expect(JSON.stringify(model.doStreamCalls[1]?.prompt)).toContain('Not mine.');
    expect(detail.finalText).toBe('Good.');
  },
);

test('several approvals are asked for at once', async () => {
  removed.length = 0;
  const model = modelOf(
    stream(
      called('c1', 'remove', { path: '1' }),
      called('c2', 'remove', { path: '2' }),
      finished('tool-calls'),
    ),
    stream(said('Good.'), finished('stop')),
  );
  const both = Promise.withResolvers<void>();
  let asked = 0;

  const { detail } = await carryOut(runAgent(model), {
    answer: async ({ forToolCallId }) => {
      if (++asked === 2) both.resolve();
      await both.promise;
      return { resolution: forToolCallId === 'c1' ? 'DENIED' : 'APPROVED', response: null };
    },
  });

  expect(detail.toolCalls.map(({ status }) => status)).toEqual(['DENIED', 'SUCCEEDED']);
  expect(removed).toEqual(['2']);
});

test('what is asked can be changed', async () => {
  const agent = agentOf(asking());
  const { questions } = await carryOut(
    (run) =>
      runAiSdk(run, (options) => agent.stream(options), 'Clean up.', {
        question: (question) => ({ ...question, expiresInMs: 1000 }),
      }),
    { answer: () => ({ resolution: 'EXPIRED', response: null }) },
  );
  expect(questions).toMatchObject([{ inputKind: 'TOOL_APPROVAL', expiresInMs: 1000 }]);
});

test('an approval for which no reason is given is asked for by the name of the tool', async () => {
  const agent = new ToolLoopAgent({ model: asking(), tools, toolApproval: { remove: 'user-approval' } });
  const { questions } = await carryOut((run) => runAiSdk(run, (options) => agent.stream(options), 'Go.'), {
    answer: () => ({ resolution: 'DENIED', response: null }),
  });
  expect(questions).toMatchObject([{ inputKind: 'TOOL_APPROVAL', prompt: 'Allow remove?' }]);
});

test('a run that is cancelled while it waits for an approval runs no tool', async () => {
  removed.length = 0;
  const model = asking();
  const { names, openCalls, detail } = await carryOut(runAgent(model), {
    answer: () => ({ resolution: 'APPROVED', response: null }),
    onEmit: (event, cancel) => event.inputRequired && cancel(),
  });
  expect(removed).toEqual([]);
  expect(detail.usage).toMatchObject([{ inputTokens: 10 }]);
  expect(openCalls).toEqual(['c2']);
  expect(names.at(-1)).toBe('agentCancelled');
  expect(model.doStreamCalls).toHaveLength(1);
});

test('a policy that denies by itself asks nobody', async () => {
  const model = modelOf(
    stream(called('c1', 'remove', { path: 'a' }), finished('tool-calls')),
    stream(said('Well.'), finished('stop')),
  );
  const agent = new ToolLoopAgent({ model, tools, toolApproval: { remove: 'denied' } });

  const { detail } = await carryOut((run) => runAiSdk(run, (options) => agent.stream(options), 'Go.'));

  expect(detail.toolCalls).toMatchObject([{ id: 'c1', status: 'DENIED' }]);
  expect(detail.finalText).toBe('Well.');
});
