import { describe, expect, onTestFinished, test } from 'vitest';
import type { AgentEventInput } from '../../src/client/generated/graphql.ts';
import type { PublishedRun, PublisherOptions } from '../../src/publisher/publisher.ts';
import { createPublisher } from '../../src/publisher/publisher.ts';
import { seeded, TcpProxy } from '../client/proxy.ts';
import { hurry } from '../client/resuming.ts';
import { rejectionOf } from '../support/errors.ts';
import { completed, started } from '../support/events.ts';
import { freePort } from '../support/port.ts';
import type { TestServer } from '../support/server.ts';
import { limits, renewOnce, startServer, threeLeases, User, workerEndpoint } from './worker-support.ts';

const MANY = 10_000;
const ids = { userId: 'alice', runId: 'r', writerId: 'w' };
const begin = started() as AgentEventInput;
const end = completed() as AgentEventInput;
const delta = (seq: number): AgentEventInput => ({ messageDelta: { messageId: 'm', text: `${seq}` } });

function publisherTo(port: number, options: Partial<PublisherOptions> = {}) {
  const publisher = createPublisher({ ...workerEndpoint({ port }), ...options });
  onTestFinished(() => publisher.close({ graceMs: 0 }));
  return publisher;
}

/** Publishes agentStarted, and then texts that say what seq they have. */
async function publishMany(run: PublishedRun, each: (seq: number) => void = () => {}): Promise<void> {
  for (let seq = 1; seq <= MANY; seq++) {
    await run.publish(seq === 1 ? begin : delta(seq));
    each(seq);
  }
}

/** The run has every event once and in order. */
async function expectMany(server: TestServer): Promise<void> {
  const stream = await server.subscribeWs('alice', { start: 'EARLIEST' });
  const events = (await stream.caughtUp()).slice(1, -1);
  expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: MANY - 1 }, (_, index) => index + 2));
  expect(events.every(({ seq, text }) => text === `${seq}`)).toBe(true);
}

describe.each(['memory', 'sqlite'] as const)('a publisher to %s that is offline', (store) => {
  test('keeps 10,000 events until the server is there', async () => {
    const port = await freePort();
    const tried = Promise.withResolvers<void>();
    const run = publisherTo(port, { maxBufferedEvents: 2 * MANY, onRetry: () => tried.resolve() }).run(ids);
    await publishMany(run);
    await tried.promise;
    const server = await startServer({ store, port });
    expect(await run.flush()).toBe(MANY);
    await expectMany(server);
  });

  test('keeps no more than it has room for, and its publisher waiting', async () => {
    const port = await freePort();
    const tried = Promise.withResolvers<void>();
    const run = publisherTo(port, { maxBufferedEvents: 500, onRetry: () => tried.resolve() }).run(ids);
    let published = 0;
    const publishing = publishMany(run, (seq) => {
      published = seq;
    });
    await tried.promise;
    await new Promise((resolve) => setImmediate(resolve));
    expect(published).toBe(499);
    const server = await startServer({ store, port });
    await publishing;
    expect(await run.flush()).toBe(MANY);
    await expectMany(server);
  });

  test('time and again loses and repeats nothing', async () => {
    const server = await startServer({ store });
    const proxy = await TcpProxy.start(server.port);
    onTestFinished(hurry());
    const random = seeded(11);
    proxy.budget = () => Math.ceil(random() * 1_500);
    const run = publisherTo(proxy.port, { maxBufferedEvents: 300 }).run(ids);
    await publishMany(run, (seq) => {
      // Connections that the server's answers do not break break with a request on its way.
      if (seq % 700 === 0) proxy.cut();
    });
    expect(await run.flush()).toBe(MANY);
    expect(proxy.cuts).toBeGreaterThan(5);
    await expectMany(server);
  });
});

describe('a publisher that was restarted', () => {
  test('stores nothing twice of what it replays, and goes on behind it', async () => {
    const server = await startServer({ store: 'sqlite' });
    const first = publisherTo(server.port).run(ids);
    for (const event of [begin, delta(2), delta(3)]) await first.publish(event);
    await first.flush();

    const again = publisherTo(server.port).run(ids);
    for (const event of [begin, delta(2), delta(3), delta(4)]) await again.publish(event);
    expect(await again.flush()).toBe(4);
    const stream = await server.subscribeWs('alice', { start: 'EARLIEST' });
    expect((await stream.caughtUp()).slice(1, -1).map(({ seq, text }) => `${seq} ${text}`)).toEqual([
      '2 2',
      '3 3',
      '4 4',
    ]);
  });

  test('learns from its first event where the run stands, and goes on there', async () => {
    const server = await startServer();
    const first = publisherTo(server.port).run(ids);
    for (const event of [begin, delta(2), delta(3)]) await first.publish(event);
    await first.flush();

    const publisher = publisherTo(server.port);
    const probe = publisher.run(ids);
    await probe.publish(begin);
    const lastSeq = await probe.flush();
    expect(lastSeq).toBe(3);
    const rest = publisher.run({ ...ids, firstSeq: lastSeq + 1 });
    for (const event of [delta(4), end]) await rest.publish(event);
    expect(await rest.flush()).toBe(5);
    expect(await new User(server).status('r')).toBe('COMPLETED');
  });

  test('with another writerId is refused', async () => {
    const server = await startServer();
    const first = publisherTo(server.port).run(ids);
    await first.publish(begin);
    await first.flush();
    const other = publisherTo(server.port).run({ ...ids, writerId: 'another' });
    await other.publish(begin);
    expect(await rejectionOf(other.flush())).toMatchObject({ code: 'RUN_HAS_ANOTHER_WRITER' });
  });
});

describe('a publisher that keeps its leases', () => {
  const shortLease = { ...limits, leaseMs: 600 };

  test('has its runs, however long they say nothing, while it can be heard', async () => {
    const server = await startServer({ runs: shortLease });
    const alice = new User(server);
    const run = publisherTo(server.port).run({ ...ids, keepLease: true });
    await run.publish(begin);
    await run.flush();
    await threeLeases(server);
    await run.publish(end);
    expect(await run.flush()).toBe(2);
    expect(await alice.status('r')).toBe('COMPLETED');
    expect(run.signal.aborted).toBe(false);
  });

  test('loses them to the server when it is not heard of, and is told when it is back', async () => {
    const server = await startServer({ runs: shortLease });
    const proxy = await TcpProxy.start(server.port);
    const alice = new User(server);
    const run = publisherTo(proxy.port).run({ ...ids, keepLease: true });
    const lost = new Promise<void>((resolve) => run.signal.addEventListener('abort', () => resolve()));
    await run.publish(begin);
    await run.flush();
    await renewOnce(server, 'w', 'r');
    proxy.isAway = true;
    proxy.cut();
    expect((await alice.ended('r')).at(-1)).toMatchObject({ error: { code: 'WORKER_LOST' } });
    proxy.isAway = false;
    await lost;
    expect(run.signal.reason).toMatchObject({ code: 'RUN_ENDED' });
    expect(await rejectionOf(run.publish(delta(2)))).toMatchObject({ code: 'RUN_ENDED' });
  });

  test('renews nothing once it is closed', async () => {
    const server = await startServer({ runs: shortLease });
    const publisher = publisherTo(server.port);
    const run = publisher.run({ ...ids, keepLease: true });
    await run.publish(begin);
    await run.flush();
    await renewOnce(server, 'w', 'r');
    await publisher.close();
    expect((await new User(server).ended('r')).at(-1)).toMatchObject({ error: { code: 'WORKER_LOST' } });
  });
});
