import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { RunSource } from '../run-source.ts';
import type { Viewer as ViewerSource } from '../../auth/viewer.ts';
import type { Context } from '../context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** Opaque position in the viewer's event stream. Pass it back as `after` to go on exactly behind it. */
  Cursor: { input: string; output: string; }
  /** An RFC 3339 instant in UTC with milliseconds, such as `2026-01-31T09:30:00.000Z`. */
  DateTime: { input: string; output: string; }
  /** Any JSON value. */
  JSON: { input: unknown; output: unknown; }
};

/** The run was stopped. Nothing of the run follows. */
export type AgentCancelled = RunEvent & {
  readonly __typename?: 'AgentCancelled';
  /** The agent at work. */
  readonly agent: AgentRef;
  /** The event's position in the stream. Pass it as `after` to go on exactly behind it. */
  readonly cursor: Scalars['Cursor']['output'];
  /** From the start of the run to this event, in milliseconds, as the server computes it. */
  readonly durationMs?: Maybe<Scalars['Int']['output']>;
  /** Unique for ever; the key to de-duplicate by. */
  readonly id: Scalars['ID']['output'];
  /** When it happened, by the worker's clock; by the server's where the worker gave no time. */
  readonly occurredAt: Scalars['DateTime']['output'];
  /** The run that began this run; null at the top of the tree. */
  readonly parentRunId?: Maybe<Scalars['ID']['output']>;
  /** Why it was stopped. */
  readonly reason: CancelReason;
  /** The run at the top of the tree; the run itself where it has no parent. */
  readonly rootRunId: Scalars['ID']['output'];
  /** The run it belongs to. */
  readonly runId: Scalars['ID']['output'];
  /** Position within the run: 1, 2, 3 … without a gap. */
  readonly seq: Scalars['Int']['output'];
  /** The conversation that the run belongs to. */
  readonly threadId: Scalars['ID']['output'];
  /** Which event it is. */
  readonly type: AgentEventType;
  /** What the run used, by model; empty where the worker did not report it. */
  readonly usage: ReadonlyArray<ModelUsage>;
};

/** The run was stopped. The server computes its duration from the start. */
export type AgentCancelledInput = {
  /** When it happened. Defaults to the server's clock. */
  readonly occurredAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** Why it was stopped. */
  readonly reason: CancelReason;
  /** What the run used, by model. */
  readonly usage: ReadonlyArray<ModelUsageInput>;
};

/** The run ended with a result. Nothing of the run follows. */
export type AgentCompleted = RunEvent & {
  readonly __typename?: 'AgentCompleted';
  /** The agent at work. */
  readonly agent: AgentRef;
  /** The event's position in the stream. Pass it as `after` to go on exactly behind it. */
  readonly cursor: Scalars['Cursor']['output'];
  /** From the start of the run to this event, in milliseconds, as the server computes it. */
  readonly durationMs?: Maybe<Scalars['Int']['output']>;
  /** The answer as text; null where the worker gave none. */
  readonly finalText?: Maybe<Scalars['String']['output']>;
  /** Why the agent stopped. */
  readonly finishReason: FinishReason;
  /** Unique for ever; the key to de-duplicate by. */
  readonly id: Scalars['ID']['output'];
  /** When it happened, by the worker's clock; by the server's where the worker gave no time. */
  readonly occurredAt: Scalars['DateTime']['output'];
  /** The answer as data; null where the worker gave none. */
  readonly output?: Maybe<Scalars['JSON']['output']>;
  /** The run that began this run; null at the top of the tree. */
  readonly parentRunId?: Maybe<Scalars['ID']['output']>;
  /** The run at the top of the tree; the run itself where it has no parent. */
  readonly rootRunId: Scalars['ID']['output'];
  /** The run it belongs to. */
  readonly runId: Scalars['ID']['output'];
  /** Position within the run: 1, 2, 3 … without a gap. */
  readonly seq: Scalars['Int']['output'];
  /** The conversation that the run belongs to. */
  readonly threadId: Scalars['ID']['output'];
  /** Which event it is. */
  readonly type: AgentEventType;
  /** What the run used, by model; empty where the worker did not report it. */
  readonly usage: ReadonlyArray<ModelUsage>;
};

/** The run ended with a result. The server computes its duration from the start. */
export type AgentCompletedInput = {
  /** The answer as text. */
  readonly finalText?: InputMaybe<Scalars['String']['input']>;
  /** Why the agent stopped. */
  readonly finishReason: FinishReason;
  /** When it happened. Defaults to the server's clock. */
  readonly occurredAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** The answer as data. */
  readonly output?: InputMaybe<Scalars['JSON']['input']>;
  /** What the run used, by model. */
  readonly usage: ReadonlyArray<ModelUsageInput>;
};

/** Why a run failed. */
export type AgentError = {
  readonly __typename?: 'AgentError';
  /** What went wrong, for programs. */
  readonly code: AgentErrorCode;
  /** What went wrong, for people. */
  readonly message: Scalars['String']['output'];
  /** The model provider's own error code. */
  readonly providerCode?: Maybe<Scalars['String']['output']>;
  /** Whether the same run can succeed later. */
  readonly retryable: Scalars['Boolean']['output'];
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
  readonly message: Scalars['String']['input'];
  /** The model provider's own error code. */
  readonly providerCode?: InputMaybe<Scalars['String']['input']>;
  /** Whether the same run can succeed later. */
  readonly retryable: Scalars['Boolean']['input'];
};

/** Everything that agentEvents delivers: the five core events, what else a run needs, and the stream's own two. */
export type AgentEvent = AgentCancelled | AgentCompleted | AgentFailed | AgentStarted | AgentThinking | CaughtUp | InputRequired | InputResolved | MessageDelta | StreamReset | ToolCompleted | ToolExecuting | ToolProgress;

/** One event: exactly one of these fields. Its body is up to 256 KiB of JSON. */
export type AgentEventInput =
  /** The run was stopped. */
  { readonly agentCancelled: AgentCancelledInput; readonly agentCompleted?: never; readonly agentFailed?: never; readonly agentStarted?: never; readonly agentThinking?: never; readonly inputRequired?: never; readonly inputResolved?: never; readonly messageDelta?: never; readonly toolCompleted?: never; readonly toolExecuting?: never; readonly toolProgress?: never; }
  |  /** The run ended with a result. */
  { readonly agentCancelled?: never; readonly agentCompleted: AgentCompletedInput; readonly agentFailed?: never; readonly agentStarted?: never; readonly agentThinking?: never; readonly inputRequired?: never; readonly inputResolved?: never; readonly messageDelta?: never; readonly toolCompleted?: never; readonly toolExecuting?: never; readonly toolProgress?: never; }
  |  /** The run ended with an error. */
  { readonly agentCancelled?: never; readonly agentCompleted?: never; readonly agentFailed: AgentFailedInput; readonly agentStarted?: never; readonly agentThinking?: never; readonly inputRequired?: never; readonly inputResolved?: never; readonly messageDelta?: never; readonly toolCompleted?: never; readonly toolExecuting?: never; readonly toolProgress?: never; }
  |  /** The run begins. Has to be its first event. */
  { readonly agentCancelled?: never; readonly agentCompleted?: never; readonly agentFailed?: never; readonly agentStarted: AgentStartedInput; readonly agentThinking?: never; readonly inputRequired?: never; readonly inputResolved?: never; readonly messageDelta?: never; readonly toolCompleted?: never; readonly toolExecuting?: never; readonly toolProgress?: never; }
  |  /** A piece of the agent's thinking. */
  { readonly agentCancelled?: never; readonly agentCompleted?: never; readonly agentFailed?: never; readonly agentStarted?: never; readonly agentThinking: AgentThinkingInput; readonly inputRequired?: never; readonly inputResolved?: never; readonly messageDelta?: never; readonly toolCompleted?: never; readonly toolExecuting?: never; readonly toolProgress?: never; }
  |  /** The run waits for a person. */
  { readonly agentCancelled?: never; readonly agentCompleted?: never; readonly agentFailed?: never; readonly agentStarted?: never; readonly agentThinking?: never; readonly inputRequired: InputRequiredInput; readonly inputResolved?: never; readonly messageDelta?: never; readonly toolCompleted?: never; readonly toolExecuting?: never; readonly toolProgress?: never; }
  |  /** The run waits no longer. */
  { readonly agentCancelled?: never; readonly agentCompleted?: never; readonly agentFailed?: never; readonly agentStarted?: never; readonly agentThinking?: never; readonly inputRequired?: never; readonly inputResolved: InputResolvedInput; readonly messageDelta?: never; readonly toolCompleted?: never; readonly toolExecuting?: never; readonly toolProgress?: never; }
  |  /** A piece of a message to the user. */
  { readonly agentCancelled?: never; readonly agentCompleted?: never; readonly agentFailed?: never; readonly agentStarted?: never; readonly agentThinking?: never; readonly inputRequired?: never; readonly inputResolved?: never; readonly messageDelta: MessageDeltaInput; readonly toolCompleted?: never; readonly toolExecuting?: never; readonly toolProgress?: never; }
  |  /** A tool call ended. */
  { readonly agentCancelled?: never; readonly agentCompleted?: never; readonly agentFailed?: never; readonly agentStarted?: never; readonly agentThinking?: never; readonly inputRequired?: never; readonly inputResolved?: never; readonly messageDelta?: never; readonly toolCompleted: ToolCompletedInput; readonly toolExecuting?: never; readonly toolProgress?: never; }
  |  /** A tool call begins. */
  { readonly agentCancelled?: never; readonly agentCompleted?: never; readonly agentFailed?: never; readonly agentStarted?: never; readonly agentThinking?: never; readonly inputRequired?: never; readonly inputResolved?: never; readonly messageDelta?: never; readonly toolCompleted?: never; readonly toolExecuting: ToolExecutingInput; readonly toolProgress?: never; }
  |  /** News from a running tool call. */
  { readonly agentCancelled?: never; readonly agentCompleted?: never; readonly agentFailed?: never; readonly agentStarted?: never; readonly agentThinking?: never; readonly inputRequired?: never; readonly inputResolved?: never; readonly messageDelta?: never; readonly toolCompleted?: never; readonly toolExecuting?: never; readonly toolProgress: ToolProgressInput; };

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

