import type { RunEvent } from './run-events.ts';
import { toggled } from './toggled.ts';

type EventType = RunEvent['type'];

interface EventFilterProps {
  readonly events: readonly RunEvent[];
  readonly hidden: ReadonlySet<EventType>;
  readonly onChange: (hidden: ReadonlySet<EventType>) => void;
}

/** A box for every type that there is, with how many there are. */
export function EventFilter({ events, hidden, onChange }: EventFilterProps) {
  const counts = countsOf(events);
  const toggle = (type: EventType) => onChange(toggled(hidden, type));
  return (
    <fieldset className="event-filter">
      <legend className="visually-hidden">Types of events to show</legend>
      {[...counts].map(([type, count]) => (
        <label key={type}>
          <input type="checkbox" checked={!hidden.has(type)} onChange={() => toggle(type)} />
          {type} <span className="muted">{count}</span>
        </label>
      ))}
    </fieldset>
  );
}

function countsOf(events: readonly RunEvent[]): ReadonlyMap<EventType, number> {
  const counts = new Map<EventType, number>();
  for (const { type } of events) counts.set(type, (counts.get(type) ?? 0) + 1);
  return counts;
}
