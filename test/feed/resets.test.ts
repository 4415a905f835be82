import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Broker } from '../../src/broker/broker.ts';
import { MemoryBroker } from '../../src/broker/memory.ts';
import { SqliteBroker } from '../../src/broker/sqlite/sqlite.ts';
import type { Delivery } from '../../src/feed/reader.ts';
import {
  completed,
  everything,
  keep,
  keepAll,
  live,
  MeddledBroker,
  newChannel,
  nextOf,
  positionOf,
  publish,
  publishMany,
  range,
  replay,
  settled,
  started,
  take,
  tool,
  untilDone,
  useStores,
} from './support.ts';

const { folder, openSqlite, openBroker, openFeeds } = useStores();

async function trimAll(broker: Broker): Promise<void> {
  while (await broker.trim()) {}
}

describe.each(['memory', 'sqlite'] as const)('On the %s broker', (store) => {
  test('a cursor behind the trim goes on with the oldest that is left', async () => {
    const broker = await openBroker(store, keep(3));
    const feeds = openFeeds(broker);
    const alice = newChannel('alice');
    const { position: start } = await publish(broker, alice, 'a', started(), tool());
    await publishMany(broker, alice, 'b', 8);
    await trimAll(broker);
    const reader = await feeds.read(alice, { ...live, start });
    const reset = (await nextOf(reader)) as Delivery;
    expect(reset).toMatchObject({ __typename: 'StreamReset', resetReason: 'TRIMMED' });
    expect(positionOf(reset).offset).toBe(7);
    expect(await take(reader, 4)).toEqual([...range('b', 6, 8), 'CaughtUp(3)']);
    await publish(broker, alice, 'b', tool());
    expect(await take(reader, 1)).toEqual(['b:9']);
    reader.close();
  });

  test('a replay that is trimmed while it goes on says so', async () => {
    const broker = await openBroker(store, keep(100));
    const feeds = openFeeds(broker);
    const alice = newChannel('alice');
    await publishMany(broker, alice, 'a', 1200);
    const reader = await feeds.read(alice, replay);
    // The page that it takes from, and the next one.
    const twoPages = Promise.withResolvers<void>();
    let reads = 0;
    broker.behind = (call) => {
      if (call === 'read' && ++reads === 2) twoPages.resolve();
    };
    expect(await take(reader, 1)).toEqual(['a:1']);
    await twoPages.promise;
    await trimAll(broker);
    expect(await take(reader, 1001)).toEqual([...range('a', 2, 1000), 'StreamReset(TRIMMED)', 'a:1101']);
    expect(await take(reader, 100)).toEqual([...range('a', 1102, 1200), 'CaughtUp(1100)']);
    reader.close();
  });

  test('a live reader that slept behind the trim is told, and not that it caught up', async () => {
    const broker = await openBroker(store, keep(100));
    const feeds = openFeeds(broker);
    const alice = newChannel('alice');
    const reader = await feeds.read(alice, live);
    await publishMany(broker, alice, 'a', 1200);
    await trimAll(broker);
    expect(await take(reader, 101)).toEqual(['StreamReset(TRIMMED)', ...range('a', 1101, 1200)]);
    await publish(broker, alice, 'a', tool());
    expect(await take(reader, 1)).toEqual(['a:1201']);
    reader.close();
  });

  test('a cursor ahead of the stream goes on at its end', async () => {
    const broker = await openBroker(store);
    const feeds = openFeeds(broker);
    const alice = newChannel('alice');
    const { position } = await publish(broker, alice, 'a', started(), tool());
    const reader = await feeds.read(alice, { ...live, start: { ...position, offset: 9 } });
    const reset = (await nextOf(reader)) as Delivery;
    expect(reset).toMatchObject({ __typename: 'StreamReset', resetReason: 'CURSOR_AHEAD' });
    expect(positionOf(reset)).toEqual(position);
    expect(await take(reader, 1)).toEqual(['CaughtUp(0)']);
    await publish(broker, alice, 'a', tool());
    expect(await take(reader, 1)).toEqual(['a:3']);
    reader.close();
  });

  test('a cursor of another stream goes on at the beginning of this one', async () => {
    const broker = await openBroker(store);
    const feeds = openFeeds(broker);
    const alice = newChannel('alice');
    const { position } = await publish(broker, alice, 'a', started(), tool());
    const reader = await feeds.read(alice, { ...live, start: { ...position, epoch: 'elsewher' } });
    expect(await take(reader, 4)).toEqual(['StreamReset(STREAM_REPLACED)', 'a:1', 'a:2', 'CaughtUp(2)']);
    await publish(broker, alice, 'a', tool());
    expect(await take(reader, 1)).toEqual(['a:3']);
    reader.close();
  });

  test('a cursor behind an event that is no more goes on at the end', async () => {
    const broker = await openBroker(store);
    const feeds = openFeeds(broker);
    const alice = newChannel('alice');
    const { position } = await publish(broker, alice, 'a', started(), tool(), tool());
    const reader = await feeds.read(alice, { ...live, start: { ...position, offset: 2 } });
    expect(await take(reader, 2)).toEqual(['StreamReset(STREAM_REPLACED)', 'CaughtUp(0)']);
    await publish(broker, alice, 'a', tool());
    expect(await take(reader, 1)).toEqual(['a:4']);
    reader.close();
  });

  test('a reset passes filters, and completes the stream of a run that is over', async () => {
    const broker = await openBroker(store);
    const feeds = openFeeds(broker);
    const alice = newChannel('alice');
    const { position } = await publish(broker, alice, 'a', started(), completed);
    const filter = { ...everything, runId: 'a', types: new Set(['TOOL_PROGRESS'] as const) };
    const ahead = await feeds.read(alice, { ...live, filter, start: { ...position, offset: 9 } });
    expect(await untilDone(ahead)).toEqual(['StreamReset(CURSOR_AHEAD)', 'CaughtUp(0)', 'done']);
  });
});

