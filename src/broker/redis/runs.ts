import type { Position } from '../../events/cursor.ts';
import { positionBehind, uncheckedPosition } from '../../events/cursor.ts';
import type { Publication, PublicationType, RunHeader } from '../../events/publication.ts';
import type { RunRecord } from '../../events/run.ts';

/** A run as it is stored: see `format_run` in index.lua. */
export interface StoredRun {
  readonly record: RunRecord;
  /** Another one with every append and every change: the id of its last event, and what comes behind it. */
  readonly mark: string;
}

/** The JSON text of a record: without what the append knows only when it numbers. */
export function textOf(record: Omit<RunRecord, 'startOffset' | 'position'>): string {
  return JSON.stringify({ ...record, startOffset: undefined, position: undefined });
}

/** What was not kept of a run in earlier versions. */
const unaskedRun = { dueAt: null, commands: null };

const SHAPE = /^(\d+) \d+ (\d+) \d+ (\S+) \S+ (.*)$/s;

/** Reads what a script or the hash of runs gave; null where there is no run. */
export function storedRunOf(text: string | null, epoch: string): StoredRun | null {
  if (text === null || text === '') return null;
  const [, start, last, mark, json] = SHAPE.exec(text) as unknown as [string, string, string, string, string];
  const offset = Number(last);
  const position = offset === 0 ? uncheckedPosition(epoch, 0) : positionBehind({ epoch, offset, id: mark });
  return { mark, record: { ...unaskedRun, ...JSON.parse(json), startOffset: Number(start), position } };
}

/** The part of a record that its publications share: they live long, and must not hold on to the rest. */
export function headerOf({
  runId,
  rootRunId,
  parentRunId,
  ancestors,
  threadId,
  agent,
  startedAt,
}: RunRecord) {
  return { runId, rootRunId, parentRunId, ancestors, threadId, agent, startedAt } satisfies RunHeader;
}

/** A stream's entry: its id, and names and values by turns. */
export type Entry = readonly [id: string, fields: readonly string[]];

export function publicationOf([entryId, fields]: Entry, epoch: string, run: RunHeader): Publication {
  const [, , , seq, , id, , type, , time, , body] = fields as string[];
  return {
    epoch,
    offset: Number.parseInt(entryId, 10),
    id: id as string,
    run,
    seq: Number(seq),
    type: type as PublicationType,
    time: Number(time),
    body: body as string,
  };
}

/** The run that an entry belongs to. */
export const runIdOf = ([, fields]: Entry): string => fields[1] as string;

/** What stands under the empty run id: the channel's newest position and the id there; null where nothing was stored. */
export function newestOf(head: string, epoch: string): { position: Position; id: string } | null {
  const [offset, id] = head.split(' ');
  if (offset === undefined || id === undefined) return null;
  return { position: positionBehind({ epoch, offset: Number(offset), id }), id };
}
