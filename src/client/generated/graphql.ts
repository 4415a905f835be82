/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** The run was stopped. The server computes its duration from the start. */
export type AgentCancelledInput = {
  /** When it happened. Defaults to the server's clock. */
  readonly occurredAt?: string | null | undefined;
  /** Why it was stopped. */
  readonly reason?: CancelReason;
  /** What the run used, by model. */
  readonly usage?: ReadonlyArray<ModelUsageInput>;
};

/** The run ended with a result. The server computes its duration from the start. */
export type AgentCompletedInput = {
  /** The answer as text. */
  readonly finalText?: string | null | undefined;
  /** Why the agent stopped. */
  readonly finishReason?: FinishReason;
  /** When it happened. Defaults to the server's clock. */
  readonly occurredAt?: string | null | undefined;
  /** The answer as data. */
  readonly output?: unknown;
  /** What the run used, by model. */
  readonly usage?: ReadonlyArray<ModelUsageInput>;
};

/** Why a run failed. */
export type AgentErrorCode =
  /** The run used up its budget. */
  | 'BUDGET_EXCEEDED'
  /** The conversation no longer fits the model's context. */
  | 'CONTEXT_OVERFLOW'
  /** A guardrail stopped the run. */
  | 'GUARDRAIL_BLOCKED'
  /** Anything else inside the worker. */
  | 'INTERNAL'
  /** The run was given an input it cannot work on. */
  | 'INVALID_INPUT'
  /** The agent used up its steps. */
  | 'MAX_STEPS'
  /** The model or its provider failed. */
  | 'MODEL_ERROR'
  /** The model's provider refused more requests for now. */
  | 'RATE_LIMITED'
  /** The run took too long. */
  | 'TIMEOUT'
  /** A tool failed and the agent could not go on. */
  | 'TOOL_ERROR'
  /** The worker was lost. */
  | 'WORKER_LOST';

/** Why a run failed. */
export type AgentErrorInput = {
  /** What went wrong, for programs. */
  readonly code: AgentErrorCode;
  /** What went wrong, for people. */
  readonly message: string;
  /** The model provider's own error code. */
  readonly providerCode?: string | null | undefined;
  /** Whether the same run can succeed later. */
  readonly retryable?: boolean;
};

/** One event: exactly one of these fields. Its body is up to 256 KiB of JSON. */
export type AgentEventInput =
  {   /** The run was stopped. */
  readonly agentCancelled: AgentCancelledInput; readonly agentCompleted?: never; readonly agentFailed?: never; readonly agentStarted?: never; readonly agentThinking?: never; readonly inputRequired?: never; readonly inputResolved?: never; readonly messageDelta?: never; readonly toolCompleted?: never; readonly toolExecuting?: never; readonly toolProgress?: never; }
  |  { readonly agentCancelled?: never;   /** The run ended with a result. */
  readonly agentCompleted: AgentCompletedInput; readonly agentFailed?: never; readonly agentStarted?: never; readonly agentThinking?: never; readonly inputRequired?: never; readonly inputResolved?: never; readonly messageDelta?: never; readonly toolCompleted?: never; readonly toolExecuting?: never; readonly toolProgress?: never; }
  |  { readonly agentCancelled?: never; readonly agentCompleted?: never;   /** The run ended with an error. */
  readonly agentFailed: AgentFailedInput; readonly agentStarted?: never; readonly agentThinking?: never; readonly inputRequired?: never; readonly inputResolved?: never; readonly messageDelta?: never; readonly toolCompleted?: never; readonly toolExecuting?: never; readonly toolProgress?: never; }
  |  { readonly agentCancelled?: never; readonly agentCompleted?: never; readonly agentFailed?: never;   /** The run begins. Has to be its first event. */
  readonly agentStarted: AgentStartedInput; readonly agentThinking?: never; readonly inputRequired?: never; readonly inputResolved?: never; readonly messageDelta?: never; readonly toolCompleted?: never; readonly toolExecuting?: never; readonly toolProgress?: never; }
  |  { readonly agentCancelled?: never; readonly agentCompleted?: never; readonly agentFailed?: never; readonly agentStarted?: never;   /** A piece of the agent's thinking. */
  readonly agentThinking: AgentThinkingInput; readonly inputRequired?: never; readonly inputResolved?: never; readonly messageDelta?: never; readonly toolCompleted?: never; readonly toolExecuting?: never; readonly toolProgress?: never; }
  |  { readonly agentCancelled?: never; readonly agentCompleted?: never; readonly agentFailed?: never; readonly agentStarted?: never; readonly agentThinking?: never;   /** The run waits for a person. */
  readonly inputRequired: InputRequiredInput; readonly inputResolved?: never; readonly messageDelta?: never; readonly toolCompleted?: never; readonly toolExecuting?: never; readonly toolProgress?: never; }
  |  { readonly agentCancelled?: never; readonly agentCompleted?: never; readonly agentFailed?: never; readonly agentStarted?: never; readonly agentThinking?: never; readonly inputRequired?: never;   /** The run waits no longer. */
  readonly inputResolved: InputResolvedInput; readonly messageDelta?: never; readonly toolCompleted?: never; readonly toolExecuting?: never; readonly toolProgress?: never; }
  |  { readonly agentCancelled?: never; readonly agentCompleted?: never; readonly agentFailed?: never; readonly agentStarted?: never; readonly agentThinking?: never; readonly inputRequired?: never; readonly inputResolved?: never;   /** A piece of a message to the user. */
  readonly messageDelta: MessageDeltaInput; readonly toolCompleted?: never; readonly toolExecuting?: never; readonly toolProgress?: never; }
  |  { readonly agentCancelled?: never; readonly agentCompleted?: never; readonly agentFailed?: never; readonly agentStarted?: never; readonly agentThinking?: never; readonly inputRequired?: never; readonly inputResolved?: never; readonly messageDelta?: never;   /** A tool call ended. */
  readonly toolCompleted: ToolCompletedInput; readonly toolExecuting?: never; readonly toolProgress?: never; }
  |  { readonly agentCancelled?: never; readonly agentCompleted?: never; readonly agentFailed?: never; readonly agentStarted?: never; readonly agentThinking?: never; readonly inputRequired?: never; readonly inputResolved?: never; readonly messageDelta?: never; readonly toolCompleted?: never;   /** A tool call begins. */
  readonly toolExecuting: ToolExecutingInput; readonly toolProgress?: never; }
  |  { readonly agentCancelled?: never; readonly agentCompleted?: never; readonly agentFailed?: never; readonly agentStarted?: never; readonly agentThinking?: never; readonly inputRequired?: never; readonly inputResolved?: never; readonly messageDelta?: never; readonly toolCompleted?: never; readonly toolExecuting?: never;   /** News from a running tool call. */
  readonly toolProgress: ToolProgressInput; };

/** The types of the events of a run, each with an object type of the same name. */
export type AgentEventType =
  /** AgentCancelled: the run was stopped. */
  | 'AGENT_CANCELLED'
  /** AgentCompleted: the run ended with a result. */
  | 'AGENT_COMPLETED'
  /** AgentFailed: the run ended with an error. */
  | 'AGENT_FAILED'
  /** AgentStarted: a run began. */
  | 'AGENT_STARTED'
  /** AgentThinking: a piece of the agent's thinking. */
  | 'AGENT_THINKING'
  /** InputRequired: the run waits for a person. */
  | 'INPUT_REQUIRED'
  /** InputResolved: the run waits no longer. */
  | 'INPUT_RESOLVED'
  /** MessageDelta: a piece of a message to the user. */
  | 'MESSAGE_DELTA'
  /** ToolCompleted: a tool call ended. */
  | 'TOOL_COMPLETED'
  /** ToolExecuting: a tool call began. */
  | 'TOOL_EXECUTING'
  /** ToolProgress: news from a running tool call. */
  | 'TOOL_PROGRESS';

/** The run ended with an error. The server computes its duration from the start. */
export type AgentFailedInput = {
  /** What went wrong. */
  readonly error: AgentErrorInput;
  /** When it happened. Defaults to the server's clock. */
  readonly occurredAt?: string | null | undefined;
  /** What the run used, by model. */
  readonly usage?: ReadonlyArray<ModelUsageInput>;
};

/** What an agent is called. */
export type AgentRefInput = {
  /** The agent's id, 1 to 256 characters. */
  readonly id?: string | null | undefined;
  /** The agent's name. */
  readonly name: string;
};

/** The run begins. */
export type AgentStartedInput = {
  /** The agent at work. */
  readonly agent: AgentRefInput;
  /** What the run was given to work on. */
  readonly input?: unknown;
  /** The model that the agent starts with. */
  readonly model?: string | null | undefined;
  /** When it happened. Defaults to the server's clock. */
  readonly occurredAt?: string | null | undefined;
  /** The run that began this one, 1 to 256 characters. Has to exist in the same user's stream. */
  readonly parentRunId?: string | null | undefined;
  /** The tool call of the parent run that began this run, 1 to 256 characters. */
  readonly parentToolCallId?: string | null | undefined;
  /**
   * The conversation that the run belongs to, 1 to 256 characters. Defaults to the parent's thread, else to the
   * runId.
   */
  readonly threadId?: string | null | undefined;
};

/** A piece of the agent's thinking. */
export type AgentThinkingInput = {
  /** Which thinking block of the run the text belongs to, 1 to 256 characters. */
  readonly blockId: string;
  /** True where the block is complete with this. */
  readonly final?: boolean;
  /** Whether the text continues the block or replaces it. */
  readonly mode?: TextMode;
  /** When it happened. Defaults to the server's clock. */
  readonly occurredAt?: string | null | undefined;
  /** The text, or the next piece of it. */
  readonly text: string;
  /** What kind of thinking the text is. */
  readonly thinkingKind?: ThinkingKind;
};

/** Why a run was stopped. */
export type CancelReason =
  /** Anything else. */
  | 'OTHER'
  /** The parent run ended. */
  | 'PARENT_ENDED'
  /** The worker was shut down. */
  | 'SHUTDOWN'
  /** A newer run took its place. */
  | 'SUPERSEDED'
  /** The user asked for it. */
  | 'USER';

/** Why a run completed. */
export type FinishReason =
  /** A content filter stepped in. */
  | 'CONTENT_FILTER'
  /** Another agent took over. */
  | 'HANDED_OFF'
  /** A length limit was reached. */
  | 'LENGTH'
  /** Anything else. */
  | 'OTHER'
  /** The agent was done. */
  | 'STOP';

/** What a person is asked for. */
export type InputKind =
  /** Access to something, such as a sign-in. */
  | 'AUTHORIZATION'
  /** A yes or a no. */
  | 'CONFIRMATION'
  /** Anything else; see the prompt. */
  | 'OTHER'
  /** An answer to a question. */
  | 'QUESTION'
  /** Leave to run a tool. */
  | 'TOOL_APPROVAL';