/** The run ended with an error. Nothing of the run follows. */
export type AgentFailed = RunEvent & {
  readonly __typename?: 'AgentFailed';
  /** The agent at work. */
  readonly agent: AgentRef;
  /** The event's position in the stream. Pass it as `after` to go on exactly behind it. */
  readonly cursor: Scalars['Cursor']['output'];
  /** From the start of the run to this event, in milliseconds, as the server computes it. */
  readonly durationMs?: Maybe<Scalars['Int']['output']>;
  /** What went wrong. */
  readonly error: AgentError;
  /** Unique for ever; the key to de-duplicate by. */
  readonly id: Scalars['ID']['output'];
  /** When it happened, by the worker's clock; by the server's where the worker gave no time. */
  readonly occurredAt: Scalars['DateTime']['output'];
  /** The run that began this run; null at the top of the tree. */
  readonly parentRunId?: Maybe<Scalars['ID']['output']>;
  /** The run at the top of the tree; the run itself where it has no parent. */
  readonly rootRunId: Scalars['ID']['output'];
  /** The run it belongs to. */
  readonly runId: Scalars['ID']['output'];
  /** Position within the run: 1, 2, 3 … without a gap. */
  readonly seq: Scalars['Int']['output'];
  /** The conversation that the run belongs to. */
  readonly threadId: Scalars['ID']['output'];
  /** Which event it is. */
  readonly type: AgentEventType;
  /** What the run used, by model; empty where the worker did not report it. */
  readonly usage: ReadonlyArray<ModelUsage>;
};

/** The run ended with an error. The server computes its duration from the start. */
export type AgentFailedInput = {
  /** What went wrong. */
  readonly error: AgentErrorInput;
  /** When it happened. Defaults to the server's clock. */
  readonly occurredAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** What the run used, by model. */
  readonly usage: ReadonlyArray<ModelUsageInput>;
};

/** What an agent is called. */
export type AgentRef = {
  readonly __typename?: 'AgentRef';
  /** The agent's id; null where the worker gave none. */
  readonly id?: Maybe<Scalars['ID']['output']>;
  /** The agent's name. */
  readonly name: Scalars['String']['output'];
};

/** What an agent is called. */
export type AgentRefInput = {
  /** The agent's id, 1 to 256 characters. */
  readonly id?: InputMaybe<Scalars['ID']['input']>;
  /** The agent's name. */
  readonly name: Scalars['String']['input'];
};

/** A run began. Always the first event of its run. */
export type AgentStarted = RunEvent & {
  readonly __typename?: 'AgentStarted';
  /** The agent at work. */
  readonly agent: AgentRef;
  /** The event's position in the stream. Pass it as `after` to go on exactly behind it. */
  readonly cursor: Scalars['Cursor']['output'];
  /** Unique for ever; the key to de-duplicate by. */
  readonly id: Scalars['ID']['output'];
  /** What the run was given to work on. */
  readonly input?: Maybe<Scalars['JSON']['output']>;
  /** The model that the agent starts with; null where the worker did not say. */
  readonly model?: Maybe<Scalars['String']['output']>;
  /** When it happened, by the worker's clock; by the server's where the worker gave no time. */
  readonly occurredAt: Scalars['DateTime']['output'];
  /** The run that began this run; null at the top of the tree. */
  readonly parentRunId?: Maybe<Scalars['ID']['output']>;
  /** The tool call of the parent run that began this run; null where none did. */
  readonly parentToolCallId?: Maybe<Scalars['ID']['output']>;
  /** The run at the top of the tree; the run itself where it has no parent. */
  readonly rootRunId: Scalars['ID']['output'];
  /** The run it belongs to. */
  readonly runId: Scalars['ID']['output'];
  /** Position within the run: 1, 2, 3 … without a gap. */
  readonly seq: Scalars['Int']['output'];
  /** The conversation that the run belongs to. */
  readonly threadId: Scalars['ID']['output'];
  /** Which event it is. */
  readonly type: AgentEventType;
};

/** The run begins. */
export type AgentStartedInput = {
  /** The agent at work. */
  readonly agent: AgentRefInput;
  /** What the run was given to work on. */
  readonly input?: InputMaybe<Scalars['JSON']['input']>;
  /** The model that the agent starts with. */
  readonly model?: InputMaybe<Scalars['String']['input']>;
  /** When it happened. Defaults to the server's clock. */
  readonly occurredAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** The run that began this one, 1 to 256 characters. Has to exist in the same user's stream. */
  readonly parentRunId?: InputMaybe<Scalars['ID']['input']>;
  /** The tool call of the parent run that began this run, 1 to 256 characters. */
  readonly parentToolCallId?: InputMaybe<Scalars['ID']['input']>;
  /**
   * The conversation that the run belongs to, 1 to 256 characters. Defaults to the parent's thread, else to the
   * runId.
   */
  readonly threadId?: InputMaybe<Scalars['ID']['input']>;
};

/** A piece of the agent's thinking. */
export type AgentThinking = RunEvent & {
  readonly __typename?: 'AgentThinking';
  /** The agent at work. */
  readonly agent: AgentRef;
  /** Which thinking block of the run the text belongs to. */
  readonly blockId: Scalars['ID']['output'];
  /** The event's position in the stream. Pass it as `after` to go on exactly behind it. */
  readonly cursor: Scalars['Cursor']['output'];
  /** True where the block is complete with this. */
  readonly final: Scalars['Boolean']['output'];
  /** seq of the first event merged into this one; equals seq unless coalesceMs merged several. */
  readonly firstSeq: Scalars['Int']['output'];
  /** Unique for ever; the key to de-duplicate by. */
  readonly id: Scalars['ID']['output'];
  /** Whether the text continues the block or replaces it. */
  readonly mode: TextMode;
  /** When it happened, by the worker's clock; by the server's where the worker gave no time. */
  readonly occurredAt: Scalars['DateTime']['output'];
  /** The run that began this run; null at the top of the tree. */
  readonly parentRunId?: Maybe<Scalars['ID']['output']>;
  /** The run at the top of the tree; the run itself where it has no parent. */
  readonly rootRunId: Scalars['ID']['output'];
  /** The run it belongs to. */
  readonly runId: Scalars['ID']['output'];
  /** Position within the run: 1, 2, 3 … without a gap. */
  readonly seq: Scalars['Int']['output'];
  /** The text, or the next piece of it. */
  readonly text: Scalars['String']['output'];
  /** What kind of thinking the text is. */
  readonly thinkingKind: ThinkingKind;
  /** The conversation that the run belongs to. */
  readonly threadId: Scalars['ID']['output'];
  /** Which event it is. */
  readonly type: AgentEventType;
};

