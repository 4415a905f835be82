import { expect, test } from 'vitest';
import type { Delivery, Reader } from '../../src/feed/reader.ts';
import { countTo } from '../support/brokers.ts';
import {
  newChannel,
  nextOf,
  positionOf,
  publish,
  publishMany,
  range,
  replay,
  take,
  tool,
  useStores,
} from './support.ts';

const { openBroker, openFeeds } = useStores();

/** Four pages of events, and a feed that knows nothing of them but where they end. */
async function openScene() {
  const [broker, alice] = [await openBroker(), newChannel('alice')];
  await publishMany(broker, alice, 'a', 2_000);
  return { broker, alice, feeds: openFeeds(broker) };
}

test('readers that replay the same at the same time read the log once', async () => {
  const { broker, alice, feeds } = await openScene();
  const readers = await Promise.all(countTo(50).map(() => feeds.read(alice, replay)));
  broker.reads = 0;
  for (const shown of await Promise.all(readers.map((reader) => take(reader, 2_001)))) {
    expect(shown).toEqual([...range('a', 1, 2_000), 'CaughtUp(2000)']);
  }
  expect(broker.reads).toBe(4);
  for (const reader of readers) await reader.close();
});

test('what one reader has read up to the newest serves those that resume within it', async () => {
  const { broker, alice, feeds } = await openScene();
  const first = await feeds.read(alice, replay);
  const shown = await takeAll(first, 2_001);

  broker.reads = 0;
  const start = positionOf(shown[1_900] as Delivery);
  const resumed = await feeds.read(alice, { ...replay, start });
  expect(await take(resumed, 100)).toEqual([...range('a', 1_902, 2_000), 'CaughtUp(99)']);
  await publish(broker, alice, 'a', tool());
  expect(await take(resumed, 1)).toEqual(['a:2001']);
  expect(broker.reads).toBe(0);
  first.close();
  resumed.close();
});

test('a position that was there in another stream is no place in what was read', async () => {
  const { alice, feeds } = await openScene();
  const first = await feeds.read(alice, replay);
  const shown = await takeAll(first, 2_001);
  const start = { ...positionOf(shown.at(-50) as Delivery), check: 'ffffffff' };
  const resumed = await feeds.read(alice, { ...replay, start });
  expect(await take(resumed, 1)).toEqual(['StreamReset(STREAM_REPLACED)']);
  first.close();
  resumed.close();
});

async function takeAll(reader: Reader, count: number): Promise<Delivery[]> {
  const deliveries: Delivery[] = [];
  while (deliveries.length < count) deliveries.push((await nextOf(reader)) as Delivery);
  return deliveries;
}
