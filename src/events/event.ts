/**
 * The events of a run, as TypeScript types that mirror the schema: an instant is an RFC 3339 string in UTC with
 * milliseconds, an id a string, a duration a whole number of milliseconds.
 */

export type Json = unknown;

export type ThinkingKind = 'REASONING' | 'SUMMARY' | 'STATUS';
export type TextMode = 'APPEND' | 'REPLACE';
export type ToolStatus = 'SUCCEEDED' | 'FAILED' | 'DENIED' | 'CANCELLED' | 'UNKNOWN';
export type InputKind = 'TOOL_APPROVAL' | 'QUESTION' | 'CONFIRMATION' | 'AUTHORIZATION' | 'OTHER';
export type InputResolution = 'ANSWERED' | 'APPROVED' | 'DENIED' | 'EXPIRED' | 'ABANDONED';
export type FinishReason = 'STOP' | 'LENGTH' | 'CONTENT_FILTER' | 'HANDED_OFF' | 'OTHER';
export type CancelReason = 'USER' | 'SUPERSEDED' | 'PARENT_ENDED' | 'SHUTDOWN' | 'OTHER';
export type ResetReason = 'TRIMMED' | 'STREAM_REPLACED' | 'CURSOR_AHEAD';
export type AgentErrorCode =
  | 'MODEL_ERROR'
  | 'RATE_LIMITED'
  | 'CONTEXT_OVERFLOW'
  | 'MAX_STEPS'
  | 'BUDGET_EXCEEDED'
  | 'TIMEOUT'
  | 'TOOL_ERROR'
  | 'GUARDRAIL_BLOCKED'
  | 'INVALID_INPUT'
  | 'WORKER_LOST'
  | 'INTERNAL';

export interface AgentRef {
  readonly id?: string | null;
  readonly name: string;
}

export interface ToolError {
  readonly message: string;
  readonly code?: string | null;
  readonly retryable?: boolean | null;
}

export interface AgentError {
  readonly code: AgentErrorCode;
  readonly message: string;
  readonly retryable: boolean;
  readonly providerCode?: string | null;
}

export interface ModelUsage {
  readonly provider?: string | null;
  readonly model?: string | null;
  readonly inputTokens?: number | null;
  readonly outputTokens?: number | null;
  readonly totalTokens?: number | null;
  readonly reasoningTokens?: number | null;
  readonly cacheReadTokens?: number | null;
  readonly cacheWriteTokens?: number | null;
  readonly costMicrosUsd?: number | null;
}

/** What each type of event carries of its own. */
export interface EventBodies {
  AGENT_STARTED: {
    readonly parentToolCallId?: string | null;
    readonly model?: string | null;
    readonly input?: Json;
  };
  AGENT_THINKING: {
    readonly blockId: string;
    readonly thinkingKind: ThinkingKind;
    readonly mode: TextMode;
    readonly text: string;
    readonly final: boolean;
  };
  TOOL_EXECUTING: {
    readonly toolCallId: string;
    readonly toolName: string;
    readonly title?: string | null;
    readonly input?: Json;
  };
  TOOL_PROGRESS: {
    readonly toolCallId: string;
    readonly progress?: number | null;
    readonly total?: number | null;
    readonly message?: string | null;
    readonly partial?: Json;
  };
  TOOL_COMPLETED: {
    readonly toolCallId: string;
    readonly toolName: string;
    readonly status: ToolStatus;
    readonly output?: Json;
    readonly toolError?: ToolError | null;
    readonly durationMs?: number | null;
  };
  MESSAGE_DELTA: {
    readonly messageId: string;
    readonly mode: TextMode;
    readonly text: string;
    readonly final: boolean;
  };
  INPUT_REQUIRED: {
    readonly interruptId: string;
    readonly inputKind: InputKind;
    readonly prompt?: string | null;
    readonly forToolCallId?: string | null;
    readonly proposedInput?: Json;
    readonly responseSchema?: Json;
    readonly expiresAt?: string | null;
  };
  INPUT_RESOLVED: {
    readonly interruptId: string;
    readonly resolution: InputResolution;
    readonly response?: Json;
  };
  AGENT_COMPLETED: {
    readonly finishReason: FinishReason;
    readonly finalText?: string | null;
    readonly output?: Json;
    readonly usage: readonly ModelUsage[];
  };
  AGENT_FAILED: { readonly error: AgentError; readonly usage: readonly ModelUsage[] };
  AGENT_CANCELLED: { readonly reason: CancelReason; readonly usage: readonly ModelUsage[] };
}

export type EventType = keyof EventBodies;

/** How a type of event is called as a member of the union AgentEvent, and as a field of AgentEventInput. */
export const eventNames = {
  AGENT_STARTED: { typename: 'AgentStarted', member: 'agentStarted' },
  AGENT_THINKING: { typename: 'AgentThinking', member: 'agentThinking' },
  TOOL_EXECUTING: { typename: 'ToolExecuting', member: 'toolExecuting' },
  TOOL_PROGRESS: { typename: 'ToolProgress', member: 'toolProgress' },
  TOOL_COMPLETED: { typename: 'ToolCompleted', member: 'toolCompleted' },
  MESSAGE_DELTA: { typename: 'MessageDelta', member: 'messageDelta' },
  INPUT_REQUIRED: { typename: 'InputRequired', member: 'inputRequired' },
  INPUT_RESOLVED: { typename: 'InputResolved', member: 'inputResolved' },
  AGENT_COMPLETED: { typename: 'AgentCompleted', member: 'agentCompleted' },
  AGENT_FAILED: { typename: 'AgentFailed', member: 'agentFailed' },
  AGENT_CANCELLED: { typename: 'AgentCancelled', member: 'agentCancelled' },
} as const satisfies Record<EventType, { typename: string; member: string }>;

export const eventTypes = Object.keys(eventNames) as readonly EventType[];

/** What the server adds to some types when it delivers them. */
interface DeliveredExtras {
  AGENT_THINKING: { readonly firstSeq: number };
  MESSAGE_DELTA: { readonly firstSeq: number };
  AGENT_COMPLETED: { readonly durationMs: number | null };
  AGENT_FAILED: { readonly durationMs: number | null };
  AGENT_CANCELLED: { readonly durationMs: number | null };
}

/** What every event of a run carries. */
export interface RunEventBase {
  readonly id: string;
  readonly cursor: string;
  readonly seq: number;
  readonly occurredAt: string;
  readonly runId: string;
  readonly rootRunId: string;
  readonly parentRunId: string | null;
  readonly threadId: string;
  readonly agent: AgentRef;
}

/** A delivered event of the given type. */
export type EventOf<T extends EventType> = {
  [K in T]: RunEventBase &
    EventBodies[K] & {
      readonly type: K;
      readonly __typename: (typeof eventNames)[K]['typename'];
    } & (K extends keyof DeliveredExtras ? DeliveredExtras[K] : unknown);
}[T];

export type RunEvent = EventOf<EventType>;

export interface CaughtUp {
  readonly __typename: 'CaughtUp';
  readonly cursor: string;
  readonly replayed: number;
}

export interface StreamReset {
  readonly __typename: 'StreamReset';
  readonly cursor: string;
  readonly resetReason: ResetReason;
}

/** Everything that a subscription delivers. */
export type AgentEvent = RunEvent | CaughtUp | StreamReset;
