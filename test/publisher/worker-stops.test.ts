import { describe, expect, onTestFinished, test } from 'vitest';
import type { AgentEventInput } from '../../src/client/generated/graphql.ts';
import { stopped } from '../../src/publisher/adapters/shared/stopped.ts';
import { AgentFailure } from '../../src/publisher/agent.ts';
import { TcpProxy } from '../client/proxy.ts';
import { rejectionOf } from '../support/errors.ts';
import {
  aborted,
  LONG_MS,
  startServer,
  startWorker,
  typesOf,
  User,
  untilStopped,
  workerEndpoint,
} from './worker-support.ts';

const delta = (text: string): AgentEventInput => ({ messageDelta: { messageId: 'm', text } });

describe('a run that is cancelled', () => {
  test('is told by its signal, may say more, and ends as cancelled with what it used', async () => {
    const server = await startServer();
    const alice = new User(server);
    const { errors } = startWorker(server, async ({ emit, signal }) => {
      await emit({ toolExecuting: { toolCallId: 'open', toolName: 'search' } });
      await aborted(signal);
      await emit(delta('I stop.'));
      throw new AgentFailure('MODEL_ERROR', 'Interrupted.', { usage: [{ model: 'm', inputTokens: 5 }] });
    });
    await alice.start('r');
    await alice.sees('r', 'ToolExecuting');
    await alice.cancel('r');
    await alice.cancel('r');
    expect((await alice.ended('r')).slice(2)).toMatchObject([
      { __typename: 'MessageDelta', text: 'I stop.' },
      { __typename: 'ToolCompleted', toolCallId: 'open', toolStatus: 'CANCELLED' },
      { __typename: 'AgentCancelled', reason: 'USER', usage: [{ model: 'm', inputTokens: 5 }] },
    ]);
    expect(errors).toEqual([]);
  });

  test('is cancelled though its code returns a result, which came too late', async () => {
    const server = await startServer();
    const alice = new User(server);
    startWorker(server, async ({ emit, signal }) => {
      await emit(delta('on'));
      await aborted(signal);
      return { finalText: 'Done all the same.' };
    });
    await alice.start('r');
    await alice.sees('r', 'MessageDelta');
    await alice.cancel('r');
    expect((await alice.ended('r')).at(-1)).toMatchObject({ __typename: 'AgentCancelled' });
  });

  test('is no error to whoever runs the worker, however the code says that it stopped', async () => {
    const server = await startServer();
    const alice = new User(server);
    const model = new Error('The model broke.');
    const { errors } = startWorker(server, async ({ emit, signal, input }) => {
      await emit(delta('on'));
      await aborted(signal);
      if (input === 'reason') throw signal.reason;
      if (input === 'adapter') throw stopped(signal, []);
      throw new AgentFailure('MODEL_ERROR', 'The model failed.', { cause: model });
    });
    for (const input of ['reason', 'adapter', 'model']) {
      await alice.start(input, input);
      await alice.sees(input, 'MessageDelta');
      await alice.cancel(input);
      expect((await alice.ended(input)).at(-1)).toMatchObject({ __typename: 'AgentCancelled' });
    }
    expect(errors).toMatchObject([{ name: 'AgentFailure', cause: model }]);
  });

  test('stops a generator where it yields, and lets it clean up', async () => {
    const server = await startServer();
    const alice = new User(server);
    const cleaned = Promise.withResolvers<void>();
    async function* onAndOn() {
      try {
        for (;;) {
          yield delta('on and on');
          await new Promise((resolve) => setImmediate(resolve));
        }
      } finally {
        cleaned.resolve();
      }
    }
    startWorker(server, onAndOn, { stopWithinMs: LONG_MS });
    await alice.start('r');
    await alice.sees('r', 'MessageDelta');
    await alice.cancel('r');
    await cleaned.promise;
    await alice.sees('r', 'AgentCancelled');
  });

  test('ends without code that does not stop, whose later events are refused', async () => {
    const server = await startServer();
    const alice = new User(server);
    const goOn = Promise.withResolvers<void>();
    const late = Promise.withResolvers<unknown>();
    startWorker(
      server,
      async ({ emit, runId }) => {
        if (runId !== 'r') return;
        await emit(delta('on'));
        await goOn.promise;
        late.resolve(await rejectionOf(emit(delta('late'))));
      },
      { stopWithinMs: 20, concurrency: 1 },
    );
    await alice.start('r');
    await alice.sees('r', 'MessageDelta');
    await alice.cancel('r');
    expect(typesOf(await alice.ended('r'))).toEqual(['AgentStarted', 'MessageDelta', 'AgentCancelled']);
    // Nor does it keep others out.
    await alice.start('next');
    await alice.ended('next');
    goOn.resolve();
    expect(await late.promise).toMatchObject({ code: 'RUN_ENDED' });
  });

  test('is cancelled though the worker was away when it was', async () => {
    const server = await startServer();
    const alice = new User(server);
    const proxy = await TcpProxy.start(server.port);
    startWorker(proxy, untilStopped);
    onTestFinished(() => {
      proxy.isAway = false;
    });
    await alice.start('r');
    await alice.sees('r', 'ToolExecuting');
    proxy.isAway = true;
    proxy.cut();
    await alice.cancel('r');
    proxy.isAway = false;
    expect((await alice.ended('r')).at(-1)).toMatchObject({ __typename: 'AgentCancelled', reason: 'USER' });
  });
});

