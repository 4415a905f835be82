import { setTimeout as sleep } from 'node:timers/promises';
import type { RedisCluster } from '../../support/redis/cluster.ts';
import type { RedisProcess } from '../../support/redis/process.ts';
import type { Append } from '../history.ts';
import { publishThroughKill } from '../killed-publisher.ts';
import type { ChaosNode } from '../nodes.ts';
import type { Workload } from '../workload.ts';
import type { Fault, Scene } from './fault.ts';
import { everything, honesty, toldLoss, whatWasAcknowledged } from './fault.ts';
import { withSpare } from './spare.ts';
import { hasSaid, slotOf } from './stores.ts';

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
    name: 'SIGKILL of a primary',
    ack: 'fsynced',
    nodes: 2,
    owes: honesty,
    strike: killPrimary,
  },
  {
    name: 'SIGKILL of a primary that its replica does not follow',
    ack: 'replicated',
    nodes: 2,
    owes: whatWasAcknowledged,
    strike: (scene) => killUnfollowed(scene, async () => {}),
  },
  {
    name: 'SIGKILL of a primary that its replica does not follow',
    ack: 'none',
    nodes: 2,
    owes: toldLoss,
    strike: (scene) => killUnfollowed(scene, () => acknowledgedAnew(scene.run)),
  },
  {
    name: 'SIGKILL of a primary that its replica does not follow',
    ack: 'fsynced',
    nodes: 2,
    owes: toldLoss,
    strike: (scene) => killUnfollowed(scene, () => acknowledgedAnew(scene.run)),
  },
  {
    name: 'SIGSTOP of a primary, which goes on when its replica serves',
    ack: 'none',
    nodes: 2,
    owes: honesty,
    async strike(scene) {
      await stopPrimary(scene, await shardOf(scene));
      await scene.store.settled();
    },
  },
  {
    name: 'SIGSTOP of a primary with two replicas, which goes on when one of them serves',
    ack: 'replicated',
    nodes: 2,
    owes: whatWasAcknowledged,
    async strike(scene) {
      const shard = await shardOf(scene);
      await withSpare(scene.store, shard.primary, () => stopPrimary(scene, shard));
    },
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
    isOnce: true,
    owes: everything,
    async strike({ run, nodes: [node], holdMs }) {
      run.markFault();
      node?.pause();
      await sleep(holdMs);
      node?.resume();
    },
  },
];

interface Shard {
  readonly primary: RedisProcess;
  readonly replica: RedisProcess;
}

/** The one that serves the first user, perhaps among others. */
async function shardOf({ run, store }: Scene<RedisCluster>): Promise<Shard> {
  const { primary, replicas } = await store.ownerOf(await slotOf(store, run.users[0] as string));
  return { primary, replica: replicas[0] as RedisProcess };
}

async function killPrimary(scene: Scene<RedisCluster>): Promise<void> {
  await kill(scene, await shardOf(scene));
}

/** Once the other one serves in its place, it comes back as a replica. */
async function kill({ run, store }: Scene<RedisCluster>, { primary, replica }: Shard): Promise<void> {
  run.markFault();
  await primary.kill();
  await store.settled();
  await replica.command('CONFIG', 'SET', 'masterauth', '');
  await primary.start();
  await store.settled();
}

/**
 * Its replica, which signs in with a password that there is not, has nothing of what observers are given then, nor of
 * what happens `meanwhile`.
 */
async function killUnfollowed(scene: Scene<RedisCluster>, meanwhile: () => Promise<void>): Promise<void> {
  const { run } = scene;
  const shard = await shardOf(scene);
  await shard.replica.command('CONFIG', 'SET', 'masterauth', 'wrong');
  await shard.replica.command('CLIENT', 'KILL', 'TYPE', 'MASTER');
  await hasSaid(shard.replica, 'replication', /master_link_status:down/);
  const given = run.underLoad();
  // Those that there are may all wait for the replica.
  run.addRuns();
  await given;
  await meanwhile();
  await kill(scene, shard);
}

/** Resolves once the first user's publishers have heard of the end of something that they began after this call. */
async function acknowledgedAnew({ users, appends, underLoad }: Workload): Promise<void> {
  const since = performance.now();
  const isAnew = ({ userId, invokedAt, outcome }: Append) =>
    userId === users[0] && invokedAt > since && outcome.kind === 'acknowledged';
  while (!appends.all.some(isAnew)) await underLoad();
}

/** All is live again before it goes on. */
async function stopPrimary({ run }: Scene<RedisCluster>, { primary, replica }: Shard): Promise<void> {
  run.markFault();
  primary.signal('SIGSTOP');
  await hasSaid(replica, 'replication', /role:master/);
  await run.underLoad();
  primary.signal('SIGCONT');
  await hasSaid(primary, 'replication', /role:slave/);
}

async function moveOn(cluster: RedisCluster, slot: number): Promise<void> {
  const { primary } = await cluster.ownerOf(slot);
  const [other] = cluster.primaries.filter((candidate) => candidate !== primary);
  await cluster.moveSlot(slot, other as (typeof cluster.primaries)[number]);
}
