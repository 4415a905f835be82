import type { AgentEventInput } from '../client/generated/graphql.ts';
import type { EventType } from '../events/event.ts';
import { eventNames, eventTypes } from '../events/event.ts';
import type { ExactBatch } from '../publisher/publish.ts';
import { InputError } from './input-error.ts';
import { MAX_LINE_TEXT } from './lines.ts';

const MAX_BATCH_EVENTS = 100;
/** UTF-16 units of input per batch, well below what a request may have. */
const MAX_BATCH_TEXT = 512 * 1024;

/** A batch, and the lines of the input that it was made of. */
export interface LineBatch {
  readonly input: ExactBatch;
  readonly firstLine: number;
  readonly lastLine: number;
  /** UTF-16 units of input. */
  readonly text: number;
}

interface EventLine {
  readonly userId: string;
  readonly runId: string;
  readonly writerId: string | undefined;
  readonly seq: number;
  readonly event: AgentEventInput;
}

/**
 * Makes batches of JSON Lines, one event a line: the fields of the event's input type beside `type` (such as
 * tool_executing), `userId`, `runId` and, optionally, `seq` and `writerId`. Neighbouring events of one run share
 * a batch.
 *
 * Lines without seq are numbered 1, 2, 3 … per run, so that the same input always makes the same batches, and
 * publishing it again repeats nothing. Throws InputError, naming the line, before anything behind it is given out.
 */
export async function* batchesOf(lines: AsyncIterable<string>, source: string): AsyncGenerator<LineBatch> {
  const lastSeqs = new Map<string, number>();
  let open: OpenBatch | null = null;
  let number = 0;
  for await (const text of lines) {
    number++;
    if (text.length <= MAX_LINE_TEXT && text.trim() === '') continue;
    let line: EventLine;
    try {
      line = readLine(text, lastSeqs);
    } catch (error) {
      if (open !== null) yield close(open);
      throw new InputError(`${source}:${number}: ${(error as Error).message}`);
    }
    if (open !== null && !belongsTo(open, line, text)) {
      yield close(open);
      open = null;
    }
    open ??= { first: line, events: [], firstLine: number, lastLine: number, text: 0 };
    open.events.push(line.event);
    open.lastLine = number;
    open.text += text.length;
  }
  if (open !== null) yield close(open);
}

interface OpenBatch {
  readonly first: EventLine;
  readonly events: AgentEventInput[];
  readonly firstLine: number;
  lastLine: number;
  text: number;
}

function belongsTo({ first, events, text }: OpenBatch, line: EventLine, lineText: string): boolean {
  return (
    line.userId === first.userId &&
    line.runId === first.runId &&
    line.writerId === first.writerId &&
    line.seq === first.seq + events.length &&
    events.length < MAX_BATCH_EVENTS &&
    text + lineText.length <= MAX_BATCH_TEXT
  );
}

function close({ first, events, ...lines }: OpenBatch): LineBatch {
  const { userId, runId, writerId = null, seq } = first;
  return { input: { userId, runId, writerId, firstSeq: seq, events }, ...lines };
}

function readLine(text: string, lastSeqs: Map<string, number>): EventLine {
  const value = parseObject(text);
  const { type, userId, runId, writerId, seq: givenSeq, ...fields } = value;
  if (typeof userId !== 'string' || typeof runId !== 'string') {
    throw new Error('userId and runId must be there, and be strings.');
  }
  if (writerId !== undefined && typeof writerId !== 'string') throw new Error('writerId must be a string.');
  const run = JSON.stringify([userId, runId]);
  const seq = givenSeq ?? (lastSeqs.get(run) ?? 0) + 1;
  if (!Number.isInteger(seq) || (seq as number) < 1) throw new Error('seq must be a whole number from 1 on.');
  lastSeqs.set(run, seq as number);
  const event = { [eventNames[typeOf(type)].member]: fields } as unknown as AgentEventInput;
  return { userId, runId, writerId, seq: seq as number, event };
}

function parseObject(text: string): Record<string, unknown> {
  if (text.length > MAX_LINE_TEXT) throw new Error('this line is longer than any event can be.');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error('this is not JSON. Every line must be one JSON object.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error('this is not a JSON object.');
  return value as Record<string, unknown>;
}

function typeOf(type: unknown): EventType {
  const found = typeof type === 'string' && eventTypes.find((candidate) => candidate.toLowerCase() === type);
  if (found) return found;
  throw new Error(
    `type must be one of ${eventTypes.map((candidate) => candidate.toLowerCase()).join(', ')}.`,
  );
}
