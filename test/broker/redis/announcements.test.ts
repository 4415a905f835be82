import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import type { OnMessage } from '../../../src/broker/redis/announcements.ts';
import { Announcements } from '../../../src/broker/redis/announcements.ts';
import { Primaries, SingleShape } from '../../../src/broker/redis/primaries.ts';
import { countTo } from '../../support/brokers.ts';
import { errorWith, rejectionOf } from '../../support/errors.ts';
import { RedisProcess } from '../../support/redis/process.ts';
import { addressOf, until } from './support.ts';

let server: RedisProcess;
beforeAll(async () => {
  server = await RedisProcess.start();
});
beforeEach(async () => {
  if (!server.isRunning) await server.start();
});
afterAll(() => server?.remove());

/** Announcements of the server, which end with the test, and what they tell of connections. */
async function open() {
  const address = addressOf(server);
  const primaries = new Primaries(address);
  const shape = await SingleShape.open(primaries, address.nodes);
  const errors: unknown[] = [];
  const { promise: broken, resolve: onBroken } = Promise.withResolvers<void>();
  const announcements = new Announcements(primaries, shape, (error) => {
    errors.push(error);
    onBroken();
  });
  onTestFinished(async () => {
    announcements.close();
    primaries.close();
    if (server.isRunning) await untilSubscribed([]);
  });
  return { announcements, errors, broken };
}

/** Watches under a key. `next` resolves to the first message that was not asked for yet. */
async function watch(announcements: Announcements, key: string) {
  const heard: (string | null)[] = [];
  let wake = () => {};
  const onMessage: OnMessage = (message) => {
    heard.push(message);
    wake();
  };
  const unwatch = await announcements.watch(key, onMessage);
  let asked = 0;
  const next = async () => {
    while (heard.length === asked) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return heard[asked++];
  };
  return { unwatch, heard, next };
}

/** Resolves to how many connections have got it. */
const announce = (key: string, message: string) => server.command<number>('SPUBLISH', key, message);

/** Asks until just these keys are subscribed to: nobody waits for what is given up. */
const untilSubscribed = (keys: readonly string[]) =>
  until(async () => {
    const subscribed = await server.command<string[]>('PUBSUB', 'SHARDCHANNELS');
    return subscribed.sort().join() === [...keys].sort().join();
  });

const cutAll = () => server.command('CLIENT', 'KILL', 'TYPE', 'pubsub');

test('of two that watch a channel one leaves, twice, and the other goes on hearing', async () => {
  const { announcements } = await open();
  const [leaver, stayer] = [await watch(announcements, 'k'), await watch(announcements, 'k')];
  expect(await announce('k', 'to both')).toBe(1);
  expect([await leaver.next(), await stayer.next()]).toEqual(['to both', 'to both']);
  leaver.unwatch();
  leaver.unwatch();
  expect(await announce('k', 'to one')).toBe(1);
  expect(await stayer.next()).toBe('to one');
  expect(leaver.heard).toEqual(['to both']);
});

test('one channel is no other', async () => {
  const { announcements } = await open();
  const [one, other] = [await watch(announcements, 'one'), await watch(announcements, 'other')];
  await announce('other', 'of the other');
  await announce('one', 'of the one');
  expect(await one.next()).toBe('of the one');
  expect(other.heard).toEqual(['of the other']);
});

test('once all have left, nothing is subscribed to', async () => {
  const { announcements } = await open();
  const watchers = await Promise.all(['a', 'a', 'b'].map((key) => watch(announcements, key)));
  await untilSubscribed(['a', 'b']);
  for (const { unwatch } of watchers) unwatch();
  await untilSubscribed([]);
});

test('a channel that is left and watched again at once is heard', async () => {
  const { announcements } = await open();
  let watcher = await watch(announcements, 'k');
  for (const number of countTo(50)) {
    watcher.unwatch();
    watcher = await watch(announcements, 'k');
    expect(await announce('k', `${number}`)).toBe(1);
    expect(await watcher.next()).toBe(`${number}`);
  }
});

test('when the connection is cut, all that watch are told, and then hear again', async () => {
  const { announcements, errors } = await open();
  const watchers = await Promise.all(['a', 'a', 'b'].map((key) => watch(announcements, key)));
  for (const round of countTo(3)) {
    await cutAll();
    for (const { next } of watchers) expect(await next()).toBeNull();
    for (const key of ['a', 'b']) expect(await announce(key, key)).toBe(1);
    expect(await Promise.all(watchers.map(({ next }) => next()))).toEqual(['a', 'a', 'b']);
    expect(errors).toHaveLength(round);
  }
});

test('while Redis is away nobody begins to watch; those that did are told when it is back', async () => {
  const { announcements } = await open();
  const before = await watch(announcements, 'before');
  await server.kill();
  const watching = announcements.watch('during', () => {});
  expect(await rejectionOf(watching)).toEqual(errorWith('UNAVAILABLE'));
  await server.start();
  expect(await before.next()).toBeNull();
  const behind = await watch(announcements, 'during');
  expect(await announce('during', 'again')).toBe(1);
  expect(await behind.next()).toBe('again');
  expect(await announce('before', 'again')).toBe(1);
  expect(await before.next()).toBe('again');
  await untilSubscribed(['before', 'during']);
});

test('who leaves while its channel has no connection hears nothing, and is subscribed to nothing', async () => {
  const { announcements, broken } = await open();
  const leavers = await Promise.all(countTo(20).map((number) => watch(announcements, `${number}`)));
  const [leaver, stayer] = [await watch(announcements, 'shared'), await watch(announcements, 'shared')];
  await server.kill();
  await broken;
  for (const { unwatch } of [...leavers, leaver]) unwatch();
  await server.start();
  expect(await stayer.next()).toBeNull();
  expect(await announce('shared', 'again')).toBe(1);
  expect(await stayer.next()).toBe('again');
  await untilSubscribed(['shared']);
  expect([...leavers, leaver].flatMap(({ heard }) => heard)).toEqual([]);
});