/** The run waits for a person. */
export type InputRequiredInput = {
  /** Until when an answer is waited for. */
  readonly expiresAt?: string | null | undefined;
  /** The tool call that waits for the answer, 1 to 256 characters. */
  readonly forToolCallId?: string | null | undefined;
  /** What a person is asked for. */
  readonly inputKind: InputKind;
  /** The request's id, unique within its run, 1 to 256 characters. */
  readonly interruptId: string;
  /** When it happened. Defaults to the server's clock. */
  readonly occurredAt?: string | null | undefined;
  /** The question, for people. */
  readonly prompt?: string | null | undefined;
  /** What a yes would let happen, such as the arguments of the tool call. */
  readonly proposedInput?: unknown;
  /** A JSON Schema of the answer. */
  readonly responseSchema?: unknown;
};

/** How a request for input was settled. */
export type InputResolution =
  /** The run no longer needs an answer. */
  | 'ABANDONED'
  /** With an answer. */
  | 'ANSWERED'
  /** With a yes. */
  | 'APPROVED'
  /** With a no. */
  | 'DENIED'
  /** Nobody answered in time. */
  | 'EXPIRED';

/** The run waits no longer. */
export type InputResolvedInput = {
  /** Which inputRequired of the run this settles, 1 to 256 characters. */
  readonly interruptId: string;
  /** When it happened. Defaults to the server's clock. */
  readonly occurredAt?: string | null | undefined;
  /** How it was settled. */
  readonly resolution: InputResolution;
  /** The answer. */
  readonly response?: unknown;
};

/** A piece of a message to the user. */
export type MessageDeltaInput = {
  /** True where the message is complete with this. */
  readonly final?: boolean;
  /** Which message of the run the text belongs to, 1 to 256 characters. */
  readonly messageId: string;
  /** Whether the text continues the message or replaces it. */
  readonly mode?: TextMode;
  /** When it happened. Defaults to the server's clock. */
  readonly occurredAt?: string | null | undefined;
  /** The text, or the next piece of it. */
  readonly text: string;
};

/** What a run used of one model. Counts are 0 or more; leave out what is not known. */
export type ModelUsageInput = {
  /** Tokens read from the provider's cache. */
  readonly cacheReadTokens?: number | null | undefined;
  /** Tokens written to the provider's cache. */
  readonly cacheWriteTokens?: number | null | undefined;
  /** The cost in millionths of a US dollar. */
  readonly costMicrosUsd?: number | null | undefined;
  /** Tokens read by the model. */
  readonly inputTokens?: number | null | undefined;
  /** The model's name. */
  readonly model?: string | null | undefined;
  /** Tokens written by the model. */
  readonly outputTokens?: number | null | undefined;
  /** Who runs the model. */
  readonly provider?: string | null | undefined;
  /** Tokens spent on reasoning. */
  readonly reasoningTokens?: number | null | undefined;
  /** Tokens in all. */
  readonly totalTokens?: number | null | undefined;
};

/**
 * Events for one run. Every id is 1 to 256 characters of well-formed Unicode without NUL.
 *
 * The first event of a run is agentStarted; exactly one of agentCompleted, agentFailed and agentCancelled ends
 * it; nothing follows.
 */
export type PublishEventsInput = {
  /** 1 to 500 events, in the order they happened. */
  readonly events: ReadonlyArray<AgentEventInput>;
  /**
   * seq of events[0], 1 or more. With it a retry is exact: what is stored already is skipped and counted as
   * duplicate, and a gap is refused with OUT_OF_ORDER, which names the expectedSeq. Without it the server
   * numbers the events, and a retry may store them twice.
   */
  readonly firstSeq?: number | null | undefined;
  /** Which run of that user, 1 to 256 characters. The same id under another user is another run. */
  readonly runId: string;
  /** Whose stream, 1 to 256 characters. */
  readonly userId: string;
  /**
   * Fences the run to one writer, 1 to 256 characters: once given, another writerId is refused with
   * RUN_HAS_ANOTHER_WRITER.
   */
  readonly writerId?: string | null | undefined;
};

/** Why a stream could not go on from the given position. */
export type ResetReason =
  /** The store knows no such position. */
  | 'CURSOR_AHEAD'
  /** The store was lost or restored. */
  | 'STREAM_REPLACED'
  /** Retention removed the events. */
  | 'TRIMMED';

/** An answer to an InputRequired. */
export type ResolveInputInput = {
  /** Which input: `interruptId` of the InputRequired. */
  readonly interruptId: string;
  /** How it is answered: ANSWERED, APPROVED, DENIED or ABANDONED. EXPIRED is the worker's to say. */
  readonly resolution: InputResolution;
  /** What is answered, up to 255 KiB of JSON; must fit the `responseSchema` of the InputRequired where that has one. */
  readonly response?: unknown;
  /** One of the viewer's runs. */
  readonly runId: string;
};

/** Which runs to list. A run has to match everything that is given. */
export type RunFilter = {
  /** Only runs of the agent of this name. */
  readonly agentName?: string | null | undefined;
  /** Only runs with one of these statuses. */
  readonly statuses?: ReadonlyArray<RunStatus> | null | undefined;
  /** Only runs of this thread, 1 to 256 characters. */
  readonly threadId?: string | null | undefined;
};

/** One run of one user. */
export type RunRefInput = {
  /** The run's id, 1 to 256 characters. */
  readonly runId: string;
  /** Whose run, 1 to 256 characters. */
  readonly userId: string;
};

/** How a run stands. */
export type RunStatus =
  /** Ended because it was stopped. */
  | 'CANCELLED'
  /** Ended with a result. */
  | 'COMPLETED'
  /** Ended with an error. */
  | 'FAILED'
  /** Asked for by `startRun`; no worker has taken it yet. */
  | 'QUEUED'
  /** The agent is at work. */
  | 'RUNNING'
  /** The agent waits for a person; see `pendingInputs`. */
  | 'WAITING_FOR_INPUT';

/** A run that a user asks for. */
export type StartRunInput = {
  /** The agent's name, 1 to 256 characters. */
  readonly agent: string;
  /** What it is to work on, up to 255 KiB of JSON. */
  readonly input: unknown;
  /**
   * The run's id, 1 to 256 characters; the server chooses one where omitted. Chosen by the client, a retry with the same
   * id and input starts nothing twice.
   */
  readonly runId?: string | null | undefined;
  /** The conversation that the run is to belong to, 1 to 256 characters; the run's id where omitted. */
  readonly threadId?: string | null | undefined;
};

/** Where a subscription without a cursor begins. */
export type StreamStart =
  /** Replay everything that is still stored, then go on live. */
  | 'EARLIEST'
  /** Only what happens from now on. */
  | 'LATEST';

/** What a piece of text does to the text before it. */
export type TextMode =
  /** It continues the text. */
  | 'APPEND'
  /** It replaces all of the text so far. */
  | 'REPLACE';

/** What kind of thinking a text is. */
export type ThinkingKind =
  /** The model's own reasoning. */
  | 'REASONING'
  /** A short line on what the agent is doing. */
  | 'STATUS'
  /** A summary of the reasoning. */
  | 'SUMMARY';

/** A tool call ended. */
export type ToolCompletedInput = {
  /** How long the call took, in milliseconds, 0 or more. */
  readonly durationMs?: number | null | undefined;
  /** When it happened. Defaults to the server's clock. */
  readonly occurredAt?: string | null | undefined;
  /** What the tool returned. */
  readonly output?: unknown;
  /** How the call ended. */
  readonly status?: ToolStatus;
  /** Which tool call of the run ended, 1 to 256 characters. */
  readonly toolCallId: string;
  /** What went wrong. */
  readonly toolError?: ToolErrorInput | null | undefined;
  /** The tool's name. */
  readonly toolName: string;
};

/** Why a tool call failed. */
export type ToolErrorInput = {
  /** The tool's own error code. */
  readonly code?: string | null | undefined;
  /** What went wrong, for people. */
  readonly message: string;
  /** Whether the same call can succeed later. */
  readonly retryable?: boolean | null | undefined;
};

/** A tool call begins. */
export type ToolExecutingInput = {
  /** The arguments of the call. */
  readonly input?: unknown;
  /** When it happened. Defaults to the server's clock. */
  readonly occurredAt?: string | null | undefined;
  /** What the call does, in a few words for people. */
  readonly title?: string | null | undefined;
  /** The call's id, unique within its run, 1 to 256 characters. */
  readonly toolCallId: string;
  /** The tool's name. */
  readonly toolName: string;
};

/** News from a running tool call. */
export type ToolProgressInput = {
  /** What the tool is doing, in a few words for people. */
  readonly message?: string | null | undefined;
  /** When it happened. Defaults to the server's clock. */
  readonly occurredAt?: string | null | undefined;
  /** The output so far. */
  readonly partial?: unknown;
  /** How much is done so far, in the same unit as `total`. */
  readonly progress?: number | null | undefined;
  /** Which tool call of the run this is about, 1 to 256 characters. */
  readonly toolCallId: string;
  /** How much there is to do, in a unit of the tool's choice. */
  readonly total?: number | null | undefined;
};

/** How a tool call ended. */
export type ToolStatus =
  /** It was stopped. */
  | 'CANCELLED'
  /** It was not allowed to run. */
  | 'DENIED'
  /** With an error. */
  | 'FAILED'
  /** With a result. */
  | 'SUCCEEDED'
  /** How it ended is not known. */
  | 'UNKNOWN';

export type AgentEventsSubscriptionVariables = Exact<{
  after?: string | null | undefined;
  start?: StreamStart;
  runId?: string | null | undefined;
  threadId?: string | null | undefined;
  types?: ReadonlyArray<AgentEventType> | null | undefined;
  coalesceMs?: number;
}>;


