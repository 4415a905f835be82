import { setTimeout } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import type { Broker, Retention } from '../../../src/broker/broker.ts';
import { keysOf } from '../../../src/broker/redis/keys.ts';
import type { RedisAddress } from '../../../src/broker/redis/primaries.ts';
import type { RedisOptions } from '../../../src/broker/redis/redis.ts';
import { RedisBroker } from '../../../src/broker/redis/redis.ts';
import type { Channel } from '../../../src/events/channel.ts';
import { channelOf } from '../../../src/events/channel.ts';
import { countTo } from '../../support/brokers.ts';
import type { RedisCluster } from '../../support/redis/cluster.ts';
import type { RedisProcess } from '../../support/redis/process.ts';

const PAUSE_MS = 20;

export const keepAll: Retention = { maxAgeMs: 3_600_000, maxCount: 1_000_000 };

export const addressOf = ({ port }: { readonly port: number }): RedisAddress => ({
  isCluster: false,
  nodes: [{ host: '127.0.0.1', port }],
  tls: false,
});

export const clusterAddress = ({ nodes }: RedisCluster): RedisAddress => ({
  isCluster: true,
  nodes: nodes.map(({ port }) => ({ host: '127.0.0.1', port })),
  tls: false,
});

/** Opens a broker that ends with the test. */
export async function openBroker(
  address: RedisAddress,
  options: Partial<RedisOptions> = {},
): Promise<RedisBroker> {
  const broker = await RedisBroker.open({ address, retention: keepAll, ack: 'none', ...options });
  onTestFinished(() => broker.close());
  return broker;
}

/** Watches a channel. `heard` resolves with the next call. */
export async function listen(broker: Broker, channel: Channel) {
  let calls = 0;
  let wake = () => {};
  const unwatch = await broker.watch(channel, () => {
    calls++;
    wake();
  });
  return {
    unwatch,
    get calls() {
      return calls;
    },
    heard: () =>
      new Promise<void>((resolve) => {
        wake = resolve;
      }),
  };
}

/** Another channel whose keys are in the same slot. */
export function neighbourOf(channel: Channel): Channel {
  const { epoch } = keysOf(channel);
  const others = countTo(10_000).map((number) => channelOf('acme', `user ${number}`));
  return others.find((other) => keysOf(other).epoch === epoch) as Channel;
}

/** How many connections a server has, beside the one that asks. */
export async function connectionsTo(server: RedisProcess): Promise<number> {
  return (await server.command<string>('CLIENT', 'LIST')).trim().split('\n').length - 1;
}

/** Asks until it is so: Redis tells nobody. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await setTimeout(PAUSE_MS);
}
