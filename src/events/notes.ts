import type { EventBodies, EventType } from './event.ts';
import type { NewEvent } from './run.ts';

/** What a run's record takes from an event's body. */
export type Notes = Pick<NewEvent, 'activity' | 'asks' | 'answers'>;

export function notesOf(type: EventType, body: object): Notes {
  return (notes[type] as (body: unknown) => Notes)(body);
}

const waitingFor: Record<EventBodies['INPUT_REQUIRED']['inputKind'], string> = {
  TOOL_APPROVAL: 'Waiting for approval',
  QUESTION: 'Waiting for an answer',
  CONFIRMATION: 'Waiting for confirmation',
  AUTHORIZATION: 'Waiting for authorization',
  OTHER: 'Waiting for input',
};

const notes: { readonly [T in EventType]: (body: EventBodies[T]) => Notes } = {
  AGENT_STARTED: () => ({ activity: 'Starting' }),
  AGENT_THINKING: () => ({ activity: 'Thinking' }),
  TOOL_EXECUTING: ({ title, toolName }) => ({ activity: inFewWords(title ?? toolName) }),
  TOOL_PROGRESS: ({ message }) => (message == null ? {} : { activity: inFewWords(message) }),
  TOOL_COMPLETED: () => ({ activity: 'Working' }),
  MESSAGE_DELTA: () => ({ activity: 'Answering' }),
  INPUT_REQUIRED: ({ inputKind, interruptId }) => ({
    activity: waitingFor[inputKind],
    asks: { interruptId },
  }),
  INPUT_RESOLVED: ({ interruptId }) => ({ activity: 'Working', answers: { interruptId } }),
  AGENT_COMPLETED: () => ({}),
  AGENT_FAILED: () => ({}),
  AGENT_CANCELLED: () => ({}),
};

const MAX_ACTIVITY_LENGTH = 200;

function inFewWords(text: string): string {
  return text.slice(0, MAX_ACTIVITY_LENGTH).toWellFormed().replaceAll('\0', ' ');
}
