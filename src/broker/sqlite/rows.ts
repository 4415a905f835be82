import type { Position } from '../../events/cursor.ts';
import { positionBehind, uncheckedPosition } from '../../events/cursor.ts';
import type { RunStatus } from '../../events/lifecycle.ts';
import type { Publication, PublicationType, RunHeader } from '../../events/publication.ts';
import type { RunCommands, RunRecord } from '../../events/run.ts';

/** A row of the table runs. */
export interface RunRow {
  readonly id: number;
  readonly run_id: string;
  readonly root_run_id: string;
  readonly parent_run_id: string | null;
  readonly ancestors: string;
  readonly thread_id: string;
  readonly agent_id: string | null;
  readonly agent_name: string;
  readonly status: RunStatus;
  readonly started_at: number;
  readonly ended_at: number | null;
  readonly last_seq: number;
  readonly last_event_at: number;
  readonly activity: string | null;
  readonly writer_id: string | null;
  readonly pending_inputs: string;
  readonly start_offset: number;
  readonly last_offset: number;
  readonly last_id: string;
  readonly due_at: number | null;
  readonly commands: string | null;
}

/** A row of the table publications. */
export interface PublicationRow {
  readonly offset: number;
  readonly run: number;
  readonly seq: number;
  readonly id: string;
  readonly type: PublicationType;
  readonly time: number;
  readonly body: string;
}

export function headerOfRow(row: RunRow): RunHeader {
  return {
    runId: row.run_id,
    rootRunId: row.root_run_id,
    parentRunId: row.parent_run_id,
    ancestors: JSON.parse(row.ancestors) as string[],
    threadId: row.thread_id,
    agent: { id: row.agent_id, name: row.agent_name },
    startedAt: row.started_at,
  };
}

export function recordOfRow(row: RunRow, epoch: string): RunRecord {
  return {
    ...headerOfRow(row),
    status: row.status,
    endedAt: row.ended_at,
    lastSeq: row.last_seq,
    lastEventAt: row.last_event_at,
    activity: row.activity,
    writerId: row.writer_id,
    pendingInputs: JSON.parse(row.pending_inputs) as string[],
    startOffset: row.start_offset,
    position: positionAt(epoch, row.last_offset, row.last_id),
    dueAt: row.due_at,
    commands: row.commands === null ? null : (JSON.parse(row.commands) as RunCommands),
  };
}

/** The position behind an offset, which is 0 in a channel where nothing was appended yet. */
export function positionAt(epoch: string, offset: number, id: string): Position {
  return offset === 0 ? uncheckedPosition(epoch, 0) : positionBehind({ epoch, offset, id });
}

export function publicationOfRow(row: PublicationRow, run: RunHeader, epoch: string): Publication {
  const { offset, seq, id, type, time, body } = row;
  return { epoch, offset, id, run, seq, type, time, body };
}
