import type { AgentRun, RunResult } from '../../../src/publisher/agent.ts';
import { aborted } from '../worker-support.ts';

/** A framework whose agents run in a worker. What a run is asked is what its agent looks for. */
export interface Framework {
  readonly name: string;
  /**
   * Runs an agent that says “Looking.” and calls `search` (c1) for what it was asked, then `remove` (c2) for /a, which
   * asks first, and says “All done.”. Each of the three takes it 10 tokens.
   */
  clean(run: AgentRun, tools: Tools): Promise<RunResult>;
  /** How the call of a tool ends that was denied: some frameworks leave that to the tool. */
  readonly denied: { readonly status: string; readonly output: unknown };
  /** Runs an agent whose framework tells of the end of the call c9, and not of its beginning. */
  strayEnd(run: AgentRun, tools: Tools): Promise<RunResult>;
  /** The call c9, as it is stored. */
  readonly stray: { readonly name: string; readonly status: string };
}

/** What a search does not come back from, and what it fails with. */
export const ENDLESS = 'what there is not';
export const FAILING = 'what is on the disk';

/** What the tools of all frameworks do, and what they did. */
export class Tools {
  readonly removed: string[] = [];
  readonly #searching = Promise.withResolvers<void>();
  readonly #stopped = Promise.withResolvers<void>();

  /** Resolves once an endless search is under way. */
  get searching(): Promise<void> {
    return this.#searching.promise;
  }

  /** Resolves once it was told to stop. */
  get stopped(): Promise<void> {
    return this.#stopped.promise;
  }

  async search(q: string, signal: AbortSignal): Promise<{ readonly found: readonly string[] }> {
    if (q === FAILING) throw new Error('The disk is full.');
    if (q === ENDLESS) {
      this.#searching.resolve();
      await aborted(signal);
      this.#stopped.resolve();
      throw signal.reason;
    }
    return { found: [q] };
  }

  remove(path: string): string {
    this.removed.push(path);
    return 'removed';
  }
}
