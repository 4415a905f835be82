import { AgentwireError } from '../errors.ts';
import type { Channel } from '../events/channel.ts';
import { endingBatch, orphanBatch } from '../events/ending.ts';
import type { RunBatch, RunRecord } from '../events/run.ts';
import { keepWorking } from './background.ts';
import type { Broker, DueRun, RunPlace } from './broker.ts';
import { inputOf } from './request.ts';

/** How often it is looked for runs that are due. */
const REST_MS = 1_000;
/** Runs that are looked at together. */
const STEP = 100;
/** Whoever has not looked for so long may have been away, and workers could not be heard. */
const AWAY_MS = 5_000;

export interface EndingOptions {
  /** How long leases are, in milliseconds: that long workers have to be heard of again after nobody could be. */
  readonly leaseMs: number;
  readonly onError: (stage: string, error: unknown) => void;
  readonly now?: () => number;
}

/**
 * Ends runs that are due, until stopped: whose worker is lost, that no worker took, that were to stop. Every node does;
 * that a run ends once is the append's doing. Behind its start, and behind whatever it could not look through, a node
 * leaves runs to their workers for as long as a lease lasts.
 */
export function keepEnding(broker: Broker, { leaseMs, onError, now = Date.now }: EndingOptions): () => void {
  let lookedAt = now();
  let patientUntil = lookedAt + leaseMs;
  const fail = (error: unknown) => {
    patientUntil = now() + leaseMs;
    onError('ending runs', error);
  };

  return keepWorking(async () => {
    const time = now();
    if (time - lookedAt > AWAY_MS) patientUntil = time + leaseMs;
    try {
      const hasMore = await endDueRuns(broker, time, { isPatient: time < patientUntil, onError: fail });
      return hasMore ? 0 : REST_MS;
    } catch (error) {
      fail(error);
      return REST_MS;
    } finally {
      lookedAt = now();
    }
  }, REST_MS);
}

export interface EndDueOptions {
  /** Whether runs that workers have taken are left to them. Default: not. */
  readonly isPatient?: boolean;
  /** Hears why a run could not be ended; the others are, all the same. */
  readonly onError?: (error: unknown) => void;
}

/** Ends what is due by now, and the runs of sub-agents with it; resolves to whether there may be more to end at once. */
export async function endDueRuns(
  broker: Broker,
  now: number,
  { isPatient = false, onError = () => {} }: EndDueOptions = {},
): Promise<boolean> {
  const due = await broker.dueRuns(now, STEP);
  let ended = 0;
  for (const { channel, run } of due) {
    if (isPatient && hasWorker(run)) continue;
    try {
      if (!(await end(broker, channel, await endOf(broker, { channel, run }, now)))) continue;
      ended++;
      await endChildren(broker, channel, run.runId, now);
    } catch (error) {
      onError(error);
    }
  }
  return due.length === STEP && ended > 0;
}

/** Whether it is for its worker to be heard of: one that was to stop has had its time. */
const hasWorker = ({ status, commands }: RunRecord) => status !== 'QUEUED' && commands?.cancelledAt == null;

/** The batch that ends a run that is due. */
async function endOf(broker: Broker, { channel, run }: DueRun, now: number): Promise<RunBatch> {
  return endingBatch(run, now, run.status === 'QUEUED' ? await inputOf(broker, channel, run) : null);
}

async function endChildren(
  broker: Broker,
  channel: Channel,
  parentRunId: string,
  now: number,
): Promise<void> {
  for (let behind: RunPlace | null = null; ; ) {
    const { runs, hasMore } = await broker.listRuns(channel, { limit: STEP, behind, parentRunId });
    for (const run of runs) {
      if (run.endedAt === null) await end(broker, channel, orphanBatch(run, now));
      await endChildren(broker, channel, run.runId, now);
    }
    if (!hasMore) return;
    behind = runs.at(-1) as RunPlace;
  }
}

/** Resolves to whether it is this node that has ended it: another one, or its worker, may have been quicker. */
async function end(broker: Broker, channel: Channel, batch: RunBatch): Promise<boolean> {
  try {
    await broker.append(channel, batch);
    return true;
  } catch (error) {
    if (error instanceof AgentwireError && error.code.startsWith('RUN_')) return false;
    throw error;
  }
}
