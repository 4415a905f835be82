import { admit, headerOf } from '../events/admit.ts';
import type { Position } from '../events/cursor.ts';
import { positionBehind } from '../events/cursor.ts';
import { progressBehind } from '../events/progress.ts';
import type { Publication, RunHeader } from '../events/publication.ts';
import type { NewEvent, RunBatch, RunRecord } from '../events/run.ts';

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
  const header = run === null ? headerOf(batch.runId, batch.events[0] as NewEvent, parent) : headerIn(run);
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
  return {
    ...plan.header,
    ...progressBehind(run, events),
    writerId: run?.writerId ?? batch.writerId,
    startOffset: run?.startOffset ?? before + 1,
    position: positionBehind({ epoch, offset: before + events.length, id: last.id }),
  } satisfies RunRecord;
}
