import type { ErrorCode } from '../errors.ts';
import { AgentwireError } from '../errors.ts';
import type { EventType } from './event.ts';

/** How far a run is, as far as appending to it is concerned. */
export type Stage = 'notStarted' | 'running' | 'ended';
/** What an event does to a run. */
type Step = 'start' | 'go on' | 'end';

export type EndStatus = 'COMPLETED' | 'FAILED' | 'CANCELLED';
export type RunStatus = 'RUNNING' | 'WAITING_FOR_INPUT' | EndStatus;

/** The first event starts a run, exactly one event ends it, and nothing follows. */
const transitions: Record<Stage, Record<Step, Stage | ErrorCode>> = {
  notStarted: { start: 'running', 'go on': 'RUN_NOT_STARTED', end: 'RUN_NOT_STARTED' },
  running: { start: 'RUN_ALREADY_STARTED', 'go on': 'running', end: 'ended' },
  ended: { start: 'RUN_ALREADY_STARTED', 'go on': 'RUN_ENDED', end: 'RUN_ENDED' },
};

const endStatuses: Partial<Record<EventType, EndStatus>> = {
  AGENT_COMPLETED: 'COMPLETED',
  AGENT_FAILED: 'FAILED',
  AGENT_CANCELLED: 'CANCELLED',
};

/** The status that an event ends its run with; null if it does not end it. */
export function endStatusOf(type: EventType): EndStatus | null {
  return endStatuses[type] ?? null;
}

/** The stage behind an event, or the error that refuses it. */
export function stageBehind(stage: Stage, type: EventType): Stage {
  const step = type === 'AGENT_STARTED' ? 'start' : endStatusOf(type) !== null ? 'end' : 'go on';
  const next = transitions[stage][step];
  if (isStage(next)) return next;
  throw new AgentwireError(next);
}

const isStage = (next: Stage | ErrorCode): next is Stage => next in transitions;
