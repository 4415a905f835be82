import { AgentwireError } from '../errors.ts';
import type { Stage } from './lifecycle.ts';
import { stageBehind } from './lifecycle.ts';
import type { RunHeader } from './publication.ts';
import type { NewEvent, RunBatch, RunRecord } from './run.ts';

/** What a batch adds to a channel, once it was found to be in order. */
export interface Admitted {
  /** How many of the batch's first events are stored already. */
  readonly duplicates: number;
  /** What is to be stored, in order; empty if all of it is stored already. */
  readonly events: readonly NewEvent[];
  /** seq of events[0]. */
  readonly firstSeq: number;
}

/**
 * Decides what of a batch is to be appended to its run: `run` is the run as it is stored, `parent` the run that
 * the batch's agentStarted names, both null where there is none.
 *
 * Throws RUN_HAS_ANOTHER_WRITER, OUT_OF_ORDER, PARENT_NOT_FOUND or what the lifecycle says, and then nothing of
 * the batch may be stored.
 */
export function admit(run: RunRecord | null, parent: RunRecord | null, batch: RunBatch): Admitted {
  assertWriter(run, batch);
  const lastSeq = run?.lastSeq ?? 0;
  const firstSeq = batch.firstSeq ?? lastSeq + 1;
  if (firstSeq > lastSeq + 1) {
    throw new AgentwireError('OUT_OF_ORDER', undefined, { expectedSeq: lastSeq + 1 });
  }
  const duplicates = Math.min(batch.events.length, lastSeq + 1 - firstSeq);
  const events = batch.events.slice(duplicates);
  assertLifecycle(run, parent, events);
  return { duplicates, events, firstSeq: lastSeq + 1 };
}

/** The run that a batch starts under, if it starts one; a broker looks it up before it admits the batch. */
export function parentOf(batch: RunBatch): string | null {
  return batch.events[0]?.start?.parentRunId ?? null;
}

/** A fence that leaving out the writerId gets around would be none. */
function assertWriter(run: RunRecord | null, batch: RunBatch): void {
  if (run !== null && run.writerId !== null && run.writerId !== batch.writerId) {
    throw new AgentwireError('RUN_HAS_ANOTHER_WRITER');
  }
}

function assertLifecycle(run: RunRecord | null, parent: RunRecord | null, events: readonly NewEvent[]): void {
  let stage: Stage = run === null ? 'notStarted' : run.endedAt === null ? 'running' : 'ended';
  for (const { type, start } of events) {
    stage = stageBehind(stage, type);
    if (start !== undefined && start.parentRunId !== null && start.parentRunId !== parent?.runId) {
      throw new AgentwireError('PARENT_NOT_FOUND');
    }
  }
}

/** What holds for all events of a run that begins with this event. */
export function headerOf(runId: string, first: NewEvent, parent: RunRecord | null): RunHeader {
  const { start } = first;
  if (start === undefined) throw new TypeError('Only an agentStarted has a header.');
  return {
    runId,
    rootRunId: parent?.rootRunId ?? runId,
    parentRunId: start.parentRunId,
    ancestors: parent === null ? [] : [...parent.ancestors, parent.runId],
    threadId: start.threadId ?? parent?.threadId ?? runId,
    agent: { id: start.agent.id ?? null, name: start.agent.name },
    startedAt: first.time,
  };
}
