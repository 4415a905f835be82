import { admit, headerOf } from '../events/admit.ts';
import type { Position } from '../events/cursor.ts';
import { positionBehind } from '../events/cursor.ts';
import type { RunProgress } from '../events/progress.ts';
import { progressBehind } from '../events/progress.ts';
import type { Publication, RunHeader } from '../events/publication.ts';
import type { NewEvent, RunBatch, RunCommands, RunRecord } from '../events/run.ts';
import { SERVER_WRITER } from '../events/run.ts';

/** What an append is about to store: where its publications go. */
export interface AppendPlan {
  readonly header: RunHeader;
  /** How many of the batch's first events are stored already, and stay as they are. */
  readonly duplicates: number;
  readonly firstSeq: number;
  /** Behind what. */
  readonly newest: Position;
}

/** Plans an append behind the channel's newest position. Throws as `admit` does. */
export function planAppend(
  run: RunRecord | null,
  parent: RunRecord | null,
  batch: RunBatch,
  newest: Position,
) {
  const { duplicates, events, firstSeq } = admit(run, parent, batch);
  const starts = run === null || run.status === 'QUEUED';
  const header = starts ? headerOf(batch.runId, batch.events[0] as NewEvent, parent, run) : headerIn(run);
  const plan: AppendPlan = {
    header,
    duplicates,
    firstSeq,
    newest,
  };
  return { plan, record: recordBehind(plan, run, batch, events) };
}

/** The publications that an append stores. */
export function publicationsOf(plan: AppendPlan, batch: RunBatch): Publication[] {
  const { header: run, duplicates, firstSeq, newest } = plan;
  return batch.events.slice(duplicates).map(({ id, type, time, body }, index) => ({
    epoch: newest.epoch,
    offset: newest.offset + 1 + index,
    id,
    run,
    seq: firstSeq + index,
    type,
    time,
    body,
  }));
}

/** The header alone: publications live long, and must not hold on to what their run was like when they came. */
function headerIn(record: RunRecord): RunHeader {
  const { runId, rootRunId, parentRunId, ancestors, threadId, agent, startedAt } = record;
  return { runId, rootRunId, parentRunId, ancestors, threadId, agent, startedAt };
}

/** The run's record behind the append; null where nothing is new. */
function recordBehind(plan: AppendPlan, run: RunRecord | null, batch: RunBatch, events: readonly NewEvent[]) {
  const last = events.at(-1);
  if (last === undefined) return null;
  const { epoch, offset: before } = plan.newest;
  const progress = progressBehind(run, events);
  return {
    ...plan.header,
    ...progress,
    writerId: batch.writerId === SERVER_WRITER ? SERVER_WRITER : (run?.writerId ?? batch.writerId),
    startOffset: run?.startOffset ?? before + 1,
    position: positionBehind({ epoch, offset: before + events.length, id: last.id }),
    dueAt: run === null ? null : dueBehind(run, progress, batch),
    commands: run === null ? null : commandsBehind(run, events),
  } satisfies RunRecord;
}

/** Every sign of life of its worker renews a lease, but for a run that is to stop: it has its time. */
function dueBehind({ dueAt, commands }: RunRecord, { endedAt }: RunProgress, { leaseUntil }: RunBatch) {
  if (dueAt === null || endedAt !== null) return null;
  return commands?.cancelledAt == null ? (leaseUntil ?? dueAt) : dueAt;
}

/** An input that is asked for again can be answered again. */
function commandsBehind({ commands }: RunRecord, events: readonly NewEvent[]): RunCommands | null {
  const asks = events.flatMap((event) => event.asks?.interruptId ?? []);
  if (commands === null || asks.length === 0) return commands;
  return { ...commands, answers: commands.answers.filter(({ interruptId }) => !asks.includes(interruptId)) };
}
