import { createClient } from '@redis/client';
import { keysOf } from '../../src/broker/redis/keys.ts';
import { channelOf } from '../../src/events/channel.ts';
import { appendToAll, batchOfRun, trimAll, withBroker } from './direct.ts';
import type { BenchRedis } from './redis.ts';
import type { Figures } from './stage.ts';
import { Stage } from './stage.ts';
import { usersOf } from './users.ts';

const CHANNELS = 2_000;
const WATCHED = 10_000;
const BODY_BYTES = 244;
const BATCH = 20;
const EVENTS = 100;

/** What channels, events and watches take of Redis's memory. */
export function memoryScenario(): Promise<Figures> {
  return Stage.play(async (stage) => {
    const redis = await stage.redis('none');
    return { ...(await ofChannels(redis)), ...(await ofWatches(redis)) };
  });
}

/** Nobody is connected while it is measured: connections have buffers. */
async function ofChannels(redis: BenchRedis): Promise<Figures> {
  const append = async (channelCount: number, first: number, end: number) => {
    const channels = channelCount === CHANNELS ? measured : usersOf(channelCount).map(channelOfUser);
    await withBroker(redis.port, async (broker) => {
      for (let seq = first; seq < end; seq += BATCH)
        await appendToAll(broker, channels, batchOfRun(seq, BATCH, BODY_BYTES));
    });
    return redis.usedBytes();
  };
  const measured = usersOf(CHANNELS).map(channelOfUser);
  // The scripts and what all channels share are there from the first append on.
  const before = await append(1, 1, 1 + BATCH);
  const short = await append(CHANNELS, 1, 1 + BATCH);
  const full = await append(CHANNELS, 1 + BATCH, 1 + EVENTS);
  await trimAll(redis.port);
  const empty = await redis.usedBytes();
  return {
    'Redis bytes per channel, all trimmed': Math.round((empty - before) / CHANNELS),
    [`Redis bytes per channel of ${EVENTS} events`]: Math.round((full - before) / CHANNELS),
    [`Redis bytes per event of ${BODY_BYTES} bytes`]: Math.round(
      (full - short) / CHANNELS / (EVENTS - BATCH),
    ),
  };
}

async function ofWatches(redis: BenchRedis): Promise<Figures> {
  const keys = usersOf(WATCHED).map((user) => keysOf(channelOfUser(user)).log);
  const client = createClient({ socket: { host: '127.0.0.1', port: redis.port } });
  await client.connect();
  const before = await redis.usedBytes();
  for (const key of keys) await client.sSubscribe(key, () => {});
  const after = await redis.usedBytes();
  client.destroy();
  return { 'Redis bytes per watched channel': Math.round((after - before) / WATCHED) };
}

const channelOfUser = (userId: string) => channelOf(null, userId);
