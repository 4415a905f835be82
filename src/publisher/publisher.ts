import type { AgentEventInput } from '../client/generated/graphql.ts';
import { RequestError } from '../client/request.ts';
import { newRunId } from '../client/run-id.ts';
import { heardOtherwise } from './heard-otherwise.ts';
import { Leases } from './leases.ts';
import type { OutgoingOptions } from './outgoing.ts';
import { outgoingOf } from './outgoing.ts';
import type { Outgoing, OwnedRun } from './run-publisher.ts';
import { RunPublisher } from './run-publisher.ts';
import { after } from './timers.ts';
import { endsRun } from './waiting.ts';

export interface PublisherOptions extends OutgoingOptions {
  /** Who owns the runs, unless a run says otherwise. Default: a new one, which no other process has. */
  readonly writerId?: string;
  /** Hears of refused renewals of leases, which go on all the same. */
  readonly onLeaseError?: (error: unknown) => void;
}

export interface PublishedRunOptions {
  readonly userId: string;
  /** Default: a new one. */
  readonly runId?: string;
  /** Who owns the run. Give it, and the runId, to go on with the run after a restart. */
  readonly writerId?: string;
  /** seq of the first event that is published. Default: 1, the run's agentStarted. */
  readonly firstSeq?: number;
  /**
   * Ends the run with WORKER_LOST when this process is not heard of any more: its lease is renewed from its first
   * event on until its last is stored. Needs the scope `agentwire:work`. Default: false.
   */
  readonly keepLease?: boolean;
}

/** A run that this process publishes by itself. */
export interface PublishedRun {
  readonly userId: string;
  readonly runId: string;
  readonly writerId: string;
  /** Aborted once nothing more of the run can be published, with RequestError or AgentwireError as its reason. */
  readonly signal: AbortSignal;
  /** seq of the run's newest event, as the server said it last; before, the one before `firstSeq`. */
  readonly lastSeq: number;
  /**
   * Publishes an event behind those before it, as it is at the time of the call. Resolves once there is room for the
   * next, which may be before it is stored. Rejects with the signal's reason; with RUN_ENDED behind the run's end; and
   * with TypeError, without taking the event, if it is not JSON.
   */
  publish(event: AgentEventInput): Promise<void>;
  /** Resolves to `lastSeq` once everything that was published is stored. Rejects with the signal's reason. */
  flush(): Promise<number>;
}

/** Publishes runs, each in order and each event once, for as long as it takes. */
export interface Publisher {
  run(options: PublishedRunOptions): PublishedRun;
  /** Resolves once everything that was published is stored or refused; `flush` of a run tells which. */
  flush(): Promise<void>;
  /**
   * Takes nothing more, and flushes. What is not stored after `graceMs` (default: for ever) is given up. Leases are not
   * renewed any more.
   */
  close(options?: { readonly graceMs?: number }): Promise<void>;
}

/** A publisher to the API at `url`, such as `https://agents.example.com/graphql`. */
export function createPublisher(options: PublisherOptions): Publisher {
  const { writerId: ownWriterId = crypto.randomUUID(), onLeaseError = () => {} } = options;
  const outgoing = outgoingOf(options);
  const { endpoint, busy } = outgoing;
  const leasesByWriter = new Map<string, Leases>();
  let isClosed = false;

  const leasesOf = (writerId: string): Leases => {
    const leases = leasesByWriter.get(writerId) ?? new Leases({ endpoint, writerId, onError: onLeaseError });
    leasesByWriter.set(writerId, leases);
    return leases;
  };
  const flush = async () => {
    await Promise.allSettled([...busy].map((run) => run.flush()));
  };

  return {
    run({ userId, runId = newRunId(), writerId = ownWriterId, firstSeq = 1, keepLease = false }) {
      const run = { userId, runId, writerId };
      const publisher: RunPublisher = keepLease
        ? leasedRun(outgoing, run, firstSeq, leasesOf(writerId))
        : new RunPublisher(outgoing, run, { firstSeq });
      return {
        ...run,
        signal: publisher.signal,
        get lastSeq() {
          return publisher.lastSeq;
        },
        publish: (event) => heardOtherwise(isClosed ? refuse() : publisher.publish(event)),
        flush: () => publisher.flush(),
      };
    },
    flush,
    async close({ graceMs = Number.POSITIVE_INFINITY } = {}) {
      isClosed = true;
      const flushed = new AbortController();
      after(graceMs, flushed.signal, () => {
        for (const run of busy) run.fail(new RequestError(GIVEN_UP, { code: 'NETWORK', retryable: true }));
      });
      await flush();
      flushed.abort();
      for (const leases of leasesByWriter.values()) leases.close();
    },
  };
}

async function refuse(): Promise<never> {
  throw new TypeError('This publisher is closed.');
}

const GIVEN_UP = 'The publisher was closed before this was stored.';

/** A run whose lease is renewed from its first event on, until its last is stored. */
function leasedRun(outgoing: Outgoing, run: OwnedRun, firstSeq: number, leases: Leases): RunPublisher {
  let hasBegun = false;
  const publisher: RunPublisher = new RunPublisher(outgoing, run, {
    firstSeq,
    onStored(events) {
      if (events.some(endsRun)) leases.delete(run);
      else if (!hasBegun) leases.add(run, (error) => publisher.fail(error));
      hasBegun = true;
    },
  });
  publisher.signal.addEventListener('abort', () => leases.delete(run));
  return publisher;
}
