import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../support/port.ts';
import type { RedisCluster } from '../../support/redis/cluster.ts';
import { RedisProcess } from '../../support/redis/process.ts';
import { hasSaid } from './stores.ts';

const PAUSE_MS = 50;

/** Does something while a primary has one more replica, which follows whoever comes next and never serves itself. */
export async function withSpare(
  cluster: RedisCluster,
  primary: RedisProcess,
  work: () => Promise<void>,
): Promise<void> {
  const spare = await RedisProcess.start({
    ...primary.settings,
    'cluster-port': String(await freePort()),
    'cluster-replica-no-failover': 'yes',
  });
  const id = await spare.command<string>('CLUSTER', 'MYID');
  try {
    await follow(spare, primary, cluster);
    await work();
  } finally {
    await spare.remove();
    for (const node of cluster.nodes) {
      node.signal('SIGCONT');
      // Whoever has not heard of it has nothing to forget.
      await node.command('CLUSTER', 'FORGET', id).catch(() => {});
    }
  }
  await cluster.settled();
}

async function follow(spare: RedisProcess, primary: RedisProcess, { nodes }: RedisCluster): Promise<void> {
  const { port, settings } = primary;
  const [id, spareId] = await Promise.all(
    [primary, spare].map((node) => node.command<string>('CLUSTER', 'MYID')),
  );
  await spare.command('CLUSTER', 'MEET', '127.0.0.1', String(port), settings['cluster-port'] as string);
  await knows(spare, id as string);
  await spare.command('CLUSTER', 'REPLICATE', id as string);
  await hasSaid(spare, 'replication', /master_link_status:up/);
  // Whoever takes over tells those whom it knows.
  for (const node of nodes) await knows(node, spareId as string);
}

async function knows(node: RedisProcess, id: string): Promise<void> {
  while (!(await node.command<string>('CLUSTER', 'NODES')).includes(id)) await sleep(PAUSE_MS);
}
