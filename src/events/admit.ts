import { AgentwireError } from '../errors.ts';
import type { Stage } from './lifecycle.ts';
import { stageBehind } from './lifecycle.ts';
import type { RunHeader } from './publication.ts';
import type { NewEvent, RunBatch, RunRecord } from './run.ts';
import { SERVER_WRITER } from './run.ts';

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
 * Throws RUN_HAS_ANOTHER_WRITER, OUT_OF_ORDER, PARENT_NOT_FOUND, BAD_USER_INPUT or what the lifecycle says, and then
 * nothing of the batch may be stored.
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
  if (run?.status === 'QUEUED') assertTakes(run, batch);
  assertLifecycle(run, parent, events);
  return { duplicates, events, firstSeq: lastSeq + 1 };
}

/** The run that a batch starts under, if it starts one; a broker looks it up before it admits the batch. */
export function parentOf(batch: RunBatch): string | null {
  return batch.events[0]?.start?.parentRunId ?? null;
}

/** A fence that leaving out the writerId gets around would be none. */
function assertWriter(run: RunRecord | null, batch: RunBatch): void {
  if (batch.dueBy !== undefined) {
    const isDue = batch.dueBy === null || (run !== null && run.dueAt !== null && run.dueAt <= batch.dueBy);
    if (!isDue) throw new AgentwireError('RUN_HAS_ANOTHER_WRITER', 'The run’s worker has been heard of.');
    return;
  }
  // What its worker did not know yet when it published: that must not pass for a repetition.
  if (run?.writerId === SERVER_WRITER) throw new AgentwireError('RUN_ENDED');
  if (run !== null && run.writerId !== null && run.writerId !== batch.writerId) {
    throw new AgentwireError('RUN_HAS_ANOTHER_WRITER');
  }
}

/** Whoever takes a run takes what was asked for, and under a name that keeps others out. */
function assertTakes(run: RunRecord, { writerId, events, dueBy }: RunBatch): void {
  if (dueBy !== undefined) return;
  if (run.commands?.cancelledAt != null) throw new AgentwireError('RUN_ENDED');
  const start = events[0]?.start;
  if (start === undefined) return;
  const isAsked =
    start.agent.name === run.agent.name &&
    start.parentRunId === null &&
    (start.threadId ?? run.threadId) === run.threadId;
  if (writerId === null || !isAsked) {
    throw new AgentwireError(
      'BAD_USER_INPUT',
      `This run was asked for: to take it needs a writerId, the agent “${run.agent.name}”, its threadId and no parent.`,
    );
  }
}

function assertLifecycle(run: RunRecord | null, parent: RunRecord | null, events: readonly NewEvent[]): void {
  let stage = stageOf(run);
  for (const { type, start } of events) {
    stage = stageBehind(stage, type);
    if (start !== undefined && start.parentRunId !== null) assertParent(parent, start.parentRunId);
  }
}

/** Under a run that has not begun, or that the server has ended, nobody works. */
function assertParent(parent: RunRecord | null, parentRunId: string): void {
  if (parent?.runId !== parentRunId || parent.status === 'QUEUED')
    throw new AgentwireError('PARENT_NOT_FOUND');
  if (parent.writerId === SERVER_WRITER) throw new AgentwireError('RUN_ENDED', 'The parent run has ended.');
}

function stageOf(run: RunRecord | null): Stage {
  if (run === null || run.status === 'QUEUED') return 'notStarted';
  return run.endedAt === null ? 'running' : 'ended';
}

/** What holds for all events of a run that begins with this event. `queued` is what was asked for before. */
export function headerOf(
  runId: string,
  first: NewEvent,
  parent: RunRecord | null,
  queued: RunRecord | null = null,
): RunHeader {
  const { start } = first;
  if (start === undefined) throw new TypeError('Only an agentStarted has a header.');
  return {
    runId,
    rootRunId: parent?.rootRunId ?? runId,
    parentRunId: start.parentRunId,
    ancestors: parent === null ? [] : [...parent.ancestors, parent.runId],
    threadId: start.threadId ?? queued?.threadId ?? parent?.threadId ?? runId,
    agent: { id: start.agent.id ?? null, name: start.agent.name },
    startedAt: first.time,
  };
}
