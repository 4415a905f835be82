import type { EventBodies } from './event.ts';
import type { Publication } from './publication.ts';

/** Text of a merged event, in UTF-16 units: what is merged so far is delivered before it would grow beyond. */
export const MAX_MERGED_TEXT = 16 * 1024;

type Delta = EventBodies['AGENT_THINKING'] | EventBodies['MESSAGE_DELTA'];

/** Neighbouring deltas of one text, on their way to become one event. */
export interface Merging {
  readonly last: Publication;
  readonly firstSeq: number;
  /** The last part's body with the text of all parts. */
  readonly body: Delta;
}

/** Takes a publication as the start of a merge; null if nothing can be appended to it. */
export function startMerging(publication: Publication): Merging | null {
  const body = deltaOf(publication);
  if (body === null || body.mode !== 'APPEND' || body.final) return null;
  return { last: publication, firstSeq: publication.seq, body };
}

/** Appends the next publication that the subscription delivers; null if it is not more of the same text. */
export function merge({ last, firstSeq, body }: Merging, next: Publication): Merging | null {
  if (body.final || last.type !== next.type || last.run.runId !== next.run.runId) return null;
  const more = deltaOf(next);
  if (more === null || more.mode !== 'APPEND' || textOf(more) !== textOf(body)) return null;
  const text = body.text + more.text;
  if (text.length > MAX_MERGED_TEXT) return null;
  return { last: next, firstSeq, body: { ...more, text } };
}

/** The merged event: id, seq, time and position are those of its last part. */
export function merged({ last, firstSeq, body }: Merging): Publication {
  return firstSeq === last.seq ? last : { ...last, firstSeq, body: JSON.stringify(body) };
}

function deltaOf(publication: Publication): Delta | null {
  const isDelta = publication.type === 'AGENT_THINKING' || publication.type === 'MESSAGE_DELTA';
  return isDelta ? (JSON.parse(publication.body) as Delta) : null;
}

/** Which text a delta belongs to. Reasoning and its summary are two texts, even within one block. */
function textOf(delta: Delta): string {
  return 'messageId' in delta ? delta.messageId : `${delta.thinkingKind} ${delta.blockId}`;
}