export type AgentEventsSubscription = { readonly agentEvents:
    | { readonly __typename: 'AgentCancelled', readonly reason: CancelReason, readonly durationMs: number | null, readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly usage: ReadonlyArray<{ readonly provider: string | null, readonly model: string | null, readonly inputTokens: number | null, readonly outputTokens: number | null, readonly totalTokens: number | null, readonly reasoningTokens: number | null, readonly cacheReadTokens: number | null, readonly cacheWriteTokens: number | null, readonly costMicrosUsd: number | null }>, readonly agent: { readonly id: string | null, readonly name: string } }
    | { readonly __typename: 'AgentCompleted', readonly finishReason: FinishReason, readonly finalText: string | null, readonly output: unknown, readonly durationMs: number | null, readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly usage: ReadonlyArray<{ readonly provider: string | null, readonly model: string | null, readonly inputTokens: number | null, readonly outputTokens: number | null, readonly totalTokens: number | null, readonly reasoningTokens: number | null, readonly cacheReadTokens: number | null, readonly cacheWriteTokens: number | null, readonly costMicrosUsd: number | null }>, readonly agent: { readonly id: string | null, readonly name: string } }
    | { readonly __typename: 'AgentFailed', readonly durationMs: number | null, readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly error: { readonly code: AgentErrorCode, readonly message: string, readonly retryable: boolean, readonly providerCode: string | null }, readonly usage: ReadonlyArray<{ readonly provider: string | null, readonly model: string | null, readonly inputTokens: number | null, readonly outputTokens: number | null, readonly totalTokens: number | null, readonly reasoningTokens: number | null, readonly cacheReadTokens: number | null, readonly cacheWriteTokens: number | null, readonly costMicrosUsd: number | null }>, readonly agent: { readonly id: string | null, readonly name: string } }
    | { readonly __typename: 'AgentStarted', readonly parentToolCallId: string | null, readonly model: string | null, readonly input: unknown, readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly agent: { readonly id: string | null, readonly name: string } }
    | { readonly __typename: 'AgentThinking', readonly blockId: string, readonly thinkingKind: ThinkingKind, readonly mode: TextMode, readonly text: string, readonly final: boolean, readonly firstSeq: number, readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly agent: { readonly id: string | null, readonly name: string } }
    | { readonly __typename: 'CaughtUp', readonly cursor: string, readonly replayed: number }
    | { readonly __typename: 'InputRequired', readonly interruptId: string, readonly inputKind: InputKind, readonly prompt: string | null, readonly forToolCallId: string | null, readonly proposedInput: unknown, readonly responseSchema: unknown, readonly expiresAt: string | null, readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly agent: { readonly id: string | null, readonly name: string } }
    | { readonly __typename: 'InputResolved', readonly interruptId: string, readonly resolution: InputResolution, readonly response: unknown, readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly agent: { readonly id: string | null, readonly name: string } }
    | { readonly __typename: 'MessageDelta', readonly messageId: string, readonly mode: TextMode, readonly text: string, readonly final: boolean, readonly firstSeq: number, readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly agent: { readonly id: string | null, readonly name: string } }
    | { readonly __typename: 'StreamReset', readonly cursor: string, readonly resetReason: ResetReason }
    | { readonly __typename: 'ToolCompleted', readonly toolCallId: string, readonly toolName: string, readonly status: ToolStatus, readonly output: unknown, readonly durationMs: number | null, readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly toolError: { readonly message: string, readonly code: string | null, readonly retryable: boolean | null } | null, readonly agent: { readonly id: string | null, readonly name: string } }
    | { readonly __typename: 'ToolExecuting', readonly toolCallId: string, readonly toolName: string, readonly title: string | null, readonly input: unknown, readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly agent: { readonly id: string | null, readonly name: string } }
    | { readonly __typename: 'ToolProgress', readonly toolCallId: string, readonly progress: number | null, readonly total: number | null, readonly message: string | null, readonly partial: unknown, readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly agent: { readonly id: string | null, readonly name: string } }
   };

type AgentEventFields_AgentCancelled_Fragment = { readonly __typename: 'AgentCancelled', readonly reason: CancelReason, readonly durationMs: number | null, readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly usage: ReadonlyArray<{ readonly provider: string | null, readonly model: string | null, readonly inputTokens: number | null, readonly outputTokens: number | null, readonly totalTokens: number | null, readonly reasoningTokens: number | null, readonly cacheReadTokens: number | null, readonly cacheWriteTokens: number | null, readonly costMicrosUsd: number | null }>, readonly agent: { readonly id: string | null, readonly name: string } };

type AgentEventFields_AgentCompleted_Fragment = { readonly __typename: 'AgentCompleted', readonly finishReason: FinishReason, readonly finalText: string | null, readonly output: unknown, readonly durationMs: number | null, readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly usage: ReadonlyArray<{ readonly provider: string | null, readonly model: string | null, readonly inputTokens: number | null, readonly outputTokens: number | null, readonly totalTokens: number | null, readonly reasoningTokens: number | null, readonly cacheReadTokens: number | null, readonly cacheWriteTokens: number | null, readonly costMicrosUsd: number | null }>, readonly agent: { readonly id: string | null, readonly name: string } };

type AgentEventFields_AgentFailed_Fragment = { readonly __typename: 'AgentFailed', readonly durationMs: number | null, readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly error: { readonly code: AgentErrorCode, readonly message: string, readonly retryable: boolean, readonly providerCode: string | null }, readonly usage: ReadonlyArray<{ readonly provider: string | null, readonly model: string | null, readonly inputTokens: number | null, readonly outputTokens: number | null, readonly totalTokens: number | null, readonly reasoningTokens: number | null, readonly cacheReadTokens: number | null, readonly cacheWriteTokens: number | null, readonly costMicrosUsd: number | null }>, readonly agent: { readonly id: string | null, readonly name: string } };

type AgentEventFields_AgentStarted_Fragment = { readonly __typename: 'AgentStarted', readonly parentToolCallId: string | null, readonly model: string | null, readonly input: unknown, readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly agent: { readonly id: string | null, readonly name: string } };

type AgentEventFields_AgentThinking_Fragment = { readonly __typename: 'AgentThinking', readonly blockId: string, readonly thinkingKind: ThinkingKind, readonly mode: TextMode, readonly text: string, readonly final: boolean, readonly firstSeq: number, readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly agent: { readonly id: string | null, readonly name: string } };

type AgentEventFields_CaughtUp_Fragment = { readonly __typename: 'CaughtUp', readonly cursor: string, readonly replayed: number };

type AgentEventFields_InputRequired_Fragment = { readonly __typename: 'InputRequired', readonly interruptId: string, readonly inputKind: InputKind, readonly prompt: string | null, readonly forToolCallId: string | null, readonly proposedInput: unknown, readonly responseSchema: unknown, readonly expiresAt: string | null, readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly agent: { readonly id: string | null, readonly name: string } };

type AgentEventFields_InputResolved_Fragment = { readonly __typename: 'InputResolved', readonly interruptId: string, readonly resolution: InputResolution, readonly response: unknown, readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly agent: { readonly id: string | null, readonly name: string } };

type AgentEventFields_MessageDelta_Fragment = { readonly __typename: 'MessageDelta', readonly messageId: string, readonly mode: TextMode, readonly text: string, readonly final: boolean, readonly firstSeq: number, readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly agent: { readonly id: string | null, readonly name: string } };

type AgentEventFields_StreamReset_Fragment = { readonly __typename: 'StreamReset', readonly cursor: string, readonly resetReason: ResetReason };

type AgentEventFields_ToolCompleted_Fragment = { readonly __typename: 'ToolCompleted', readonly toolCallId: string, readonly toolName: string, readonly status: ToolStatus, readonly output: unknown, readonly durationMs: number | null, readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly toolError: { readonly message: string, readonly code: string | null, readonly retryable: boolean | null } | null, readonly agent: { readonly id: string | null, readonly name: string } };

type AgentEventFields_ToolExecuting_Fragment = { readonly __typename: 'ToolExecuting', readonly toolCallId: string, readonly toolName: string, readonly title: string | null, readonly input: unknown, readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly agent: { readonly id: string | null, readonly name: string } };

type AgentEventFields_ToolProgress_Fragment = { readonly __typename: 'ToolProgress', readonly toolCallId: string, readonly progress: number | null, readonly total: number | null, readonly message: string | null, readonly partial: unknown, readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly agent: { readonly id: string | null, readonly name: string } };

export type AgentEventFieldsFragment =
  | AgentEventFields_AgentCancelled_Fragment
  | AgentEventFields_AgentCompleted_Fragment
  | AgentEventFields_AgentFailed_Fragment
  | AgentEventFields_AgentStarted_Fragment
  | AgentEventFields_AgentThinking_Fragment
  | AgentEventFields_CaughtUp_Fragment
  | AgentEventFields_InputRequired_Fragment
  | AgentEventFields_InputResolved_Fragment
  | AgentEventFields_MessageDelta_Fragment
  | AgentEventFields_StreamReset_Fragment
  | AgentEventFields_ToolCompleted_Fragment
  | AgentEventFields_ToolExecuting_Fragment
  | AgentEventFields_ToolProgress_Fragment
;

type RunEventFields_AgentCancelled_Fragment = { readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly agent: { readonly id: string | null, readonly name: string } };

type RunEventFields_AgentCompleted_Fragment = { readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly agent: { readonly id: string | null, readonly name: string } };

type RunEventFields_AgentFailed_Fragment = { readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly agent: { readonly id: string | null, readonly name: string } };

type RunEventFields_AgentStarted_Fragment = { readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly agent: { readonly id: string | null, readonly name: string } };

type RunEventFields_AgentThinking_Fragment = { readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly agent: { readonly id: string | null, readonly name: string } };

type RunEventFields_InputRequired_Fragment = { readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly agent: { readonly id: string | null, readonly name: string } };

type RunEventFields_InputResolved_Fragment = { readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly agent: { readonly id: string | null, readonly name: string } };

type RunEventFields_MessageDelta_Fragment = { readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly agent: { readonly id: string | null, readonly name: string } };

type RunEventFields_ToolCompleted_Fragment = { readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly agent: { readonly id: string | null, readonly name: string } };

type RunEventFields_ToolExecuting_Fragment = { readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly agent: { readonly id: string | null, readonly name: string } };

type RunEventFields_ToolProgress_Fragment = { readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly agent: { readonly id: string | null, readonly name: string } };

export type RunEventFieldsFragment =
  | RunEventFields_AgentCancelled_Fragment
  | RunEventFields_AgentCompleted_Fragment
  | RunEventFields_AgentFailed_Fragment
  | RunEventFields_AgentStarted_Fragment
  | RunEventFields_AgentThinking_Fragment
  | RunEventFields_InputRequired_Fragment
  | RunEventFields_InputResolved_Fragment
  | RunEventFields_MessageDelta_Fragment
  | RunEventFields_ToolCompleted_Fragment
  | RunEventFields_ToolExecuting_Fragment
  | RunEventFields_ToolProgress_Fragment
;

export type AgentStartedFieldsFragment = { readonly parentToolCallId: string | null, readonly model: string | null, readonly input: unknown, readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly agent: { readonly id: string | null, readonly name: string } };

export type AgentThinkingFieldsFragment = { readonly blockId: string, readonly thinkingKind: ThinkingKind, readonly mode: TextMode, readonly text: string, readonly final: boolean, readonly firstSeq: number, readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly agent: { readonly id: string | null, readonly name: string } };

export type ToolExecutingFieldsFragment = { readonly toolCallId: string, readonly toolName: string, readonly title: string | null, readonly input: unknown, readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly agent: { readonly id: string | null, readonly name: string } };

export type ToolCompletedFieldsFragment = { readonly toolCallId: string, readonly toolName: string, readonly status: ToolStatus, readonly output: unknown, readonly durationMs: number | null, readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly toolError: { readonly message: string, readonly code: string | null, readonly retryable: boolean | null } | null, readonly agent: { readonly id: string | null, readonly name: string } };

