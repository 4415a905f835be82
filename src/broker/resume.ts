import type { Position } from '../events/cursor.ts';
import { matchesCheck, uncheckedPosition } from '../events/cursor.ts';
import type { ResetReason } from '../events/event.ts';

/** What a channel has to say about a position. */
export interface ChannelEnds {
  readonly newest: Position;
  /** Offset of the oldest stored publication; one beyond the newest where none is stored. */
  readonly earliestOffset: number;
  /** The id of a stored publication, null where there is none. */
  idAt(offset: number): string | null;
}

export interface Resumption {
  readonly from: Position;
  readonly reset: ResetReason | null;
}

/**
 * Where reading goes on behind `after`.
 *
 * A reset leads to the first place behind which nothing is repeated: the oldest stored publication where older
 * ones were trimmed or the whole stream is another one, and the newest where the stream's own end was lost, since
 * nobody knows then how much of what is stored the reader has seen.
 */
export function resume(after: Position | 'earliest', ends: ChannelEnds): Resumption {
  const { newest } = ends;
  const beginning = uncheckedPosition(newest.epoch, ends.earliestOffset - 1);
  if (after === 'earliest') return { from: beginning, reset: null };
  if (after.epoch !== newest.epoch) return { from: beginning, reset: 'STREAM_REPLACED' };
  if (after.offset > newest.offset) return { from: newest, reset: 'CURSOR_AHEAD' };
  if (after.offset < beginning.offset) return { from: beginning, reset: 'TRIMMED' };
  const id = ends.idAt(after.offset);
  if (id !== null && !matchesCheck(after, id)) return { from: newest, reset: 'STREAM_REPLACED' };
  return { from: after, reset: null };
}
