import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { RunBatch } from '../../../src/events/run.ts';
import { alice, readAll } from '../../support/brokers.ts';
import { batchOf, delta, deltas, started } from '../../support/events.ts';
import { RedisProcess } from '../../support/redis/process.ts';
import { addressOf, openBroker, until } from './support.ts';

/** A primary with a replica that has all of it. */
async function startPair() {
  const [primary, replica] = [await RedisProcess.start(), await RedisProcess.start()];
  onTestFinished(async () => {
    await Promise.all([primary.remove(), replica.remove()]);
  });
  await follow(replica, primary);
  return { primary, replica };
}

async function follow(replica: RedisProcess, primary: RedisProcess): Promise<void> {
  await replica.command('REPLICAOF', '127.0.0.1', String(primary.port));
  await until(async () => (await primary.command<string>('INFO', 'replication')).includes('state=online'));
}

/** Appends, and demotes the primary while the append waits for its replica; then it is the primary again. */
async function appendThroughDemotion(batch: RunBatch, before: readonly RunBatch[] = []) {
  const { primary, replica } = await startPair();
  const broker = await openBroker(addressOf(primary), { ack: 'replicated' });
  for (const each of before) await broker.append(alice, each);
  replica.signal('SIGSTOP');
  const appending = broker.append(alice, batch);
  await until(async () => (await primary.command<string>('INFO', 'clients')).includes('blocked_clients:1'));
  await primary.command('REPLICAOF', '127.0.0.1', '1');
  replica.signal('SIGCONT');
  await primary.command('REPLICAOF', 'NO', 'ONE');
  await follow(replica, primary);
  return { appended: await appending, publications: await readAll(broker, alice) };
}

test('what was stored, but not acknowledged before its primary was demoted, is stored once', async () => {
  const { appended, publications } = await appendThroughDemotion(batchOf('run', deltas(3)), [
    batchOf('run', [started()]),
  ]);
  expect(publications.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  expect(appended).toMatchObject({ accepted: 3, duplicates: 0, lastSeq: 4, position: { offset: 4 } });
});

test('a run that was started, but not acknowledged before its primary was demoted, has started', async () => {
  const { appended, publications } = await appendThroughDemotion(batchOf('run', [started()]));
  expect(publications.map(({ seq }) => seq)).toEqual([1]);
  expect(appended).toMatchObject({ accepted: 1, duplicates: 0, lastSeq: 1 });
});

test('a name that leads to another primary is followed, though the one before keeps its connections', async () => {
  const { primary, replica } = await startPair();
  let port = primary.port;
  const name = createServer((client) => {
    const server = connect(port, '127.0.0.1');
    client.pipe(server).pipe(client);
    for (const socket of [client, server]) socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => name.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void name.close());
  const broker = await openBroker(addressOf(name.address() as AddressInfo));
  await broker.append(alice, batchOf('run', [started()]));
  await primary.command('WAIT', '1', '0');

  await replica.command('REPLICAOF', 'NO', 'ONE');
  port = replica.port;
  await primary.command('REPLICAOF', '127.0.0.1', String(replica.port));
  await broker.append(alice, batchOf('run', [delta('to the new one')]));
  expect(await readAll(broker, alice)).toHaveLength(2);
});
