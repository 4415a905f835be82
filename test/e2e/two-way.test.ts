import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { AgentwireClient } from '../../src/client/agentwire-client.ts';
import { createAgentwireClient } from '../../src/client/agentwire-client.ts';
import type { DeliveredEvent } from '../../src/client/delivered.ts';
import { ChaosNode } from '../chaos/nodes.ts';
import { tokenOf } from '../chaos/tokens.ts';
import { rejectionOf } from '../support/errors.ts';
import { temporaryFolder } from '../support/folders.ts';
import type { Program } from '../support/process.ts';
import { start } from '../support/process.ts';
import { RedisCluster } from '../support/redis/cluster.ts';

const workerFile = fileURLToPath(new URL('two-way-worker.ts', import.meta.url));

/** Two nodes on one store, or the same node twice. */
async function startNodes(kind: 'SQLite' | 'Redis Cluster'): Promise<readonly [ChaosNode, ChaosNode]> {
  const flags = ['--run-lease', '2s'];
  if (kind === 'SQLite') {
    const node = await ChaosNode.start({ folder: await temporaryFolder(), store: 'sqlite:events.db', flags });
    return [node, node];
  }
  const cluster = await RedisCluster.start();
  onTestFinished(() => cluster.remove());
  const open = async () => ChaosNode.start({ folder: await temporaryFolder(), store: cluster.url, flags });
  return [await open(), await open()];
}

/** One of alice's devices. */
function deviceOn({ url }: ChaosNode): AgentwireClient {
  const client = createAgentwireClient({ url, getToken: () => tokenOf('alice') });
  onTestFinished(() => client.dispose());
  return client;
}

async function startWorker({ url }: ChaosNode): Promise<Program> {
  const token = await tokenOf('worker', 'agentwire:work agentwire:publish');
  return start(process.execPath, [workerFile, url, token], { cwd: await temporaryFolder() });
}

/** What a device sees of a run, up to one of its events. */
async function seen(
  device: AgentwireClient,
  runId: string,
  last?: string,
): Promise<readonly DeliveredEvent[]> {
  const events: DeliveredEvent[] = [];
  for await (const event of device.agentEvents({ start: 'EARLIEST', runId })) {
    if (event.__typename !== 'CaughtUp') events.push(event);
    if (event.__typename === last) break;
  }
  return events;
}

const typesOf = (events: readonly DeliveredEvent[]) => events.map(({ __typename }) => __typename);

describe.each(['SQLite', 'Redis Cluster'] as const)('two devices and two workers over %s', (kind) => {
  test('a worker that is killed loses its run, once, and another takes the next', {
    timeout: 120_000,
  }, async () => {
    const [one, other] = await startNodes(kind);
    const [phone, desk] = [deviceOn(one), deviceOn(other)];
    const doomed = await startWorker(other);

    await phone.startRun({ agent: 'clerk', runId: 'lost', input: 'for ever' });
    // What it has done is stored before it is killed.
    await seen(phone, 'lost', 'ToolExecuting');
    await doomed.kill();
    const ended = await seen(phone, 'lost');
    expect(typesOf(ended)).toEqual(['AgentStarted', 'ToolExecuting', 'AgentFailed']);
    expect(ended.at(-1)).toMatchObject({ error: { code: 'WORKER_LOST' } });
    expect(await seen(desk, 'lost')).toEqual(ended);

    await phone.startRun({ agent: 'clerk', runId: 'next', input: 'something' });
    await startWorker(one);
    expect(typesOf(await seen(desk, 'next'))).toEqual([
      ...['AgentStarted', 'ToolExecuting', 'ToolCompleted', 'AgentCompleted'],
    ]);
  });

  test('the first answer counts, everybody learns of it, and what is cancelled stops', {
    timeout: 120_000,
  }, async () => {
    const [one, other] = await startNodes(kind);
    const [phone, desk] = [deviceOn(one), deviceOn(other)];
    await startWorker(one);
    await startWorker(other);

    await phone.startRun({ agent: 'clerk', runId: 'asks', input: 'what you say' });
    await Promise.all([seen(phone, 'asks', 'InputRequired'), seen(desk, 'asks', 'InputRequired')]);
    const answer = (device: AgentwireClient, response: string) =>
      device.resolveInput({ runId: 'asks', interruptId: 'ask', resolution: 'ANSWERED', response });
    await answer(phone, 'yes');
    expect(await rejectionOf(answer(desk, 'no'))).toMatchObject({
      code: expect.stringMatching(/INPUT_NOT_PENDING|RUN_ENDED/),
    });
    const events = await seen(desk, 'asks');
    expect(typesOf(events)).toEqual([
      ...[
        'AgentStarted',
        'ToolExecuting',
        'InputRequired',
        'InputResolved',
        'ToolCompleted',
        'AgentCompleted',
      ],
    ]);
    expect(events.at(-1)).toMatchObject({ finalText: 'ANSWERED: yes' });
    expect(await seen(phone, 'asks')).toEqual(events);

    await desk.startRun({ agent: 'clerk', runId: 'stops', input: 'for ever' });
    await seen(phone, 'stops', 'ToolExecuting');
    await phone.cancelRun('stops');
    const stopped = await seen(desk, 'stops');
    expect(typesOf(stopped)).toEqual(['AgentStarted', 'ToolExecuting', 'ToolCompleted', 'AgentCancelled']);
    expect(stopped.slice(-2)).toMatchObject([{ status: 'CANCELLED' }, { reason: 'USER' }]);
    expect(await seen(phone, 'stops')).toEqual(stopped);
  });
});