export type AgentCompletedFieldsFragment = { readonly finishReason: FinishReason, readonly finalText: string | null, readonly output: unknown, readonly durationMs: number | null, readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly usage: ReadonlyArray<{ readonly provider: string | null, readonly model: string | null, readonly inputTokens: number | null, readonly outputTokens: number | null, readonly totalTokens: number | null, readonly reasoningTokens: number | null, readonly cacheReadTokens: number | null, readonly cacheWriteTokens: number | null, readonly costMicrosUsd: number | null }>, readonly agent: { readonly id: string | null, readonly name: string } };

export type MessageDeltaFieldsFragment = { readonly messageId: string, readonly mode: TextMode, readonly text: string, readonly final: boolean, readonly firstSeq: number, readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly agent: { readonly id: string | null, readonly name: string } };

export type ToolProgressFieldsFragment = { readonly toolCallId: string, readonly progress: number | null, readonly total: number | null, readonly message: string | null, readonly partial: unknown, readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly agent: { readonly id: string | null, readonly name: string } };

export type InputRequiredFieldsFragment = { readonly interruptId: string, readonly inputKind: InputKind, readonly prompt: string | null, readonly forToolCallId: string | null, readonly proposedInput: unknown, readonly responseSchema: unknown, readonly expiresAt: string | null, readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly agent: { readonly id: string | null, readonly name: string } };

export type InputResolvedFieldsFragment = { readonly interruptId: string, readonly resolution: InputResolution, readonly response: unknown, readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly agent: { readonly id: string | null, readonly name: string } };

export type AgentFailedFieldsFragment = { readonly durationMs: number | null, readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly error: { readonly code: AgentErrorCode, readonly message: string, readonly retryable: boolean, readonly providerCode: string | null }, readonly usage: ReadonlyArray<{ readonly provider: string | null, readonly model: string | null, readonly inputTokens: number | null, readonly outputTokens: number | null, readonly totalTokens: number | null, readonly reasoningTokens: number | null, readonly cacheReadTokens: number | null, readonly cacheWriteTokens: number | null, readonly costMicrosUsd: number | null }>, readonly agent: { readonly id: string | null, readonly name: string } };

export type AgentCancelledFieldsFragment = { readonly reason: CancelReason, readonly durationMs: number | null, readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly usage: ReadonlyArray<{ readonly provider: string | null, readonly model: string | null, readonly inputTokens: number | null, readonly outputTokens: number | null, readonly totalTokens: number | null, readonly reasoningTokens: number | null, readonly cacheReadTokens: number | null, readonly cacheWriteTokens: number | null, readonly costMicrosUsd: number | null }>, readonly agent: { readonly id: string | null, readonly name: string } };

export type CaughtUpFieldsFragment = { readonly cursor: string, readonly replayed: number };

export type StreamResetFieldsFragment = { readonly cursor: string, readonly resetReason: ResetReason };

export type AgentRefFieldsFragment = { readonly id: string | null, readonly name: string };

export type ToolErrorFieldsFragment = { readonly message: string, readonly code: string | null, readonly retryable: boolean | null };

export type AgentErrorFieldsFragment = { readonly code: AgentErrorCode, readonly message: string, readonly retryable: boolean, readonly providerCode: string | null };

export type ModelUsageFieldsFragment = { readonly provider: string | null, readonly model: string | null, readonly inputTokens: number | null, readonly outputTokens: number | null, readonly totalTokens: number | null, readonly reasoningTokens: number | null, readonly cacheReadTokens: number | null, readonly cacheWriteTokens: number | null, readonly costMicrosUsd: number | null };

export type CancelRunMutationVariables = Exact<{
  runId: string;
}>;


export type CancelRunMutation = { readonly cancelRun: { readonly run: { readonly id: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly status: RunStatus, readonly startedAt: string | null, readonly endedAt: string | null, readonly durationMs: number | null, readonly lastSeq: number, readonly lastEventAt: string | null, readonly activity: string | null, readonly cursor: string, readonly agent: { readonly id: string | null, readonly name: string } } } };

export type ExtendSessionMutationVariables = Exact<{
  token: string;
}>;


export type ExtendSessionMutation = { readonly extendSession: { readonly expiresAt: string } };

export type FollowedRunQueryVariables = Exact<{
  id: string;
}>;


export type FollowedRunQuery = { readonly run: { readonly model: string | null, readonly input: unknown, readonly finishReason: FinishReason | null, readonly finalText: string | null, readonly id: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly status: RunStatus, readonly startedAt: string | null, readonly endedAt: string | null, readonly durationMs: number | null, readonly lastSeq: number, readonly lastEventAt: string | null, readonly activity: string | null, readonly cursor: string, readonly children: ReadonlyArray<{ readonly id: string }>, readonly messages: ReadonlyArray<{ readonly id: string, readonly text: string, readonly final: boolean }>, readonly toolCalls: ReadonlyArray<{ readonly id: string, readonly name: string, readonly title: string | null, readonly input: unknown, readonly status: ToolStatus | null, readonly output: unknown, readonly progress: number | null, readonly total: number | null, readonly message: string | null, readonly startedAt: string, readonly endedAt: string | null, readonly durationMs: number | null, readonly error: { readonly message: string, readonly code: string | null, readonly retryable: boolean | null } | null }>, readonly pendingInputs: ReadonlyArray<{ readonly interruptId: string, readonly inputKind: InputKind, readonly prompt: string | null, readonly forToolCallId: string | null, readonly proposedInput: unknown, readonly responseSchema: unknown, readonly expiresAt: string | null }>, readonly error: { readonly code: AgentErrorCode, readonly message: string, readonly retryable: boolean, readonly providerCode: string | null } | null, readonly usage: ReadonlyArray<{ readonly provider: string | null, readonly model: string | null, readonly inputTokens: number | null, readonly outputTokens: number | null, readonly totalTokens: number | null, readonly reasoningTokens: number | null, readonly cacheReadTokens: number | null, readonly cacheWriteTokens: number | null, readonly costMicrosUsd: number | null }>, readonly agent: { readonly id: string | null, readonly name: string } } | null };

export type PublishEventsMutationVariables = Exact<{
  input: PublishEventsInput;
}>;


export type PublishEventsMutation = { readonly publishEvents: { readonly accepted: number, readonly duplicates: number, readonly lastSeq: number, readonly cursor: string } };

export type RenewLeasesMutationVariables = Exact<{
  writerId: string;
  runs: ReadonlyArray<RunRefInput>;
}>;


export type RenewLeasesMutation = { readonly renewLeases: { readonly leaseMs: number, readonly lost: ReadonlyArray<{ readonly userId: string, readonly runId: string }> } };

export type ResolveInputMutationVariables = Exact<{
  input: ResolveInputInput;
}>;


export type ResolveInputMutation = { readonly resolveInput: { readonly run: { readonly id: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly status: RunStatus, readonly startedAt: string | null, readonly endedAt: string | null, readonly durationMs: number | null, readonly lastSeq: number, readonly lastEventAt: string | null, readonly activity: string | null, readonly cursor: string, readonly agent: { readonly id: string | null, readonly name: string } } } };

export type RunQueryVariables = Exact<{
  id: string;
  eventsFirst?: number;
  eventsAfter?: string | null | undefined;
  eventTypes?: ReadonlyArray<AgentEventType> | null | undefined;
}>;


