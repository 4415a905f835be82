import { fork } from 'node:child_process';
import type { AckMode } from '../../src/config-store.ts';
import { RedisProcess } from '../../test/support/redis/process.ts';
import { Child } from './child.ts';
import { BenchNode } from './node.ts';
import { BenchRedis } from './redis.ts';

export type Figures = Record<string, number>;

/** What all scenarios have together, from the first one on, so that a benchmark that hangs ends, and says so. */
const WITHIN_MS = 230_000;
let endsAt: number | null = null;

/** What a replica has for following its primary. */
const FOLLOWS_WITHIN_MS = 10_000;

/** The processes of one scenario. All of them are ended with it. */
export class Stage {
  readonly #ending: (() => Promise<void>)[] = [];

  /** Plays a scenario on a stage of its own. */
  static async play(scenario: (stage: Stage) => Promise<Figures>): Promise<Figures> {
    const stage = new Stage();
    const { promise: late, reject } = Promise.withResolvers<never>();
    endsAt ??= performance.now() + WITHIN_MS;
    const onLate = () => reject(new Error(`Not done within ${WITHIN_MS} ms.`));
    const timer = setTimeout(onLate, endsAt - performance.now());
    try {
      return await Promise.race([scenario(stage), late]);
    } finally {
      clearTimeout(timer);
      await stage.#clear();
    }
  }

  /** A Redis on a free port; with a replica, if whoever appends is to wait for one. */
  async redis(ack: AckMode): Promise<BenchRedis> {
    const primary = await this.#redisProcess();
    if (ack === 'replicated') {
      const replica = await this.#redisProcess();
      await replica.command('REPLICAOF', '127.0.0.1', String(primary.port));
      await primary.command('WAIT', '1', String(FOLLOWS_WITHIN_MS));
    }
    return new BenchRedis(primary);
  }

  /** Two nodes on one store. */
  nodes(store: string, ack: AckMode): Promise<[BenchNode, BenchNode]> {
    return Promise.all([this.#node(store, ack), this.#node(store, ack)]);
  }

  /** A process that runs a module of this folder. */
  helper<Request extends object, Reply>(module: string): Child<Request, Reply> {
    const child = new Child<Request, Reply>(fork(new URL(module, import.meta.url)));
    this.#ending.push(() => child.kill());
    return child;
  }

  async #redisProcess(): Promise<RedisProcess> {
    const server = await RedisProcess.start();
    const kill = () => void server.kill();
    process.once('exit', kill);
    this.#ending.push(async () => {
      process.off('exit', kill);
      await server.remove();
    });
    return server;
  }

  async #node(store: string, ack: AckMode): Promise<BenchNode> {
    const node = await BenchNode.start(store, ack);
    this.#ending.push(() => node.kill());
    return node;
  }

  /** Clients go first, and stores last. */
  async #clear(): Promise<void> {
    for (const end of this.#ending.splice(0).reverse()) await end();
  }
}
