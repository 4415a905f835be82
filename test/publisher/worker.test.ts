import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { AgentEventInput } from '../../src/client/generated/graphql.ts';
import type { AgentRun, InputAnswer } from '../../src/publisher/agent.ts';
import { AgentFailure } from '../../src/publisher/agent.ts';
import { rejectionOf } from '../support/errors.ts';
import { startServer, startWorker, typesOf, User } from './worker-support.ts';

const delta = (text: string): AgentEventInput => ({ messageDelta: { messageId: 'm', text } });

describe.each(['memory', 'sqlite'] as const)('a worker over %s', (store) => {
  test('carries out what is asked for, before it was there and after', async () => {
    const server = await startServer({ store });
    const alice = new User(server);
    await alice.start('before', { question: 1 });
    const seen: AgentRun[] = [];
    startWorker(server, async (run) => {
      seen.push(run);
      await run.emit(delta('Because.'));
      return {
        finalText: 'Because.',
        finishReason: 'LENGTH',
        output: { a: 1 },
        usage: [{ model: 'm', inputTokens: 3 }],
      };
    });
    expect(await alice.ended('before')).toEqual([
      { __typename: 'AgentStarted', seq: 1, input: { question: 1 } },
      { __typename: 'MessageDelta', seq: 2, text: 'Because.' },
      {
        __typename: 'AgentCompleted',
        seq: 3,
        finishReason: 'LENGTH',
        finalText: 'Because.',
        output: { a: 1 },
        usage: [{ model: 'm', inputTokens: 3 }],
      },
    ]);
    await alice.start('after', 'and now?');
    await alice.ended('after');
    expect(seen.map(({ userId, runId, threadId, input }) => ({ userId, runId, threadId, input }))).toEqual([
      { userId: 'alice', runId: 'before', threadId: 'before', input: { question: 1 } },
      { userId: 'alice', runId: 'after', threadId: 'after', input: 'and now?' },
    ]);
  });

  test('shares an agent with others: each run is carried out by exactly one', async () => {
    const server = await startServer({ store });
    const alice = new User(server);
    const takers: string[] = [];
    const take =
      (name: string) =>
      async ({ runId }: AgentRun) =>
        void takers.push(`${runId} ${name}`);
    const workers = [startWorker(server, take('one')), startWorker(server, take('other'))];
    const runIds = Array.from({ length: 20 }, (_, index) => `run-${index}`);
    await Promise.all(runIds.map((runId) => alice.start(runId)));
    for (const runId of runIds) {
      expect(typesOf(await alice.ended(runId))).toEqual(['AgentStarted', 'AgentCompleted']);
    }
    expect(takers.map((taker) => taker.split(' ')[0]).sort()).toEqual(runIds.toSorted());
    expect(workers.flatMap(({ errors }) => errors)).toEqual([]);
  });
});

