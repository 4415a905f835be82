import type { RunEvent } from './event.ts';
import { endStatusOf } from './lifecycle.ts';
import { notesOf } from './notes.ts';
import type { NewEvent, RunRecord } from './run.ts';

/** As much of an event as moves a run on. */
export type Step = Pick<NewEvent, 'type' | 'time' | 'activity' | 'asks' | 'answers'>;

/** The step that a delivered event is. */
export function stepOf(event: RunEvent): Step {
  return { type: event.type, time: Date.parse(event.occurredAt), ...notesOf(event.type, event) };
}

/** The part of a run's record that its events change. */
export type RunProgress = Pick<
  RunRecord,
  'status' | 'endedAt' | 'lastSeq' | 'lastEventAt' | 'activity' | 'pendingInputs'
>;

const unstarted: RunProgress = {
  status: 'RUNNING',
  endedAt: null,
  lastSeq: 0,
  lastEventAt: 0,
  activity: null,
  pendingInputs: [],
};

/** The run's progress behind the given events in the order of their seq, each once. */
export function progressBehind(run: RunProgress | null, events: readonly Step[]): RunProgress {
  return events.reduce(progressBehindEvent, run ?? unstarted);
}

function progressBehindEvent(before: RunProgress, event: Step): RunProgress {
  const end = endStatusOf(event.type);
  const pendingInputs = end === null ? pendingBehind(before.pendingInputs, event) : [];
  // Whatever else goes on, somebody is waited for.
  const stillWaits = pendingInputs.length > 0 && event.asks === undefined;
  return {
    status: end ?? (pendingInputs.length > 0 ? 'WAITING_FOR_INPUT' : 'RUNNING'),
    endedAt: end === null ? null : event.time,
    lastSeq: before.lastSeq + 1,
    lastEventAt: event.time,
    activity: end !== null ? null : stillWaits ? before.activity : (event.activity ?? before.activity),
    pendingInputs,
  };
}

function pendingBehind(pending: readonly string[], { asks, answers }: Step): readonly string[] {
  const meant = asks ?? answers;
  const others = pending.filter((interruptId) => interruptId !== meant?.interruptId);
  return asks === undefined ? others : [...others, asks.interruptId];
}
