import { describe, expect, onTestFinished, test } from 'vitest';
import type { AgentEventInput } from '../../src/client/generated/graphql.ts';
import { TcpProxy } from '../client/proxy.ts';
import { rejectionOf } from '../support/errors.ts';
import {
  aborted,
  limits,
  startServer,
  startWorker,
  threeLeases,
  typesOf,
  User,
  untilStopped,
  workerEndpoint,
} from './worker-support.ts';

const delta = (text: string): AgentEventInput => ({ messageDelta: { messageId: 'm', text } });

describe('a worker that is lost', () => {
  const shortLease = { ...limits, leaseMs: 600 };

  test('loses its runs to the server, hears of it when it is back, and goes on with others', async () => {
    const server = await startServer({ runs: shortLease });
    const alice = new User(server);
    const proxy = await TcpProxy.start(server.port);
    const seen = Promise.withResolvers<readonly unknown[]>();
    const worker = startWorker(proxy, async (run) => {
      if (run.runId !== 'lost') return;
      await run.emit(delta('on'));
      await aborted(run.signal);
      seen.resolve([run.signal.reason, await rejectionOf(run.emit(delta('late')))]);
    });
    await alice.start('lost');
    await alice.sees('lost', 'MessageDelta');
    proxy.isAway = true;
    proxy.cut();
    expect((await alice.ended('lost')).at(-1)).toMatchObject({
      __typename: 'AgentFailed',
      error: { code: 'WORKER_LOST' },
    });
    proxy.isAway = false;
    const [reason, error] = await seen.promise;
    expect(reason).toMatchObject({ name: 'AbortError', stopCause: 'LOST', cause: error });
    expect(error).toMatchObject({ code: 'RUN_ENDED' });
    await alice.start('next');
    expect((await alice.ended('next')).at(-1)).toMatchObject({ __typename: 'AgentCompleted' });
    await worker.close();
    expect(typesOf(await alice.events('lost'))).toEqual(['AgentStarted', 'MessageDelta', 'AgentFailed']);
    expect(worker.errors).toEqual([error]);
  });

  test('keeps its runs, however long they say nothing, while it can be heard', async () => {
    const server = await startServer({ runs: shortLease });
    const alice = new User(server);
    const goOn = Promise.withResolvers<void>();
    const worker = startWorker(server, () => goOn.promise);
    await alice.start('r');
    await alice.sees('r', 'AgentStarted');
    await threeLeases(server);
    expect(await alice.status('r')).toBe('RUNNING');
    goOn.resolve();
    expect((await alice.ended('r')).at(-1)).toMatchObject({ __typename: 'AgentCompleted' });
    expect(worker.errors).toEqual([]);
  });

  test('between the command and its first event leaves the run to another', async () => {
    const server = await startServer();
    const alice = new User(server);
    const { getToken } = workerEndpoint(server);
    const claims = Promise.withResolvers<void>();
    const dies = Promise.withResolvers<string>();
    let calls = 0;
    // The first token is for its socket, the second would be for its claim.
    const lost = startWorker(server, untilStopped, {
      getToken: () => {
        if (++calls === 1) return getToken();
        claims.resolve();
        return dies.promise;
      },
    });
    onTestFinished(() => dies.reject(new Error('dead')));
    await alice.start('r');
    await claims.promise;
    startWorker(server, async () => ({ finalText: 'I have it.' }));
    expect((await alice.ended('r')).at(-1)).toMatchObject({ finalText: 'I have it.' });
    expect(lost.errors).toEqual([]);
  });
});
