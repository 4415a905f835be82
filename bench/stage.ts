import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child } from './redis/child.ts';

/** What a scenario has, so that one that hangs ends, and says so. */
const WITHIN_MS = 600_000;
const ENDS_WITHIN_MS = 5_000;

/** The processes and folders of one scenario. All of them are gone with it, or with this process. */
export class Stage {
  readonly #children: ChildProcess[] = [];
  readonly #folders: string[] = [];

  static async play<Result>(scenario: (stage: Stage) => Promise<Result>): Promise<Result> {
    const stage = new Stage();
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Error(`Not done within ${WITHIN_MS} ms.`)), WITHIN_MS);
    const clear = () => stage.#clear();
    process.once('exit', clear);
    try {
      return await Promise.race([scenario(stage), late]);
    } finally {
      clearTimeout(timer);
      process.off('exit', clear);
      await stage.#end();
    }
  }

  /** A process that runs a module of this folder. Resolves to its first answer, too. */
  async server<Request extends object, Reply>(
    module: string,
    args: readonly string[] = [],
    execArgv: readonly string[] = [],
  ): Promise<[Child<Request, Reply>, Reply]> {
    const process = this.#fork(module, args, execArgv);
    const failed = once(process, 'exit').then(() => {
      throw new Error(`${module} has ended before it answered.`);
    });
    const [reply] = (await Promise.race([once(process, 'message'), failed])) as [Reply];
    failed.catch(() => {});
    return [new Child(process), reply];
  }

  helper<Request extends object, Reply>(module: string): Child<Request, Reply> {
    return new Child(this.#fork(module, [], []));
  }

  folder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'agentwire-bench-'));
    this.#folders.push(folder);
    return folder;
  }

  #fork(module: string, args: readonly string[], execArgv: readonly string[]): ChildProcess {
    const child = fork(new URL(module, import.meta.url), args, { execArgv: [...execArgv] });
    child.setMaxListeners(0);
    this.#children.push(child);
    return child;
  }

  /** Whoever is told that this process is gone ends by itself, and may write a profile before it does. */
  async #end(): Promise<void> {
    const running = this.#children.filter(
      ({ exitCode, signalCode }) => exitCode === null && signalCode === null,
    );
    const ended = Promise.all(running.map((child) => once(child, 'exit')));
    for (const child of running) if (child.connected) child.disconnect();
    const timer = setTimeout(() => this.#clear(), ENDS_WITHIN_MS);
    await ended;
    clearTimeout(timer);
    this.#clear();
  }

  #clear(): void {
    for (const child of this.#children) child.kill('SIGKILL');
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true });
  }
}