/** A piece of the agent's thinking. */
export type AgentThinkingInput = {
  /** Which thinking block of the run the text belongs to, 1 to 256 characters. */
  readonly blockId: Scalars['ID']['input'];
  /** True where the block is complete with this. */
  readonly final: Scalars['Boolean']['input'];
  /** Whether the text continues the block or replaces it. */
  readonly mode: TextMode;
  /** When it happened. Defaults to the server's clock. */
  readonly occurredAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** The text, or the next piece of it. */
  readonly text: Scalars['String']['input'];
  /** What kind of thinking the text is. */
  readonly thinkingKind: ThinkingKind;
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

/** The run is to stop: end it with AgentCancelled, soon. Not every worker that is told has the run. */
export type CancelRequested = {
  readonly __typename?: 'CancelRequested';
  /** Behind this command: pass it back as `after`. */
  readonly cursor: Scalars['Cursor']['output'];
  /** When it was asked for. */
  readonly requestedAt: Scalars['DateTime']['output'];
  /** The run's id. */
  readonly runId: Scalars['ID']['output'];
  /** Whose run. */
  readonly userId: Scalars['ID']['output'];
};

/** The run that is to stop. */
export type CancelRunPayload = {
  readonly __typename?: 'CancelRunPayload';
  /** Where the run stands in the viewer's stream: what comes of it is behind this, or has come already. */
  readonly cursor: Scalars['Cursor']['output'];
  /** As it stands; not ended yet if a worker has it. */
  readonly run: Run;
};

/**
 * The replay that `after` or `start: EARLIEST` asked for is over; what follows is live. Comes once, and only
 * where a replay was asked for.
 */
export type CaughtUp = {
  readonly __typename?: 'CaughtUp';
  /** The position that the replay reached. */
  readonly cursor: Scalars['Cursor']['output'];
  /** How many events were replayed. */
  readonly replayed: Scalars['Int']['output'];
};

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

/** Something that a run waits for. */
export type InputRequest = {
  readonly __typename?: 'InputRequest';
  /** Until when an answer is waited for; null where there is no limit. */
  readonly expiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** The tool call that waits for the answer; null where none does. */
  readonly forToolCallId?: Maybe<Scalars['ID']['output']>;
  /** What a person is asked for. */
  readonly inputKind: InputKind;
  /** The request's id, unique within its run; what settles it carries the same. */
  readonly interruptId: Scalars['ID']['output'];
  /** The question, for people. */
  readonly prompt?: Maybe<Scalars['String']['output']>;
  /** What a yes would let happen, such as the arguments of the tool call. */
  readonly proposedInput?: Maybe<Scalars['JSON']['output']>;
  /** A JSON Schema of the answer. */
  readonly responseSchema?: Maybe<Scalars['JSON']['output']>;
};

/** The run waits for a person. */
export type InputRequired = RunEvent & {
  readonly __typename?: 'InputRequired';
  /** The agent at work. */
  readonly agent: AgentRef;
  /** The event's position in the stream. Pass it as `after` to go on exactly behind it. */
  readonly cursor: Scalars['Cursor']['output'];
  /** Until when an answer is waited for; null where there is no limit. */
  readonly expiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** The tool call that waits for the answer; null where none does. */
  readonly forToolCallId?: Maybe<Scalars['ID']['output']>;
  /** Unique for ever; the key to de-duplicate by. */
  readonly id: Scalars['ID']['output'];
  /** What a person is asked for. */
  readonly inputKind: InputKind;
  /** The request's id, unique within its run; what settles it carries the same. */
  readonly interruptId: Scalars['ID']['output'];
  /** When it happened, by the worker's clock; by the server's where the worker gave no time. */
  readonly occurredAt: Scalars['DateTime']['output'];
  /** The run that began this run; null at the top of the tree. */
  readonly parentRunId?: Maybe<Scalars['ID']['output']>;
  /** The question, for people. */
  readonly prompt?: Maybe<Scalars['String']['output']>;
  /** What a yes would let happen, such as the arguments of the tool call. */
  readonly proposedInput?: Maybe<Scalars['JSON']['output']>;
  /** A JSON Schema of the answer. */
  readonly responseSchema?: Maybe<Scalars['JSON']['output']>;
  /** The run at the top of the tree; the run itself where it has no parent. */
  readonly rootRunId: Scalars['ID']['output'];
  /** The run it belongs to. */
  readonly runId: Scalars['ID']['output'];
  /** Position within the run: 1, 2, 3 … without a gap. */
  readonly seq: Scalars['Int']['output'];
  /** The conversation that the run belongs to. */
  readonly threadId: Scalars['ID']['output'];
  /** Which event it is. */
  readonly type: AgentEventType;
};

/** The run waits for a person. */
export type InputRequiredInput = {
  /** Until when an answer is waited for. */
  readonly expiresAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** The tool call that waits for the answer, 1 to 256 characters. */
  readonly forToolCallId?: InputMaybe<Scalars['ID']['input']>;
  /** What a person is asked for. */
  readonly inputKind: InputKind;
  /** The request's id, unique within its run, 1 to 256 characters. */
  readonly interruptId: Scalars['ID']['input'];
  /** When it happened. Defaults to the server's clock. */
  readonly occurredAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** The question, for people. */
  readonly prompt?: InputMaybe<Scalars['String']['input']>;
  /** What a yes would let happen, such as the arguments of the tool call. */
  readonly proposedInput?: InputMaybe<Scalars['JSON']['input']>;
  /** A JSON Schema of the answer. */
  readonly responseSchema?: InputMaybe<Scalars['JSON']['input']>;
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

/** What the run waited for was answered, or is no longer waited for. */
export type InputResolved = RunEvent & {
  readonly __typename?: 'InputResolved';
  /** The agent at work. */
  readonly agent: AgentRef;
  /** The event's position in the stream. Pass it as `after` to go on exactly behind it. */
  readonly cursor: Scalars['Cursor']['output'];
  /** Unique for ever; the key to de-duplicate by. */
  readonly id: Scalars['ID']['output'];
  /** Which InputRequired of the run this settles. */
  readonly interruptId: Scalars['ID']['output'];
  /** When it happened, by the worker's clock; by the server's where the worker gave no time. */
  readonly occurredAt: Scalars['DateTime']['output'];
  /** The run that began this run; null at the top of the tree. */
  readonly parentRunId?: Maybe<Scalars['ID']['output']>;
  /** How it was settled. */
  readonly resolution: InputResolution;
  /** The answer; null where there is none. */
  readonly response?: Maybe<Scalars['JSON']['output']>;
  /** The run at the top of the tree; the run itself where it has no parent. */
  readonly rootRunId: Scalars['ID']['output'];
  /** The run it belongs to. */
  readonly runId: Scalars['ID']['output'];
  /** Position within the run: 1, 2, 3 … without a gap. */
  readonly seq: Scalars['Int']['output'];
  /** The conversation that the run belongs to. */
  readonly threadId: Scalars['ID']['output'];
  /** Which event it is. */
  readonly type: AgentEventType;
};

/** The run waits no longer. */
export type InputResolvedInput = {
  /** Which inputRequired of the run this settles, 1 to 256 characters. */
  readonly interruptId: Scalars['ID']['input'];
  /** When it happened. Defaults to the server's clock. */
  readonly occurredAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** How it was settled. */
  readonly resolution: InputResolution;
  /** The answer. */
  readonly response?: InputMaybe<Scalars['JSON']['input']>;
};

/** An input was answered: publish InputResolved and go on. Not every worker that is told has the run. */
export type InputSubmitted = {
  readonly __typename?: 'InputSubmitted';
  /** Behind this command: pass it back as `after`. */
  readonly cursor: Scalars['Cursor']['output'];
  /** Which input: `interruptId` of the InputRequired. */
  readonly interruptId: Scalars['ID']['output'];
  /** When it was answered. */
  readonly requestedAt: Scalars['DateTime']['output'];
  /** How it was answered. */
  readonly resolution: InputResolution;
  /** What was answered; fits the `responseSchema` of the InputRequired if it is ANSWERED or APPROVED. */
  readonly response?: Maybe<Scalars['JSON']['output']>;
  /** The run's id. */
  readonly runId: Scalars['ID']['output'];
  /** Whose run. */
  readonly userId: Scalars['ID']['output'];
};

/** A message to the user, its pieces put together. */
export type Message = {
  readonly __typename?: 'Message';
  /** True where the message is complete. */
  readonly final: Scalars['Boolean']['output'];
  /** The message's id, unique within its run. */
  readonly id: Scalars['ID']['output'];
  /** The text so far. */
  readonly text: Scalars['String']['output'];
};

/** A piece of a message to the user. */
export type MessageDelta = RunEvent & {
  readonly __typename?: 'MessageDelta';
  /** The agent at work. */
  readonly agent: AgentRef;
  /** The event's position in the stream. Pass it as `after` to go on exactly behind it. */
  readonly cursor: Scalars['Cursor']['output'];
  /** True where the message is complete with this. */
  readonly final: Scalars['Boolean']['output'];
  /** seq of the first event merged into this one; equals seq unless coalesceMs merged several. */
  readonly firstSeq: Scalars['Int']['output'];
  /** Unique for ever; the key to de-duplicate by. */
  readonly id: Scalars['ID']['output'];
  /** Which message of the run the text belongs to. */
  readonly messageId: Scalars['ID']['output'];
  /** Whether the text continues the message or replaces it. */
  readonly mode: TextMode;
  /** When it happened, by the worker's clock; by the server's where the worker gave no time. */
  readonly occurredAt: Scalars['DateTime']['output'];
  /** The run that began this run; null at the top of the tree. */
  readonly parentRunId?: Maybe<Scalars['ID']['output']>;
  /** The run at the top of the tree; the run itself where it has no parent. */
  readonly rootRunId: Scalars['ID']['output'];
  /** The run it belongs to. */
  readonly runId: Scalars['ID']['output'];
  /** Position within the run: 1, 2, 3 … without a gap. */
  readonly seq: Scalars['Int']['output'];
  /** The text, or the next piece of it. */
  readonly text: Scalars['String']['output'];
  /** The conversation that the run belongs to. */
  readonly threadId: Scalars['ID']['output'];
  /** Which event it is. */
  readonly type: AgentEventType;
};

/** A piece of a message to the user. */
export type MessageDeltaInput = {
  /** True where the message is complete with this. */
  readonly final: Scalars['Boolean']['input'];
  /** Which message of the run the text belongs to, 1 to 256 characters. */
  readonly messageId: Scalars['ID']['input'];
  /** Whether the text continues the message or replaces it. */
  readonly mode: TextMode;
  /** When it happened. Defaults to the server's clock. */
  readonly occurredAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** The text, or the next piece of it. */
  readonly text: Scalars['String']['input'];
};

/** What a run used of one model. A count is null where the worker did not report it. */
export type ModelUsage = {
  readonly __typename?: 'ModelUsage';
  /** Tokens read from the provider's cache. */
  readonly cacheReadTokens?: Maybe<Scalars['Int']['output']>;
  /** Tokens written to the provider's cache. */
  readonly cacheWriteTokens?: Maybe<Scalars['Int']['output']>;
  /** The cost in millionths of a US dollar. */
  readonly costMicrosUsd?: Maybe<Scalars['Int']['output']>;
  /** Tokens read by the model. */
  readonly inputTokens?: Maybe<Scalars['Int']['output']>;
  /** The model's name. */
  readonly model?: Maybe<Scalars['String']['output']>;
  /** Tokens written by the model. */
  readonly outputTokens?: Maybe<Scalars['Int']['output']>;
  /** Who runs the model. */
  readonly provider?: Maybe<Scalars['String']['output']>;
  /** Tokens spent on reasoning. */
  readonly reasoningTokens?: Maybe<Scalars['Int']['output']>;
  /** Tokens in all. */
  readonly totalTokens?: Maybe<Scalars['Int']['output']>;
};

/** What a run used of one model. Counts are 0 or more; leave out what is not known. */
export type ModelUsageInput = {
  /** Tokens read from the provider's cache. */
  readonly cacheReadTokens?: InputMaybe<Scalars['Int']['input']>;
  /** Tokens written to the provider's cache. */
  readonly cacheWriteTokens?: InputMaybe<Scalars['Int']['input']>;
  /** The cost in millionths of a US dollar. */
  readonly costMicrosUsd?: InputMaybe<Scalars['Int']['input']>;
  /** Tokens read by the model. */
  readonly inputTokens?: InputMaybe<Scalars['Int']['input']>;
  /** The model's name. */
  readonly model?: InputMaybe<Scalars['String']['input']>;
  /** Tokens written by the model. */
  readonly outputTokens?: InputMaybe<Scalars['Int']['input']>;
  /** Who runs the model. */
  readonly provider?: InputMaybe<Scalars['String']['input']>;
  /** Tokens spent on reasoning. */
  readonly reasoningTokens?: InputMaybe<Scalars['Int']['input']>;
  /** Tokens in all. */
  readonly totalTokens?: InputMaybe<Scalars['Int']['input']>;
};

/** What workers can write, sessions can ask for, and operators can end. */
export type Mutation = {
  readonly __typename?: 'Mutation';
  /**
   * Ask the worker to stop the run; a run that is still QUEUED is cancelled at once. A worker that does not react in time
   * loses the run: the server ends it with AgentCancelled.
   */
  readonly cancelRun: CancelRunPayload;
  /**
   * Swap the token of this WebSocket; its subscriptions go on. The token must be of the same user and tenant and have a
   * later `iat`, else the socket is closed with 4401. Over HTTP every request brings its own token.
   */
  readonly extendSession: Viewer;
  /** Append events to one run, all or none, and answer once they are stored. Needs the scope `agentwire:publish`. */
  readonly publishEvents: PublishEventsPayload;
  /**
   * Say that a worker still works on its runs: each is the worker's for another `leaseMs`, and is ended with WORKER_LOST
   * if it stays silent for longer. Needs the scope `agentwire:work`.
   */
  readonly renewLeases: RenewLeasesPayload;
  /**
   * Answer an InputRequired of one of the viewer's runs. The first answer wins, on whatever device it was given: its
   * repetition is the same answer, any other is refused with INPUT_NOT_PENDING. InputResolved follows from the worker.
   */
  readonly resolveInput: ResolveInputPayload;
  /**
   * End every live connection of one token of the own tenant, and refuse it from now on. Needs the scope
   * `agentwire:ops`.
   */
  readonly revokeToken: RevokeTokenPayload;
  /**
   * End every live connection of a user of the own tenant, and refuse the tokens issued to them before `notBefore`: on
   * every node, and after a restart. Needs the scope `agentwire:ops`.
   */
  readonly revokeUser: RevokeUserPayload;
  /**
   * Ask the workers of an agent for a run. It is QUEUED until one of them takes it, and fails with WORKER_LOST if none
   * does in time.
   */
  readonly startRun: StartRunPayload;
};


/** What workers can write, sessions can ask for, and operators can end. */
export type MutationCancelRunArgs = {
  runId: Scalars['ID']['input'];
};


/** What workers can write, sessions can ask for, and operators can end. */
export type MutationExtendSessionArgs = {
  token: Scalars['String']['input'];
};


/** What workers can write, sessions can ask for, and operators can end. */
export type MutationPublishEventsArgs = {
  input: PublishEventsInput;
};


/** What workers can write, sessions can ask for, and operators can end. */
export type MutationRenewLeasesArgs = {
  runs: ReadonlyArray<RunRefInput>;
  writerId: Scalars['ID']['input'];
};


/** What workers can write, sessions can ask for, and operators can end. */
export type MutationResolveInputArgs = {
  input: ResolveInputInput;
};


/** What workers can write, sessions can ask for, and operators can end. */
export type MutationRevokeTokenArgs = {
  reason?: InputMaybe<Scalars['String']['input']>;
  tokenId: Scalars['ID']['input'];
};


/** What workers can write, sessions can ask for, and operators can end. */
export type MutationRevokeUserArgs = {
  reason?: InputMaybe<Scalars['String']['input']>;
  userId: Scalars['ID']['input'];
};


/** What workers can write, sessions can ask for, and operators can end. */
export type MutationStartRunArgs = {
  input: StartRunInput;
};

/** Where a page begins and ends, and whether there are more. */
export type PageInfo = {
  readonly __typename?: 'PageInfo';
  /** The cursor of the last edge, to pass as `after` for the next page; null where there are no edges. */
  readonly endCursor?: Maybe<Scalars['String']['output']>;
  /** Whether there is a page behind this one. */
  readonly hasNextPage: Scalars['Boolean']['output'];
  /** Whether there is a page before this one. */
  readonly hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of the first edge; null where there are no edges. */
  readonly startCursor?: Maybe<Scalars['String']['output']>;
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
  readonly firstSeq?: InputMaybe<Scalars['Int']['input']>;
  /** Which run of that user, 1 to 256 characters. The same id under another user is another run. */
  readonly runId: Scalars['ID']['input'];
  /** Whose stream, 1 to 256 characters. */
  readonly userId: Scalars['ID']['input'];
  /**
   * Fences the run to one writer, 1 to 256 characters: once given, another writerId is refused with
   * RUN_HAS_ANOTHER_WRITER.
   */
  readonly writerId?: InputMaybe<Scalars['ID']['input']>;
};

/** What became of the published events. */
export type PublishEventsPayload = {
  readonly __typename?: 'PublishEventsPayload';
  /** How many events were stored. */
  readonly accepted: Scalars['Int']['output'];
  /** The position behind the last of these events. */
  readonly cursor: Scalars['Cursor']['output'];
  /** How many events were skipped because they were stored before. */
  readonly duplicates: Scalars['Int']['output'];
  /** seq of the run's newest event. */
  readonly lastSeq: Scalars['Int']['output'];
};

/** What the viewer can read. */
export type Query = {
  readonly __typename?: 'Query';
  /** One of the viewer's runs. Null where there is none, and just the same where it is somebody else's. */
  readonly run?: Maybe<Run>;
  /** The viewer's runs, newest first. */
  readonly runs: RunConnection;
  /** Who the token says is asking. */
  readonly viewer: Viewer;
};


/** What the viewer can read. */
export type QueryRunArgs = {
  id: Scalars['ID']['input'];
};


/** What the viewer can read. */
export type QueryRunsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<RunFilter>;
  first: Scalars['Int']['input'];
};

/** How a worker's runs stand. */
export type RenewLeasesPayload = {
  readonly __typename?: 'RenewLeasesPayload';
  /** For how long a run stays its worker's without another sign of life, in milliseconds. Renew three times as often. */
  readonly leaseMs: Scalars['Int']['output'];
  /** Runs that are not the worker's, because they have ended or are another's: stop working on them. */
  readonly lost: ReadonlyArray<RunRef>;
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
  readonly interruptId: Scalars['ID']['input'];
  /** How it is answered: ANSWERED, APPROVED, DENIED or ABANDONED. EXPIRED is the worker's to say. */
  readonly resolution: InputResolution;
  /** What is answered, up to 255 KiB of JSON; must fit the `responseSchema` of the InputRequired where that has one. */
  readonly response?: InputMaybe<Scalars['JSON']['input']>;
  /** One of the viewer's runs. */
  readonly runId: Scalars['ID']['input'];
};

/** The run that waited for an answer. */
export type ResolveInputPayload = {
  readonly __typename?: 'ResolveInputPayload';
  /** Where the run stands in the viewer's stream: InputResolved comes behind this. */
  readonly cursor: Scalars['Cursor']['output'];
  /** As it stands; the input stays in `pendingInputs` until the worker says that it has gone on. */
  readonly run: Run;
};

/** What became of a revocation of a token. */
export type RevokeTokenPayload = {
  readonly __typename?: 'RevokeTokenPayload';
  /** How many live connections ended on the node that answers. Other nodes end theirs within 10 seconds. */
  readonly connectionsClosed: Scalars['Int']['output'];
  /** The claim `jti` of the token that is refused. */
  readonly tokenId: Scalars['ID']['output'];
};

/** What became of a revocation of a user. */
export type RevokeUserPayload = {
  readonly __typename?: 'RevokeUserPayload';
  /** How many live connections ended on the node that answers. Other nodes end theirs within 10 seconds. */
  readonly connectionsClosed: Scalars['Int']['output'];
  /**
   * Tokens whose `iat` is before this are refused. It is the next whole second, since `iat` has whole seconds: a token
   * that the user gets from then on is good.
   */
  readonly notBefore: Scalars['DateTime']['output'];
  /** The user whose tokens are refused. */
  readonly userId: Scalars['ID']['output'];
};

/** A run as it stands at `cursor`: subscribe with `after: cursor` to miss nothing and see nothing twice. */
export type Run = {
  readonly __typename?: 'Run';
  /** What it is doing now in a few words (a tool's title, thinking, waiting for approval); null once ended. */
  readonly activity?: Maybe<Scalars['String']['output']>;
  /** The agent at work. */
  readonly agent: AgentRef;
  /** The runs that this run began, oldest first. */
  readonly children: ReadonlyArray<Run>;
  /** The position up to which this is the state of the run. */
  readonly cursor: Scalars['Cursor']['output'];
  /** From the start of the run to its end, in milliseconds; null where it has not ended yet. */
  readonly durationMs?: Maybe<Scalars['Int']['output']>;
  /** When the run ended; null where it has not yet. */
  readonly endedAt?: Maybe<Scalars['DateTime']['output']>;
  /** What went wrong; null unless the run failed. */
  readonly error?: Maybe<AgentError>;
  /** The run's own events, oldest first. */
  readonly events: RunEventConnection;
  /** The answer as text; null unless the run completed with one. */
  readonly finalText?: Maybe<Scalars['String']['output']>;
  /** Why the agent stopped; null unless the run completed. */
  readonly finishReason?: Maybe<FinishReason>;
  /** The run's id, unique within its user. */
  readonly id: Scalars['ID']['output'];
  /** What the run was given to work on. */
  readonly input?: Maybe<Scalars['JSON']['output']>;
  /** When the run's newest event occurred. */
  readonly lastEventAt?: Maybe<Scalars['DateTime']['output']>;
  /** seq of the run's newest event. */
  readonly lastSeq: Scalars['Int']['output'];
  /** The messages to the user, oldest first, each with its pieces put together. */
  readonly messages: ReadonlyArray<Message>;
  /** The model that the agent started with; null where the worker did not say. */
  readonly model?: Maybe<Scalars['String']['output']>;
  /** The run that began this one; null at the top of the tree. */
  readonly parentRunId?: Maybe<Scalars['ID']['output']>;
  /** What the run waits for now, oldest first. */
  readonly pendingInputs: ReadonlyArray<InputRequest>;
  /** The run at the top of the tree; the run itself where it has no parent. */
  readonly rootRunId: Scalars['ID']['output'];
  /** When the run started; null where it has not yet. */
  readonly startedAt?: Maybe<Scalars['DateTime']['output']>;
  /** How the run stands. */
  readonly status: RunStatus;
  /**
   * The conversation that the run belongs to: as its first event says, else the parent's thread, else the run's
   * own id.
   */
  readonly threadId: Scalars['ID']['output'];
  /** The tool calls, oldest first. */
  readonly toolCalls: ReadonlyArray<ToolCall>;
  /** What the run used, by model, as reported at its end; empty before. */
  readonly usage: ReadonlyArray<ModelUsage>;
};


/** A run as it stands at `cursor`: subscribe with `after: cursor` to miss nothing and see nothing twice. */
export type RunEventsArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  first: Scalars['Int']['input'];
  types?: InputMaybe<ReadonlyArray<AgentEventType>>;
};

