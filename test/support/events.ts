import { headerOf } from '../../src/events/admit.ts';
import type { RunDetail } from '../../src/events/fold.ts';
import { emptyDetail, fold } from '../../src/events/fold.ts';
import type { Publication } from '../../src/events/publication.ts';
import { eventOf } from '../../src/events/publication.ts';
import type { NewEvent, RunBatch } from '../../src/events/run.ts';
import type { BatchInput, EventInput } from '../../src/events/validate.ts';
import { validateBatch } from '../../src/events/validate.ts';

/** When things happen in tests that do not care. */
export const NOON = Date.parse('2026-01-01T12:00:00.000Z');

type Fields = Readonly<Record<string, unknown>>;

/** Events as a publisher gives them, with what the schema defaults to filled in. */
export const started = (fields: Fields = {}): EventInput => ({
  agentStarted: { agent: { name: 'coder' }, ...fields },
});
export const thinking = (text: string, fields: Fields = {}): EventInput => ({
  agentThinking: {
    blockId: 'block',
    thinkingKind: 'REASONING',
    mode: 'APPEND',
    text,
    final: false,
    ...fields,
  },
});
export const executing = (toolCallId: string, fields: Fields = {}): EventInput => ({
  toolExecuting: { toolCallId, toolName: 'search', ...fields },
});
export const progress = (toolCallId: string, fields: Fields = {}): EventInput => ({
  toolProgress: { toolCallId, ...fields },
});
export const done = (toolCallId: string, fields: Fields = {}): EventInput => ({
  toolCompleted: { toolCallId, toolName: 'search', status: 'SUCCEEDED', ...fields },
});
export const delta = (text: string, fields: Fields = {}): EventInput => ({
  messageDelta: { messageId: 'message', mode: 'APPEND', text, final: false, ...fields },
});
export const asked = (interruptId: string, fields: Fields = {}): EventInput => ({
  inputRequired: { interruptId, inputKind: 'QUESTION', ...fields },
});
export const answered = (interruptId: string, fields: Fields = {}): EventInput => ({
  inputResolved: { interruptId, resolution: 'ANSWERED', ...fields },
});
export const completed = (fields: Fields = {}): EventInput => ({
  agentCompleted: { finishReason: 'STOP', usage: [], ...fields },
});
export const failed = (fields: Fields = {}): EventInput => ({
  agentFailed: {
    error: { code: 'MODEL_ERROR', message: 'It failed.', retryable: false },
    usage: [],
    ...fields,
  },
});
export const cancelled = (fields: Fields = {}): EventInput => ({
  agentCancelled: { reason: 'USER', usage: [], ...fields },
});

/** As many deltas as asked for, each with a text of its own. */
export const deltas = (count: number): EventInput[] =>
  Array.from({ length: count }, (_, index) => delta(`text ${index}`));

export interface BatchOptions extends Omit<BatchInput, 'runId' | 'events'> {
  /** When events without `occurredAt` happened. */
  readonly now?: number;
}

/** A batch as a broker takes it, made the way the product makes it. */
export function batchOf(
  runId: string,
  events: readonly EventInput[],
  { now = NOON, ...rest }: BatchOptions = {},
): RunBatch {
  return validateBatch({ runId, events, ...rest }, now);
}

/** One event as a broker takes it. */
export function newEvent(event: EventInput, now = NOON): NewEvent {
  return batchOf('run', [event], { now }).events[0] as NewEvent;
}

/**
 * The publications of a channel to which the given events were appended, one after the other. Runs need no start
 * here; time goes on by a second an event.
 */
export function logOf(entries: readonly (readonly [runId: string, event: EventInput])[]): Publication[] {
  const lastSeqs = new Map<string, number>();
  return entries.map(([runId, input], index) => {
    const { id, type, time, body } = newEvent(input, NOON + index * 1000);
    const seq = (lastSeqs.get(runId) ?? 0) + 1;
    lastSeqs.set(runId, seq);
    const run = headerOf(runId, newEvent(started()), null);
    return { epoch: '0epoch00', offset: index + 1, id, run, seq, type, time, body };
  });
}

/** What the given events of one run add up to. */
export function detailOf(events: readonly EventInput[]): RunDetail {
  return foldAll(logOf(events.map((event) => ['run', event])));
}

export function foldAll(publications: readonly Publication[]): RunDetail {
  return publications.map(eventOf).reduce(fold, emptyDetail);
}
