import './event-list.css';
import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useMemo, useRef, useState } from 'react';
import { EventFilter } from './event-filter.tsx';
import { EventRow } from './event-row.tsx';
import type { RunEvent } from './run-events.ts';
import { ScrollBox } from './scroll-box.tsx';
import { toggled } from './toggled.ts';

type EventType = RunEvent['type'];

const ROW_HEIGHT = 34;
const OVERSCAN = 10;
/** No place is less than no pixels away from the end. */
const NEVER_AT_END = -1;

/** The run's own events as they were delivered, of which only those in sight are drawn. */
export const EventList = memo(function EventList({ events }: { readonly events: readonly RunEvent[] }) {
  const [hidden, setHidden] = useState<ReadonlySet<EventType>>(new Set());
  const shown = useMemo(() => events.filter(({ type }) => !hidden.has(type)), [events, hidden]);
  return (
    <section className="panel detail-section" aria-labelledby="detail-events">
      <h2 id="detail-events">
        Events <span className="detail-count">{events.length}</span>
      </h2>
      {events.length === 0 ? (
        <p className="muted">There are no events to show.</p>
      ) : (
        <>
          <EventFilter events={events} hidden={hidden} onChange={setHidden} />
          {shown.length === 0 ? (
            <p className="muted">No event is of these types.</p>
          ) : (
            <Rows events={shown} />
          )}
        </>
      )}
    </section>
  );
});

function Rows({ events }: { readonly events: readonly RunEvent[] }) {
  const scroller = useRef<HTMLDivElement>(null);
  const { expanded, toggle } = useExpanded();
  const virtualizer = useVirtualizer({
    count: events.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => events[index]?.id ?? index,
    overscan: OVERSCAN,
    // A reader who is at the end stays there while events come, but not where an event is open to be read.
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: expanded.size === 0 ? 1 : NEVER_AT_END,
  });
  return (
    <ScrollBox ref={scroller} className="events-scroller" label="List of events">
      <ol className="events" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, key, start }) => {
          const event = events[index];
          return (
            event && (
              <li
                key={key}
                ref={virtualizer.measureElement}
                className="event"
                data-index={index}
                aria-setsize={events.length}
                aria-posinset={index + 1}
                style={{ transform: `translateY(${start}px)` }}
              >
                <EventRow event={event} isExpanded={expanded.has(event.id)} onToggle={toggle} />
              </li>
            )
          );
        })}
      </ol>
    </ScrollBox>
  );
}

/** Which events are open is kept here: a row that is scrolled out of sight is gone. */
function useExpanded() {
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set());
  const [toggle] = useState(() => (id: string) => setExpanded((before) => toggled(before, id)));
  return { expanded, toggle };
}
