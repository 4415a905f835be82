import type { ClientOptions } from 'graphql-ws';
import type { RunNoticesSubscription, RunRefInput } from '../client/generated/graphql.ts';
import type { RunAgent } from './agent.ts';
import { heardOtherwise } from './heard-otherwise.ts';
import { Leases } from './leases.ts';
import type { OutgoingOptions } from './outgoing.ts';
import { outgoingOf } from './outgoing.ts';
import { runKey } from './run-key.ts';
import { Slots } from './slots.ts';
import { after } from './timers.ts';
import { WorkerCommands } from './worker-commands.ts';
import type { RunRequest } from './worker-run.ts';
import { WorkerRun } from './worker-run.ts';

export interface WorkerOptions extends OutgoingOptions {
  /** The name under which users ask for the agent. */
  readonly agent: string;
  /** Called for each run that this worker has claimed. */
  readonly run: RunAgent;
  /** Runs at once; others wait, here or at another worker. Default: 10. */
  readonly concurrency?: number;
  /** Who owns the runs; no other process may have the same. Default: a new one. */
  readonly writerId?: string;
  /** What `run` has to come to an end once its signal is aborted; its run is ended then, anyway. Default: 5,000. */
  readonly stopWithinMs?: number;
  /**
   * Hears of errors that no user is told of: what `run` throws, an AgentFailure if it has a `cause`, runs that were lost,
   * and, with a run of null, commands, claims or leases that the server refuses. Default: writes them to the console.
   */
  readonly onError?: (error: unknown, run: RunRefInput | null) => void;
  /** Where there is no global WebSocket. */
  readonly webSocketImpl?: ClientOptions['webSocketImpl'];
}

/** Carries out the runs that users ask of an agent. */
export interface Worker {
  readonly writerId: string;
  /** Resolves once it is closed. Rejects with RequestError if it had to, since the server refused it for good. */
  readonly closed: Promise<void>;
  /**
   * Claims nothing more, lets runs come to their end for `graceMs` (default: 10,000), then ends the others as cancelled
   * with SHUTDOWN. Resolves once all that they published is stored. Called again, the shorter grace counts.
   */
  close(options?: { readonly graceMs?: number }): Promise<void>;
}

/**
 * A worker of the API at `url`, such as `https://agents.example.com/graphql`. Its tokens need the scopes
 * `agentwire:work` and `agentwire:publish`.
 */
export function createWorker(options: WorkerOptions): Worker {
  const { run: agent, concurrency = 10, writerId = crypto.randomUUID(), stopWithinMs = 5_000 } = options;
  const { onError = writeToConsole } = options;
  const outgoing = outgoingOf(options);
  const leases = new Leases({
    endpoint: outgoing.endpoint,
    writerId,
    onError: (error) => onError(error, null),
  });
  const commands = new WorkerCommands(options);
  const requests = commands.requests();
  const slots = new Slots(concurrency);
  const runs = new Map<string, WorkerRun>();
  const atWork = new Set<Promise<void>>();
  const done = new AbortController();
  const refused = Promise.withResolvers<never>();
  let isRefused = false;
  let isClosing = false;

  const close = (graceMs: number) => {
    isClosing = true;
    requests.return();
    after(graceMs, done.signal, () => {
      for (const run of runs.values()) run.stop('SHUTDOWN');
    });
  };

  /** What is refused of one run or subscription is refused of all. */
  const refuse = (error: unknown) => {
    if (isRefused) return;
    isRefused = true;
    refused.reject(error);
    if (!isClosing) close(DEFAULT_GRACE_MS);
    onError(error, null);
  };

  const context = { outgoing, leases, writerId, agent, stopWithinMs, onError, onRefused: refuse };

  const hear = (notice: RunNoticesSubscription['workerCommands']) => {
    if (notice.__typename === 'CancelRequested') runs.get(runKey(notice))?.stop('USER');
    if (notice.__typename === 'InputSubmitted') {
      const { interruptId, resolution, response } = notice;
      runs.get(runKey(notice))?.answer(interruptId, { resolution, response });
    }
  };

  const begin = (request: RunRequest) => {
    const key = runKey(request);
    const run = new WorkerRun(request, context);
    runs.set(key, run);
    const work = run.carryOut().finally(() => {
      runs.delete(key);
      atWork.delete(work);
      slots.give();
    });
    atWork.add(work);
  };

  const claimAll = async () => {
    for await (const request of requests) {
      if (request.__typename !== 'RunRequested' || runs.has(runKey(request))) continue;
      await slots.take();
      if (isClosing) break;
      begin(request);
    }
  };

  const serve = async () => {
    const stopHearing = commands.hear(hear, refuse);
    try {
      await Promise.race([claimAll(), refused.promise]);
    } catch (error) {
      refuse(error);
      throw error;
    } finally {
      await Promise.all(atWork);
      done.abort();
      stopHearing();
      leases.close();
      await commands.dispose();
    }
  };

  const closed = heardOtherwise(serve());
  return {
    writerId,
    closed,
    async close({ graceMs = DEFAULT_GRACE_MS } = {}) {
      close(graceMs);
      await closed.catch(() => {});
    },
  };
}

const DEFAULT_GRACE_MS = 10_000;

function writeToConsole(error: unknown, run: RunRefInput | null): void {
  // biome-ignore lint/suspicious/noConsole: an error that nobody hears of is worse
  console.error(run === null ? 'agentwire worker:' : `agentwire worker, run ${run.runId}:`, error);
}
