import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endUnlessFine } from './end-unless-fine.ts';
import type { ServerState } from './server.ts';

/** What is under way when everybody has gone has this long to end: pings find a peer that is gone within 30 s. */
const REST_WITHIN_MS = 60_000;
/** Measured so often, a second apart, since at any moment some clients happen to be away. */
const SAMPLES = 7;

/** The server, seen from outside. */
export class Target {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly port: number;

  private constructor(child: ChildProcess, folder: string, port: number) {
    this.#child = child;
    this.#folder = folder;
    this.port = port;
  }

  static async start(): Promise<Target> {
    const folder = await mkdtemp(join(tmpdir(), 'agentwire-soak-'));
    const child = fork(new URL('./server.ts', import.meta.url), [`sqlite:${join(folder, 'events.db')}`], {
      execArgv: ['--expose-gc'],
    }).once('exit', endUnlessFine);
    const [{ port }] = (await once(child, 'message')) as [{ port: number }];
    return new Target(child, folder, port);
  }

  async state(): Promise<ServerState> {
    this.#child.send({});
    const [state] = await once(this.#child, 'message');
    return state;
  }

  /** The medians of some moments. */
  async memory(): Promise<Pick<ServerState, 'heapBytes' | 'rssBytes'>> {
    const states: ServerState[] = [];
    for (let sample = 0; sample < SAMPLES; sample++) {
      await sleep(1_000);
      states.push(await this.state());
    }
    const median = (figure: 'heapBytes' | 'rssBytes') =>
      states.map((state) => state[figure]).sort((one, other) => one - other)[SAMPLES >> 1] as number;
    return { heapBytes: median('heapBytes'), rssBytes: median('rssBytes') };
  }

  /** How it is when nothing is left, or nothing more ends. */
  async atRest(descriptors: number): Promise<ServerState> {
    const deadline = performance.now() + REST_WITHIN_MS;
    for (;;) {
      const state = await this.state();
      if (performance.now() > deadline || (state.readers === 0 && state.descriptors <= descriptors))
        return state;
      await sleep(250);
    }
  }

  async stop(): Promise<void> {
    const exited = once(this.#child, 'exit');
    this.#child.disconnect();
    await exited;
    await rm(this.#folder, { recursive: true });
  }
}
