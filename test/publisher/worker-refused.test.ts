import { describe, expect, test } from 'vitest';
import { rejectionOf } from '../support/errors.ts';
import { workerToken } from '../support/tokens.ts';
import { LONG_MS, startServer, startWorker, User, untilStopped, workerEndpoint } from './worker-support.ts';

const onlyWork = await workerToken({ scope: 'agentwire:work' });

describe('a worker that the server refuses', () => {
  test('closes, and says why', async () => {
    const server = await startServer();
    for (const [token, code] of [
      ['none', 'UNAUTHENTICATED'],
      [await workerToken(), 'FORBIDDEN'],
    ] as const) {
      const worker = startWorker(server, untilStopped, { getToken: () => token });
      expect(await rejectionOf(worker.closed)).toMatchObject({ name: 'RequestError', code });
      expect(worker.errors).toMatchObject([{ code }]);
      await worker.close();
    }
  });

  test.each([
    [onlyWork, 'FORBIDDEN'],
    ['none', 'UNAUTHENTICATED'],
  ])(
    'of which claims are refused closes and says why, once, and leaves the runs to others: %#',
    async (token, code) => {
      const server = await startServer();
      const alice = new User(server);
      const { getToken } = workerEndpoint(server);
      const runIds = ['1', '2', '3'];
      for (const runId of runIds) await alice.start(runId);
      let calls = 0;
      const worker = startWorker(server, async () => ({ finalText: 'Not mine.' }), {
        // The first is for its socket, the others are for its claims.
        getToken: () => (++calls === 1 ? getToken() : token),
      });
      expect(await rejectionOf(worker.closed)).toMatchObject({ name: 'RequestError', code });
      expect(worker.errors).toMatchObject([{ code }]);
      for (const runId of runIds) expect(await alice.status(runId)).toBe('QUEUED');

      startWorker(server, async () => ({ finalText: 'I have it.' }));
      for (const runId of runIds) {
        expect((await alice.ended(runId)).at(-1)).toMatchObject({ finalText: 'I have it.' });
      }
    },
  );

  test('lets the runs that it has come to their end', async () => {
    const server = await startServer();
    const alice = new User(server);
    const { getToken } = workerEndpoint(server);
    const goOn = Promise.withResolvers<void>();
    const refused = Promise.withResolvers<unknown>();
    let mayPublish = true;
    const worker = startWorker(
      server,
      async ({ emit }) => {
        await emit({ messageDelta: { messageId: 'm', text: 'on' } });
        await goOn.promise;
        return { finalText: 'Done.' };
      },
      { getToken: () => (mayPublish ? getToken() : onlyWork), onError: refused.resolve },
    );
    await alice.start('mine');
    await alice.sees('mine', 'MessageDelta');
    mayPublish = false;
    await alice.start('other');
    expect(await refused.promise).toMatchObject({ code: 'FORBIDDEN' });
    mayPublish = true;
    goOn.resolve();
    expect(await rejectionOf(worker.closed)).toMatchObject({ code: 'FORBIDDEN' });
    expect((await alice.events('mine')).at(-1)).toMatchObject({ finalText: 'Done.' });
    expect(await alice.status('other')).toBe('QUEUED');
  });

  test('while it closes says why all the same', async () => {
    const server = await startServer();
    const alice = new User(server);
    const { getToken } = workerEndpoint(server);
    const claims = Promise.withResolvers<void>();
    const token = Promise.withResolvers<string>();
    let calls = 0;
    const worker = startWorker(server, untilStopped, {
      // The first is for its socket, the second for its claim.
      getToken: () => {
        if (++calls === 1) return getToken();
        claims.resolve();
        return token.promise;
      },
    });
    await alice.start('r');
    await claims.promise;
    const closed = worker.close({ graceMs: LONG_MS });
    token.resolve(onlyWork);
    await closed;
    await worker.closed;
    expect(worker.errors).toMatchObject([{ code: 'FORBIDDEN' }]);
    expect(await alice.status('r')).toBe('QUEUED');
  });
});