describe('A live reader whose store is replaced by another one', () => {
  async function replaced() {
    const broker = await openBroker();
    const feeds = openFeeds(broker);
    const alice = newChannel('alice');
    const old = await publish(broker, alice, 'a', started(), tool());
    const reader = await feeds.read(alice, live);
    const pending = nextOf(reader);
    const another = new MemoryBroker({ retention: keepAll });
    await publish(another, alice, 'b', started(), tool());
    await broker.replaceBy(another);
    return { broker, feeds, alice, reader, pending, old };
  }

  test('starts anew once its feed is compared', async () => {
    const { broker, feeds, alice, reader, pending } = await replaced();
    await feeds.checkAll();
    expect(await pending).toMatchObject({ resetReason: 'STREAM_REPLACED' });
    await publish(broker, alice, 'b', tool());
    expect(await take(reader, 3)).toEqual(range('b', 1, 3));
    reader.close();
  });

  test('starts anew with the first announcement', async () => {
    const { broker, alice, reader, pending } = await replaced();
    await publish(broker, alice, 'b', tool());
    expect(await pending).toMatchObject({ resetReason: 'STREAM_REPLACED' });
    expect(await take(reader, 3)).toEqual(range('b', 1, 3));
    reader.close();
  });

  test('takes no notice of an announcement from before', async () => {
    const broker = await openBroker();
    const feeds = openFeeds(broker);
    const alice = newChannel('alice');
    const announced: (() => void)[] = [];
    broker.announce = (hint, deliver) => {
      announced.push(() => deliver(hint));
      deliver(hint);
    };
    const reader = await feeds.read(alice, live);
    await publish(broker, alice, 'a', started(), tool());
    await broker.replaceBy(new MemoryBroker({ retention: keepAll }));
    await publish(broker, alice, 'b', started());
    expect(await take(reader, 2)).toEqual(['StreamReset(STREAM_REPLACED)', 'b:1']);
    const pending = take(reader, 1);
    announced[0]?.();
    await publish(broker, alice, 'b', tool());
    expect(await pending).toEqual(['b:2']);
    reader.close();
  });
});

