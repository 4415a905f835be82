import type { RunEvent } from '../../src/dashboard/run/run-events.ts';
import { eventOf } from '../../src/events/publication.ts';
import type { EventInput } from '../../src/events/validate.ts';
import { logOf } from '../support/events.ts';

/** The events of one run as the page gets them: numbered from 1, a second apart from noon on. */
export function eventsOf(inputs: readonly EventInput[], runId = 'run'): RunEvent[] {
  return logOf(inputs.map((input) => [runId, input])).map(eventOf) as RunEvent[];
}

/** The last of these events. */
export function lastOf(inputs: readonly EventInput[]): RunEvent {
  return eventsOf(inputs).at(-1) as RunEvent;
}

/** One event in place of several deltas of the same text, as coalescing makes it. */
export function merge(events: readonly RunEvent[]): RunEvent {
  const last = events.at(-1) as RunEvent & { text: string };
  const text = events.map((event) => (event as typeof last).text).join('');
  return { ...last, text, firstSeq: events[0]?.seq } as RunEvent;
}
