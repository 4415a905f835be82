import { describe, expect, onTestFinished, test } from 'vitest';
import type { AgentRun, InputAnswer } from '../../src/publisher/agent.ts';
import { TcpProxy } from '../client/proxy.ts';
import { rejectionOf } from '../support/errors.ts';
import { startServer, startWorker, typesOf, User } from './worker-support.ts';

describe('a question', () => {
  test('waits for the user, and goes on with the answer', async () => {
    const server = await startServer();
    const alice = new User(server);
    startWorker(server, async ({ emit, askForInput }) => {
      await emit({ toolExecuting: { toolCallId: 'c', toolName: 'delete' } });
      const { resolution, response } = await askForInput({
        inputKind: 'TOOL_APPROVAL',
        interruptId: 'may I?',
        prompt: 'Delete it?',
        forToolCallId: 'c',
        proposedInput: { path: '/' },
      });
      const status = resolution === 'APPROVED' ? 'SUCCEEDED' : 'DENIED';
      await emit({ toolCompleted: { toolCallId: 'c', toolName: 'delete', status } });
      return { output: response };
    });
    for (const [runId, resolution, response, toolStatus] of [
      ['yes', 'APPROVED', { carefully: true }, 'SUCCEEDED'],
      ['no', 'DENIED', null, 'DENIED'],
    ] as const) {
      await alice.start(runId);
      await alice.sees(runId, 'InputRequired');
      expect(await alice.status(runId)).toBe('WAITING_FOR_INPUT');
      await alice.answer(runId, 'may I?', resolution, response);
      expect((await alice.ended(runId)).slice(2)).toMatchObject([
        { __typename: 'InputRequired', interruptId: 'may I?', prompt: 'Delete it?', expiresAt: null },
        { __typename: 'InputResolved', interruptId: 'may I?', resolution, response },
        { __typename: 'ToolCompleted', toolStatus },
        { __typename: 'AgentCompleted', output: response },
      ]);
    }
  });

  test('can be one of several at once, each with an id of its own', async () => {
    const server = await startServer();
    const alice = new User(server);
    startWorker(server, async ({ askForInput }) => {
      const questions = [1, 2, 3].map((index) => askForInput({ inputKind: 'QUESTION', prompt: `${index}` }));
      return { output: (await Promise.all(questions)).map(({ response }) => response) };
    });
    await alice.start('r');
    const stream = await server.subscribeWs('alice', { start: 'EARLIEST', runId: 'r' });
    await stream.takeUntil(({ seq }) => seq === 4);
    stream.cancel();
    const asked = (await alice.events('r')).slice(1);
    for (const { interruptId, prompt } of asked.toReversed()) {
      await alice.answer('r', interruptId, 'ANSWERED', `to ${prompt}`);
    }
    expect((await alice.ended('r')).at(-1)).toMatchObject({ output: ['to 1', 'to 2', 'to 3'] });
  });

  test('expires', async () => {
    const server = await startServer();
    const alice = new User(server);
    startWorker(server, async ({ askForInput }) => {
      const answer = await askForInput({ inputKind: 'QUESTION', interruptId: 'i', expiresInMs: 10 });
      return { output: answer };
    });
    await alice.start('r');
    const events = await alice.ended('r');
    expect(events.slice(1)).toMatchObject([
      { __typename: 'InputRequired', expiresAt: expect.any(String) },
      { __typename: 'InputResolved', interruptId: 'i', resolution: 'EXPIRED', response: null },
      { __typename: 'AgentCompleted', output: { resolution: 'EXPIRED', response: null } },
    ]);
  });

  test('is abandoned when the run is cancelled', async () => {
    const server = await startServer();
    const alice = new User(server);
    const rejected = Promise.withResolvers<unknown>();
    startWorker(server, async ({ askForInput, signal }) => {
      const error = await rejectionOf(askForInput({ inputKind: 'QUESTION', interruptId: 'i' }));
      rejected.resolve([error, signal.reason]);
    });
    await alice.start('r');
    await alice.sees('r', 'InputRequired');
    await alice.cancel('r');
    expect((await alice.ended('r')).slice(2)).toMatchObject([
      { __typename: 'InputResolved', interruptId: 'i', resolution: 'ABANDONED' },
      { __typename: 'AgentCancelled', reason: 'USER' },
    ]);
    const [error, reason] = (await rejected.promise) as unknown[];
    expect(error).toBe(reason);
    expect(error).toMatchObject({ name: 'AbortError', stopCause: 'USER' });
  });

  test('cannot have the id of another one of its run', async () => {
    const server = await startServer();
    const alice = new User(server);
    startWorker(server, async ({ askForInput }) => {
      const ask = () => askForInput({ inputKind: 'QUESTION', interruptId: 'i' });
      const first = ask();
      expect(await rejectionOf(ask())).toBeInstanceOf(TypeError);
      await first;
      expect(await rejectionOf(ask())).toBeInstanceOf(TypeError);
      return { finalText: 'Both were refused.' };
    });
    await alice.start('r');
    await alice.sees('r', 'InputRequired');
    await alice.answer('r', 'i', 'ANSWERED', 1);
    expect((await alice.ended('r')).at(-1)).toMatchObject({ finalText: 'Both were refused.' });
  });

  test('is answered though the worker was away when the user answered', async () => {
    const server = await startServer();
    const alice = new User(server);
    const proxy = await TcpProxy.start(server.port);
    const answers: InputAnswer[] = [];
    const ask = async ({ askForInput }: AgentRun) => {
      answers.push(await askForInput({ inputKind: 'QUESTION', interruptId: 'i' }));
    };
    startWorker(proxy, ask);
    onTestFinished(() => {
      proxy.isAway = false;
    });
    await alice.start('r');
    await alice.sees('r', 'InputRequired');
    proxy.isAway = true;
    proxy.cut();
    await alice.answer('r', 'i', 'ANSWERED', 'while you were away');
    proxy.isAway = false;
    expect(typesOf(await alice.ended('r'))).toEqual([
      'AgentStarted',
      'InputRequired',
      'InputResolved',
      'AgentCompleted',
    ]);
    expect(answers).toEqual([{ resolution: 'ANSWERED', response: 'while you were away' }]);
  });
});
