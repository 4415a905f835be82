import type { RunEvent } from './run-events.ts';

type Typename = RunEvent['__typename'];
type EventOf<T extends Typename> = Extract<RunEvent, { readonly __typename: T }>;

/** What tells an event from others of its type. */
const summaries: { readonly [T in Typename]: (event: EventOf<T>) => string } = {
  AgentStarted: ({ agent }) => agent.name,
  AgentThinking: ({ text }) => text,
  ToolExecuting: ({ title, toolName }) => title ?? toolName,
  ToolProgress: ({ message, progress }) => message ?? String(progress ?? ''),
  ToolCompleted: ({ toolName, status }) => `${toolName} · ${status}`,
  MessageDelta: ({ text }) => text,
  InputRequired: ({ prompt, inputKind }) => prompt ?? inputKind,
  InputResolved: ({ resolution }) => resolution,
  AgentCompleted: ({ finishReason }) => finishReason,
  AgentFailed: ({ error }) => error.message,
  AgentCancelled: ({ reason }) => reason,
};

const MAX_SUMMARY = 200;

/** An event in a few words. */
export function summaryOf(event: RunEvent): string {
  const summary = (summaries[event.__typename] as (event: RunEvent) => string)(event);
  return summary.slice(0, MAX_SUMMARY);
}

/** The parts of events that the schema gives fields to: there Apollo asks for the type's name too. */
const parts = ['agent', 'error', 'toolError', 'usage'];

/** The event without what Apollo asks for beside it. A worker's own JSON is left as it is. */
export function plainEvent(event: RunEvent): Readonly<Record<string, unknown>> {
  const entries = Object.entries(event).map(([key, value]) => [
    key,
    parts.includes(key) ? withoutTypename(value) : value,
  ]);
  return Object.fromEntries(entries);
}

function withoutTypename(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutTypename);
  if (typeof value !== 'object' || value === null) return value;
  const { __typename, ...rest } = value as Record<string, unknown>;
  return rest;
}