/** A page of runs. */
export type RunConnection = {
  readonly __typename?: 'RunConnection';
  /** The runs, each with its place in the list. */
  readonly edges: ReadonlyArray<RunEdge>;
  /** The runs alone. */
  readonly nodes: ReadonlyArray<Run>;
  /** Where the page begins and ends. */
  readonly pageInfo: PageInfo;
};

/** A run in a list. */
export type RunEdge = {
  readonly __typename?: 'RunEdge';
  /** The run's place in the list. It is no position in the event stream: for that, see the run's own `cursor`. */
  readonly cursor: Scalars['String']['output'];
  /** The run. */
  readonly node: Run;
};

/** What every event of a run carries. */
export type RunEvent = {
  /** The agent at work. */
  readonly agent: AgentRef;
  /** The event's position in the stream. Pass it as `after` to go on exactly behind it. */
  readonly cursor: Scalars['Cursor']['output'];
  /** Unique for ever; the key to de-duplicate by. */
  readonly id: Scalars['ID']['output'];
  /** When it happened, by the worker's clock; by the server's where the worker gave no time. */
  readonly occurredAt: Scalars['DateTime']['output'];
  /** The run that began this run; null at the top of the tree. */
  readonly parentRunId?: Maybe<Scalars['ID']['output']>;
  /** The run at the top of the tree; the run itself where it has no parent. */
  readonly rootRunId: Scalars['ID']['output'];
  /** The run it belongs to. */
  readonly runId: Scalars['ID']['output'];
  /** Position within the run: 1, 2, 3 … without a gap. */
  readonly seq: Scalars['Int']['output'];
  /** The conversation that the run belongs to. */
  readonly threadId: Scalars['ID']['output'];
  /** Which event it is. */
  readonly type: AgentEventType;
};

