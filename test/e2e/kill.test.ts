import { expect, test } from 'vitest';
import type { DeliveredEvent } from '../../src/client/delivered.ts';
import { publish } from '../../src/publisher/publish.ts';
import { follow } from '../client/follow.ts';
import { seeded } from '../client/proxy.ts';
import { temporaryFolder } from '../support/folders.ts';
import { KilledServer } from './killed-server.ts';
import { checkReplay, Publisher, replay } from './publisher.ts';

/** Two runs of alice, and one of bob that is called alike. */
const publishersOf = (random: () => number) =>
  (
    [
      ['alice', 'r1'],
      ['alice', 'r2'],
      ['bob', 'r1'],
    ] as const
  ).map(([userId, runId]) => new Publisher(userId, runId, random));

test('what a killed server has acknowledged is there, and nothing is there by half', {
  timeout: 60_000,
}, async () => {
  const random = seeded(11);
  const server = await KilledServer.in(await temporaryFolder());
  const publishers = publishersOf(random);
  for (let round = 0; round < 4; round++) {
    let left = 10 + Math.ceil(random() * 60);
    const killed = Promise.withResolvers<void>();
    const onAcknowledged = () => {
      // In the midst of it: the others’ batches are on their way, and this one’s next.
      if (--left === 0) setImmediate(() => server.kill().then(killed.resolve));
    };
    await Promise.all(publishers.map((publisher) => publisher.publishUntilKilled(server, onAcknowledged)));
    await killed.promise;
    await server.start();
    for (const publisher of publishers) await publisher.check(server);
  }

  for (const publisher of publishers) {
    await publisher.publishWithRetries(server, 1, () => {});
    await publisher.check(server);
  }
  for (const userId of ['alice', 'bob']) await checkReplay(server, userId, publishers);
});

test('publishers that retry through kills come to the end without a duplicate', {
  timeout: 60_000,
}, async () => {
  const random = seeded(12);
  const server = await KilledServer.in(await temporaryFolder());
  const publishers = publishersOf(random);
  // While all of it happens, alice watches.
  const watched: DeliveredEvent[] = [];
  const stop = new AbortController();
  const watching = (async () => {
    for await (const event of follow(server.as('alice'), { start: 'EARLIEST', coalesceMs: 0 }, stop)) {
      if ('seq' in event) watched.push(event);
      if (event.__typename === 'AgentCompleted') break;
    }
  })();

  let acknowledged = 0;
  let restarting = Promise.resolve();
  const onAcknowledged = () => {
    if (++acknowledged % 60 !== 0 || acknowledged > 120) return;
    restarting = server.kill().then(() => server.start());
  };
  await Promise.all(publishers.map((publisher) => publisher.publishWithRetries(server, 60, onAcknowledged)));
  await restarting;
  expect(acknowledged).toBe(180);

  for (const publisher of publishers) {
    expect(publisher.onItsWay).toBe(0);
    await publisher.check(server);
  }
  for (const userId of ['alice', 'bob']) await checkReplay(server, userId, publishers);

  const { signal } = new AbortController();
  const [first] = publishers as [Publisher];
  const end = {
    userId: 'alice',
    runId: 'r1',
    firstSeq: first.acknowledged + 1,
    events: [{ agentCompleted: {} }],
  };
  await publish(server.as('worker'), end, { signal });
  await watching;
  expect(watched).toEqual(await replay(server, 'alice'));
});
