import { expect, onTestFinished, test } from 'vitest';
import { asked, delta, started } from '../support/events.ts';
import { startTestServer } from '../support/server.ts';
import { cancelRun, startRun, work } from '../support/two-way.ts';

async function startServer(runs: object) {
  const limits = { leaseMs: 60_000, queueMs: 60_000, cancelGraceMs: 60_000, maxQueued: 10 };
  const server = await startTestServer({ store: 'sqlite', runs: { ...limits, ...runs } });
  onTestFinished(() => server.close());
  return server;
}

const endOf = (userId: string, runId: string) =>
  [userId, `{ run(id: "${runId}") { status error { code retryable } lastSeq } }`] as const;

test('a run whose worker is not heard of any more ends, with what is under it; its late events are refused', async () => {
  const server = await startServer({ leaseMs: 100 });
  const events = await server.subscribeWs('alice');
  await server.readersMade(1);
  await startRun(server, 'alice', { runId: 'run' });
  await work(server, 'alice', 'run', [started(), asked('ask')]);
  await work(server, 'alice', 'child', [started({ parentRunId: 'run' })]);
  expect(await events.take(5)).toMatchObject([
    { runId: 'run', seq: 1 },
    { runId: 'run', seq: 2 },
    { runId: 'child', seq: 1 },
    { runId: 'run', seq: 3, type: 'AGENT_FAILED' },
    { runId: 'child', seq: 2, type: 'AGENT_CANCELLED' },
  ]);
  const { data } = await server.query(...endOf('alice', 'run'));
  expect(data.run).toEqual({ status: 'FAILED', error: { code: 'WORKER_LOST', retryable: true }, lastSeq: 3 });
  const late = await server.tryPublish('alice', 'run', [delta('late')], {
    writerId: 'worker-1',
    firstSeq: 3,
  });
  expect(late.code).toBe('RUN_ENDED');
});

test('a run that nobody takes ends', async () => {
  const server = await startServer({ queueMs: 100 });
  const events = await server.subscribeWs('alice');
  await server.readersMade(1);
  await startRun(server, 'alice', { runId: 'run' });
  expect(await events.take(2)).toMatchObject([
    { seq: 1, type: 'AGENT_STARTED' },
    { seq: 2, type: 'AGENT_FAILED' },
  ]);
  const { data } = await server.query(...endOf('alice', 'run'));
  expect(data.run).toMatchObject({ status: 'FAILED', error: { code: 'WORKER_LOST' } });
});

test('a run that was to stop and does not ends, whatever its worker says', async () => {
  const server = await startServer({ cancelGraceMs: 100 });
  const events = await server.subscribeWs('alice');
  await server.readersMade(1);
  await work(server, 'alice', 'run', [started()]);
  await cancelRun(server, 'alice', 'run');
  await work(server, 'alice', 'run', [delta('going on')]);
  expect(await events.take(3)).toMatchObject([{ seq: 1 }, { seq: 2 }, { seq: 3, type: 'AGENT_CANCELLED' }]);
});

test('a run that nobody asked for goes on for as long as its worker likes', async () => {
  const server = await startServer({ leaseMs: 1, queueMs: 100 });
  const events = await server.subscribeWs('alice');
  await server.readersMade(1);
  await work(server, 'alice', 'quiet', [started()]);
  // By the time that this one has ended, the other would have.
  await startRun(server, 'alice', { runId: 'asked' });
  expect(await events.take(3)).toMatchObject([{ runId: 'quiet' }, { runId: 'asked' }, { runId: 'asked' }]);
  const { data } = await server.query(...endOf('alice', 'quiet'));
  expect(data.run).toMatchObject({ status: 'RUNNING' });
});
