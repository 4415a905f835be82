import type { ErrorCode } from '../errors.ts';
import { AgentwireError } from '../errors.ts';
import type { CommandType } from './command.ts';
import { isCommandType } from './command.ts';
import type { EventType } from './event.ts';

/** How far a run is, as far as appending to it is concerned. */
export type Stage = 'notStarted' | 'running' | 'ended';
/** What a publication does to its run. */
type Step = 'start' | 'go on' | 'end' | 'be all';

export type EndStatus = 'COMPLETED' | 'FAILED' | 'CANCELLED';
export type RunStatus = 'QUEUED' | 'RUNNING' | 'WAITING_FOR_INPUT' | EndStatus;

/** The first event starts a run, exactly one event ends it, and nothing follows. A command stands alone. */
const transitions: Record<Stage, Record<Step, Stage | ErrorCode>> = {
  notStarted: { start: 'running', 'go on': 'RUN_NOT_STARTED', end: 'RUN_NOT_STARTED', 'be all': 'ended' },
  running: {
    start: 'RUN_ALREADY_STARTED',
    'go on': 'running',
    end: 'ended',
    'be all': 'RUN_ALREADY_STARTED',
  },
  ended: {
    start: 'RUN_ALREADY_STARTED',
    'go on': 'RUN_ENDED',
    end: 'RUN_ENDED',
    'be all': 'RUN_ALREADY_STARTED',
  },
};

const endStatuses: Partial<Record<EventType, EndStatus>> = {
  AGENT_COMPLETED: 'COMPLETED',
  AGENT_FAILED: 'FAILED',
  AGENT_CANCELLED: 'CANCELLED',
};

/** The status that a publication ends its run with; null if it does not end it. */
export function endStatusOf(type: EventType | CommandType): EndStatus | null {
  return isCommandType(type) ? 'COMPLETED' : (endStatuses[type] ?? null);
}

/** The stage behind a publication, or the error that refuses it. */
export function stageBehind(stage: Stage, type: EventType | CommandType): Stage {
  const next = transitions[stage][stepOf(type)];
  if (isStage(next)) return next;
  throw new AgentwireError(next);
}

function stepOf(type: EventType | CommandType): Step {
  if (isCommandType(type)) return 'be all';
  if (type === 'AGENT_STARTED') return 'start';
  return endStatusOf(type) === null ? 'go on' : 'end';
}

const isStage = (next: Stage | ErrorCode): next is Stage => next in transitions;
