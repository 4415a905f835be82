import { setTimeout } from 'node:timers/promises';
import { freePort } from '../port.ts';
import type { RedisSettings } from './process.ts';
import { RedisProcess } from './process.ts';

const SLOTS = 16_384;
const PAUSE_MS = 50;

/** A Redis Cluster of real processes: as many primaries, each with one replica. */
export class RedisCluster {
  readonly primaries: readonly RedisProcess[];
  readonly replicas: readonly RedisProcess[];

  private constructor(primaries: readonly RedisProcess[], replicas: readonly RedisProcess[]) {
    this.primaries = primaries;
    this.replicas = replicas;
  }

  static async start(size = 3, settings: RedisSettings = {}): Promise<RedisCluster> {
    const startAll = () => Promise.all(Array.from({ length: size }, () => startNode(settings)));
    const cluster = new RedisCluster(await startAll(), await startAll());
    await cluster.#assemble();
    return cluster;
  }

  get nodes(): readonly RedisProcess[] {
    return [...this.primaries, ...this.replicas];
  }

  /** As the setting `store` names it. */
  get url(): string {
    return `redis-cluster://${this.nodes.map(({ address }) => address).join()}`;
  }

  /** The primary that has a slot now, and its replica. */
  async ownerOf(slot: number): Promise<{ primary: RedisProcess; replicas: RedisProcess[] }> {
    for (const { slots, nodes } of await this.#shards()) {
      if (!slots.some(([first, last]) => slot >= first && slot <= last)) continue;
      const processes = (role: string) =>
        nodes
          .filter((node) => node.role === role && !node.health.startsWith('fail'))
          .map(({ port }) => this.#at(port));
      const [primary] = processes('master');
      if (primary !== undefined) return { primary, replicas: processes('replica') };
    }
    throw new Error(`Nobody has the slot ${slot}.`);
  }

  /** Moves a slot with all that is in it to another primary, a few keys at a time, as `redis-cli --cluster reshard` does. */
  async moveSlot(
    slot: number,
    to: RedisProcess,
    between: () => Promise<void> = async () => {},
  ): Promise<void> {
    const { primary: from } = await this.ownerOf(slot);
    const [fromId, toId] = await Promise.all(
      [from, to].map((node) => node.command<string>('CLUSTER', 'MYID')),
    );
    await to.command('CLUSTER', 'SETSLOT', String(slot), 'IMPORTING', fromId as string);
    await from.command('CLUSTER', 'SETSLOT', String(slot), 'MIGRATING', toId as string);
    for (;;) {
      const keys = await from.command<string[]>('CLUSTER', 'GETKEYSINSLOT', String(slot), '10');
      if (keys.length === 0) break;
      await from.command('MIGRATE', '127.0.0.1', String(to.port), '', '0', '5000', 'KEYS', ...keys);
      await between();
    }
    for (const node of [to, from])
      await node.command('CLUSTER', 'SETSLOT', String(slot), 'NODE', toId as string);
    for (const node of this.nodes) {
      await until(async () => (await this.#ownerAccordingTo(node, slot)) === toId);
    }
  }

  /** Resolves when all that run agree on who is there, every slot is served and every replica follows its primary. */
  async settled(): Promise<void> {
    const running = this.#running();
    for (const node of running) {
      await until(async () => (await node.command<string>('CLUSTER', 'INFO')).includes('cluster_state:ok'));
      await until(async () => isFollowing(await node.command<string>('INFO', 'replication')));
      await until(async () => {
        const shards = await node.command<ShardReply[]>('CLUSTER', 'SHARDS');
        // "loading" is also said of a replica of which no news has come yet; that it follows was asked of itself.
        const alive = shards.flatMap(({ nodes }) => nodes).filter(({ health }) => !health.startsWith('fail'));
        const serving = shards.filter(({ slots }) => slots.length > 0);
        return alive.length === running.length && serving.length === this.primaries.length;
      });
    }
  }

  async remove(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.remove()));
  }

  async #assemble(): Promise<void> {
    // Everybody meets everybody: to hear of each other takes seconds.
    for (const [index, node] of this.nodes.entries()) {
      for (const { port, settings } of this.nodes.slice(index + 1)) {
        await node.command('CLUSTER', 'MEET', '127.0.0.1', String(port), settings['cluster-port'] as string);
      }
    }
    const share = SLOTS / this.primaries.length;
    for (const [index, primary] of this.primaries.entries()) {
      const range = [Math.ceil(index * share), Math.ceil((index + 1) * share) - 1];
      await primary.command('CLUSTER', 'ADDSLOTSRANGE', ...range.map(String));
    }
    for (const [index, replica] of this.replicas.entries()) {
      const id = (await this.primaries[index]?.command<string>('CLUSTER', 'MYID')) as string;
      await until(async () => (await replica.command<string>('CLUSTER', 'NODES')).includes(id));
      await replica.command('CLUSTER', 'REPLICATE', id);
    }
    await this.settled();
  }

  async #shards(): Promise<readonly Shard[]> {
    const [asked] = await this.#running();
    const shards = await asked?.command<ShardReply[]>('CLUSTER', 'SHARDS');
    return (shards ?? []).map(({ slots, nodes }) => ({ slots: inPairs(slots), nodes }));
  }

  async #ownerAccordingTo(node: RedisProcess, slot: number): Promise<string | undefined> {
    const shards = await node.command<ShardReply[]>('CLUSTER', 'SHARDS');
    const shard = shards.find(({ slots }) =>
      inPairs(slots).some(([first, last]) => slot >= first && slot <= last),
    );
    return shard?.nodes.find(({ role }) => role === 'master')?.id;
  }

  #running(): RedisProcess[] {
    return this.nodes.filter(({ isRunning }) => isRunning);
  }

  #at(port: number): RedisProcess {
    return this.nodes.find((node) => node.port === port) as RedisProcess;
  }
}

interface ShardReply {
  readonly slots: number[];
  readonly nodes: readonly ShardNode[];
}

interface ShardNode {
  readonly id: string;
  readonly port: number;
  readonly role: 'master' | 'replica';
  readonly health: string;
}

interface Shard {
  readonly slots: readonly (readonly [number, number])[];
  readonly nodes: readonly ShardNode[];
}

function inPairs(slots: readonly number[]): [number, number][] {
  return Array.from({ length: slots.length / 2 }, (_, index) => [
    slots[2 * index] as number,
    slots[2 * index + 1] as number,
  ]);
}

const isFollowing = (replication: string) =>
  replication.includes('role:master') || replication.includes('master_link_status:up');

async function startNode(settings: RedisSettings): Promise<RedisProcess> {
  return RedisProcess.start({
    'cluster-enabled': 'yes',
    'cluster-port': String(await freePort()),
    'cluster-node-timeout': '1500',
    ...settings,
  });
}

/** Asks until it is so: a cluster tells nobody when it has come to terms. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await setTimeout(PAUSE_MS);
}