/** A page of a run's events. */
export type RunEventConnection = {
  readonly __typename?: 'RunEventConnection';
  /** The events, each with its position. */
  readonly edges: ReadonlyArray<RunEventEdge>;
  /** The events alone. */
  readonly nodes: ReadonlyArray<RunEvent>;
  /** Where the page begins and ends. */
  readonly pageInfo: PageInfo;
};

/** An event of a run, in a list. */
export type RunEventEdge = {
  readonly __typename?: 'RunEventEdge';
  /** The event's position in the stream, the same as its own `cursor`. */
  readonly cursor: Scalars['Cursor']['output'];
  /** The event. */
  readonly node: RunEvent;
};

/** Which runs to list. A run has to match everything that is given. */
export type RunFilter = {
  /** Only runs of the agent of this name. */
  readonly agentName?: InputMaybe<Scalars['String']['input']>;
  /** Only runs with one of these statuses. */
  readonly statuses?: InputMaybe<ReadonlyArray<RunStatus>>;
  /** Only runs of this thread, 1 to 256 characters. */
  readonly threadId?: InputMaybe<Scalars['ID']['input']>;
};

/** One run of one user. */
export type RunRef = {
  readonly __typename?: 'RunRef';
  /** The run's id. */
  readonly runId: Scalars['ID']['output'];
  /** Whose run. */
  readonly userId: Scalars['ID']['output'];
};

/** One run of one user. */
export type RunRefInput = {
  /** The run's id, 1 to 256 characters. */
  readonly runId: Scalars['ID']['input'];
  /** Whose run, 1 to 256 characters. */
  readonly userId: Scalars['ID']['input'];
};

/**
 * A run waits for a worker. Publish its AgentStarted with an own `writerId` and `firstSeq: 1` to take it; whoever comes
 * second is refused with RUN_HAS_ANOTHER_WRITER.
 */
export type RunRequested = {
  readonly __typename?: 'RunRequested';
  /** The agent that is asked. */
  readonly agentName: Scalars['String']['output'];
  /** Behind this command: pass it back as `after`. */
  readonly cursor: Scalars['Cursor']['output'];
  /** What it is to work on. */
  readonly input: Scalars['JSON']['output'];
  /** When it was asked for. */
  readonly requestedAt: Scalars['DateTime']['output'];
  /** The run's id. */
  readonly runId: Scalars['ID']['output'];
  /** The conversation that the run belongs to. */
  readonly threadId: Scalars['ID']['output'];
  /** Whose run: the `userId` to publish its events with. */
  readonly userId: Scalars['ID']['output'];
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
  readonly agent: Scalars['String']['input'];
  /** What it is to work on, up to 255 KiB of JSON. */
  readonly input: Scalars['JSON']['input'];
  /**
   * The run's id, 1 to 256 characters; the server chooses one where omitted. Chosen by the client, a retry with the same
   * id and input starts nothing twice.
   */
  readonly runId?: InputMaybe<Scalars['ID']['input']>;
  /** The conversation that the run is to belong to, 1 to 256 characters; the run's id where omitted. */
  readonly threadId?: InputMaybe<Scalars['ID']['input']>;
};

/** The run that was asked for. */
export type StartRunPayload = {
  readonly __typename?: 'StartRunPayload';
  /** As it stands; QUEUED unless a worker was quicker. */
  readonly run: Run;
};

/** Events between the given position and `cursor` can no longer be had: re-read the runs, then go on from here. */
export type StreamReset = {
  readonly __typename?: 'StreamReset';
  /** The position from which this stream goes on. */
  readonly cursor: Scalars['Cursor']['output'];
  /** Why the events can no longer be had. */
  readonly resetReason: ResetReason;
};

/** Where a subscription without a cursor begins. */
export type StreamStart =
  /** Replay everything that is still stored, then go on live. */
  | 'EARLIEST'
  /** Only what happens from now on. */
  | 'LATEST';

/** What the viewer can follow live, over WebSocket or server-sent events. */
export type Subscription = {
  readonly __typename?: 'Subscription';
  /**
   * The viewer's own events, in order, each once: replay from where asked, then live. After a disconnect,
   * subscribe again with the newest cursor as `after`.
   */
  readonly agentEvents: AgentEvent;
  /**
   * What the workers of an agent are asked to do, in order, each at least once: what is still open of what was asked
   * before, then CaughtUp, then live. Every worker of the agent gets all of it; whoever publishes a run's AgentStarted
   * first has it. Needs the scope `agentwire:work`.
   */
  readonly workerCommands: WorkerCommand;
};


/** What the viewer can follow live, over WebSocket or server-sent events. */
export type SubscriptionAgentEventsArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  coalesceMs: Scalars['Int']['input'];
  runId?: InputMaybe<Scalars['ID']['input']>;
  start: StreamStart;
  threadId?: InputMaybe<Scalars['ID']['input']>;
  types?: InputMaybe<ReadonlyArray<AgentEventType>>;
};


/** What the viewer can follow live, over WebSocket or server-sent events. */
export type SubscriptionWorkerCommandsArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  agent: Scalars['String']['input'];
};

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

/** A tool call as it stands. */
export type ToolCall = {
  readonly __typename?: 'ToolCall';
  /** How long the call took, in milliseconds; null while it runs or where that is not known. */
  readonly durationMs?: Maybe<Scalars['Int']['output']>;
  /** When the call ended; null while it runs. */
  readonly endedAt?: Maybe<Scalars['DateTime']['output']>;
  /** What went wrong; null where nothing did. */
  readonly error?: Maybe<ToolError>;
  /** The call's id, unique within its run. */
  readonly id: Scalars['ID']['output'];
  /** The arguments of the call. */
  readonly input?: Maybe<Scalars['JSON']['output']>;
  /** What the tool last said it was doing, in a few words for people. */
  readonly message?: Maybe<Scalars['String']['output']>;
  /** The tool's name. */
  readonly name: Scalars['String']['output'];
  /** What the tool returned; null while it runs. */
  readonly output?: Maybe<Scalars['JSON']['output']>;
  /** How much is done so far, in the same unit as `total`. */
  readonly progress?: Maybe<Scalars['Float']['output']>;
  /** When the call began. */
  readonly startedAt: Scalars['DateTime']['output'];
  /** How the call ended; null while it runs. */
  readonly status?: Maybe<ToolStatus>;
  /** What the call does, in a few words for people. */
  readonly title?: Maybe<Scalars['String']['output']>;
  /** How much there is to do, in a unit of the tool's choice; null where that is not known. */
  readonly total?: Maybe<Scalars['Float']['output']>;
};

/** A tool call ended. */
export type ToolCompleted = RunEvent & {
  readonly __typename?: 'ToolCompleted';
  /** The agent at work. */
  readonly agent: AgentRef;
  /** The event's position in the stream. Pass it as `after` to go on exactly behind it. */
  readonly cursor: Scalars['Cursor']['output'];
  /** How long the call took, in milliseconds; null where that is not known. */
  readonly durationMs?: Maybe<Scalars['Int']['output']>;
  /** Unique for ever; the key to de-duplicate by. */
  readonly id: Scalars['ID']['output'];
  /** When it happened, by the worker's clock; by the server's where the worker gave no time. */
  readonly occurredAt: Scalars['DateTime']['output'];
  /** What the tool returned. */
  readonly output?: Maybe<Scalars['JSON']['output']>;
  /** The run that began this run; null at the top of the tree. */
  readonly parentRunId?: Maybe<Scalars['ID']['output']>;
  /** The run at the top of the tree; the run itself where it has no parent. */
  readonly rootRunId: Scalars['ID']['output'];
  /** The run it belongs to. */
  readonly runId: Scalars['ID']['output'];
  /** Position within the run: 1, 2, 3 … without a gap. */
  readonly seq: Scalars['Int']['output'];
  /** How the call ended. */
  readonly status: ToolStatus;
  /** The conversation that the run belongs to. */
  readonly threadId: Scalars['ID']['output'];
  /** Which tool call of the run ended. */
  readonly toolCallId: Scalars['ID']['output'];
  /** What went wrong; null where nothing did. */
  readonly toolError?: Maybe<ToolError>;
  /** The tool's name. */
  readonly toolName: Scalars['String']['output'];
  /** Which event it is. */
  readonly type: AgentEventType;
};

/** A tool call ended. */
export type ToolCompletedInput = {
  /** How long the call took, in milliseconds, 0 or more. */
  readonly durationMs?: InputMaybe<Scalars['Int']['input']>;
  /** When it happened. Defaults to the server's clock. */
  readonly occurredAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** What the tool returned. */
  readonly output?: InputMaybe<Scalars['JSON']['input']>;
  /** How the call ended. */
  readonly status: ToolStatus;
  /** Which tool call of the run ended, 1 to 256 characters. */
  readonly toolCallId: Scalars['ID']['input'];
  /** What went wrong. */
  readonly toolError?: InputMaybe<ToolErrorInput>;
  /** The tool's name. */
  readonly toolName: Scalars['String']['input'];
};

/** Why a tool call failed. */
export type ToolError = {
  readonly __typename?: 'ToolError';
  /** The tool's own error code. */
  readonly code?: Maybe<Scalars['String']['output']>;
  /** What went wrong, for people. */
  readonly message: Scalars['String']['output'];
  /** Whether the same call can succeed later; null where that is not known. */
  readonly retryable?: Maybe<Scalars['Boolean']['output']>;
};

/** Why a tool call failed. */
export type ToolErrorInput = {
  /** The tool's own error code. */
  readonly code?: InputMaybe<Scalars['String']['input']>;
  /** What went wrong, for people. */
  readonly message: Scalars['String']['input'];
  /** Whether the same call can succeed later. */
  readonly retryable?: InputMaybe<Scalars['Boolean']['input']>;
};

