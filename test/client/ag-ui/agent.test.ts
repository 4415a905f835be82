import { expect, onTestFinished, test } from 'vitest';
import { AgentwireAgent } from '../../../src/client/ag-ui/agent.ts';
import { runAsAgUi } from '../../../src/client/ag-ui/run.ts';
import { createAgentwireClient } from '../../../src/client/agentwire-client.ts';
import type { AgentEventInput } from '../../../src/client/generated/graphql.ts';
import type { AgentRun } from '../../../src/publisher/agent.ts';
import { AgentFailure } from '../../../src/publisher/agent.ts';
import type { WorkerOptions } from '../../../src/publisher/worker.ts';
import { AGENT, startServer, startWorker, User } from '../../publisher/worker-support.ts';
import { signToken } from '../../support/tokens.ts';
import { expectValid, Heard, typesOf } from './support.ts';

const say = (text: string): AgentEventInput => ({ messageDelta: { messageId: text, text, final: true } });

/** Alice's front end, and a worker that does what she asks for. */
async function stage(run: WorkerOptions['run']) {
  const server = await startServer();
  startWorker(server, run);
  const client = createAgentwireClient({ url: `${server.url}/graphql`, getToken: () => signToken('alice') });
  onTestFinished(() => client.dispose());
  const newAgent = (threadId = 'thread') => {
    const agent = new AgentwireAgent({ client, agent: AGENT, threadId });
    agent.messages = [{ id: 'question', role: 'user', content: 'Why?' }];
    return agent;
  };
  return { server, client, newAgent, agent: newAgent(), alice: new User(server) };
}

const inputOf = (runId: string) => ({
  threadId: 'thread',
  runId,
  messages: [{ id: 'question', role: 'user', content: 'Why?' } as const],
  tools: [],
  context: [],
});

test('a run of a front end is a run of a worker', async () => {
  const { agent, alice } = await stage(async function* ({ input, threadId }) {
    yield { toolExecuting: { toolCallId: 'c', toolName: 'think', input: { input, threadId } } };
    yield { toolCompleted: { toolCallId: 'c', toolName: 'think', output: 'because' } };
    yield say('Because.');
    return { output: { sure: true } };
  });
  const { result, newMessages } = await agent.runAgent({ runId: 'run-1' });
  expect(result).toEqual({ sure: true });
  expect(newMessages).toMatchObject([
    {
      role: 'assistant',
      toolCalls: [
        { id: 'c', function: { name: 'think', arguments: '{"input":"Why?","threadId":"thread"}' } },
      ],
    },
    { role: 'tool', toolCallId: 'c', content: 'because' },
    { role: 'assistant', id: 'Because.', content: 'Because.' },
  ]);
  expect(await alice.status('run-1')).toBe('COMPLETED');
});

test('asked for once more, a run is told from its beginning and not done again', async () => {
  let timesRun = 0;
  const { client } = await stage(async function* () {
    timesRun += 1;
    yield say('Because.');
    return { finalText: 'Because.' };
  });
  const run = async () => Array.fromAsync(runAsAgUi(client, inputOf('run-1'), { agent: AGENT }));
  const first = await run();
  await expectValid(first);
  expect(typesOf(first)).toEqual([
    'RUN_STARTED',
    'TEXT_MESSAGE_START',
    'TEXT_MESSAGE_CONTENT',
    'TEXT_MESSAGE_END',
    'RUN_FINISHED',
  ]);
  expect(await run()).toEqual(first);
  expect(timesRun).toBe(1);
});

test('an approval is an interrupt, which another front end may answer in the next run', async () => {
  const { agent, newAgent, alice } = await stage(async ({ emit, askForInput }) => {
    await emit({ toolExecuting: { toolCallId: 'c', toolName: 'remove', input: { path: 'a' } } });
    const question = { inputKind: 'TOOL_APPROVAL', forToolCallId: 'c', prompt: 'Remove?' } as const;
    const { resolution } = await askForInput(question);
    await emit({ toolCompleted: { toolCallId: 'c', toolName: 'remove', output: resolution } });
    const { response } = await askForInput({ inputKind: 'QUESTION', responseSchema: { type: 'string' } });
    return { finalText: String(response) };
  });
  const first = new Heard();
  await agent.runAgent({ runId: 'run-1' }, first);
  expect(first.interrupts).toMatchObject([{ reason: 'tool_call', message: 'Remove?', toolCallId: 'c' }]);
  expect(await alice.status('run-1')).toBe('WAITING_FOR_INPUT');

  // As after a reload of the page.
  const reloaded = newAgent();
  reloaded.messages = agent.messages;
  const second = new Heard();
  const approval = { interruptId: first.interrupts[0]?.id ?? '', status: 'resolved' as const };
  await reloaded.runAgent({ resume: [{ ...approval, payload: { approved: true } }] }, second);
  expect(typesOf(second.events)).toEqual(['RUN_STARTED', 'TOOL_CALL_RESULT', 'RUN_FINISHED']);
  expect(second.events[1]).toMatchObject({ content: 'APPROVED' });
  expect(second.interrupts).toMatchObject([{ reason: 'input_required', responseSchema: { type: 'string' } }]);

  const third = new Heard();
  const answer = {
    interruptId: second.interrupts[0]?.id ?? '',
    status: 'resolved' as const,
    payload: 'blue',
  };
  await reloaded.runAgent({ resume: [answer] }, third);
  expect(third.outcome).toBe('success');
  expect(reloaded.messages.at(-1)).toMatchObject({ role: 'assistant', content: 'blue' });
  expect(await alice.status('run-1')).toBe('COMPLETED');
});

