import { freePort } from '../support/port.ts';
import type { Exit, Program } from '../support/process.ts';
import { agentwire } from '../support/process.ts';
import { tokenSettings } from './tokens.ts';

export interface NodeOptions {
  /** Its working folder. */
  readonly folder: string;
  /** The setting `store`. */
  readonly store: string;
  readonly flags?: readonly string[];
  /** Default: nothing but what tokens are verified with, and a short drain. */
  readonly env?: Readonly<Record<string, string>>;
}

/** One `agentwire serve` that is broken and started again, always on the same port. It ends with the test. */
export class ChaosNode {
  readonly port: number;
  readonly #options: NodeOptions;
  #program: Program | undefined;

  private constructor(port: number, options: NodeOptions) {
    this.port = port;
    this.#options = options;
  }

  /** A node that serves. */
  static async start(options: NodeOptions): Promise<ChaosNode> {
    const node = new ChaosNode(await freePort(), options);
    await node.start();
    return node;
  }

  /** Of the GraphQL endpoint. */
  get url(): string {
    return `http://127.0.0.1:${this.port}/graphql`;
  }

  /** Starts it, or starts it again. Resolves once it serves. */
  async start(): Promise<void> {
    const { folder, store, flags = [], env } = this.#options;
    const settings = { AGENTWIRE_HOST: '127.0.0.1', AGENTWIRE_DRAIN_TIME: '1s', ...tokenSettings, ...env };
    const args = ['serve', '--port', String(this.port), '--store', store, ...flags];
    this.#program = agentwire(args, { cwd: folder, env: settings });
    await this.#program.stdout.line(/"listening"/);
  }

  /** SIGKILL: nothing of the process runs any more. */
  async kill(): Promise<void> {
    await this.#program?.kill();
  }

  /** SIGTERM: it drains. Resolves once it has ended. */
  async stop(): Promise<Exit | undefined> {
    this.#program?.signal('SIGTERM');
    return this.#program?.exited;
  }

  /** SIGSTOP: it is there, and does nothing. */
  pause(): void {
    this.#program?.signal('SIGSTOP');
  }

  /** SIGCONT. */
  resume(): void {
    this.#program?.signal('SIGCONT');
  }
}
