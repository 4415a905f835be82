import type { Position } from '../../events/cursor.ts';
import { positionBehind, uncheckedPosition } from '../../events/cursor.ts';
import type { Publication, PublicationType, RunHeader } from '../../events/publication.ts';
import type { NewEvent } from '../../events/run.ts';
import type { AppendPlan } from '../plan.ts';

/** UTF-16 units of an announcement that has its events with it; of more, it only says that there is something. */
const MAX_TEXT = 64 * 1024;

/** What goes to those who watch: `[run, seq of the first, [id, type, time, body] of each]`; empty if it is too much. */
type Announced = readonly [
  run: RunHeader,
  firstSeq: number,
  events: readonly (readonly [id: string, type: PublicationType, time: number, body: string])[],
];

/** The announcement of what an append stores. The script writes before it where that came to stand. */
export function announcementOf({ header, firstSeq }: AppendPlan, events: readonly NewEvent[]): string {
  const announced: Announced = [
    header,
    firstSeq,
    events.map(({ id, type, time, body }) => [id, type, time, body]),
  ];
  const text = JSON.stringify(announced);
  return text.length > MAX_TEXT ? '' : text;
}

/** What a message says: publications, and the position that the first of them is behind. Null where it has none. */
export function publicationsIn(
  message: string,
): { publications: readonly Publication[]; behind: Position } | null {
  const end = message.indexOf('\n');
  const [epoch, first, previousId] = message.slice(0, end).split(' ') as [string, string, string];
  if (end === message.length - 1) return null;
  const [run, firstSeq, events] = JSON.parse(message.slice(end + 1)) as Announced;
  const firstOffset = Number(first);
  const publications = events.map(([id, type, time, body], index) => ({
    epoch,
    offset: firstOffset + index,
    id,
    run,
    seq: firstSeq + index,
    type,
    time,
    body,
  }));
  const behind =
    firstOffset === 1
      ? uncheckedPosition(epoch, 0)
      : positionBehind({ epoch, offset: firstOffset - 1, id: previousId });
  return { publications, behind };
}
