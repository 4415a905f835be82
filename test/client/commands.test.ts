import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { AgentwireClient } from '../../src/client/agentwire-client.ts';
import { createAgentwireClient } from '../../src/client/agentwire-client.ts';
import { newRunId } from '../../src/client/run-id.ts';
import type { EventInput } from '../../src/events/validate.ts';
import { rejectionOf } from '../support/errors.ts';
import { answered, asked, cancelled, completed, started } from '../support/events.ts';
import type { TestServer, TestServerOptions } from '../support/server.ts';
import { startTestServer } from '../support/server.ts';
import { TcpProxy } from './proxy.ts';
import { aliceToken, hurry } from './resuming.ts';

beforeEach(hurry);

const documents = new URL('../../src/client/generated/persisted-documents.json', import.meta.url);

async function start(options: TestServerOptions = {}) {
  const server = await startTestServer(options);
  onTestFinished(() => server.close());
  const proxy = await TcpProxy.start(server.port);
  const client = createAgentwireClient({
    url: `http://127.0.0.1:${proxy.port}/graphql`,
    getToken: () => aliceToken,
  });
  onTestFinished(() => client.dispose());
  return { server, proxy, client };
}

/** Does what the worker that has the run would. */
const work = (server: TestServer, runId: string, firstSeq: number, events: readonly EventInput[]) =>
  server.publish('alice', runId, events, { writerId: 'worker', firstSeq });

const begin = started({ agent: { name: 'demo' } });

/** Alice's run `r`, which a worker has. */
async function begun(client: AgentwireClient, server: TestServer): Promise<void> {
  await client.startRun({ agent: 'demo', input: 'Why?', runId: 'r' });
  await work(server, 'r', 1, [begin]);
}

/** Loses the answer to the first request, which arrives nevertheless. */
function loseFirstAnswer(proxy: TcpProxy): void {
  proxy.budget = () => (proxy.cuts === 0 ? 20 : Number.POSITIVE_INFINITY);
}

describe('startRun', () => {
  test('queues a run, which is listed, and followed from there to its end', async () => {
    const { server, client } = await start();
    const run = await client.startRun({ agent: 'demo', input: { question: 'Why?' }, threadId: 't' });
    expect(run).toMatchObject({ agent: { name: 'demo' }, status: 'QUEUED', threadId: 't', lastSeq: 0 });
    expect([run.startedAt, run.lastEventAt, run.endedAt]).toEqual([null, null, null]);
    const { nodes } = await client.runs({ filter: { statuses: ['QUEUED'] } });
    expect(nodes).toEqual([run]);

    const runs = client.followRun(run.id);
    expect((await runs.next()).value).toMatchObject({ status: 'QUEUED', input: { question: 'Why?' } });
    const agent = { id: 'd1', name: 'demo' };
    await work(server, run.id, 1, [started({ agent, input: { question: 'Why?' } }), completed()]);
    const { value: running } = await runs.next();
    expect(running).toMatchObject({ status: 'RUNNING', agent, lastSeq: 1 });
    expect(running?.startedAt).toBe(running?.lastEventAt);
    const { value: ended } = await runs.next();
    const { events: _, ...queried } = { ...(await client.run(run.id)) };
    expect(ended).toEqual(queried);
    expect((await runs.next()).done).toBe(true);
  });

  test('sent again after a lost answer, it starts nothing twice', async () => {
    const { proxy, client } = await start();
    loseFirstAnswer(proxy);
    const reasons: unknown[] = [];
    const onRetry = (reason: unknown) => void reasons.push(reason);
    const run = await client.startRun({ agent: 'demo', input: 'Why?' }, { onRetry });
    expect(reasons).toMatchObject([{ code: 'NETWORK' }]);
    expect((await client.runs()).nodes).toEqual([run]);
  });

  test('takes the id that it is given, for one run', async () => {
    const { client } = await start();
    const asked = { agent: 'demo', input: 'Why?', runId: newRunId() };
    const run = await client.startRun(asked);
    expect(run.id).toBe(asked.runId);
    expect(await client.startRun(asked)).toEqual(run);
    expect(await rejectionOf(client.startRun({ ...asked, input: 'Else?' }))).toMatchObject({
      code: 'RUN_ALREADY_STARTED',
    });
  });
});

