import type { Append, Delivery, History, Outcome, Reset, Seen, Stored } from './history.ts';

/** A history that can be spoilt. */
export interface Draft extends History {
  readonly appends: Append[];
  readonly observers: { readonly name: string; readonly userId: string; readonly saw: Seen[] }[];
  readonly log: Record<string, Stored[]>;
  readonly faults: number[];
}

export const newDraft = (): Draft => ({ appends: [], observers: [], log: {}, faults: [] });

export interface DraftBatch {
  readonly userId: string;
  readonly runId: string;
  readonly size: number;
  readonly outcome?: Outcome;
  /** Default: unless it was refused. */
  readonly isStored?: boolean;
}

/** A batch behind those of its run that are stored; each begins a millisecond behind the one before. */
export function append(draft: Draft, { userId, runId, size, outcome, isStored }: DraftBatch): void {
  const log = draft.log[userId] ?? [];
  draft.log[userId] = log;
  const stored = log.filter(({ text }) => text.startsWith(`${userId}/${runId}/`));
  const firstSeq = stored.length + 1;
  const invokedAt = draft.appends.length + 1;
  // Where nothing was stored, the same seq comes again, in another batch.
  const texts = Array.from({ length: size }, (_, i) => `${userId}/${runId}/${firstSeq + i}/${invokedAt}`);
  const { kind } = outcome ?? acknowledged;
  draft.appends.push({
    userId,
    runId,
    firstSeq,
    texts,
    invokedAt,
    settledAt: null,
    outcome: outcome ?? acknowledged,
  });
  if (isStored ?? kind !== 'refused')
    log.push(...texts.map((text) => ({ text, id: `id of ${text}`, cursor: `cursor of ${text}` })));
}

const acknowledged: Outcome = { kind: 'acknowledged' };

/** An observer that was given the whole log, but for what stands behind a StreamReset. */
export function observe(
  draft: Draft,
  userId: string,
  reset?: { readonly behind: number; readonly missing: number },
): void {
  const saw: Seen[] = (draft.log[userId] ?? []).map((stored, index) =>
    deliveryOf(stored, AFTER_APPENDS + index),
  );
  if (reset !== undefined) saw.splice(reset.behind, reset.missing, resetAt(AFTER_APPENDS + reset.behind));
  draft.observers.push({ name: `${userId} ${draft.observers.length}`, userId, saw });
}

/** Observers see everything later than that. */
const AFTER_APPENDS = 1_000_000;

export function deliveryOf({ text, id, cursor }: Stored, at = AFTER_APPENDS): Delivery {
  const [, runId = '', seq] = text.split('/');
  return { kind: 'delivery', text, id, cursor, runId, seq: Number(seq), at };
}

/** What the same event is called where it is stored another time. */
export const copyOf = ({ text, id, cursor }: Stored): Stored => ({
  text,
  id: `another ${id}`,
  cursor: `another ${cursor}`,
});

export const resetAt = (at: number): Reset => ({ kind: 'reset', reason: 'TRIMMED', at });