/** A tool call began. */
export type ToolExecuting = RunEvent & {
  readonly __typename?: 'ToolExecuting';
  /** The agent at work. */
  readonly agent: AgentRef;
  /** The event's position in the stream. Pass it as `after` to go on exactly behind it. */
  readonly cursor: Scalars['Cursor']['output'];
  /** Unique for ever; the key to de-duplicate by. */
  readonly id: Scalars['ID']['output'];
  /** The arguments of the call. */
  readonly input?: Maybe<Scalars['JSON']['output']>;
  /** When it happened, by the worker's clock; by the server's where the worker gave no time. */
  readonly occurredAt: Scalars['DateTime']['output'];
  /** The run that began this run; null at the top of the tree. */
  readonly parentRunId?: Maybe<Scalars['ID']['output']>;
  /** The run at the top of the tree; the run itself where it has no parent. */
  readonly rootRunId: Scalars['ID']['output'];
  /** The run it belongs to. */
  readonly runId: Scalars['ID']['output'];
  /** Position within the run: 1, 2, 3 … without a gap. */
  readonly seq: Scalars['Int']['output'];
  /** The conversation that the run belongs to. */
  readonly threadId: Scalars['ID']['output'];
  /** What the call does, in a few words for people. */
  readonly title?: Maybe<Scalars['String']['output']>;
  /** The call's id, unique within its run; its progress and its end carry the same. */
  readonly toolCallId: Scalars['ID']['output'];
  /** The tool's name. */
  readonly toolName: Scalars['String']['output'];
  /** Which event it is. */
  readonly type: AgentEventType;
};

/** A tool call begins. */
export type ToolExecutingInput = {
  /** The arguments of the call. */
  readonly input?: InputMaybe<Scalars['JSON']['input']>;
  /** When it happened. Defaults to the server's clock. */
  readonly occurredAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** What the call does, in a few words for people. */
  readonly title?: InputMaybe<Scalars['String']['input']>;
  /** The call's id, unique within its run, 1 to 256 characters. */
  readonly toolCallId: Scalars['ID']['input'];
  /** The tool's name. */
  readonly toolName: Scalars['String']['input'];
};

/** News from a running tool call. */
export type ToolProgress = RunEvent & {
  readonly __typename?: 'ToolProgress';
  /** The agent at work. */
  readonly agent: AgentRef;
  /** The event's position in the stream. Pass it as `after` to go on exactly behind it. */
  readonly cursor: Scalars['Cursor']['output'];
  /** Unique for ever; the key to de-duplicate by. */
  readonly id: Scalars['ID']['output'];
  /** What the tool is doing, in a few words for people. */
  readonly message?: Maybe<Scalars['String']['output']>;
  /** When it happened, by the worker's clock; by the server's where the worker gave no time. */
  readonly occurredAt: Scalars['DateTime']['output'];
  /** The run that began this run; null at the top of the tree. */
  readonly parentRunId?: Maybe<Scalars['ID']['output']>;
  /** The output so far. */
  readonly partial?: Maybe<Scalars['JSON']['output']>;
  /** How much is done so far, in the same unit as `total`. */
  readonly progress?: Maybe<Scalars['Float']['output']>;
  /** The run at the top of the tree; the run itself where it has no parent. */
  readonly rootRunId: Scalars['ID']['output'];
  /** The run it belongs to. */
  readonly runId: Scalars['ID']['output'];
  /** Position within the run: 1, 2, 3 … without a gap. */
  readonly seq: Scalars['Int']['output'];
  /** The conversation that the run belongs to. */
  readonly threadId: Scalars['ID']['output'];
  /** Which tool call of the run this is about. */
  readonly toolCallId: Scalars['ID']['output'];
  /** How much there is to do, in a unit of the tool's choice; null where that is not known. */
  readonly total?: Maybe<Scalars['Float']['output']>;
  /** Which event it is. */
  readonly type: AgentEventType;
};

/** News from a running tool call. */
export type ToolProgressInput = {
  /** What the tool is doing, in a few words for people. */
  readonly message?: InputMaybe<Scalars['String']['input']>;
  /** When it happened. Defaults to the server's clock. */
  readonly occurredAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** The output so far. */
  readonly partial?: InputMaybe<Scalars['JSON']['input']>;
  /** How much is done so far, in the same unit as `total`. */
  readonly progress?: InputMaybe<Scalars['Float']['input']>;
  /** Which tool call of the run this is about, 1 to 256 characters. */
  readonly toolCallId: Scalars['ID']['input'];
  /** How much there is to do, in a unit of the tool's choice. */
  readonly total?: InputMaybe<Scalars['Float']['input']>;
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

/** Who a verified token says is asking. */
export type Viewer = {
  readonly __typename?: 'Viewer';
  /** When the token in use expires. */
  readonly expiresAt: Scalars['DateTime']['output'];
  /** The user's id. */
  readonly id: Scalars['ID']['output'];
  /** What the token allows, such as `agentwire:publish`. Reading one's own runs needs no scope. */
  readonly scopes: ReadonlyArray<Scalars['String']['output']>;
  /** The newest position of the viewer's stream. */
  readonly streamHead: Scalars['Cursor']['output'];
  /** The user's tenant; null where the token names none. */
  readonly tenantId?: Maybe<Scalars['ID']['output']>;
};

/** What a worker is asked to do, and the stream's own two. */
export type WorkerCommand = CancelRequested | CaughtUp | InputSubmitted | RunRequested | StreamReset;



export type ResolverTypeWrapper<T> = Promise<T> | T;


export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;



/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  AgentEvent:
    | ( AgentCancelled )
    | ( AgentCompleted )
    | ( AgentFailed )
    | ( AgentStarted )
    | ( AgentThinking )
    | ( CaughtUp )
    | ( InputRequired )
    | ( InputResolved )
    | ( MessageDelta )
    | ( StreamReset )
    | ( ToolCompleted )
    | ( ToolExecuting )
    | ( ToolProgress )
  ;
  WorkerCommand:
    | ( CancelRequested )
    | ( CaughtUp )
    | ( InputSubmitted )
    | ( RunRequested )
    | ( StreamReset )
  ;
};