describe('a worker that is closed', () => {
  test('lets runs come to their end within its grace, and begins nothing more', async () => {
    const server = await startServer();
    const alice = new User(server);
    const goOn = Promise.withResolvers<void>();
    const worker = startWorker(server, async ({ emit }) => {
      await emit(delta('on'));
      await goOn.promise;
      for (let index = 0; index < 1_000; index++) await emit(delta(`${index}`));
    });
    await alice.start('r');
    await alice.sees('r', 'MessageDelta');
    const closed = worker.close({ graceMs: 300_000 });
    await alice.start('later');
    goOn.resolve();
    await closed;
    await worker.closed;
    expect(await alice.status('r')).toBe('COMPLETED');
    expect(await alice.status('later')).toBe('QUEUED');
    expect(worker.errors).toEqual([]);
  });

  test('ends the others as cancelled with SHUTDOWN, and loses none of their events', async () => {
    const server = await startServer();
    const alice = new User(server);
    const causes: unknown[] = [];
    const worker = startWorker(server, async (run) => {
      for (let index = 0; index < 500; index++) run.emit(delta(`${index}`));
      await untilStopped(run).catch((error) => causes.push(error.stopCause));
    });
    for (const runId of ['1', '2']) {
      await alice.start(runId);
      await alice.sees(runId, 'ToolExecuting');
    }
    await worker.close({ graceMs: 10 });
    for (const runId of ['1', '2']) {
      const events = await alice.events(runId);
      expect(events).toHaveLength(504);
      expect(events.slice(-2)).toMatchObject([
        { __typename: 'ToolCompleted', toolStatus: 'CANCELLED' },
        { __typename: 'AgentCancelled', reason: 'SHUTDOWN' },
      ]);
    }
    expect(causes).toEqual(['SHUTDOWN', 'SHUTDOWN']);
    expect(worker.errors).toEqual([]);
  });

  test('hurries when it is closed again with less grace', async () => {
    const server = await startServer();
    const alice = new User(server);
    const worker = startWorker(server, untilStopped);
    await alice.start('r');
    await alice.sees('r', 'ToolExecuting');
    const closed = worker.close({ graceMs: Number.POSITIVE_INFINITY });
    await worker.close({ graceMs: 0 });
    await closed;
    expect((await alice.events('r')).at(-1)).toMatchObject({ reason: 'SHUTDOWN' });
  });

  test('cancels at once what it claims at the last moment', async () => {
    const server = await startServer();
    const alice = new User(server);
    const { getToken } = workerEndpoint(server);
    const claims = Promise.withResolvers<void>();
    const token = Promise.withResolvers<string>();
    const ran: string[] = [];
    let calls = 0;
    const worker = startWorker(server, async ({ runId }) => void ran.push(runId), {
      getToken: () => {
        // The first is for its socket, the second for its claim.
        if (++calls !== 2) return getToken();
        claims.resolve();
        return token.promise;
      },
    });
    await alice.start('r');
    await claims.promise;
    const closed = worker.close({ graceMs: 0 });
    await new Promise((resolve) => setImmediate(resolve));
    token.resolve(await getToken());
    await closed;
    expect(await alice.events('r')).toMatchObject([
      { __typename: 'AgentStarted' },
      { __typename: 'AgentCancelled', reason: 'SHUTDOWN' },
    ]);
    expect(ran).toEqual([]);
  });

  test('gives up claims that do not get through', async () => {
    const server = await startServer();
    const alice = new User(server);
    const { getToken } = workerEndpoint(server);
    const tried = Promise.withResolvers<void>();
    let calls = 0;
    const worker = startWorker(server, untilStopped, {
      // The first token is for its socket, the others would be for claims.
      getToken: () => (++calls === 1 ? getToken() : Promise.reject(new Error('There is no token.'))),
      onRetry: () => tried.resolve(),
    });
    await alice.start('r');
    await tried.promise;
    await worker.close({ graceMs: 0 });
    expect(await alice.status('r')).toBe('QUEUED');
    expect(worker.errors).toEqual([]);
  });

  test('waits for nothing where nobody can be reached', async () => {
    const server = await startServer();
    const proxy = await TcpProxy.start(server.port);
    proxy.isAway = true;
    const worker = startWorker(proxy, untilStopped);
    await worker.close({ graceMs: 0 });
  });
});