export type RunQuery = { readonly run: { readonly model: string | null, readonly input: unknown, readonly finishReason: FinishReason | null, readonly finalText: string | null, readonly id: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly status: RunStatus, readonly startedAt: string | null, readonly endedAt: string | null, readonly durationMs: number | null, readonly lastSeq: number, readonly lastEventAt: string | null, readonly activity: string | null, readonly cursor: string, readonly children: ReadonlyArray<{ readonly model: string | null, readonly input: unknown, readonly finishReason: FinishReason | null, readonly finalText: string | null, readonly id: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly status: RunStatus, readonly startedAt: string | null, readonly endedAt: string | null, readonly durationMs: number | null, readonly lastSeq: number, readonly lastEventAt: string | null, readonly activity: string | null, readonly cursor: string, readonly messages: ReadonlyArray<{ readonly id: string, readonly text: string, readonly final: boolean }>, readonly toolCalls: ReadonlyArray<{ readonly id: string, readonly name: string, readonly title: string | null, readonly input: unknown, readonly status: ToolStatus | null, readonly output: unknown, readonly progress: number | null, readonly total: number | null, readonly message: string | null, readonly startedAt: string, readonly endedAt: string | null, readonly durationMs: number | null, readonly error: { readonly message: string, readonly code: string | null, readonly retryable: boolean | null } | null }>, readonly pendingInputs: ReadonlyArray<{ readonly interruptId: string, readonly inputKind: InputKind, readonly prompt: string | null, readonly forToolCallId: string | null, readonly proposedInput: unknown, readonly responseSchema: unknown, readonly expiresAt: string | null }>, readonly error: { readonly code: AgentErrorCode, readonly message: string, readonly retryable: boolean, readonly providerCode: string | null } | null, readonly usage: ReadonlyArray<{ readonly provider: string | null, readonly model: string | null, readonly inputTokens: number | null, readonly outputTokens: number | null, readonly totalTokens: number | null, readonly reasoningTokens: number | null, readonly cacheReadTokens: number | null, readonly cacheWriteTokens: number | null, readonly costMicrosUsd: number | null }>, readonly agent: { readonly id: string | null, readonly name: string } }>, readonly events: { readonly nodes: ReadonlyArray<
        | { readonly __typename: 'AgentCancelled', readonly reason: CancelReason, readonly durationMs: number | null, readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly usage: ReadonlyArray<{ readonly provider: string | null, readonly model: string | null, readonly inputTokens: number | null, readonly outputTokens: number | null, readonly totalTokens: number | null, readonly reasoningTokens: number | null, readonly cacheReadTokens: number | null, readonly cacheWriteTokens: number | null, readonly costMicrosUsd: number | null }>, readonly agent: { readonly id: string | null, readonly name: string } }
        | { readonly __typename: 'AgentCompleted', readonly finishReason: FinishReason, readonly finalText: string | null, readonly output: unknown, readonly durationMs: number | null, readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly usage: ReadonlyArray<{ readonly provider: string | null, readonly model: string | null, readonly inputTokens: number | null, readonly outputTokens: number | null, readonly totalTokens: number | null, readonly reasoningTokens: number | null, readonly cacheReadTokens: number | null, readonly cacheWriteTokens: number | null, readonly costMicrosUsd: number | null }>, readonly agent: { readonly id: string | null, readonly name: string } }
        | { readonly __typename: 'AgentFailed', readonly durationMs: number | null, readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly error: { readonly code: AgentErrorCode, readonly message: string, readonly retryable: boolean, readonly providerCode: string | null }, readonly usage: ReadonlyArray<{ readonly provider: string | null, readonly model: string | null, readonly inputTokens: number | null, readonly outputTokens: number | null, readonly totalTokens: number | null, readonly reasoningTokens: number | null, readonly cacheReadTokens: number | null, readonly cacheWriteTokens: number | null, readonly costMicrosUsd: number | null }>, readonly agent: { readonly id: string | null, readonly name: string } }
        | { readonly __typename: 'AgentStarted', readonly parentToolCallId: string | null, readonly model: string | null, readonly input: unknown, readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly agent: { readonly id: string | null, readonly name: string } }
        | { readonly __typename: 'AgentThinking', readonly blockId: string, readonly thinkingKind: ThinkingKind, readonly mode: TextMode, readonly text: string, readonly final: boolean, readonly firstSeq: number, readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly agent: { readonly id: string | null, readonly name: string } }
        | { readonly __typename: 'InputRequired', readonly interruptId: string, readonly inputKind: InputKind, readonly prompt: string | null, readonly forToolCallId: string | null, readonly proposedInput: unknown, readonly responseSchema: unknown, readonly expiresAt: string | null, readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly agent: { readonly id: string | null, readonly name: string } }
        | { readonly __typename: 'InputResolved', readonly interruptId: string, readonly resolution: InputResolution, readonly response: unknown, readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly agent: { readonly id: string | null, readonly name: string } }
        | { readonly __typename: 'MessageDelta', readonly messageId: string, readonly mode: TextMode, readonly text: string, readonly final: boolean, readonly firstSeq: number, readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly agent: { readonly id: string | null, readonly name: string } }
        | { readonly __typename: 'ToolCompleted', readonly toolCallId: string, readonly toolName: string, readonly status: ToolStatus, readonly output: unknown, readonly durationMs: number | null, readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly toolError: { readonly message: string, readonly code: string | null, readonly retryable: boolean | null } | null, readonly agent: { readonly id: string | null, readonly name: string } }
        | { readonly __typename: 'ToolExecuting', readonly toolCallId: string, readonly toolName: string, readonly title: string | null, readonly input: unknown, readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly agent: { readonly id: string | null, readonly name: string } }
        | { readonly __typename: 'ToolProgress', readonly toolCallId: string, readonly progress: number | null, readonly total: number | null, readonly message: string | null, readonly partial: unknown, readonly id: string, readonly cursor: string, readonly seq: number, readonly type: AgentEventType, readonly occurredAt: string, readonly runId: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly agent: { readonly id: string | null, readonly name: string } }
      >, readonly pageInfo: { readonly hasNextPage: boolean, readonly hasPreviousPage: boolean, readonly startCursor: string | null, readonly endCursor: string | null } }, readonly messages: ReadonlyArray<{ readonly id: string, readonly text: string, readonly final: boolean }>, readonly toolCalls: ReadonlyArray<{ readonly id: string, readonly name: string, readonly title: string | null, readonly input: unknown, readonly status: ToolStatus | null, readonly output: unknown, readonly progress: number | null, readonly total: number | null, readonly message: string | null, readonly startedAt: string, readonly endedAt: string | null, readonly durationMs: number | null, readonly error: { readonly message: string, readonly code: string | null, readonly retryable: boolean | null } | null }>, readonly pendingInputs: ReadonlyArray<{ readonly interruptId: string, readonly inputKind: InputKind, readonly prompt: string | null, readonly forToolCallId: string | null, readonly proposedInput: unknown, readonly responseSchema: unknown, readonly expiresAt: string | null }>, readonly error: { readonly code: AgentErrorCode, readonly message: string, readonly retryable: boolean, readonly providerCode: string | null } | null, readonly usage: ReadonlyArray<{ readonly provider: string | null, readonly model: string | null, readonly inputTokens: number | null, readonly outputTokens: number | null, readonly totalTokens: number | null, readonly reasoningTokens: number | null, readonly cacheReadTokens: number | null, readonly cacheWriteTokens: number | null, readonly costMicrosUsd: number | null }>, readonly agent: { readonly id: string | null, readonly name: string } } | null };

export type RunFieldsFragment = { readonly model: string | null, readonly input: unknown, readonly finishReason: FinishReason | null, readonly finalText: string | null, readonly id: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly status: RunStatus, readonly startedAt: string | null, readonly endedAt: string | null, readonly durationMs: number | null, readonly lastSeq: number, readonly lastEventAt: string | null, readonly activity: string | null, readonly cursor: string, readonly messages: ReadonlyArray<{ readonly id: string, readonly text: string, readonly final: boolean }>, readonly toolCalls: ReadonlyArray<{ readonly id: string, readonly name: string, readonly title: string | null, readonly input: unknown, readonly status: ToolStatus | null, readonly output: unknown, readonly progress: number | null, readonly total: number | null, readonly message: string | null, readonly startedAt: string, readonly endedAt: string | null, readonly durationMs: number | null, readonly error: { readonly message: string, readonly code: string | null, readonly retryable: boolean | null } | null }>, readonly pendingInputs: ReadonlyArray<{ readonly interruptId: string, readonly inputKind: InputKind, readonly prompt: string | null, readonly forToolCallId: string | null, readonly proposedInput: unknown, readonly responseSchema: unknown, readonly expiresAt: string | null }>, readonly error: { readonly code: AgentErrorCode, readonly message: string, readonly retryable: boolean, readonly providerCode: string | null } | null, readonly usage: ReadonlyArray<{ readonly provider: string | null, readonly model: string | null, readonly inputTokens: number | null, readonly outputTokens: number | null, readonly totalTokens: number | null, readonly reasoningTokens: number | null, readonly cacheReadTokens: number | null, readonly cacheWriteTokens: number | null, readonly costMicrosUsd: number | null }>, readonly agent: { readonly id: string | null, readonly name: string } };

export type MessageFieldsFragment = { readonly id: string, readonly text: string, readonly final: boolean };

export type ToolCallFieldsFragment = { readonly id: string, readonly name: string, readonly title: string | null, readonly input: unknown, readonly status: ToolStatus | null, readonly output: unknown, readonly progress: number | null, readonly total: number | null, readonly message: string | null, readonly startedAt: string, readonly endedAt: string | null, readonly durationMs: number | null, readonly error: { readonly message: string, readonly code: string | null, readonly retryable: boolean | null } | null };

export type InputRequestFieldsFragment = { readonly interruptId: string, readonly inputKind: InputKind, readonly prompt: string | null, readonly forToolCallId: string | null, readonly proposedInput: unknown, readonly responseSchema: unknown, readonly expiresAt: string | null };

export type RunsQueryVariables = Exact<{
  first?: number;
  after?: string | null | undefined;
  filter?: RunFilter | null | undefined;
}>;


export type RunsQuery = { readonly runs: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly status: RunStatus, readonly startedAt: string | null, readonly endedAt: string | null, readonly durationMs: number | null, readonly lastSeq: number, readonly lastEventAt: string | null, readonly activity: string | null, readonly cursor: string, readonly agent: { readonly id: string | null, readonly name: string } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly hasPreviousPage: boolean, readonly startCursor: string | null, readonly endCursor: string | null } } };

export type RunListFieldsFragment = { readonly id: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly status: RunStatus, readonly startedAt: string | null, readonly endedAt: string | null, readonly durationMs: number | null, readonly lastSeq: number, readonly lastEventAt: string | null, readonly activity: string | null, readonly cursor: string, readonly agent: { readonly id: string | null, readonly name: string } };

export type PageInfoFieldsFragment = { readonly hasNextPage: boolean, readonly hasPreviousPage: boolean, readonly startCursor: string | null, readonly endCursor: string | null };

export type StartRunMutationVariables = Exact<{
  input: StartRunInput;
}>;


export type StartRunMutation = { readonly startRun: { readonly run: { readonly id: string, readonly rootRunId: string, readonly parentRunId: string | null, readonly threadId: string, readonly status: RunStatus, readonly startedAt: string | null, readonly endedAt: string | null, readonly durationMs: number | null, readonly lastSeq: number, readonly lastEventAt: string | null, readonly activity: string | null, readonly cursor: string, readonly agent: { readonly id: string | null, readonly name: string } } } };

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { readonly viewer: { readonly id: string, readonly tenantId: string | null, readonly scopes: ReadonlyArray<string>, readonly expiresAt: string, readonly streamHead: string } };

export type RequestedRunsSubscriptionVariables = Exact<{
  agent: string;
  after?: string | null | undefined;
}>;


export type RequestedRunsSubscription = { readonly workerCommands:
    | { readonly __typename: 'CancelRequested', readonly cursor: string }
    | { readonly __typename: 'CaughtUp', readonly cursor: string }
    | { readonly __typename: 'InputSubmitted', readonly cursor: string }
    | { readonly __typename: 'RunRequested', readonly cursor: string, readonly userId: string, readonly runId: string, readonly threadId: string, readonly agentName: string, readonly input: unknown }
    | { readonly __typename: 'StreamReset', readonly cursor: string }
   };

export type RunNoticesSubscriptionVariables = Exact<{
  agent: string;
  after?: string | null | undefined;
}>;


export type RunNoticesSubscription = { readonly workerCommands:
    | { readonly __typename: 'CancelRequested', readonly cursor: string, readonly userId: string, readonly runId: string }
    | { readonly __typename: 'CaughtUp', readonly cursor: string }
    | { readonly __typename: 'InputSubmitted', readonly cursor: string, readonly userId: string, readonly runId: string, readonly interruptId: string, readonly resolution: InputResolution, readonly response: unknown }
    | { readonly __typename: 'RunRequested', readonly cursor: string }
    | { readonly __typename: 'StreamReset', readonly cursor: string }
   };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const AgentRefFieldsFragmentDoc = new TypedDocumentString(`
    fragment AgentRefFields on AgentRef {
  id
  name
}
    `, {"fragmentName":"AgentRefFields"}) as unknown as TypedDocumentString<AgentRefFieldsFragment, unknown>;
