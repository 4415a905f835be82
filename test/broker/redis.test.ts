import { afterAll, beforeAll } from 'vitest';
import type { RedisAddress } from '../../src/broker/redis/primaries.ts';
import { RedisBroker } from '../../src/broker/redis/redis.ts';
import { RedisCluster } from '../support/redis/cluster.ts';
import { RedisProcess } from '../support/redis/process.ts';
import { brokerConformance } from './conformance.ts';
import type { Harness } from './harness.ts';

/** Opens brokers on a store that is emptied for each. */
function harnessOn(store: { readonly address: RedisAddress; empty(): Promise<void> }): Harness {
  return {
    isPersistent: true,
    async open({ retention, now }) {
      await store.empty();
      const openBroker = () => RedisBroker.open({ address: store.address, retention, now, ack: 'none' });
      let broker = await openBroker();
      return {
        broker,
        dispose: () => broker.close(),
        reopen: async () => {
          broker = await openBroker();
          return broker;
        },
      };
    },
  };
}

/** Every key in the servers; what they have learnt of the cluster stays. */
async function emptyAll(servers: readonly RedisProcess[]): Promise<void> {
  await Promise.all(servers.map((server) => server.command('FLUSHALL')));
}

const at = (servers: readonly RedisProcess[], isCluster: boolean): RedisAddress => ({
  isCluster,
  nodes: servers.map(({ port }) => ({ host: '127.0.0.1', port })),
  tls: false,
});

let alone: RedisProcess;
let cluster: RedisCluster;
beforeAll(async () => {
  [alone, cluster] = await Promise.all([RedisProcess.start(), RedisCluster.start()]);
});
afterAll(() => Promise.all([alone?.remove(), cluster?.remove()]));

brokerConformance(
  'Redis',
  harnessOn({
    get address() {
      return at([alone], false);
    },
    empty: () => emptyAll([alone]),
  }),
);

brokerConformance(
  'Redis Cluster',
  harnessOn({
    get address() {
      return at(cluster.nodes, true);
    },
    empty: () => emptyAll(cluster.primaries),
  }),
);
