import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { completed, delta, started } from '../support/events.ts';
import type { TestServer } from '../support/server.ts';
import {
  cancelRun,
  errorOf,
  followCommands,
  newUser,
  nextCommands,
  startRun,
  startTwoWayServer,
  work,
} from '../support/two-way.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTwoWayServer();
});
afterAll(() => server.close());

describe('startRun', () => {
  test('queues a run and tells the workers of its agent, and nobody else', async () => {
    const user = newUser();
    const agent = `agent of ${user}`;
    const commands = await followCommands(server, { agent });
    const others = await followCommands(server, { agent: 'another' });
    const { data } = await startRun(server, user, { agent, input: { question: 'why?' }, threadId: 't' });
    const { run } = data.startRun;
    expect(run).toMatchObject({
      ...{ status: 'QUEUED', startedAt: null, endedAt: null, lastSeq: 0, lastEventAt: null, threadId: 't' },
      ...{ input: { question: 'why?' }, agent: { name: agent }, activity: 'Waiting for a worker' },
    });
    expect(await nextCommands(commands, 1)).toMatchObject([
      {
        ...{ __typename: 'RunRequested', userId: user, runId: run.id, threadId: 't', agentName: agent },
        input: { question: 'why?' },
      },
    ]);
    await startRun(server, user, { agent: 'another', runId: 'other' });
    expect(await nextCommands(others, 1)).toMatchObject([{ runId: 'other' }]);
  });

  test('starts nothing twice, and nothing else under the same id', async () => {
    const user = newUser();
    const agent = `agent of ${user}`;
    const commands = await followCommands(server, { agent });
    for (const _ of [1, 2]) {
      const { data } = await startRun(server, user, { agent, runId: 'run' });
      expect(data.startRun.run).toMatchObject({ id: 'run', status: 'QUEUED', threadId: 'run' });
    }
    expect(await errorOf(startRun(server, user, { agent, runId: 'run', input: 'how?' }))).toMatchObject({
      code: 'RUN_ALREADY_STARTED',
    });
    await startRun(server, user, { agent, runId: 'behind' });
    expect(await nextCommands(commands, 2)).toMatchObject([{ runId: 'run' }, { runId: 'behind' }]);
  });

  test('is followed from its answer on, and shows its input until and behind its start', async () => {
    const user = newUser();
    const { data } = await startRun(server, user, { runId: 'run', input: ['a', 1] });
    const events = await server.subscribeWs(user, { after: data.startRun.run.cursor, runId: 'run' });
    expect(await events.take(1)).toMatchObject([{ __typename: 'CaughtUp' }]);
    await work(server, user, 'run', [started({ input: ['a', 1] }), delta('so'), completed()]);
    expect(await events.take(3)).toMatchObject([{ seq: 1 }, { seq: 2 }, { seq: 3 }]);
    expect(await events.ended).toEqual({ complete: true });
    const query = await server.query(user, '{ run(id: "run") { status input startedAt messages { text } } }');
    expect(query.data.run).toMatchObject({
      status: 'COMPLETED',
      input: ['a', 1],
      messages: [{ text: 'so' }],
    });
    expect(query.data.run.startedAt).not.toBeNull();
  });

  test('has room for so many that wait, and a retry is none more', async () => {
    const user = newUser();
    for (const runId of ['1', '2', '3']) {
      expect((await startRun(server, user, { runId })).errors).toBeUndefined();
    }
    expect(await errorOf(startRun(server, user, { runId: '4' }))).toMatchObject({
      code: 'LIMIT_EXCEEDED',
      limit: 3,
    });
    expect((await startRun(server, user, { runId: '2' })).errors).toBeUndefined();
    await cancelRun(server, user, '1');
    expect((await startRun(server, user, { runId: '4' })).errors).toBeUndefined();
  });

  test('says the same of the same input, in whatever order its keys stand', async () => {
    const user = newUser();
    expect(
      (await startRun(server, user, { runId: 'run', input: { a: 1, b: { c: 2, d: 3 } } })).errors,
    ).toBeUndefined();
    expect(
      (await startRun(server, user, { runId: 'run', input: { b: { d: 3, c: 2 }, a: 1 } })).errors,
    ).toBeUndefined();
    const other = startRun(server, user, {
      runId: 'run',
      input: {
        a: 1,
        b: [
          ['c', 2],
          ['d', 3],
        ],
      },
    });
    expect(await errorOf(other)).toMatchObject({ code: 'RUN_ALREADY_STARTED' });
  });

  test('chooses an id where null is given', async () => {
    const { data } = await startRun(server, newUser(), { runId: null });
    expect(data.startRun.run.id).toMatch(/^[\da-f-]{36}$/);
  });

  test('lets no more wait though they are asked for at once, and repeats what was taken meanwhile', async () => {
    const user = newUser();
    await startRun(server, user, { runId: 'taken' });
    await work(server, user, 'taken', [started({ input: 'why?' })]);
    const runIds = Array.from({ length: 12 }, (_, index) => `run-${index}`);
    const outcomes = await Promise.all(runIds.map((runId) => startRun(server, user, { runId })));
    expect(outcomes.filter(({ errors }) => errors === undefined)).toHaveLength(3);
    const { data } = await startRun(server, user, { runId: 'taken' });
    expect(data.startRun.run).toMatchObject({ id: 'taken', status: 'RUNNING' });
  });

  test.each([
    ['an empty agent', { agent: '' }, 'BAD_USER_INPUT'],
    ['an id that is too long', { runId: 'r'.repeat(257) }, 'BAD_USER_INPUT'],
    ['an input of null', { input: null }, 'BAD_USER_INPUT'],
    ['an input that is too large', { input: 'x'.repeat(255 * 1024) }, 'PAYLOAD_TOO_LARGE'],
  ])('refuses %s', async (_what, input, code) => {
    expect(await errorOf(startRun(server, newUser(), input))).toMatchObject({ code, retryable: false });
  });
});