describe('the code of an agent', () => {
  test('may be a generator, whose events are published in order', async () => {
    const server = await startServer();
    const alice = new User(server);
    startWorker(server, async function* ({ input }) {
      for (const word of String(input).split(' ')) yield delta(word);
      return { finalText: 'Done.' };
    });
    await alice.start('r', Array.from({ length: 300 }, (_, index) => index).join(' '));
    const events = await alice.ended('r');
    expect(events.slice(1, -1).map(({ text }) => text)).toEqual(
      Array.from({ length: 300 }, (_, index) => `${index}`),
    );
    expect(events.at(-1)).toMatchObject({ __typename: 'AgentCompleted', seq: 302, finalText: 'Done.' });
  });

  test('may return nothing', async () => {
    const server = await startServer();
    const alice = new User(server);
    startWorker(server, async () => undefined);
    await alice.start('r');
    expect((await alice.ended('r')).at(-1)).toMatchObject({
      finishReason: 'STOP',
      finalText: null,
      usage: [],
    });
  });

  test('that throws fails the run, and tells only whoever runs the worker why', async () => {
    const server = await startServer();
    const alice = new User(server);
    const error = new Error('The password of the database is wrong: hunter2');
    const { errors } = startWorker(server, () => {
      throw error;
    });
    await alice.start('r');
    expect((await alice.ended('r')).at(-1)).toMatchObject({
      __typename: 'AgentFailed',
      error: { code: 'INTERNAL', message: 'The agent failed unexpectedly.', retryable: false },
    });
    expect(errors).toEqual([error]);
  });

  test('that throws an AgentFailure says what the user hears', async () => {
    const server = await startServer();
    const alice = new User(server);
    const usage = [{ model: 'm', inputTokens: 7 }];
    const { errors } = startWorker(server, async function* () {
      yield delta('So');
      throw new AgentFailure('RATE_LIMITED', 'Later.', { retryable: true, providerCode: '429', usage });
    });
    await alice.start('r');
    expect((await alice.ended('r')).slice(1)).toMatchObject([
      { __typename: 'MessageDelta' },
      {
        __typename: 'AgentFailed',
        error: { code: 'RATE_LIMITED', message: 'Later.', retryable: true, providerCode: '429' },
        usage,
      },
    ]);
    expect(errors).toEqual([]);
  });

  test('that throws an AgentFailure with a cause tells whoever runs the worker, and the user its message', async () => {
    const server = await startServer();
    const alice = new User(server);
    const cause = new Error('The key sk-123 is wrong.');
    const failure = new AgentFailure('MODEL_ERROR', 'The model failed.', { cause });
    const heard: unknown[] = [];
    startWorker(
      server,
      () => {
        throw failure;
      },
      { onError: (error, run) => void heard.push(error, run) },
    );
    await alice.start('r');
    const events = await alice.ended('r');
    expect(events.at(-1)).toMatchObject({ error: { code: 'MODEL_ERROR', message: 'The model failed.' } });
    expect(JSON.stringify(events)).not.toContain('sk-123');
    expect(heard).toEqual([failure, expect.objectContaining({ userId: 'alice', runId: 'r' })]);
    expect(failure.cause).toBe(cause);
  });

  test('leaves no tool call and no question open', async () => {
    const server = await startServer();
    const alice = new User(server);
    startWorker(server, async ({ emit }) => {
      await emit({ toolExecuting: { toolCallId: 'open', toolName: 'search' } });
      await emit({ toolExecuting: { toolCallId: 'done', toolName: 'search' } });
      await emit({ toolCompleted: { toolCallId: 'done', toolName: 'search' } });
      await emit({ inputRequired: { interruptId: 'i', inputKind: 'QUESTION' } });
    });
    await alice.start('r');
    expect((await alice.ended('r')).slice(5)).toMatchObject([
      { __typename: 'InputResolved', interruptId: 'i', resolution: 'ABANDONED' },
      { __typename: 'ToolCompleted', toolCallId: 'open', toolName: 'search', toolStatus: 'UNKNOWN' },
      { __typename: 'AgentCompleted' },
    ]);
  });

  test('may end a tool call that it has not begun, once or twice', async () => {
    const server = await startServer();
    const alice = new User(server);
    startWorker(server, async function* () {
      const toolCompleted = { toolCallId: 'c', toolName: 'search', occurredAt: '2026-01-01T12:00:00.000Z' };
      yield { toolCompleted };
      yield { toolCompleted };
    });
    await alice.start('r');
    expect(typesOf(await alice.ended('r'))).toEqual([
      'AgentStarted',
      'ToolExecuting',
      'ToolCompleted',
      'ToolCompleted',
      'AgentCompleted',
    ]);
  });

  test('can neither begin nor end its run by an event', async () => {
    const server = await startServer();
    const alice = new User(server);
    const errors: unknown[] = [];
    startWorker(server, async ({ emit }) => {
      errors.push(await rejectionOf(emit({ agentStarted: { agent: { name: 'a' } } })));
      errors.push(await rejectionOf(emit({ agentCompleted: {} })));
    });
    await alice.start('r');
    expect(typesOf(await alice.ended('r'))).toEqual(['AgentStarted', 'AgentCompleted']);
    expect(errors).toEqual([expect.any(TypeError), expect.any(TypeError)]);
  });

  test('that goes on behind its run is told, and cannot end the process', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    onTestFinished(() => void process.off('unhandledRejection', unhandled));
    const server = await startServer();
    const alice = new User(server);
    const late = Promise.withResolvers<{ readonly run: AgentRun; readonly asked: Promise<InputAnswer> }>();
    startWorker(server, async (run) => {
      late.resolve({ run, asked: run.askForInput({ inputKind: 'QUESTION', interruptId: 'i' }) });
    });
    await alice.start('r');
    const { run, asked } = await late.promise;
    expect(typesOf(await alice.ended('r'))).toEqual([
      'AgentStarted',
      'InputRequired',
      'InputResolved',
      'AgentCompleted',
    ]);
    expect(await rejectionOf(asked)).toMatchObject({ code: 'RUN_ENDED' });
    expect(await rejectionOf(run.emit(delta('late')))).toMatchObject({ code: 'RUN_ENDED' });
    expect(await rejectionOf(run.askForInput({ inputKind: 'QUESTION' }))).toMatchObject({
      code: 'RUN_ENDED',
    });
    run.emit(delta('late'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(unhandled).not.toHaveBeenCalled();
  });

  test.each<[string, AgentEventInput]>([
    ['of the wrong type', { messageDelta: { messageId: 'm', text: 7 } } as never],
    ['that is none', { unheardOf: {} } as never],
    ['that is too large', delta('x'.repeat(300_000))],
  ])('that emits an event %s fails, behind what was stored', async (_name, event) => {
    const server = await startServer();
    const alice = new User(server);
    const { errors } = startWorker(server, async ({ emit, signal }) => {
      await emit({ toolExecuting: { toolCallId: 'c', toolName: 'search' } });
      await emit(event);
      await emit({ toolExecuting: { toolCallId: 'never stored', toolName: 'search' } }).catch(() => {});
      await new Promise((_resolve, reject) => {
        if (signal.aborted) reject(signal.reason);
        signal.addEventListener('abort', () => reject(signal.reason));
      });
    });
    await alice.start('r');
    const events = await alice.ended('r');
    expect(events.at(-1)).toMatchObject({ __typename: 'AgentFailed', error: { code: 'INTERNAL' } });
    // What stood beside the refused event in a batch is refused with it.
    const types = typesOf(events.slice(1, -1));
    expect([[], ['ToolExecuting', 'ToolCompleted']]).toContainEqual(types);
    expect(errors).toHaveLength(1);
  });

  test('that returns what is not JSON, or too much of it, fails', async () => {
    const server = await startServer();
    const alice = new User(server);
    const { errors } = startWorker(server, async function* ({ input }) {
      yield { toolExecuting: { toolCallId: 'c', toolName: 'search' } };
      return { output: input === 'large' ? 'x'.repeat(300_000) : 1n };
    });
    for (const [index, input] of ['large', 'bigint'].entries()) {
      await alice.start(input, input);
      expect((await alice.ended(input)).slice(2)).toMatchObject([
        { __typename: 'ToolCompleted', toolStatus: 'UNKNOWN' },
        { __typename: 'AgentFailed', error: { code: 'INTERNAL' } },
      ]);
      expect(errors).toHaveLength(index + 1);
    }
  });
});
