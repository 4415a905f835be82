import { fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { AckMode } from '../../src/config-store.ts';
import { freePort } from '../../test/support/port.ts';
import { SECRET, verifyOptions } from '../token.ts';
import { Child } from './child.ts';
import type { Use, UseRequest } from './probe.ts';

const BINARY = fileURLToPath(new URL('../../src/cli/index.ts', import.meta.url));
const PROBE = new URL('./probe.ts', import.meta.url).href;
/** Every client of a benchmark comes from this machine, and some as one user. */
const NO_LIMIT = '1000000000';

/** One `agentwire serve`. */
export class BenchNode {
  readonly port: number;
  readonly #child: Child<UseRequest, Use>;
  /** What the node has warned of, each kind once. */
  readonly #warnings = new Set<string>();

  private constructor(port: number, child: Child<UseRequest, Use>) {
    this.port = port;
    this.#child = child;
  }

  /** Resolves once it serves. Rejects if it ends before. */
  static async start(store: string, ack: AckMode): Promise<BenchNode> {
    const port = await freePort();
    const child = fork(BINARY, ['serve'], {
      execArgv: ['--expose-gc', '--import', PROBE],
      env: { ...process.env, ...settingsOf(port, store, ack) },
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    const node = new BenchNode(port, new Child(child));
    const lines = createInterface(child.stdout as NodeJS.ReadableStream);
    await new Promise<void>((resolve, reject) => {
      lines.on('line', (line) => (line.includes('"listening"') ? resolve() : node.#warn(line)));
      child.once('exit', () => reject(new Error('A node has ended before it served.')));
    });
    return node;
  }

  /** CPU time of all its threads so far, in microseconds. */
  async cpuMicros(): Promise<number> {
    return (await this.#child.ask({ collects: false })).cpuMicros;
  }

  /** Resident memory, once garbage is collected. */
  async residentBytes(): Promise<number> {
    return (await this.#child.ask({ collects: true })).residentBytes;
  }

  kill(): Promise<void> {
    return this.#child.kill();
  }

  /** Figures say little where a node was in trouble, which may be the same thousands of times. */
  #warn(line: string): void {
    const { msg, err } = JSON.parse(line);
    const warning = `A node warns: ${msg}: ${err?.message}`;
    if (!this.#warnings.has(warning)) console.error(warning);
    this.#warnings.add(warning);
  }
}

function settingsOf(port: number, store: string, ack: AckMode): Record<string, string> {
  return {
    AGENTWIRE_PORT: String(port),
    AGENTWIRE_HOST: '127.0.0.1',
    AGENTWIRE_STORE: store,
    AGENTWIRE_ACK: ack,
    AGENTWIRE_JWT_ISSUER: verifyOptions.issuer,
    AGENTWIRE_JWT_AUDIENCE: verifyOptions.audience,
    AGENTWIRE_JWT_ALGORITHMS: verifyOptions.algorithms.join(),
    AGENTWIRE_JWT_SECRET: SECRET,
    AGENTWIRE_MAX_CONNECTIONS_PER_ADDRESS: NO_LIMIT,
    AGENTWIRE_MAX_CONNECTIONS_PER_USER: NO_LIMIT,
    AGENTWIRE_MAX_SUBSCRIPTIONS_PER_USER: NO_LIMIT,
    AGENTWIRE_REPLAY_BUDGET: NO_LIMIT,
  };
}
