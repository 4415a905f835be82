import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, onTestFinished } from 'vitest';
import { keysOf } from '../../../src/broker/redis/keys.ts';
import { channelOf } from '../../../src/events/channel.ts';
import { RedisCluster } from '../../support/redis/cluster.ts';
import type { RedisSettings } from '../../support/redis/process.ts';
import { RedisProcess } from '../../support/redis/process.ts';
import { StoreProxy } from './proxy.ts';

const CLUSTER_STARTS_WITHIN_MS = 60_000;
const PAUSE_MS = 50;

export interface Store {
  /** As the setting `store` names it. */
  readonly url: string;
}

/** A server that nodes reach through a proxy. */
export interface Alone extends Store {
  readonly server: RedisProcess;
  readonly proxy: StoreProxy;
}

const synced: RedisSettings = { appendonly: 'yes', appendfsync: 'always' };

/** A server that has on its disk what it has answered. It ends with the test. */
export const startSynced = (): Promise<Alone> => startAlone(synced);

/** A server that writes to its disk only when it is told to. It ends with the test. */
export const startInMemory = (): Promise<Alone> => startAlone({});

async function startAlone(settings: RedisSettings): Promise<Alone> {
  const server = await RedisProcess.start(settings);
  onTestFinished(() => server.remove());
  const proxy = await StoreProxy.start(server.port);
  return { server, proxy, url: `redis://127.0.0.1:${proxy.port}` };
}

/**
 * A cluster for all tests of a file, each server of which has on its disk what it has answered. Each test that asks for
 * it gets it whole and empty.
 */
export function clusterForAll(): () => Promise<RedisCluster> {
  let cluster: RedisCluster;
  beforeAll(async () => {
    cluster = await RedisCluster.start(3, synced);
    return () => cluster.remove();
  }, CLUSTER_STARTS_WITHIN_MS);
  return async () => {
    for (const node of cluster.nodes) {
      if (node.isRunning) node.signal('SIGCONT');
      else await node.start();
    }
    await cluster.settled();
    for (const node of cluster.nodes) {
      const [role] = await node.command<[role: string]>('ROLE');
      if (role === 'master') await node.command('FLUSHALL');
    }
    return cluster;
  };
}

/** The slot that has everything of a user. */
export async function slotOf(cluster: RedisCluster, userId: string): Promise<number> {
  const [node] = cluster.nodes.filter(({ isRunning }) => isRunning);
  return Number(await node?.command('CLUSTER', 'KEYSLOT', keysOf(channelOf(null, userId)).log));
}

/** Resolves once a server says so of itself (INFO). */
export async function hasSaid(server: RedisProcess, section: string, what: RegExp): Promise<void> {
  while (!what.test(await server.command<string>('INFO', section))) await sleep(PAUSE_MS);
}
