import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** A process of the benchmark that answers requests, one at a time. */
export class Child<Request extends object, Reply> {
  readonly #process: ChildProcess;

  constructor(child: ChildProcess) {
    this.#process = child;
  }

  /** Rejects if the process ends without an answer. */
  async ask(request: Request): Promise<Reply> {
    const { promise, resolve, reject } = Promise.withResolvers<Reply>();
    const onExit = () => reject(new Error(`${this.#process.spawnargs.join(' ')} has ended.`));
    const onMessage = (reply: unknown) => resolve(reply as Reply);
    this.#process.once('exit', onExit).once('message', onMessage);
    this.#process.send(request);
    try {
      return await promise;
    } finally {
      this.#process.off('exit', onExit).off('message', onMessage);
    }
  }

  /** SIGKILL. Resolves once it has ended. */
  async kill(): Promise<void> {
    const { exitCode, signalCode } = this.#process;
    if (exitCode !== null || signalCode !== null) return;
    const exited = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await exited;
  }
}
