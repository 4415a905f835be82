import type { ListEvent, ListedRun } from '../../src/dashboard/data/listed-run.ts';
import { eventOf } from '../../src/events/publication.ts';
import type { EventInput } from '../../src/events/validate.ts';
import { logOf } from '../support/events.ts';

/** A run of the list that nothing was said about. */
export function someRun(fields: Partial<ListedRun> = {}): ListedRun {
  return {
    id: 'run',
    rootRunId: 'run',
    parentRunId: null,
    threadId: 'run',
    agent: { id: null, name: 'coder' },
    status: 'RUNNING',
    startedAt: '2026-01-01T12:00:00.000Z',
    endedAt: null,
    durationMs: null,
    lastSeq: 1,
    lastEventAt: '2026-01-01T12:00:00.000Z',
    activity: 'Starting',
    pendingInputs: [],
    ...fields,
  };
}

/** These events as the list gets them, a second apart from noon on. */
export function listEvents(
  ...entries: readonly (readonly [runId: string, event: EventInput])[]
): ListEvent[] {
  return logOf(entries).map((publication) => ({
    ...(eventOf(publication) as unknown as ListEvent),
    runId: publication.run.runId,
  }));
}