/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  RunEvent:
    | ( AgentCancelled )
    | ( AgentCompleted )
    | ( AgentFailed )
    | ( AgentStarted )
    | ( AgentThinking )
    | ( InputRequired )
    | ( InputResolved )
    | ( MessageDelta )
    | ( ToolCompleted )
    | ( ToolExecuting )
    | ( ToolProgress )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  AgentCancelled: ResolverTypeWrapper<AgentCancelled>;
  AgentCancelledInput: AgentCancelledInput;
  AgentCompleted: ResolverTypeWrapper<AgentCompleted>;
  AgentCompletedInput: AgentCompletedInput;
  AgentError: ResolverTypeWrapper<AgentError>;
  AgentErrorCode: AgentErrorCode;
  AgentErrorInput: AgentErrorInput;
  AgentEvent: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['AgentEvent']>;
  AgentEventInput: AgentEventInput;
  AgentEventType: AgentEventType;
  AgentFailed: ResolverTypeWrapper<AgentFailed>;
  AgentFailedInput: AgentFailedInput;
  AgentRef: ResolverTypeWrapper<AgentRef>;
  AgentRefInput: AgentRefInput;
  AgentStarted: ResolverTypeWrapper<AgentStarted>;
  AgentStartedInput: AgentStartedInput;
  AgentThinking: ResolverTypeWrapper<AgentThinking>;
  AgentThinkingInput: AgentThinkingInput;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  CancelReason: CancelReason;
  CancelRequested: ResolverTypeWrapper<CancelRequested>;
  CancelRunPayload: ResolverTypeWrapper<Omit<CancelRunPayload, 'run'> & { run: ResolversTypes['Run'] }>;
  CaughtUp: ResolverTypeWrapper<CaughtUp>;
  Cursor: ResolverTypeWrapper<Scalars['Cursor']['output']>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  FinishReason: FinishReason;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  InputKind: InputKind;
  InputRequest: ResolverTypeWrapper<InputRequest>;
  InputRequired: ResolverTypeWrapper<InputRequired>;
  InputRequiredInput: InputRequiredInput;
  InputResolution: InputResolution;
  InputResolved: ResolverTypeWrapper<InputResolved>;
  InputResolvedInput: InputResolvedInput;
  InputSubmitted: ResolverTypeWrapper<InputSubmitted>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  Message: ResolverTypeWrapper<Message>;
  MessageDelta: ResolverTypeWrapper<MessageDelta>;
  MessageDeltaInput: MessageDeltaInput;
  ModelUsage: ResolverTypeWrapper<ModelUsage>;
  ModelUsageInput: ModelUsageInput;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  PublishEventsInput: PublishEventsInput;
  PublishEventsPayload: ResolverTypeWrapper<PublishEventsPayload>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RenewLeasesPayload: ResolverTypeWrapper<RenewLeasesPayload>;
  ResetReason: ResetReason;
  ResolveInputInput: ResolveInputInput;
  ResolveInputPayload: ResolverTypeWrapper<Omit<ResolveInputPayload, 'run'> & { run: ResolversTypes['Run'] }>;
  RevokeTokenPayload: ResolverTypeWrapper<RevokeTokenPayload>;
  RevokeUserPayload: ResolverTypeWrapper<RevokeUserPayload>;
  Run: ResolverTypeWrapper<RunSource>;
  RunConnection: ResolverTypeWrapper<Omit<RunConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['RunEdge']>, nodes: ReadonlyArray<ResolversTypes['Run']> }>;
  RunEdge: ResolverTypeWrapper<Omit<RunEdge, 'node'> & { node: ResolversTypes['Run'] }>;
  RunEvent: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['RunEvent']>;
  RunEventConnection: ResolverTypeWrapper<Omit<RunEventConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['RunEventEdge']>, nodes: ReadonlyArray<ResolversTypes['RunEvent']> }>;
  RunEventEdge: ResolverTypeWrapper<Omit<RunEventEdge, 'node'> & { node: ResolversTypes['RunEvent'] }>;
  RunFilter: RunFilter;
  RunRef: ResolverTypeWrapper<RunRef>;
  RunRefInput: RunRefInput;
  RunRequested: ResolverTypeWrapper<RunRequested>;
  RunStatus: RunStatus;
  StartRunInput: StartRunInput;
  StartRunPayload: ResolverTypeWrapper<Omit<StartRunPayload, 'run'> & { run: ResolversTypes['Run'] }>;
  StreamReset: ResolverTypeWrapper<StreamReset>;
  StreamStart: StreamStart;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  TextMode: TextMode;
  ThinkingKind: ThinkingKind;
  ToolCall: ResolverTypeWrapper<ToolCall>;
  ToolCompleted: ResolverTypeWrapper<ToolCompleted>;
  ToolCompletedInput: ToolCompletedInput;
  ToolError: ResolverTypeWrapper<ToolError>;
  ToolErrorInput: ToolErrorInput;
  ToolExecuting: ResolverTypeWrapper<ToolExecuting>;
  ToolExecutingInput: ToolExecutingInput;
  ToolProgress: ResolverTypeWrapper<ToolProgress>;
  ToolProgressInput: ToolProgressInput;
  ToolStatus: ToolStatus;
  Viewer: ResolverTypeWrapper<ViewerSource>;
  WorkerCommand: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['WorkerCommand']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  AgentCancelled: AgentCancelled;
  AgentCancelledInput: AgentCancelledInput;
  AgentCompleted: AgentCompleted;
  AgentCompletedInput: AgentCompletedInput;
  AgentError: AgentError;
  AgentErrorInput: AgentErrorInput;
  AgentEvent: ResolversUnionTypes<ResolversParentTypes>['AgentEvent'];
  AgentEventInput: AgentEventInput;
  AgentFailed: AgentFailed;
  AgentFailedInput: AgentFailedInput;
  AgentRef: AgentRef;
  AgentRefInput: AgentRefInput;
  AgentStarted: AgentStarted;
  AgentStartedInput: AgentStartedInput;
  AgentThinking: AgentThinking;
  AgentThinkingInput: AgentThinkingInput;
  Boolean: Scalars['Boolean']['output'];
  CancelRequested: CancelRequested;
  CancelRunPayload: Omit<CancelRunPayload, 'run'> & { run: ResolversParentTypes['Run'] };
  CaughtUp: CaughtUp;
  Cursor: Scalars['Cursor']['output'];
  DateTime: Scalars['DateTime']['output'];
  Float: Scalars['Float']['output'];
  ID: Scalars['ID']['output'];
  InputRequest: InputRequest;
  InputRequired: InputRequired;
  InputRequiredInput: InputRequiredInput;
  InputResolved: InputResolved;
  InputResolvedInput: InputResolvedInput;
  InputSubmitted: InputSubmitted;
  Int: Scalars['Int']['output'];
  JSON: Scalars['JSON']['output'];
  Message: Message;
  MessageDelta: MessageDelta;
  MessageDeltaInput: MessageDeltaInput;
  ModelUsage: ModelUsage;
  ModelUsageInput: ModelUsageInput;
  Mutation: Record<PropertyKey, never>;
  PageInfo: PageInfo;
  PublishEventsInput: PublishEventsInput;
  PublishEventsPayload: PublishEventsPayload;
  Query: Record<PropertyKey, never>;
  RenewLeasesPayload: RenewLeasesPayload;
  ResolveInputInput: ResolveInputInput;
  ResolveInputPayload: Omit<ResolveInputPayload, 'run'> & { run: ResolversParentTypes['Run'] };
  RevokeTokenPayload: RevokeTokenPayload;
  RevokeUserPayload: RevokeUserPayload;
  Run: RunSource;
  RunConnection: Omit<RunConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['RunEdge']>, nodes: ReadonlyArray<ResolversParentTypes['Run']> };
  RunEdge: Omit<RunEdge, 'node'> & { node: ResolversParentTypes['Run'] };
  RunEvent: ResolversInterfaceTypes<ResolversParentTypes>['RunEvent'];
  RunEventConnection: Omit<RunEventConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['RunEventEdge']>, nodes: ReadonlyArray<ResolversParentTypes['RunEvent']> };
  RunEventEdge: Omit<RunEventEdge, 'node'> & { node: ResolversParentTypes['RunEvent'] };
  RunFilter: RunFilter;
  RunRef: RunRef;
  RunRefInput: RunRefInput;
  RunRequested: RunRequested;
  StartRunInput: StartRunInput;
  StartRunPayload: Omit<StartRunPayload, 'run'> & { run: ResolversParentTypes['Run'] };
  StreamReset: StreamReset;
  String: Scalars['String']['output'];
  Subscription: Record<PropertyKey, never>;
  ToolCall: ToolCall;
  ToolCompleted: ToolCompleted;
  ToolCompletedInput: ToolCompletedInput;
  ToolError: ToolError;
  ToolErrorInput: ToolErrorInput;
  ToolExecuting: ToolExecuting;
  ToolExecutingInput: ToolExecutingInput;
  ToolProgress: ToolProgress;
  ToolProgressInput: ToolProgressInput;
  Viewer: ViewerSource;
  WorkerCommand: ResolversUnionTypes<ResolversParentTypes>['WorkerCommand'];
};