export const RunEventFieldsFragmentDoc = new TypedDocumentString(`
    fragment RunEventFields on RunEvent {
  id
  cursor
  seq
  type
  occurredAt
  runId
  rootRunId
  parentRunId
  threadId
  agent {
    ...AgentRefFields
  }
}
    fragment AgentRefFields on AgentRef {
  id
  name
}`, {"fragmentName":"RunEventFields"}) as unknown as TypedDocumentString<RunEventFieldsFragment, unknown>;
export const AgentStartedFieldsFragmentDoc = new TypedDocumentString(`
    fragment AgentStartedFields on AgentStarted {
  ...RunEventFields
  parentToolCallId
  model
  input
}
    fragment RunEventFields on RunEvent {
  id
  cursor
  seq
  type
  occurredAt
  runId
  rootRunId
  parentRunId
  threadId
  agent {
    ...AgentRefFields
  }
}
fragment AgentRefFields on AgentRef {
  id
  name
}`, {"fragmentName":"AgentStartedFields"}) as unknown as TypedDocumentString<AgentStartedFieldsFragment, unknown>;
export const AgentThinkingFieldsFragmentDoc = new TypedDocumentString(`
    fragment AgentThinkingFields on AgentThinking {
  ...RunEventFields
  blockId
  thinkingKind
  mode
  text
  final
  firstSeq
}
    fragment RunEventFields on RunEvent {
  id
  cursor
  seq
  type
  occurredAt
  runId
  rootRunId
  parentRunId
  threadId
  agent {
    ...AgentRefFields
  }
}
fragment AgentRefFields on AgentRef {
  id
  name
}`, {"fragmentName":"AgentThinkingFields"}) as unknown as TypedDocumentString<AgentThinkingFieldsFragment, unknown>;
export const ToolExecutingFieldsFragmentDoc = new TypedDocumentString(`
    fragment ToolExecutingFields on ToolExecuting {
  ...RunEventFields
  toolCallId
  toolName
  title
  input
}
    fragment RunEventFields on RunEvent {
  id
  cursor
  seq
  type
  occurredAt
  runId
  rootRunId
  parentRunId
  threadId
  agent {
    ...AgentRefFields
  }
}
fragment AgentRefFields on AgentRef {
  id
  name
}`, {"fragmentName":"ToolExecutingFields"}) as unknown as TypedDocumentString<ToolExecutingFieldsFragment, unknown>;
export const ToolErrorFieldsFragmentDoc = new TypedDocumentString(`
    fragment ToolErrorFields on ToolError {
  message
  code
  retryable
}
    `, {"fragmentName":"ToolErrorFields"}) as unknown as TypedDocumentString<ToolErrorFieldsFragment, unknown>;
export const ToolCompletedFieldsFragmentDoc = new TypedDocumentString(`
    fragment ToolCompletedFields on ToolCompleted {
  ...RunEventFields
  toolCallId
  toolName
  status
  output
  toolError {
    ...ToolErrorFields
  }
  durationMs
}
    fragment RunEventFields on RunEvent {
  id
  cursor
  seq
  type
  occurredAt
  runId
  rootRunId
  parentRunId
  threadId
  agent {
    ...AgentRefFields
  }
}
fragment AgentRefFields on AgentRef {
  id
  name
}
fragment ToolErrorFields on ToolError {
  message
  code
  retryable
}`, {"fragmentName":"ToolCompletedFields"}) as unknown as TypedDocumentString<ToolCompletedFieldsFragment, unknown>;
export const ModelUsageFieldsFragmentDoc = new TypedDocumentString(`
    fragment ModelUsageFields on ModelUsage {
  provider
  model
  inputTokens
  outputTokens
  totalTokens
  reasoningTokens
  cacheReadTokens
  cacheWriteTokens
  costMicrosUsd
}
    `, {"fragmentName":"ModelUsageFields"}) as unknown as TypedDocumentString<ModelUsageFieldsFragment, unknown>;
export const AgentCompletedFieldsFragmentDoc = new TypedDocumentString(`
    fragment AgentCompletedFields on AgentCompleted {
  ...RunEventFields
  finishReason
  finalText
  output
  usage {
    ...ModelUsageFields
  }
  durationMs
}
    fragment RunEventFields on RunEvent {
  id
  cursor
  seq
  type
  occurredAt
  runId
  rootRunId
  parentRunId
  threadId
  agent {
    ...AgentRefFields
  }
}
fragment AgentRefFields on AgentRef {
  id
  name
}
fragment ModelUsageFields on ModelUsage {
  provider
  model
  inputTokens
  outputTokens
  totalTokens
  reasoningTokens
  cacheReadTokens
  cacheWriteTokens
  costMicrosUsd
}`, {"fragmentName":"AgentCompletedFields"}) as unknown as TypedDocumentString<AgentCompletedFieldsFragment, unknown>;
export const MessageDeltaFieldsFragmentDoc = new TypedDocumentString(`
    fragment MessageDeltaFields on MessageDelta {
  ...RunEventFields
  messageId
  mode
  text
  final
  firstSeq
}
    fragment RunEventFields on RunEvent {
  id
  cursor
  seq
  type
  occurredAt
  runId
  rootRunId
  parentRunId
  threadId
  agent {
    ...AgentRefFields
  }
}
fragment AgentRefFields on AgentRef {
  id
  name
}`, {"fragmentName":"MessageDeltaFields"}) as unknown as TypedDocumentString<MessageDeltaFieldsFragment, unknown>;
export const ToolProgressFieldsFragmentDoc = new TypedDocumentString(`
    fragment ToolProgressFields on ToolProgress {
  ...RunEventFields
  toolCallId
  progress
  total
  message
  partial
}
    fragment RunEventFields on RunEvent {
  id
  cursor
  seq
  type
  occurredAt
  runId
  rootRunId
  parentRunId
  threadId
  agent {
    ...AgentRefFields
  }
}
fragment AgentRefFields on AgentRef {
  id
  name
}`, {"fragmentName":"ToolProgressFields"}) as unknown as TypedDocumentString<ToolProgressFieldsFragment, unknown>;
export const InputRequiredFieldsFragmentDoc = new TypedDocumentString(`
    fragment InputRequiredFields on InputRequired {
  ...RunEventFields
  interruptId
  inputKind
  prompt
  forToolCallId
  proposedInput
  responseSchema
  expiresAt
}
    fragment RunEventFields on RunEvent {
  id
  cursor
  seq
  type
  occurredAt
  runId
  rootRunId
  parentRunId
  threadId
  agent {
    ...AgentRefFields
  }
}
fragment AgentRefFields on AgentRef {
  id
  name
}`, {"fragmentName":"InputRequiredFields"}) as unknown as TypedDocumentString<InputRequiredFieldsFragment, unknown>;
export const InputResolvedFieldsFragmentDoc = new TypedDocumentString(`
    fragment InputResolvedFields on InputResolved {
  ...RunEventFields
  interruptId
  resolution
  response
}
    fragment RunEventFields on RunEvent {
  id
  cursor
  seq
  type
  occurredAt
  runId
  rootRunId
  parentRunId
  threadId
  agent {
    ...AgentRefFields
  }
}
fragment AgentRefFields on AgentRef {
  id
  name
}`, {"fragmentName":"InputResolvedFields"}) as unknown as TypedDocumentString<InputResolvedFieldsFragment, unknown>;
export const AgentErrorFieldsFragmentDoc = new TypedDocumentString(`
    fragment AgentErrorFields on AgentError {
  code
  message
  retryable
  providerCode
}
    `, {"fragmentName":"AgentErrorFields"}) as unknown as TypedDocumentString<AgentErrorFieldsFragment, unknown>;
export const AgentFailedFieldsFragmentDoc = new TypedDocumentString(`
    fragment AgentFailedFields on AgentFailed {
  ...RunEventFields
  error {
    ...AgentErrorFields
  }
  usage {
    ...ModelUsageFields
  }
  durationMs
}
    fragment RunEventFields on RunEvent {
  id
  cursor
  seq
  type
  occurredAt
  runId
  rootRunId
  parentRunId
  threadId
  agent {
    ...AgentRefFields
  }
}
fragment AgentRefFields on AgentRef {
  id
  name
}
fragment AgentErrorFields on AgentError {
  code
  message
  retryable
  providerCode
}
fragment ModelUsageFields on ModelUsage {
  provider
  model
  inputTokens
  outputTokens
  totalTokens
  reasoningTokens
  cacheReadTokens
  cacheWriteTokens
  costMicrosUsd
}`, {"fragmentName":"AgentFailedFields"}) as unknown as TypedDocumentString<AgentFailedFieldsFragment, unknown>;
export const AgentCancelledFieldsFragmentDoc = new TypedDocumentString(`
    fragment AgentCancelledFields on AgentCancelled {
  ...RunEventFields
  reason
  usage {
    ...ModelUsageFields
  }
  durationMs
}
    fragment RunEventFields on RunEvent {
  id
  cursor
  seq
  type
  occurredAt
  runId
  rootRunId
  parentRunId
  threadId
  agent {
    ...AgentRefFields
  }
}
fragment AgentRefFields on AgentRef {
  id
  name
}
fragment ModelUsageFields on ModelUsage {
  provider
  model
  inputTokens
  outputTokens
  totalTokens
  reasoningTokens
  cacheReadTokens
  cacheWriteTokens
  costMicrosUsd
}`, {"fragmentName":"AgentCancelledFields"}) as unknown as TypedDocumentString<AgentCancelledFieldsFragment, unknown>;
export const CaughtUpFieldsFragmentDoc = new TypedDocumentString(`
    fragment CaughtUpFields on CaughtUp {
  cursor
  replayed
}
    `, {"fragmentName":"CaughtUpFields"}) as unknown as TypedDocumentString<CaughtUpFieldsFragment, unknown>;
export const StreamResetFieldsFragmentDoc = new TypedDocumentString(`
    fragment StreamResetFields on StreamReset {
  cursor
  resetReason
}
    `, {"fragmentName":"StreamResetFields"}) as unknown as TypedDocumentString<StreamResetFieldsFragment, unknown>;
