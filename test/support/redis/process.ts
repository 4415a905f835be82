import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@redis/client';
import { freePort } from '../port.ts';
import { ensureRedis } from './find.ts';

/** Settings of a server, as in its configuration file. */
export type RedisSettings = Readonly<Record<string, string>>;

/** One real redis-server process, in a folder and on a port of its own, which it keeps when it is started again. */
export class RedisProcess {
  readonly port: number;
  readonly folder: string;
  readonly settings: RedisSettings;
  #child: ReturnType<typeof spawn> | null = null;

  constructor(port: number, folder: string, settings: RedisSettings) {
    this.port = port;
    this.folder = folder;
    this.settings = settings;
  }

  static async start(settings: RedisSettings = {}): Promise<RedisProcess> {
    const folder = await mkdtemp(join(tmpdir(), 'agentwire-redis-'));
    const server = new RedisProcess(await freePort(), folder, settings);
    await server.start();
    return server;
  }

  get isRunning(): boolean {
    return this.#child !== null;
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Starts it again, on what it has written before. Resolves when it takes connections and has read its data. */
  async start(): Promise<void> {
    const settings = { ...common, ...this.settings, port: String(this.port), dir: this.folder };
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
    const child = spawn(ensureRedis(), args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    let output = '';
    await new Promise<void>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', () => reject(new Error(`redis-server ended:\n${output}`)));
      child.stderr.on('data', (chunk) => {
        output += chunk;
      });
      child.stdout.on('data', (chunk) => {
        output += chunk;
        if (output.includes('Ready to accept connections')) resolve();
      });
    });
  }

  /** Sends one command over a connection of its own. */
  async command<Reply = unknown>(...args: string[]): Promise<Reply> {
    const client = createClient({ socket: { port: this.port, host: '127.0.0.1', reconnectStrategy: false } });
    client.on('error', () => {});
    await client.connect();
    try {
      return (await client.sendCommand(args)) as Reply;
    } finally {
      client.destroy();
    }
  }

  /** Stops it in the middle of what it does, or lets it go on. */
  signal(name: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child?.kill(name);
  }

  /** Ends it at once, as a power cut does, but for what the system has in its hands. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await exited;
  }

  async remove(): Promise<void> {
    await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }
}

const common: RedisSettings = {
  bind: '127.0.0.1',
  save: '',
  appendonly: 'no',
  // A replica that was just started is written to at once, and not within five seconds.
  'repl-diskless-sync-delay': '0',
};