export type AgentCancelledResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AgentCancelled'] = ResolversParentTypes['AgentCancelled']> = {
  agent?: Resolver<ResolversTypes['AgentRef'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  durationMs?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  parentRunId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['CancelReason'], ParentType, ContextType>;
  rootRunId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  runId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  seq?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  threadId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['AgentEventType'], ParentType, ContextType>;
  usage?: Resolver<ReadonlyArray<ResolversTypes['ModelUsage']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type AgentCompletedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AgentCompleted'] = ResolversParentTypes['AgentCompleted']> = {
  agent?: Resolver<ResolversTypes['AgentRef'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  durationMs?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  finalText?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  finishReason?: Resolver<ResolversTypes['FinishReason'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  output?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  parentRunId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  rootRunId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  runId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  seq?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  threadId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['AgentEventType'], ParentType, ContextType>;
  usage?: Resolver<ReadonlyArray<ResolversTypes['ModelUsage']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type AgentErrorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AgentError'] = ResolversParentTypes['AgentError']> = {
  code?: Resolver<ResolversTypes['AgentErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  providerCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  retryable?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type AgentEventResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AgentEvent'] = ResolversParentTypes['AgentEvent']> = {
  __resolveType: TypeResolveFn<'AgentCancelled' | 'AgentCompleted' | 'AgentFailed' | 'AgentStarted' | 'AgentThinking' | 'CaughtUp' | 'InputRequired' | 'InputResolved' | 'MessageDelta' | 'StreamReset' | 'ToolCompleted' | 'ToolExecuting' | 'ToolProgress', ParentType, ContextType>;
};

export type AgentFailedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AgentFailed'] = ResolversParentTypes['AgentFailed']> = {
  agent?: Resolver<ResolversTypes['AgentRef'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  durationMs?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  error?: Resolver<ResolversTypes['AgentError'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  parentRunId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  rootRunId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  runId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  seq?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  threadId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['AgentEventType'], ParentType, ContextType>;
  usage?: Resolver<ReadonlyArray<ResolversTypes['ModelUsage']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type AgentRefResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AgentRef'] = ResolversParentTypes['AgentRef']> = {
  id?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type AgentStartedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AgentStarted'] = ResolversParentTypes['AgentStarted']> = {
  agent?: Resolver<ResolversTypes['AgentRef'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  input?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  model?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  parentRunId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  parentToolCallId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  rootRunId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  runId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  seq?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  threadId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['AgentEventType'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type AgentThinkingResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AgentThinking'] = ResolversParentTypes['AgentThinking']> = {
  agent?: Resolver<ResolversTypes['AgentRef'], ParentType, ContextType>;
  blockId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  final?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  firstSeq?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  mode?: Resolver<ResolversTypes['TextMode'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  parentRunId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  rootRunId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  runId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  seq?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  thinkingKind?: Resolver<ResolversTypes['ThinkingKind'], ParentType, ContextType>;
  threadId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['AgentEventType'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CancelRequestedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CancelRequested'] = ResolversParentTypes['CancelRequested']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  requestedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  runId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  userId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CancelRunPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CancelRunPayload'] = ResolversParentTypes['CancelRunPayload']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  run?: Resolver<ResolversTypes['Run'], ParentType, ContextType>;
};

export type CaughtUpResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CaughtUp'] = ResolversParentTypes['CaughtUp']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  replayed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export interface CursorScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Cursor'], any> {
  name: 'Cursor';
}

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type InputRequestResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InputRequest'] = ResolversParentTypes['InputRequest']> = {
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  forToolCallId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  inputKind?: Resolver<ResolversTypes['InputKind'], ParentType, ContextType>;
  interruptId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  prompt?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  proposedInput?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  responseSchema?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
};

export type InputRequiredResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InputRequired'] = ResolversParentTypes['InputRequired']> = {
  agent?: Resolver<ResolversTypes['AgentRef'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  forToolCallId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  inputKind?: Resolver<ResolversTypes['InputKind'], ParentType, ContextType>;
  interruptId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  parentRunId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  prompt?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  proposedInput?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  responseSchema?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  rootRunId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  runId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  seq?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  threadId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['AgentEventType'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type InputResolvedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InputResolved'] = ResolversParentTypes['InputResolved']> = {
  agent?: Resolver<ResolversTypes['AgentRef'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  interruptId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  parentRunId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  resolution?: Resolver<ResolversTypes['InputResolution'], ParentType, ContextType>;
  response?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  rootRunId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  runId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  seq?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  threadId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['AgentEventType'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type InputSubmittedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InputSubmitted'] = ResolversParentTypes['InputSubmitted']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  interruptId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  requestedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  resolution?: Resolver<ResolversTypes['InputResolution'], ParentType, ContextType>;
  response?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  runId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  userId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export type MessageResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Message'] = ResolversParentTypes['Message']> = {
  final?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type MessageDeltaResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MessageDelta'] = ResolversParentTypes['MessageDelta']> = {
  agent?: Resolver<ResolversTypes['AgentRef'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  final?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  firstSeq?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  messageId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  mode?: Resolver<ResolversTypes['TextMode'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  parentRunId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  rootRunId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  runId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  seq?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  threadId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['AgentEventType'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ModelUsageResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ModelUsage'] = ResolversParentTypes['ModelUsage']> = {
  cacheReadTokens?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  cacheWriteTokens?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  costMicrosUsd?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  inputTokens?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  model?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  outputTokens?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  provider?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  reasoningTokens?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  totalTokens?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  cancelRun?: Resolver<ResolversTypes['CancelRunPayload'], ParentType, ContextType, RequireFields<MutationCancelRunArgs, 'runId'>>;
  extendSession?: Resolver<ResolversTypes['Viewer'], ParentType, ContextType, RequireFields<MutationExtendSessionArgs, 'token'>>;
  publishEvents?: Resolver<ResolversTypes['PublishEventsPayload'], ParentType, ContextType, RequireFields<MutationPublishEventsArgs, 'input'>>;
  renewLeases?: Resolver<ResolversTypes['RenewLeasesPayload'], ParentType, ContextType, RequireFields<MutationRenewLeasesArgs, 'runs' | 'writerId'>>;
  resolveInput?: Resolver<ResolversTypes['ResolveInputPayload'], ParentType, ContextType, RequireFields<MutationResolveInputArgs, 'input'>>;
  revokeToken?: Resolver<ResolversTypes['RevokeTokenPayload'], ParentType, ContextType, RequireFields<MutationRevokeTokenArgs, 'tokenId'>>;
  revokeUser?: Resolver<ResolversTypes['RevokeUserPayload'], ParentType, ContextType, RequireFields<MutationRevokeUserArgs, 'userId'>>;
  startRun?: Resolver<ResolversTypes['StartRunPayload'], ParentType, ContextType, RequireFields<MutationStartRunArgs, 'input'>>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PublishEventsPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PublishEventsPayload'] = ResolversParentTypes['PublishEventsPayload']> = {
  accepted?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  duplicates?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  lastSeq?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  run?: Resolver<Maybe<ResolversTypes['Run']>, ParentType, ContextType, RequireFields<QueryRunArgs, 'id'>>;
  runs?: Resolver<ResolversTypes['RunConnection'], ParentType, ContextType, RequireFields<QueryRunsArgs, 'first'>>;
  viewer?: Resolver<ResolversTypes['Viewer'], ParentType, ContextType>;
};

export type RenewLeasesPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RenewLeasesPayload'] = ResolversParentTypes['RenewLeasesPayload']> = {
  leaseMs?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  lost?: Resolver<ReadonlyArray<ResolversTypes['RunRef']>, ParentType, ContextType>;
};

export type ResolveInputPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ResolveInputPayload'] = ResolversParentTypes['ResolveInputPayload']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  run?: Resolver<ResolversTypes['Run'], ParentType, ContextType>;
};

export type RevokeTokenPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RevokeTokenPayload'] = ResolversParentTypes['RevokeTokenPayload']> = {
  connectionsClosed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  tokenId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type RevokeUserPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RevokeUserPayload'] = ResolversParentTypes['RevokeUserPayload']> = {
  connectionsClosed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  notBefore?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  userId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type RunResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Run'] = ResolversParentTypes['Run']> = {
  activity?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  agent?: Resolver<ResolversTypes['AgentRef'], ParentType, ContextType>;
  children?: Resolver<ReadonlyArray<ResolversTypes['Run']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  durationMs?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  endedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  error?: Resolver<Maybe<ResolversTypes['AgentError']>, ParentType, ContextType>;
  events?: Resolver<ResolversTypes['RunEventConnection'], ParentType, ContextType, RequireFields<RunEventsArgs, 'first'>>;
  finalText?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  finishReason?: Resolver<Maybe<ResolversTypes['FinishReason']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  input?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  lastEventAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  lastSeq?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  messages?: Resolver<ReadonlyArray<ResolversTypes['Message']>, ParentType, ContextType>;
  model?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  parentRunId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  pendingInputs?: Resolver<ReadonlyArray<ResolversTypes['InputRequest']>, ParentType, ContextType>;
  rootRunId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  startedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['RunStatus'], ParentType, ContextType>;
  threadId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  toolCalls?: Resolver<ReadonlyArray<ResolversTypes['ToolCall']>, ParentType, ContextType>;
  usage?: Resolver<ReadonlyArray<ResolversTypes['ModelUsage']>, ParentType, ContextType>;
};

export type RunConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RunConnection'] = ResolversParentTypes['RunConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['RunEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Run']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type RunEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RunEdge'] = ResolversParentTypes['RunEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Run'], ParentType, ContextType>;
};

export type RunEventResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RunEvent'] = ResolversParentTypes['RunEvent']> = {
  __resolveType: TypeResolveFn<'AgentCancelled' | 'AgentCompleted' | 'AgentFailed' | 'AgentStarted' | 'AgentThinking' | 'InputRequired' | 'InputResolved' | 'MessageDelta' | 'ToolCompleted' | 'ToolExecuting' | 'ToolProgress', ParentType, ContextType>;
};

export type RunEventConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RunEventConnection'] = ResolversParentTypes['RunEventConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['RunEventEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['RunEvent']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type RunEventEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RunEventEdge'] = ResolversParentTypes['RunEventEdge']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['RunEvent'], ParentType, ContextType>;
};

export type RunRefResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RunRef'] = ResolversParentTypes['RunRef']> = {
  runId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  userId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type RunRequestedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RunRequested'] = ResolversParentTypes['RunRequested']> = {
  agentName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  input?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  requestedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  runId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  threadId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  userId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type StartRunPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StartRunPayload'] = ResolversParentTypes['StartRunPayload']> = {
  run?: Resolver<ResolversTypes['Run'], ParentType, ContextType>;
};

export type StreamResetResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StreamReset'] = ResolversParentTypes['StreamReset']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  resetReason?: Resolver<ResolversTypes['ResetReason'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  agentEvents?: SubscriptionResolver<ResolversTypes['AgentEvent'], "agentEvents", ParentType, ContextType, RequireFields<SubscriptionAgentEventsArgs, 'coalesceMs' | 'start'>>;
  workerCommands?: SubscriptionResolver<ResolversTypes['WorkerCommand'], "workerCommands", ParentType, ContextType, RequireFields<SubscriptionWorkerCommandsArgs, 'agent'>>;
};

export type ToolCallResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ToolCall'] = ResolversParentTypes['ToolCall']> = {
  durationMs?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  endedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  error?: Resolver<Maybe<ResolversTypes['ToolError']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  input?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  message?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  output?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  progress?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  startedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  status?: Resolver<Maybe<ResolversTypes['ToolStatus']>, ParentType, ContextType>;
  title?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  total?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export type ToolCompletedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ToolCompleted'] = ResolversParentTypes['ToolCompleted']> = {
  agent?: Resolver<ResolversTypes['AgentRef'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  durationMs?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  output?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  parentRunId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  rootRunId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  runId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  seq?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['ToolStatus'], ParentType, ContextType>;
  threadId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  toolCallId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  toolError?: Resolver<Maybe<ResolversTypes['ToolError']>, ParentType, ContextType>;
  toolName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['AgentEventType'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ToolErrorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ToolError'] = ResolversParentTypes['ToolError']> = {
  code?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  retryable?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
};

export type ToolExecutingResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ToolExecuting'] = ResolversParentTypes['ToolExecuting']> = {
  agent?: Resolver<ResolversTypes['AgentRef'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  input?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  parentRunId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  rootRunId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  runId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  seq?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  threadId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  title?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  toolCallId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  toolName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['AgentEventType'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ToolProgressResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ToolProgress'] = ResolversParentTypes['ToolProgress']> = {
  agent?: Resolver<ResolversTypes['AgentRef'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  message?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  parentRunId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  partial?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  progress?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  rootRunId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  runId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  seq?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  threadId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  toolCallId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  total?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  type?: Resolver<ResolversTypes['AgentEventType'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ViewerResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Viewer'] = ResolversParentTypes['Viewer']> = {
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  scopes?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  streamHead?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  tenantId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
};

export type WorkerCommandResolvers<ContextType = Context, ParentType extends ResolversParentTypes['WorkerCommand'] = ResolversParentTypes['WorkerCommand']> = {
  __resolveType: TypeResolveFn<'CancelRequested' | 'CaughtUp' | 'InputSubmitted' | 'RunRequested' | 'StreamReset', ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  AgentCancelled?: AgentCancelledResolvers<ContextType>;
  AgentCompleted?: AgentCompletedResolvers<ContextType>;
  AgentError?: AgentErrorResolvers<ContextType>;
  AgentEvent?: AgentEventResolvers<ContextType>;
  AgentFailed?: AgentFailedResolvers<ContextType>;
  AgentRef?: AgentRefResolvers<ContextType>;
  AgentStarted?: AgentStartedResolvers<ContextType>;
  AgentThinking?: AgentThinkingResolvers<ContextType>;
  CancelRequested?: CancelRequestedResolvers<ContextType>;
  CancelRunPayload?: CancelRunPayloadResolvers<ContextType>;
  CaughtUp?: CaughtUpResolvers<ContextType>;
  Cursor?: GraphQLScalarType;
  DateTime?: GraphQLScalarType;
  InputRequest?: InputRequestResolvers<ContextType>;
  InputRequired?: InputRequiredResolvers<ContextType>;
  InputResolved?: InputResolvedResolvers<ContextType>;
  InputSubmitted?: InputSubmittedResolvers<ContextType>;
  JSON?: GraphQLScalarType;
  Message?: MessageResolvers<ContextType>;
  MessageDelta?: MessageDeltaResolvers<ContextType>;
  ModelUsage?: ModelUsageResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  PublishEventsPayload?: PublishEventsPayloadResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  RenewLeasesPayload?: RenewLeasesPayloadResolvers<ContextType>;
  ResolveInputPayload?: ResolveInputPayloadResolvers<ContextType>;
  RevokeTokenPayload?: RevokeTokenPayloadResolvers<ContextType>;
  RevokeUserPayload?: RevokeUserPayloadResolvers<ContextType>;
  Run?: RunResolvers<ContextType>;
  RunConnection?: RunConnectionResolvers<ContextType>;
  RunEdge?: RunEdgeResolvers<ContextType>;
  RunEvent?: RunEventResolvers<ContextType>;
  RunEventConnection?: RunEventConnectionResolvers<ContextType>;
  RunEventEdge?: RunEventEdgeResolvers<ContextType>;
  RunRef?: RunRefResolvers<ContextType>;
  RunRequested?: RunRequestedResolvers<ContextType>;
  StartRunPayload?: StartRunPayloadResolvers<ContextType>;
  StreamReset?: StreamResetResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  ToolCall?: ToolCallResolvers<ContextType>;
  ToolCompleted?: ToolCompletedResolvers<ContextType>;
  ToolError?: ToolErrorResolvers<ContextType>;
  ToolExecuting?: ToolExecutingResolvers<ContextType>;
  ToolProgress?: ToolProgressResolvers<ContextType>;
  Viewer?: ViewerResolvers<ContextType>;
  WorkerCommand?: WorkerCommandResolvers<ContextType>;
};

