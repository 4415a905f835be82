import { memo } from 'react';
import { plainEvent, summaryOf } from './event-text.ts';
import { exactClock } from './exact.ts';
import { JsonBlock } from './json-block.tsx';
import type { RunEvent } from './run-events.ts';

interface EventRowProps {
  readonly event: RunEvent;
  readonly isExpanded: boolean;
  readonly onToggle: (id: string) => void;
}

/** One event: a line, and all of it when it is opened. */
export const EventRow = memo(function EventRow({ event, isExpanded, onToggle }: EventRowProps) {
  const { id, seq, type, occurredAt } = event;
  return (
    <>
      <button type="button" className="event-line" aria-expanded={isExpanded} onClick={() => onToggle(id)}>
        <span className="event-seq">{seq}</span>
        <time className="event-time" dateTime={occurredAt}>
          {exactClock(Date.parse(occurredAt))}
        </time>
        <span className="event-type">{type}</span>
        <bdi className="event-summary truncate">{summaryOf(event)}</bdi>
      </button>
      {isExpanded && <JsonBlock label={`Event ${seq}`} value={plainEvent(event)} />}
    </>
  );
});