describe('A live reader whose store has lost its end', () => {
  /**
   * A reader behind the `lost` events that follow offset 2, in a store that can be restored from a backup made at
   * offset 2: it has the same epoch then, and gives the same offsets again.
   */
  async function toBeRestored({ lost = 2, hasSeenThem = true, filter = everything } = {}) {
    const path = await folder();
    const alice = newChannel('alice');
    const before = await SqliteBroker.open({
      path: join(path, 'events.db'),
      retention: keepAll,
      durability: 'none',
    });
    await publish(before, alice, 'a', started(), tool());
    await before.close();
    await copyFile(join(path, 'events.db'), join(path, 'backup.db'));

    const broker = new MeddledBroker(await openSqlite(join(path, 'events.db')));
    const feeds = openFeeds(broker);
    const announced: (() => void)[] = [];
    broker.announce = (hint, deliver) => {
      announced.push(() => deliver(hint));
      deliver(hint);
    };
    const publishLost = async () => {
      for (let count = 0; count < lost; count++) await publish(broker, alice, 'a', tool());
    };
    if (!hasSeenThem) await publishLost();
    const reader = await feeds.read(alice, { ...live, filter });
    if (hasSeenThem) await publishLost();
    if (hasSeenThem) expect(await take(reader, lost)).toEqual(range('a', 3, 2 + lost));
    const backup = await openSqlite(join(path, 'backup.db'));
    broker.announce = (hint, deliver) => deliver(hint);
    return { broker, feeds, alice, reader, announced, restore: () => broker.replaceBy(backup) };
  }

  async function restored(options?: Parameters<typeof toBeRestored>[0]) {
    const scene = await toBeRestored(options);
    await scene.restore();
    return scene;
  }

  test('is told once its feed is compared', async () => {
    const { broker, feeds, alice, reader } = await restored();
    const pending = nextOf(reader);
    await feeds.checkAll();
    const reset = (await pending) as Delivery;
    expect(reset).toMatchObject({ resetReason: 'CURSOR_AHEAD' });
    expect(positionOf(reset).offset).toBe(2);
    await publish(broker, alice, 'b', started(), tool());
    expect(await take(reader, 2)).toEqual(['b:1', 'b:2']);
    reader.close();
  });

  test('is told where the new end is just as long', async () => {
    const { broker, feeds, alice, reader } = await restored();
    broker.announce = () => {};
    await publish(broker, alice, 'b', started(), tool());
    const pending = take(reader, 1);
    await feeds.checkAll();
    expect(await pending).toEqual(['StreamReset(STREAM_REPLACED)']);
    broker.announce = (hint, deliver) => deliver(hint);
    await publish(broker, alice, 'b', tool());
    expect(await take(reader, 1)).toEqual(['b:3']);
    reader.close();
  });

  test('is told before anything is delivered, though the feed only has announcements to go by', async () => {
    const { broker, alice, reader } = await restored();
    await publish(broker, alice, 'b', started(), tool(), tool(), tool());
    expect(await take(reader, 1)).toEqual(['StreamReset(STREAM_REPLACED)']);
    await publish(broker, alice, 'b', tool());
    expect(await take(reader, 1)).toEqual(['b:5']);
    reader.close();
  });

  test('is told where all the feed knows of the lost end is how far it went', async () => {
    const { broker, alice, reader } = await restored({ lost: 1, hasSeenThem: false });
    await publish(broker, alice, 'b', started());
    expect(await take(reader, 1)).toEqual(['StreamReset(STREAM_REPLACED)']);
    await publish(broker, alice, 'b', tool());
    expect(await take(reader, 1)).toEqual(['b:2']);
    reader.close();
  });

  test('is told where the next announcement continues a new end of just that length', async () => {
    const { broker, alice, reader } = await restored();
    broker.announce = () => {};
    await publish(broker, alice, 'b', started(), tool());
    broker.announce = (hint, deliver) => deliver(hint);
    await publish(broker, alice, 'b', tool());
    expect(await take(reader, 1)).toEqual(['StreamReset(STREAM_REPLACED)']);
    await publish(broker, alice, 'b', tool());
    expect(await take(reader, 1)).toEqual(['b:4']);
    reader.close();
  });

  test('is told where announcements overtake the check that finds out', async () => {
    const { broker, feeds, alice, reader } = await restored();
    broker.announce = () => {};
    await publish(broker, alice, 'b', started(), tool());
    broker.announce = (hint, deliver) => deliver(hint);
    broker.behind = async () => {
      broker.behind = () => {};
      await publish(broker, alice, 'b', tool());
    };
    await feeds.checkAll();
    expect(await take(reader, 1)).toEqual(['StreamReset(STREAM_REPLACED)']);
    await publish(broker, alice, 'b', tool());
    expect(await take(reader, 1)).toEqual(['b:4']);
    reader.close();
  });

  test('is told where that happens while a page is under way', async () => {
    const { broker, feeds, alice, reader, restore } = await toBeRestored();
    const newcomer = await feeds.read(alice, replay);
    broker.behind = async () => {
      broker.behind = () => {};
      await restore();
      await publish(broker, alice, 'b', started(), tool());
    };
    expect(await take(newcomer, 5)).toEqual([...range('a', 1, 4), 'StreamReset(STREAM_REPLACED)']);
    await newcomer.close();
    reader.close();
  });

  test('completes where the run it follows has ended otherwise', async () => {
    const { broker, feeds, alice, reader } = await restored({ filter: { ...everything, runId: 'a' } });
    const lookedForRun = new Promise<void>((resolve) => {
      broker.behind = (call) => call === 'findRun' && resolve();
    });
    const pending = untilDone(reader);
    await lookedForRun;
    await settled();
    broker.announce = () => {};
    await publish(broker, alice, 'a', completed);
    await feeds.checkAll();
    expect(await pending).toEqual(['StreamReset(CURSOR_AHEAD)', 'done']);
  });

  test('is told where a newcomer finds out first', async () => {
    const { broker, feeds, alice, reader } = await restored();
    const newcomer = await feeds.read(alice, replay);
    expect(await take(newcomer, 3)).toEqual(['a:1', 'a:2', 'CaughtUp(2)']);
    await publish(broker, alice, 'b', started(), tool());
    expect(await take(newcomer, 2)).toEqual(['b:1', 'b:2']);
    expect(await take(reader, 1)).toEqual(['StreamReset(STREAM_REPLACED)']);
    await publish(broker, alice, 'b', tool());
    expect(await take(reader, 1)).toEqual(['b:3']);
    await newcomer.close();
    reader.close();
  });

  test('is not misled by announcements from before', async () => {
    const { broker, alice, reader, announced } = await restored();
    await publish(broker, alice, 'b', started());
    expect(await take(reader, 1)).toEqual(['StreamReset(CURSOR_AHEAD)']);
    for (const announceAgain of announced) announceAgain();
    await publish(broker, alice, 'b', tool(), tool());
    expect(await take(reader, 2)).toEqual(['b:2', 'b:3']);
    reader.close();
  });
});
