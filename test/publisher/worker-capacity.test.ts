import { describe, expect, test } from 'vitest';
import { MemoryBroker } from '../../src/broker/memory.ts';
import type { AgentRun } from '../../src/publisher/agent.ts';
import { TcpProxy } from '../client/proxy.ts';
import { freePort } from '../support/port.ts';
import { TestServer } from '../support/server.ts';
import { defaults } from '../support/settings.ts';
import { startOn } from '../support/start-on.ts';
import { startServer, startWorker, typesOf, User } from './worker-support.ts';

const named = (count: number) => Array.from({ length: count }, (_, index) => `run-${index}`);

/** More than a worker holds of what it cannot take yet. */
const MANY = 120;

describe('a worker with its hands full', () => {
  test('carries out no more runs at once than it may', async () => {
    const server = await startServer();
    const alice = new User(server);
    const runIds = named(12);
    const full = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    let atWork = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++atWork);
      if (atWork === 3) full.resolve();
      await goOn.promise;
      atWork--;
    };
    startWorker(server, work, { concurrency: 3 });
    for (const runId of runIds) await alice.start(runId);
    await full.promise;
    // By then, a worker that does not wait would have them all.
    const statuses = [];
    for (const runId of runIds) statuses.push(await alice.status(runId));
    expect(statuses.toSorted()).toEqual([...Array(9).fill('QUEUED'), ...Array(3).fill('RUNNING')]);
    goOn.resolve();
    for (const runId of runIds) await alice.ended(runId);
    expect(most).toBe(3);
  });

  test('leaves what it cannot take with the server, hears of cancels, and takes the others later', async () => {
    const server = await startServer();
    const alice = new User(server);
    const first = Promise.withResolvers<AgentRun>();
    startWorker(
      server,
      async (run) => {
        if (run.runId !== 'first') return;
        first.resolve(run);
        await new Promise((_resolve, reject) =>
          run.signal.addEventListener('abort', () => reject(run.signal.reason)),
        );
      },
      { concurrency: 1 },
    );
    await alice.start('first');
    await first.promise;
    const runIds = named(MANY);
    for (const runId of runIds) await alice.start(runId);
    // It reads nothing but notices any more.
    await server.readersReturnedBut(1);
    await alice.cancel('first');
    expect((await alice.ended('first')).at(-1)).toMatchObject({ __typename: 'AgentCancelled' });
    for (const runId of runIds) {
      expect(typesOf(await alice.ended(runId))).toEqual(['AgentStarted', 'AgentCompleted']);
    }
  });

  test('leaves nothing out though its connection is cut again and again', async () => {
    const server = await startServer();
    const alice = new User(server);
    const proxy = await TcpProxy.start(server.port);
    const runIds = named(MANY);
    for (const runId of runIds) await alice.start(runId);
    const done: string[] = [];
    startWorker(
      proxy,
      async ({ runId }) => {
        done.push(runId);
        if (done.length % 40 === 0) proxy.cut();
      },
      { concurrency: 2 },
    );
    for (const runId of runIds) await alice.ended(runId);
    expect(done.toSorted()).toEqual(runIds.toSorted());
  });
});

/** Hands over all that it has received, again, with every new message. */
class StutteringSocket extends WebSocket {
  readonly #received: MessageEvent[] = [];

  override set onmessage(listener: ((event: MessageEvent) => void) | null) {
    super.onmessage = (event) => {
      if (JSON.parse(event.data).type === 'next') this.#received.push(event);
      else listener?.(event);
      for (const message of this.#received) listener?.(message);
    };
  }
}

test('a command that comes again and again is carried out once', async () => {
  const server = await startServer();
  const alice = new User(server);
  const done: unknown[] = [];
  const worker = startWorker(
    server,
    async ({ runId, askForInput }) => {
      const answer = runId === 'asks' ? await askForInput({ inputKind: 'QUESTION', interruptId: 'i' }) : null;
      done.push([runId, answer?.response]);
    },
    { webSocketImpl: StutteringSocket },
  );
  await alice.start('asks');
  await alice.sees('asks', 'InputRequired');
  await alice.answer('asks', 'i', 'ANSWERED', 7);
  await alice.ended('asks');
  for (const runId of ['1', '2', '3']) {
    await alice.start(runId);
    await alice.ended(runId);
  }
  await worker.close();
  expect(done).toEqual([
    ['asks', 7],
    ['1', undefined],
    ['2', undefined],
    ['3', undefined],
  ]);
  expect(worker.errors).toEqual([]);
  expect(typesOf(await alice.events('1'))).toEqual(['AgentStarted', 'AgentCompleted']);
});

/** Puts a StreamReset in the place of the first run that is requested, as a store that has lost its end does. */
class ForgetfulSocket extends WebSocket {
  #hasForgotten = false;

  override set onmessage(listener: ((event: MessageEvent) => void) | null) {
    super.onmessage = (event) => listener?.(new MessageEvent('message', { data: this.#told(event.data) }));
  }

  #told(data: string): string {
    const { id, payload } = JSON.parse(data);
    const command = payload?.data?.workerCommands;
    // The notices have no input.
    if (this.#hasForgotten || command?.input === undefined) return data;
    this.#hasForgotten = true;
    const workerCommands = { __typename: 'StreamReset', cursor: command.cursor };
    return JSON.stringify({ id, type: 'next', payload: { data: { workerCommands } } });
  }
}

test('a worker that is told of a gap begins anew, with all that is still open', async () => {
  const server = await startServer();
  const alice = new User(server);
  await alice.start('r');
  const worker = startWorker(server, async () => {}, { webSocketImpl: ForgetfulSocket });
  expect((await alice.ended('r')).at(-1)).toMatchObject({ __typename: 'AgentCompleted' });
  expect(worker.errors).toEqual([]);
});

test('a worker goes on with the commands of a store that took the place of the one it knew', async () => {
  const port = await freePort();
  const broker = new MemoryBroker({ retention: defaults.retention });
  const running = await startOn(broker, { config: { ...defaults, port }, onError: () => {} });
  const one = new TestServer(running, [], async () => {});
  const done: string[] = [];
  const worker = startWorker(one, async ({ runId }) => void done.push(runId));
  const before = new User(one);
  await before.start('before');
  await before.ended('before');
  await running.close();

  const after = new User(await startServer({ port }));
  await after.start('after');
  expect((await after.ended('after')).at(-1)).toMatchObject({ __typename: 'AgentCompleted' });
  expect(done).toEqual(['before', 'after']);
  await worker.close();
});
