import { AgentwireError } from '../errors.ts';
import type { Position } from './cursor.ts';
import type { GivenAnswer, RunCommands, RunRecord } from './run.ts';

/** What becomes of a run without an event: it is asked for, asked to stop, answered, or its worker shows that it lives. */
export type RunChange =
  | {
      readonly kind: 'request';
      readonly agentName: string;
      readonly threadId: string;
      readonly digest: string;
      readonly requestedAt: number;
      readonly dueAt: number;
    }
  | { readonly kind: 'cancel'; readonly requestedAt: number; readonly dueAt: number }
  | ({ readonly kind: 'answer' } & GivenAnswer)
  | { readonly kind: 'renew'; readonly writerId: string; readonly leaseUntil: number };

type Change<Kind> = Extract<RunChange, { readonly kind: Kind }>;

/** Answers of a run that are remembered beyond those that its worker has not confirmed yet. */
const MAX_CONFIRMED = 50;

const nothingAsked: RunCommands = { request: null, cancelledAt: null, answers: [] };

/**
 * The run behind a change; the same object if the change was made before. `newest` is where its channel ends. Throws
 * RUN_NOT_FOUND, RUN_ENDED, RUN_NOT_STARTED, RUN_ALREADY_STARTED, RUN_HAS_ANOTHER_WRITER or INPUT_NOT_PENDING, and then
 * nothing may be stored.
 */
export function changed(
  run: RunRecord | null,
  runId: string,
  change: RunChange,
  newest: Position,
): RunRecord {
  if (change.kind === 'request') return requested(run, runId, change, newest);
  if (run === null) throw new AgentwireError('RUN_NOT_FOUND');
  if (change.kind === 'cancel') return cancelled(run, change);
  if (change.kind === 'answer') return answered(run, change);
  return renewed(run, change);
}

function requested(
  run: RunRecord | null,
  runId: string,
  { agentName, threadId, digest, requestedAt, dueAt }: Change<'request'>,
  newest: Position,
): RunRecord {
  if (run !== null) {
    if (run.commands?.request?.digest === digest) return run;
    throw new AgentwireError(
      'RUN_ALREADY_STARTED',
      'There is another run with this id. Choose another runId.',
    );
  }
  return {
    runId,
    rootRunId: runId,
    parentRunId: null,
    ancestors: [],
    threadId,
    agent: { id: null, name: agentName },
    startedAt: requestedAt,
    status: 'QUEUED',
    endedAt: null,
    lastSeq: 0,
    lastEventAt: requestedAt,
    activity: 'Waiting for a worker',
    writerId: null,
    pendingInputs: [],
    startOffset: newest.offset + 1,
    position: newest,
    dueAt,
    commands: { ...nothingAsked, request: { requestedAt, digest } },
  };
}

/** One that no worker has is due at once. */
function cancelled(run: RunRecord, { requestedAt, dueAt }: Change<'cancel'>): RunRecord {
  const { commands } = run;
  if (run.status === 'CANCELLED' || (run.endedAt === null && commands?.cancelledAt != null)) return run;
  assertNotEnded(run);
  return {
    ...run,
    dueAt: run.status === 'QUEUED' ? requestedAt : dueAt,
    commands: { ...(commands ?? nothingAsked), cancelledAt: requestedAt },
  };
}

function answered(run: RunRecord, { interruptId, requestedAt, digest }: Change<'answer'>): RunRecord {
  const { answers } = run.commands ?? nothingAsked;
  const given = answers.findLast((answer) => answer.interruptId === interruptId);
  if (given?.digest === digest) return run;
  assertNotEnded(run);
  if (given !== undefined) {
    throw new AgentwireError('INPUT_NOT_PENDING', 'This input was answered before, with another answer.');
  }
  if (!run.pendingInputs.includes(interruptId)) throw new AgentwireError('INPUT_NOT_PENDING');
  return {
    ...run,
    commands: {
      ...(run.commands ?? nothingAsked),
      answers: [...remembered(answers, run.pendingInputs), { interruptId, requestedAt, digest }],
    },
  };
}

/** An answer whose input still waits is what keeps others out. */
function remembered(answers: readonly GivenAnswer[], pending: readonly string[]): readonly GivenAnswer[] {
  const confirmed = answers.filter(({ interruptId }) => !pending.includes(interruptId));
  const forgotten = new Set(confirmed.slice(0, -MAX_CONFIRMED));
  return answers.filter((answer) => !forgotten.has(answer));
}

/** A run that is to stop has its time, and gets no more of it. */
function renewed(run: RunRecord, { writerId, leaseUntil }: Change<'renew'>): RunRecord {
  assertNotEnded(run);
  if (run.status === 'QUEUED') throw new AgentwireError('RUN_NOT_STARTED');
  if (run.writerId !== writerId) throw new AgentwireError('RUN_HAS_ANOTHER_WRITER');
  return run.commands?.cancelledAt == null ? { ...run, dueAt: leaseUntil } : run;
}

function assertNotEnded(run: RunRecord): void {
  if (run.endedAt !== null) throw new AgentwireError('RUN_ENDED');
}
