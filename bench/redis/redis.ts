import type { RedisProcess } from '../../test/support/redis/process.ts';

/** What a Redis has spent since it was started, in microseconds. */
export interface Spent {
  readonly cpu: number;
  /** Inside of scripts alone, by the clock: on busy cores that is more than the CPU's time. */
  readonly scripts: number;
}

/** The Redis under test. */
export class BenchRedis {
  readonly #server: RedisProcess;

  constructor(server: RedisProcess) {
    this.#server = server;
  }

  get port(): number {
    return this.#server.port;
  }

  /** As the setting `store` names it. */
  get url(): string {
    return `redis://${this.#server.address}`;
  }

  /** What its data, connections and subscriptions take. */
  async usedBytes(): Promise<number> {
    return numberIn(await this.#info('memory'), /^used_memory:(\d+)/m);
  }

  async spent(): Promise<Spent> {
    const cpu = await this.#info('cpu');
    const seconds = numberIn(cpu, /^used_cpu_user:([\d.]+)/m) + numberIn(cpu, /^used_cpu_sys:([\d.]+)/m);
    const commands = await this.#info('commandstats');
    return { cpu: seconds * 1e6, scripts: numberIn(commands, /^cmdstat_evalsha:.*?usec=(\d+)/m) };
  }

  #info(section: string): Promise<string> {
    return this.#server.command<string>('INFO', section);
  }
}

const numberIn = (info: string, pattern: RegExp) => Number(pattern.exec(info)?.[1] ?? 0);