export const AgentEventFieldsFragmentDoc = new TypedDocumentString(`
    fragment AgentEventFields on AgentEvent {
  __typename
  ...AgentStartedFields
  ...AgentThinkingFields
  ...ToolExecutingFields
  ...ToolCompletedFields
  ...AgentCompletedFields
  ...MessageDeltaFields
  ...ToolProgressFields
  ...InputRequiredFields
  ...InputResolvedFields
  ...AgentFailedFields
  ...AgentCancelledFields
  ...CaughtUpFields
  ...StreamResetFields
}
    fragment RunEventFields on RunEvent {
  id
  cursor
  seq
  type
  occurredAt
  runId
  rootRunId
  parentRunId
  threadId
  agent {
    ...AgentRefFields
  }
}
fragment AgentStartedFields on AgentStarted {
  ...RunEventFields
  parentToolCallId
  model
  input
}
fragment AgentThinkingFields on AgentThinking {
  ...RunEventFields
  blockId
  thinkingKind
  mode
  text
  final
  firstSeq
}
fragment ToolExecutingFields on ToolExecuting {
  ...RunEventFields
  toolCallId
  toolName
  title
  input
}
fragment ToolCompletedFields on ToolCompleted {
  ...RunEventFields
  toolCallId
  toolName
  status
  output
  toolError {
    ...ToolErrorFields
  }
  durationMs
}
fragment AgentCompletedFields on AgentCompleted {
  ...RunEventFields
  finishReason
  finalText
  output
  usage {
    ...ModelUsageFields
  }
  durationMs
}
fragment MessageDeltaFields on MessageDelta {
  ...RunEventFields
  messageId
  mode
  text
  final
  firstSeq
}
fragment ToolProgressFields on ToolProgress {
  ...RunEventFields
  toolCallId
  progress
  total
  message
  partial
}
fragment InputRequiredFields on InputRequired {
  ...RunEventFields
  interruptId
  inputKind
  prompt
  forToolCallId
  proposedInput
  responseSchema
  expiresAt
}
fragment InputResolvedFields on InputResolved {
  ...RunEventFields
  interruptId
  resolution
  response
}
fragment AgentFailedFields on AgentFailed {
  ...RunEventFields
  error {
    ...AgentErrorFields
  }
  usage {
    ...ModelUsageFields
  }
  durationMs
}
fragment AgentCancelledFields on AgentCancelled {
  ...RunEventFields
  reason
  usage {
    ...ModelUsageFields
  }
  durationMs
}
fragment CaughtUpFields on CaughtUp {
  cursor
  replayed
}
fragment StreamResetFields on StreamReset {
  cursor
  resetReason
}
fragment AgentRefFields on AgentRef {
  id
  name
}
fragment ToolErrorFields on ToolError {
  message
  code
  retryable
}
fragment AgentErrorFields on AgentError {
  code
  message
  retryable
  providerCode
}
fragment ModelUsageFields on ModelUsage {
  provider
  model
  inputTokens
  outputTokens
  totalTokens
  reasoningTokens
  cacheReadTokens
  cacheWriteTokens
  costMicrosUsd
}`, {"fragmentName":"AgentEventFields"}) as unknown as TypedDocumentString<AgentEventFieldsFragment, unknown>;
export const RunListFieldsFragmentDoc = new TypedDocumentString(`
    fragment RunListFields on Run {
  id
  rootRunId
  parentRunId
  threadId
  agent {
    ...AgentRefFields
  }
  status
  startedAt
  endedAt
  durationMs
  lastSeq
  lastEventAt
  activity
  cursor
}
    fragment AgentRefFields on AgentRef {
  id
  name
}`, {"fragmentName":"RunListFields"}) as unknown as TypedDocumentString<RunListFieldsFragment, unknown>;
export const MessageFieldsFragmentDoc = new TypedDocumentString(`
    fragment MessageFields on Message {
  id
  text
  final
}
    `, {"fragmentName":"MessageFields"}) as unknown as TypedDocumentString<MessageFieldsFragment, unknown>;
export const ToolCallFieldsFragmentDoc = new TypedDocumentString(`
    fragment ToolCallFields on ToolCall {
  id
  name
  title
  input
  status
  output
  error {
    ...ToolErrorFields
  }
  progress
  total
  message
  startedAt
  endedAt
  durationMs
}
    fragment ToolErrorFields on ToolError {
  message
  code
  retryable
}`, {"fragmentName":"ToolCallFields"}) as unknown as TypedDocumentString<ToolCallFieldsFragment, unknown>;
export const InputRequestFieldsFragmentDoc = new TypedDocumentString(`
    fragment InputRequestFields on InputRequest {
  interruptId
  inputKind
  prompt
  forToolCallId
  proposedInput
  responseSchema
  expiresAt
}
    `, {"fragmentName":"InputRequestFields"}) as unknown as TypedDocumentString<InputRequestFieldsFragment, unknown>;
export const RunFieldsFragmentDoc = new TypedDocumentString(`
    fragment RunFields on Run {
  ...RunListFields
  model
  input
  messages {
    ...MessageFields
  }
  toolCalls {
    ...ToolCallFields
  }
  pendingInputs {
    ...InputRequestFields
  }
  finishReason
  finalText
  error {
    ...AgentErrorFields
  }
  usage {
    ...ModelUsageFields
  }
}
    fragment AgentRefFields on AgentRef {
  id
  name
}
fragment ToolErrorFields on ToolError {
  message
  code
  retryable
}
fragment AgentErrorFields on AgentError {
  code
  message
  retryable
  providerCode
}
fragment ModelUsageFields on ModelUsage {
  provider
  model
  inputTokens
  outputTokens
  totalTokens
  reasoningTokens
  cacheReadTokens
  cacheWriteTokens
  costMicrosUsd
}
fragment MessageFields on Message {
  id
  text
  final
}
fragment ToolCallFields on ToolCall {
  id
  name
  title
  input
  status
  output
  error {
    ...ToolErrorFields
  }
  progress
  total
  message
  startedAt
  endedAt
  durationMs
}
fragment InputRequestFields on InputRequest {
  interruptId
  inputKind
  prompt
  forToolCallId
  proposedInput
  responseSchema
  expiresAt
}
fragment RunListFields on Run {
  id
  rootRunId
  parentRunId
  threadId
  agent {
    ...AgentRefFields
  }
  status
  startedAt
  endedAt
  durationMs
  lastSeq
  lastEventAt
  activity
  cursor
}`, {"fragmentName":"RunFields"}) as unknown as TypedDocumentString<RunFieldsFragment, unknown>;
export const PageInfoFieldsFragmentDoc = new TypedDocumentString(`
    fragment PageInfoFields on PageInfo {
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
}
    `, {"fragmentName":"PageInfoFields"}) as unknown as TypedDocumentString<PageInfoFieldsFragment, unknown>;
export const AgentEventsDocument = new TypedDocumentString(`
    subscription AgentEvents($after: Cursor, $start: StreamStart! = LATEST, $runId: ID, $threadId: ID, $types: [AgentEventType!], $coalesceMs: Int! = 0) {
  agentEvents(
    after: $after
    start: $start
    runId: $runId
    threadId: $threadId
    types: $types
    coalesceMs: $coalesceMs
  ) {
    ...AgentEventFields
  }
}
    fragment AgentEventFields on AgentEvent {
  __typename
  ...AgentStartedFields
  ...AgentThinkingFields
  ...ToolExecutingFields
  ...ToolCompletedFields
  ...AgentCompletedFields
  ...MessageDeltaFields
  ...ToolProgressFields
  ...InputRequiredFields
  ...InputResolvedFields
  ...AgentFailedFields
  ...AgentCancelledFields
  ...CaughtUpFields
  ...StreamResetFields
}
fragment RunEventFields on RunEvent {
  id
  cursor
  seq
  type
  occurredAt
  runId
  rootRunId
  parentRunId
  threadId
  agent {
    ...AgentRefFields
  }
}
fragment AgentStartedFields on AgentStarted {
  ...RunEventFields
  parentToolCallId
  model
  input
}
fragment AgentThinkingFields on AgentThinking {
  ...RunEventFields
  blockId
  thinkingKind
  mode
  text
  final
  firstSeq
}
fragment ToolExecutingFields on ToolExecuting {
  ...RunEventFields
  toolCallId
  toolName
  title
  input
}
fragment ToolCompletedFields on ToolCompleted {
  ...RunEventFields
  toolCallId
  toolName
  status
  output
  toolError {
    ...ToolErrorFields
  }
  durationMs
}
fragment AgentCompletedFields on AgentCompleted {
  ...RunEventFields
  finishReason
  finalText
  output
  usage {
    ...ModelUsageFields
  }
  durationMs
}
fragment MessageDeltaFields on MessageDelta {
  ...RunEventFields
  messageId
  mode
  text
  final
  firstSeq
}
fragment ToolProgressFields on ToolProgress {
  ...RunEventFields
  toolCallId
  progress
  total
  message
  partial
}
fragment InputRequiredFields on InputRequired {
  ...RunEventFields
  interruptId
  inputKind
  prompt
  forToolCallId
  proposedInput
  responseSchema
  expiresAt
}
fragment InputResolvedFields on InputResolved {
  ...RunEventFields
  interruptId
  resolution
  response
}
fragment AgentFailedFields on AgentFailed {
  ...RunEventFields
  error {
    ...AgentErrorFields
  }
  usage {
    ...ModelUsageFields
  }
  durationMs
}
fragment AgentCancelledFields on AgentCancelled {
  ...RunEventFields
  reason
  usage {
    ...ModelUsageFields
  }
  durationMs
}
fragment CaughtUpFields on CaughtUp {
  cursor
  replayed
}
fragment StreamResetFields on StreamReset {
  cursor
  resetReason
}
fragment AgentRefFields on AgentRef {
  id
  name
}
fragment ToolErrorFields on ToolError {
  message
  code
  retryable
}
fragment AgentErrorFields on AgentError {
  code
  message
  retryable
  providerCode
}
fragment ModelUsageFields on ModelUsage {
  provider
  model
  inputTokens
  outputTokens
  totalTokens
  reasoningTokens
  cacheReadTokens
  cacheWriteTokens
  costMicrosUsd
}`, {"hash":"sha256:b34a9640e61647822c6425f4e53ecf07aeff7a586e98140bc89fa8249e8cb979"}) as unknown as TypedDocumentString<AgentEventsSubscription, AgentEventsSubscriptionVariables>;
export const CancelRunDocument = new TypedDocumentString(`
    mutation CancelRun($runId: ID!) {
  cancelRun(runId: $runId) {
    run {
      ...RunListFields
    }
  }
}
    fragment AgentRefFields on AgentRef {
  id
  name
}
fragment RunListFields on Run {
  id
  rootRunId
  parentRunId
  threadId
  agent {
    ...AgentRefFields
  }
  status
  startedAt
  endedAt
  durationMs
  lastSeq
  lastEventAt
  activity
  cursor
}`, {"hash":"sha256:6e4ab784060422881ab224dac116ac79d30e6c6b50af34d5f69e648721ebed1c"}) as unknown as TypedDocumentString<CancelRunMutation, CancelRunMutationVariables>;
export const ExtendSessionDocument = new TypedDocumentString(`
    mutation ExtendSession($token: String!) {
  extendSession(token: $token) {
    expiresAt
  }
}
    `, {"hash":"sha256:6bbfee95b27ef4d901bbdb4f1a6978a5181b6374b8c8e4b14d9f2dc80d97e754"}) as unknown as TypedDocumentString<ExtendSessionMutation, ExtendSessionMutationVariables>;
