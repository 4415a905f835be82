import { retryDelayMs, wait } from '../client/backoff.ts';
import type { RunRefInput } from '../client/generated/graphql.ts';
import { RenewLeasesDocument } from '../client/generated/graphql.ts';
import type { Endpoint } from '../client/request.ts';
import { RequestError, request } from '../client/request.ts';
import { AgentwireError } from '../errors.ts';
import { runKey } from './run-key.ts';

/** What one renewal may name. */
const MAX_RUNS = 500;
/** Renewals that are not answered by then are sent again. */
const ANSWERED_WITHIN_MS = 10_000;

export interface LeasesOptions {
  readonly endpoint: Endpoint;
  readonly writerId: string;
  /** Hears of renewals that are refused; they go on all the same. */
  readonly onError: (error: unknown) => void;
}

interface LeasedRun {
  readonly ref: RunRefInput;
  readonly onLost: (error: AgentwireError) => void;
}

/** Keeps the leases of a writer's runs renewed, all of them together. */
export class Leases {
  readonly #options: LeasesOptions;
  readonly #runs = new Map<string, LeasedRun>();
  /** Aborted when there is nothing left to renew. */
  #resting = new AbortController();

  constructor(options: LeasesOptions) {
    this.#options = options;
  }

  /** Renews the run's lease from now on, until it is lost or deleted. */
  add({ userId, runId }: RunRefInput, onLost: LeasedRun['onLost']): void {
    const isFirst = this.#runs.size === 0;
    this.#runs.set(runKey({ userId, runId }), { ref: { userId, runId }, onLost });
    if (!isFirst) return;
    this.#resting = new AbortController();
    this.#keep(this.#resting.signal);
  }

  delete(run: RunRefInput): void {
    if (this.#runs.delete(runKey(run)) && this.#runs.size === 0) this.#resting.abort();
  }

  /** Renews nothing more. */
  close(): void {
    this.#runs.clear();
    this.#resting.abort();
  }

  async #keep(resting: AbortSignal): Promise<void> {
    let leaseMs = Number.POSITIVE_INFINITY;
    let failures = 0;
    while (!resting.aborted) {
      try {
        leaseMs = await this.#renewAll(resting);
        failures = 0;
      } catch (error) {
        failures++;
        if (!resting.aborted && isRefusal(error)) this.#options.onError(error);
      }
      // A run that is added meanwhile has a whole lease from its first event on.
      const delayMs = failures > 0 ? Math.min(retryDelayMs(failures), leaseMs / 3) : leaseMs / 3;
      await wait(delayMs, resting);
    }
  }

  /** Resolves to for how long the leases are. */
  async #renewAll(resting: AbortSignal): Promise<number> {
    const { endpoint, writerId } = this.#options;
    const all = [...this.#runs.values()];
    let leaseMs = Number.POSITIVE_INFINITY;
    for (let at = 0; at < all.length; at += MAX_RUNS) {
      const runs = all.slice(at, at + MAX_RUNS).map(({ ref }) => ref);
      const inTime = AbortSignal.any([resting, AbortSignal.timeout(ANSWERED_WITHIN_MS)]);
      const { renewLeases } = await request(endpoint, RenewLeasesDocument, { writerId, runs }, inTime);
      ({ leaseMs } = renewLeases);
      for (const run of renewLeases.lost) this.#lose(run);
    }
    return leaseMs;
  }

  #lose(run: RunRefInput): void {
    const lost = this.#runs.get(runKey(run));
    this.delete(run);
    lost?.onLost(new AgentwireError('RUN_ENDED', 'The run has ended, or is another worker’s.'));
  }
}

const isRefusal = (error: unknown) => error instanceof RequestError && !error.retryable;
