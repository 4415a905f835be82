import { beforeEach, expect, test, vi } from 'vitest';
import { Retries } from '../../src/client/retries.ts';
import { restartDelayMs } from '../../src/client/service-restart.ts';
import { started } from '../support/events.ts';
import { watch } from '../support/server.ts';
import { connectResuming, hurry, observe } from './resuming.ts';
import { StoredServer } from './stored-server.ts';

beforeEach(hurry);

test.each([
  [1012, 'Service restart; retry after 1234 ms', 1234],
  [1012, 'Service restart; retry after 0 ms', 0],
  [1012, 'Service restart', null],
  [1012, undefined, null],
  [1013, 'Service restart; retry after 1234 ms', null],
])('%d "%s" asks for a delay of %j', (code, reason, delayMs) => {
  expect(restartDelayMs({ code, ...(reason !== undefined && { reason }) })).toBe(delayMs);
});

test('a client comes back to a server that restarts when that asked it to, and later as it sees fit', async () => {
  const server = await StoredServer.start();
  await server.publish('alice', 'r', [started()]);
  const { client, states } = connectResuming(server);
  const observer = observe(client, watch({ start: 'EARLIEST' }));
  await observer.caughtUp();
  // By which the server spreads its clients over two seconds.
  vi.spyOn(Math, 'random').mockReturnValue(0.4);
  const stopped = server.stop();
  await states.untilNext('waiting');
  const asked = performance.now();
  hurry();
  expect(states.all.at(-1)).toMatchObject({
    retryInMs: 800,
    reason: 'The connection was lost (1012 Service restart; retry after 800 ms)',
  });
  await states.untilNext('waiting');
  expect(performance.now() - asked).toBeGreaterThan(750);
  expect(states.all.at(-1)).toMatchObject({ retryInMs: 25 });
  await stopped;
  await server.start();
  await server.publish('alice', 'later', [started()]);
  expect(await observer.takeOne()).toMatchObject({ runId: 'later' });
});

test('nobody waits for longer than without being asked to', async () => {
  const waits: number[] = [];
  const retries = new Retries((delayMs) => {
    waits.push(delayMs);
    queueMicrotask(() => retries.wake());
  });
  retries.defer(86_400_000);
  await retries.wait();
  retries.begin();
  await retries.wait();
  expect(waits).toEqual([15_000, 25]);
});
