import { afterAll, beforeAll, expect, test } from 'vitest';
import { TcpProxy } from '../../client/proxy.ts';
import { alice, readAll } from '../../support/brokers.ts';
import { batchOf, delta, deltas, started } from '../../support/events.ts';
import { RedisProcess } from '../../support/redis/process.ts';
import { addressOf, listen, openBroker } from './support.ts';

let server: RedisProcess;
beforeAll(async () => {
  server = await RedisProcess.start();
});
afterAll(() => server?.remove());

/** A broker whose connections can be lost, and another node that has one of its own; the run `run` has started. */
async function twoNodes() {
  await server.command('FLUSHALL');
  const proxy = await TcpProxy.start(server.port);
  const [broker, other] = [await openBroker(addressOf(proxy)), await openBroker(addressOf(server))];
  await broker.append(alice, batchOf('run', [started()]));
  return { proxy, broker, other };
}

test('an append whose answer was lost is stored once', async () => {
  const { proxy, broker, other } = await twoNodes();
  const stored = (await listen(other, alice)).heard();
  proxy.hold();
  const appending = broker.append(alice, batchOf('run', deltas(3)));
  await stored;
  proxy.cut();
  expect(await appending).toMatchObject({ accepted: 3, duplicates: 0, lastSeq: 4, position: { offset: 4 } });
  expect(await readAll(other, alice)).toHaveLength(4);
});

test('an append whose answer was lost is stored once, though another node went on with the run', async () => {
  const { proxy, broker, other } = await twoNodes();
  const stored = (await listen(other, alice)).heard();
  proxy.hold();
  const appending = broker.append(alice, batchOf('run', deltas(3)));
  await stored;
  await other.append(alice, batchOf('run', [delta('elsewhere')]));
  proxy.cut();
  await Promise.allSettled([appending]);
  const ids = (await readAll(other, alice)).map(({ id }) => id);
  expect(ids).toHaveLength(5);
  expect(new Set(ids).size).toBe(5);
});
