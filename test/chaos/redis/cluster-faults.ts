import { setTimeout as sleep } from 'node:timers/promises';
import type { RedisCluster } from '../../support/redis/cluster.ts';
import { publishThroughKill } from '../killed-publisher.ts';
import type { ChaosNode } from '../nodes.ts';
import type { Fault, Scene } from './fault.ts';
import { everything, honesty, whatWasAcknowledged } from './fault.ts';
import { slotOf } from './stores.ts';

const CLOCKS_APART_MS = 5 * 60_000;
const clock = new URL('clock.ts', import.meta.url).href;

/** What can happen to nodes, and to a cluster with replicas. */
export const clusterFaults: readonly Fault<RedisCluster>[] = [
  {
    name: 'SIGKILL of a node, while another one serves',
    ack: 'replicated',
    nodes: 2,
    owes: everything,
    async strike({ run, nodes: [node] }) {
      run.markFault();
      await node?.kill();
      await run.underLoad();
      await node?.start();
    },
  },
  {
    name: 'SIGKILL of a publisher between append and acknowledgement',
    ack: 'replicated',
    nodes: 2,
    isOnce: true,
    owes: everything,
    async strike({ run, nodes: [node], folder }) {
      const said = await publishThroughKill(run, node as ChaosNode, folder);
      if (!said.includes('0 published, 20 there already')) throw new Error(said);
    },
  },
  {
    name: 'SIGKILL of a primary',
    ack: 'replicated',
    nodes: 2,
    owes: whatWasAcknowledged,
    strike: killPrimary,
  },
  {
    name: 'SIGKILL of a primary',
    ack: 'none',
    nodes: 2,
    owes: honesty,
    strike: killPrimary,
  },
  {
    name: 'every user moved to another primary',
    ack: 'replicated',
    nodes: 2,
    owes: everything,
    async strike({ run, store }) {
      run.markFault();
      const slots = await Promise.all(run.users.map((userId) => slotOf(store, userId)));
      for (const slot of new Set(slots)) await moveOn(store, slot);
    },
  },
  {
    name: 'every node restarted, one behind the other',
    ack: 'replicated',
    nodes: 2,
    owes: everything,
    async strike({ run, nodes }) {
      for (const node of nodes) {
        run.markFault();
        await node.stop();
        await node.start();
        await run.underLoad();
      }
    },
  },
  {
    name: 'clocks five minutes apart',
    ack: 'replicated',
    nodes: 2,
    owes: everything,
    env: (index) => ({
      NODE_OPTIONS: `--import ${clock}`,
      CHAOS_CLOCK_AHEAD_MS: String(index * CLOCKS_APART_MS),
    }),
    // Whoever is served by one node is served by the other next.
    async strike({ run, nodes: [node] }) {
      run.markFault();
      await node?.kill();
      await run.underLoad();
      await node?.start();
    },
  },
  {
    name: 'SIGSTOP of a node',
    ack: 'replicated',
    nodes: 2,
    owes: everything,
    async strike({ run, nodes: [node], holdMs }) {
      run.markFault();
      node?.pause();
      await sleep(holdMs);
      node?.resume();
    },
  },
];

/** One that serves; once another one serves in its place, it comes back as a replica. */
async function killPrimary({ run, store }: Scene<RedisCluster>): Promise<void> {
  const { primary } = await store.ownerOf(await slotOf(store, run.users[0] as string));
  run.markFault();
  await primary.kill();
  await store.settled();
  await primary.start();
  await store.settled();
}

async function moveOn(cluster: RedisCluster, slot: number): Promise<void> {
  const { primary } = await cluster.ownerOf(slot);
  const [other] = cluster.primaries.filter((candidate) => candidate !== primary);
  await cluster.moveSlot(slot, other as (typeof cluster.primaries)[number]);
}