describe('cancelRun', () => {
  test('ends a run that is queued, and again', async () => {
    const { proxy, client } = await start();
    await client.startRun({ agent: 'demo', input: 'Why?', runId: 'r' });
    loseFirstAnswer(proxy);
    proxy.cut();
    expect(await client.cancelRun('r')).toMatchObject({ id: 'r', status: 'CANCELLED', lastSeq: 2 });
    expect(proxy.cuts).toBe(1);
  });

  test('asks a run that goes on to stop', async () => {
    const { server, client } = await start();
    await begun(client, server);
    expect(await client.cancelRun('r')).toMatchObject({ status: 'RUNNING' });
    await work(server, 'r', 2, [cancelled()]);
    expect(await client.cancelRun('r')).toMatchObject({ status: 'CANCELLED' });
  });

  test('rejects where there is nothing to stop', async () => {
    const { server, client } = await start();
    await server.publish('bob', 'his', [begin]);
    await begun(client, server);
    await work(server, 'r', 2, [completed()]);
    const codes = await Promise.all(['r', 'his', 'none'].map((id) => rejectionOf(client.cancelRun(id))));
    expect(codes).toMatchObject([
      { code: 'RUN_ENDED' },
      { code: 'RUN_NOT_FOUND' },
      { code: 'RUN_NOT_FOUND' },
    ]);
  });
});

describe('resolveInput', () => {
  test('answers once, however often it is sent; the worker says when it has gone on', async () => {
    const { server, proxy, client } = await start();
    await begun(client, server);
    await work(server, 'r', 2, [asked('i')]);
    const answer = { runId: 'r', interruptId: 'i', resolution: 'ANSWERED', response: 'Yes.' } as const;
    loseFirstAnswer(proxy);
    proxy.cut();
    expect(await client.resolveInput(answer)).toMatchObject({ status: 'WAITING_FOR_INPUT' });
    expect(proxy.cuts).toBe(1);
    await work(server, 'r', 3, [answered('i', { response: 'Yes.' })]);
    expect(await client.resolveInput(answer)).toMatchObject({ status: 'RUNNING' });
    const other = { ...answer, response: 'No.' };
    expect(await rejectionOf(client.resolveInput(other))).toMatchObject({ code: 'INPUT_NOT_PENDING' });
  });

  test('rejects what does not fit, without a retry', async () => {
    const { server, client } = await start();
    await begun(client, server);
    await work(server, 'r', 2, [asked('i', { responseSchema: { type: 'integer' } })]);
    const answer = { runId: 'r', interruptId: 'i', resolution: 'ANSWERED', response: 'ten' } as const;
    const onRetry = () => expect.unreachable('It was sent again.');
    expect(await rejectionOf(client.resolveInput(answer, { onRetry }))).toMatchObject({
      code: 'BAD_USER_INPUT',
      details: { path: ['input', 'response'] },
    });
    await client.resolveInput({ ...answer, response: 10 });
  });
});

describe('a command to a server that is away', () => {
  test('ends with its signal, and says why it could not be sent', async () => {
    const { proxy, client } = await start();
    proxy.isAway = true;
    const stop = new AbortController();
    const onRetry = () => stop.abort();
    const options = { signal: stop.signal, onRetry };
    expect(await rejectionOf(client.cancelRun('r', options))).toMatchObject({ code: 'NETWORK' });
    const before = proxy.connections;
    await rejectionOf(client.cancelRun('r', options));
    expect(proxy.connections).toBe(before);
  });

  test('ends with its client', async () => {
    const { proxy, client } = await start();
    proxy.isAway = true;
    const onRetry = () => void client.dispose();
    expect(await rejectionOf(client.cancelRun('r', { onRetry }))).toMatchObject({ code: 'NETWORK' });
  });

  test('arrives when it is back', async () => {
    const { proxy, client } = await start();
    proxy.isAway = true;
    const onRetry = () => {
      proxy.isAway = false;
    };
    expect(await client.startRun({ agent: 'demo', input: 1 }, { onRetry })).toMatchObject({
      status: 'QUEUED',
    });
  });
});

test('commands are among the persisted operations', async () => {
  const { client } = await start({ operations: [fileURLToPath(documents)], onlyPersisted: true });
  await client.startRun({ agent: 'demo', input: 1, runId: 'r' });
  expect(await client.cancelRun('r')).toMatchObject({ status: 'CANCELLED' });
  const answer = { runId: 'r', interruptId: 'i', resolution: 'DENIED' } as const;
  expect(await rejectionOf(client.resolveInput(answer))).toMatchObject({ code: 'RUN_ENDED' });
});