export const FollowedRunDocument = new TypedDocumentString(`
    query FollowedRun($id: ID!) {
  run(id: $id) {
    ...RunFields
    children {
      id
    }
  }
}
    fragment AgentRefFields on AgentRef {
  id
  name
}
fragment ToolErrorFields on ToolError {
  message
  code
  retryable
}
fragment AgentErrorFields on AgentError {
  code
  message
  retryable
  providerCode
}
fragment ModelUsageFields on ModelUsage {
  provider
  model
  inputTokens
  outputTokens
  totalTokens
  reasoningTokens
  cacheReadTokens
  cacheWriteTokens
  costMicrosUsd
}
fragment RunFields on Run {
  ...RunListFields
  model
  input
  messages {
    ...MessageFields
  }
  toolCalls {
    ...ToolCallFields
  }
  pendingInputs {
    ...InputRequestFields
  }
  finishReason
  finalText
  error {
    ...AgentErrorFields
  }
  usage {
    ...ModelUsageFields
  }
}
fragment MessageFields on Message {
  id
  text
  final
}
fragment ToolCallFields on ToolCall {
  id
  name
  title
  input
  status
  output
  error {
    ...ToolErrorFields
  }
  progress
  total
  message
  startedAt
  endedAt
  durationMs
}
fragment InputRequestFields on InputRequest {
  interruptId
  inputKind
  prompt
  forToolCallId
  proposedInput
  responseSchema
  expiresAt
}
fragment RunListFields on Run {
  id
  rootRunId
  parentRunId
  threadId
  agent {
    ...AgentRefFields
  }
  status
  startedAt
  endedAt
  durationMs
  lastSeq
  lastEventAt
  activity
  cursor
}`, {"hash":"sha256:57e5cf15daf93894c6baef9e02103f5f0fc17663462d89f9d6df8851fabc2e4b"}) as unknown as TypedDocumentString<FollowedRunQuery, FollowedRunQueryVariables>;
export const PublishEventsDocument = new TypedDocumentString(`
    mutation PublishEvents($input: PublishEventsInput!) {
  publishEvents(input: $input) {
    accepted
    duplicates
    lastSeq
    cursor
  }
}
    `, {"hash":"sha256:1b67ef0266138dc18e42dc4e1a08ed54d11c6d5d032704577dab1fbc14fed1ab"}) as unknown as TypedDocumentString<PublishEventsMutation, PublishEventsMutationVariables>;
export const RenewLeasesDocument = new TypedDocumentString(`
    mutation RenewLeases($writerId: ID!, $runs: [RunRefInput!]!) {
  renewLeases(writerId: $writerId, runs: $runs) {
    leaseMs
    lost {
      userId
      runId
    }
  }
}
    `, {"hash":"sha256:168c82261e6a4c57fd785b007f73079ed3a04ce829ead8caac5053ec9bb6895e"}) as unknown as TypedDocumentString<RenewLeasesMutation, RenewLeasesMutationVariables>;
export const ResolveInputDocument = new TypedDocumentString(`
    mutation ResolveInput($input: ResolveInputInput!) {
  resolveInput(input: $input) {
    run {
      ...RunListFields
    }
  }
}
    fragment AgentRefFields on AgentRef {
  id
  name
}
fragment RunListFields on Run {
  id
  rootRunId
  parentRunId
  threadId
  agent {
    ...AgentRefFields
  }
  status
  startedAt
  endedAt
  durationMs
  lastSeq
  lastEventAt
  activity
  cursor
}`, {"hash":"sha256:17a08b8f52722978ffed2f3d3f4b5cbcc46ac4fd49db7da26c7bf5b95ec4aed2"}) as unknown as TypedDocumentString<ResolveInputMutation, ResolveInputMutationVariables>;
export const RunDocument = new TypedDocumentString(`
    query Run($id: ID!, $eventsFirst: Int! = 100, $eventsAfter: Cursor, $eventTypes: [AgentEventType!]) {
  run(id: $id) {
    ...RunFields
    children {
      ...RunFields
    }
    events(first: $eventsFirst, after: $eventsAfter, types: $eventTypes) {
      nodes {
        ...AgentEventFields
      }
      pageInfo {
        ...PageInfoFields
      }
    }
  }
}
    fragment AgentEventFields on AgentEvent {
  __typename
  ...AgentStartedFields
  ...AgentThinkingFields
  ...ToolExecutingFields
  ...ToolCompletedFields
  ...AgentCompletedFields
  ...MessageDeltaFields
  ...ToolProgressFields
  ...InputRequiredFields
  ...InputResolvedFields
  ...AgentFailedFields
  ...AgentCancelledFields
  ...CaughtUpFields
  ...StreamResetFields
}
fragment RunEventFields on RunEvent {
  id
  cursor
  seq
  type
  occurredAt
  runId
  rootRunId
  parentRunId
  threadId
  agent {
    ...AgentRefFields
  }
}
fragment AgentStartedFields on AgentStarted {
  ...RunEventFields
  parentToolCallId
  model
  input
}
fragment AgentThinkingFields on AgentThinking {
  ...RunEventFields
  blockId
  thinkingKind
  mode
  text
  final
  firstSeq
}
fragment ToolExecutingFields on ToolExecuting {
  ...RunEventFields
  toolCallId
  toolName
  title
  input
}
fragment ToolCompletedFields on ToolCompleted {
  ...RunEventFields
  toolCallId
  toolName
  status
  output
  toolError {
    ...ToolErrorFields
  }
  durationMs
}
fragment AgentCompletedFields on AgentCompleted {
  ...RunEventFields
  finishReason
  finalText
  output
  usage {
    ...ModelUsageFields
  }
  durationMs
}
fragment MessageDeltaFields on MessageDelta {
  ...RunEventFields
  messageId
  mode
  text
  final
  firstSeq
}
fragment ToolProgressFields on ToolProgress {
  ...RunEventFields
  toolCallId
  progress
  total
  message
  partial
}
fragment InputRequiredFields on InputRequired {
  ...RunEventFields
  interruptId
  inputKind
  prompt
  forToolCallId
  proposedInput
  responseSchema
  expiresAt
}
fragment InputResolvedFields on InputResolved {
  ...RunEventFields
  interruptId
  resolution
  response
}
fragment AgentFailedFields on AgentFailed {
  ...RunEventFields
  error {
    ...AgentErrorFields
  }
  usage {
    ...ModelUsageFields
  }
  durationMs
}
fragment AgentCancelledFields on AgentCancelled {
  ...RunEventFields
  reason
  usage {
    ...ModelUsageFields
  }
  durationMs
}
fragment CaughtUpFields on CaughtUp {
  cursor
  replayed
}
fragment StreamResetFields on StreamReset {
  cursor
  resetReason
}
fragment AgentRefFields on AgentRef {
  id
  name
}
fragment ToolErrorFields on ToolError {
  message
  code
  retryable
}
fragment AgentErrorFields on AgentError {
  code
  message
  retryable
  providerCode
}
fragment ModelUsageFields on ModelUsage {
  provider
  model
  inputTokens
  outputTokens
  totalTokens
  reasoningTokens
  cacheReadTokens
  cacheWriteTokens
  costMicrosUsd
}
fragment RunFields on Run {
  ...RunListFields
  model
  input
  messages {
    ...MessageFields
  }
  toolCalls {
    ...ToolCallFields
  }
  pendingInputs {
    ...InputRequestFields
  }
  finishReason
  finalText
  error {
    ...AgentErrorFields
  }
  usage {
    ...ModelUsageFields
  }
}
fragment MessageFields on Message {
  id
  text
  final
}
fragment ToolCallFields on ToolCall {
  id
  name
  title
  input
  status
  output
  error {
    ...ToolErrorFields
  }
  progress
  total
  message
  startedAt
  endedAt
  durationMs
}
fragment InputRequestFields on InputRequest {
  interruptId
  inputKind
  prompt
  forToolCallId
  proposedInput
  responseSchema
  expiresAt
}
fragment RunListFields on Run {
  id
  rootRunId
  parentRunId
  threadId
  agent {
    ...AgentRefFields
  }
  status
  startedAt
  endedAt
  durationMs
  lastSeq
  lastEventAt
  activity
  cursor
}
fragment PageInfoFields on PageInfo {
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
}`, {"hash":"sha256:a83813283ea4500fcf86fe95c49a96cf846ed739681a6f73a3e701d1f9afa347"}) as unknown as TypedDocumentString<RunQuery, RunQueryVariables>;
export const RunsDocument = new TypedDocumentString(`
    query Runs($first: Int! = 20, $after: String, $filter: RunFilter) {
  runs(first: $first, after: $after, filter: $filter) {
    nodes {
      ...RunListFields
    }
    pageInfo {
      ...PageInfoFields
    }
  }
}
    fragment AgentRefFields on AgentRef {
  id
  name
}
fragment RunListFields on Run {
  id
  rootRunId
  parentRunId
  threadId
  agent {
    ...AgentRefFields
  }
  status
  startedAt
  endedAt
  durationMs
  lastSeq
  lastEventAt
  activity
  cursor
}
fragment PageInfoFields on PageInfo {
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
}`, {"hash":"sha256:ab61e84d1a44c1161e4e96b6cb4a5c2cd680c53649dc8ce4555a75c12202426b"}) as unknown as TypedDocumentString<RunsQuery, RunsQueryVariables>;
export const StartRunDocument = new TypedDocumentString(`
    mutation StartRun($input: StartRunInput!) {
  startRun(input: $input) {
    run {
      ...RunListFields
    }
  }
}
    fragment AgentRefFields on AgentRef {
  id
  name
}
fragment RunListFields on Run {
  id
  rootRunId
  parentRunId
  threadId
  agent {
    ...AgentRefFields
  }
  status
  startedAt
  endedAt
  durationMs
  lastSeq
  lastEventAt
  activity
  cursor
}`, {"hash":"sha256:1b4b0fa135958deb682d929ae3aacb2b3529480fdc5c3e39e22860ae9ea2c735"}) as unknown as TypedDocumentString<StartRunMutation, StartRunMutationVariables>;
export const ViewerDocument = new TypedDocumentString(`
    query Viewer {
  viewer {
    id
    tenantId
    scopes
    expiresAt
    streamHead
  }
}
    `, {"hash":"sha256:39e6ce11ef8e4a00f0a1142917b0fbea2663fb30cb03afe6616b276e2892cc29"}) as unknown as TypedDocumentString<ViewerQuery, ViewerQueryVariables>;
export const RequestedRunsDocument = new TypedDocumentString(`
    subscription RequestedRuns($agent: String!, $after: Cursor) {
  workerCommands(agent: $agent, after: $after) {
    __typename
    ... on RunRequested {
      cursor
      userId
      runId
      threadId
      agentName
      input
    }
    ... on CancelRequested {
      cursor
    }
    ... on InputSubmitted {
      cursor
    }
    ... on CaughtUp {
      cursor
    }
    ... on StreamReset {
      cursor
    }
  }
}
    `, {"hash":"sha256:4622358746f262a05fc14255bc3fe2902c3b2632fdd025fea877e9933f54e758"}) as unknown as TypedDocumentString<RequestedRunsSubscription, RequestedRunsSubscriptionVariables>;
export const RunNoticesDocument = new TypedDocumentString(`
    subscription RunNotices($agent: String!, $after: Cursor) {
  workerCommands(agent: $agent, after: $after) {
    __typename
    ... on RunRequested {
      cursor
    }
    ... on CancelRequested {
      cursor
      userId
      runId
    }
    ... on InputSubmitted {
      cursor
      userId
      runId
      interruptId
      resolution
      response
    }
    ... on CaughtUp {
      cursor
    }
    ... on StreamReset {
      cursor
    }
  }
}
    `, {"hash":"sha256:f0371782914c3eb2a869b0b8b9eac00e673bebce0ac7aefb5e7635007e6bfb1c"}) as unknown as TypedDocumentString<RunNoticesSubscription, RunNoticesSubscriptionVariables>;