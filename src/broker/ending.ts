import { AgentwireError } from '../errors.ts';
import type { Channel } from '../events/channel.ts';
import { endingBatch, orphanBatch } from '../events/ending.ts';
import type { RunBatch } from '../events/run.ts';
import type { Broker, RunPlace } from './broker.ts';

/** How often it is looked for runs that are due. */
const REST_MS = 1_000;
/** Runs that are ended together. */
const STEP = 100;

/**
 * Ends runs that are due, until stopped: whose worker is lost, that no worker took, that were to stop. Every node does;
 * that a run ends once is the append's doing.
 */
export function keepEnding(
  broker: Broker,
  onError: (stage: string, error: unknown) => void,
  now: () => number = Date.now,
): () => void {
  let timer: NodeJS.Timeout;
  let isStopped = false;

  const later = (ms: number) => {
    if (!isStopped) timer = setTimeout(step, ms).unref();
  };
  const step = async () => {
    try {
      later((await endDueRuns(broker, now())) ? 0 : REST_MS);
    } catch (error) {
      onError('ending runs', error);
      later(REST_MS);
    }
  };
  later(REST_MS);
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}

/** Ends what is due by now, and the runs of sub-agents with it; resolves to whether there may be more. */
export async function endDueRuns(broker: Broker, now: number): Promise<boolean> {
  const due = await broker.dueRuns(now, STEP);
  for (const { channel, run } of due) {
    if (await end(broker, channel, endingBatch(run, now))) await endChildren(broker, channel, run.runId, now);
  }
  return due.length === STEP;
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