test('what a run asked for before it was followed is one interrupt, to be answered by one run', async () => {
  const { client, alice } = await stage(async ({ askForInput, emit }) => {
    const answers = ['i1', 'i2'].map((interruptId) =>
      askForInput({ inputKind: 'CONFIRMATION', interruptId }),
    );
    await emit(say('Both are asked.'));
    await Promise.all(answers);
  });
  await alice.start('run-1', 'Why?');
  await alice.sees('run-1', 'MessageDelta');
  const input = { ...inputOf('run-1'), threadId: 'run-1' };
  const asked = await Array.fromAsync(runAsAgUi(client, input, { agent: AGENT, toInput: () => 'Why?' }));
  const { interrupts } = (asked.at(-1) as unknown as { outcome: { interrupts: { id: string }[] } }).outcome;
  expect(interrupts).toHaveLength(2);
  const resume = interrupts.map(({ id }) => ({ interruptId: id, status: 'cancelled' as const }));
  const over = await Array.fromAsync(
    runAsAgUi(client, { ...input, runId: 'run-2', resume }, { agent: AGENT }),
  );
  expect(over.at(-1)).toMatchObject({ runId: 'run-2', outcome: { type: 'success' } });
});

test('what was answered elsewhere is told as it came out', async () => {
  const { agent, alice } = await stage(async ({ askForInput }) => {
    const { resolution } = await askForInput({ inputKind: 'CONFIRMATION', interruptId: 'i' });
    return { finalText: resolution };
  });
  const heard = new Heard();
  await agent.runAgent({ runId: 'run-1' }, heard);
  await alice.answer('run-1', 'i', 'DENIED');
  await alice.ended('run-1');
  const resume = [{ interruptId: heard.interrupts[0]?.id ?? '', status: 'resolved' as const, payload: true }];
  await agent.runAgent({ resume });
  expect(agent.messages.at(-1)).toMatchObject({ content: 'DENIED' });
});

test('abortRun cancels the run; who stops listening does not', async () => {
  const aborted: unknown[] = [];
  const hasBegun = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let nth = 0;
  const { agent, alice } = await stage(async ({ emit, signal, runId }: AgentRun) => {
    const finishing = Promise.withResolvers<void>();
    signal.addEventListener('abort', () => {
      aborted.push(runId);
      finishing.resolve();
    });
    await emit(say('Waiting.'));
    hasBegun[nth++]?.resolve();
    await finishing.promise;
  });
  const stopped = new Heard();
  const ending = agent.runAgent({ runId: 'stopped' }, stopped);
  await hasBegun[0]?.promise;
  agent.abortRun();
  await ending;
  expect(stopped.outcome).toBe('cancelled');
  expect(await alice.status('stopped')).toBe('CANCELLED');

  const left = agent.runAgent({ runId: 'left' });
  await hasBegun[1]?.promise;
  await agent.detachActiveRun();
  await left.catch(() => {});
  expect(await alice.status('left')).toBe('RUNNING');
  expect(aborted).toEqual(['stopped']);
});

test('a run that is aborted while it is queued is cancelled', async () => {
  const server = await startServer();
  const client = createAgentwireClient({ url: `${server.url}/graphql`, getToken: () => signToken('alice') });
  onTestFinished(() => client.dispose());
  const agent = new AgentwireAgent({ client, agent: 'nobody', threadId: 'thread' });
  const heard = new Heard();
  const ending = agent.runAgent({ runId: 'queued' }, heard);
  agent.abortRun();
  await ending.catch(() => {});
  expect(heard.outcome).toBe('cancelled');
});

test('errors of a run, and of asking for it, are errors of the AG-UI run', async () => {
  const { agent, client } = await stage(() => {
    throw new AgentFailure('BUDGET_EXCEEDED', 'Enough.');
  });
  const heard = new Heard();
  await agent.runAgent({ runId: 'run-1' }, heard).catch(() => {});
  expect(heard.events.at(-1)).toMatchObject({
    type: 'RUN_ERROR',
    code: 'BUDGET_EXCEEDED',
    message: 'Enough.',
  });

  const refused = await Array.fromAsync(runAsAgUi(client, inputOf('x'.repeat(257)), { agent: AGENT }));
  expect(refused).toMatchObject([{ type: 'RUN_STARTED' }, { type: 'RUN_ERROR', code: 'BAD_USER_INPUT' }]);
  const resume = [{ interruptId: 'none of these', status: 'cancelled' as const }];
  const unknown = await Array.fromAsync(runAsAgUi(client, { ...inputOf('r'), resume }, { agent: AGENT }));
  expect(unknown).toMatchObject([{ type: 'RUN_STARTED' }, { type: 'RUN_ERROR', code: 'BAD_USER_INPUT' }]);
});

test('a clone runs on its own', async () => {
  const { agent } = await stage(({ input }) => Promise.resolve({ finalText: String(input) }));
  const clone = agent.clone();
  clone.addMessage({ id: 'other', role: 'user', content: 'And now?' });
  await clone.runAgent({ runId: 'run-2' });
  await agent.runAgent({ runId: 'run-1' });
  expect(clone.messages.at(-1)).toMatchObject({ content: 'And now?' });
  expect(agent.messages.at(-1)).toMatchObject({ content: 'Why?' });
});
