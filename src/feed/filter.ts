import type { EventType } from '../events/event.ts';
import { endStatusOf } from '../events/lifecycle.ts';
import type { Publication } from '../events/publication.ts';
import { eventTypeOf } from '../events/publication.ts';

/** Which publications a subscription asks for; null asks for all. */
export interface Filter {
  readonly types: ReadonlySet<EventType> | null;
  /** This run and its sub-agent runs. */
  readonly runId: string | null;
  readonly threadId: string | null;
}

export function matches({ types, runId, threadId }: Filter, publication: Publication): boolean {
  const { run } = publication;
  return (
    (types === null || types.has(eventTypeOf(publication))) &&
    (threadId === null || run.threadId === threadId) &&
    (runId === null || run.runId === runId || run.ancestors.includes(runId))
  );
}

/** Whether this publication ends the very run that the filter asks for. */
export function endsRunOf({ runId }: Filter, { type, run }: Publication): boolean {
  return runId !== null && run.runId === runId && endStatusOf(type) !== null;
}
