import type {
  AgentErrorCode,
  AgentEventInput,
  FinishReason,
  InputKind,
  InputResolution,
  ModelUsageInput,
} from '../client/generated/graphql.ts';

/** What a worker calls for each run. Yields events, or emits them, and returns how it came out. */
export type RunAgent = (run: AgentRun) => AgentGenerator | Promise<RunResult | undefined> | Promise<void>;

export type AgentGenerator =
  | AsyncGenerator<AgentEventInput, RunResult | undefined>
  | AsyncGenerator<AgentEventInput, void>;

/** A run, as the code that carries it out sees it. Its AgentStarted and its end are published for it. */
export interface AgentRun {
  readonly userId: string;
  readonly runId: string;
  readonly threadId: string;
  /** What was asked, any JSON value: the `input` of startRun. */
  readonly input: unknown;
  /** Aborted when the run is to stop: it was cancelled or lost, or the worker shuts down. */
  readonly signal: AbortSignal;
  /**
   * Publishes an event behind those before it. Resolves once there is room for the next, which may be before it is
   * stored; rejects if the run is not this worker's any more.
   */
  emit(event: AgentEventInput): Promise<void>;
  /** Asks the user, and waits for the answer. Rejects with the signal's reason if the run is to stop. */
  askForInput(question: InputQuestion): Promise<InputAnswer>;
}

/** The part of a run that an adapter needs. */
export type AdapterRun = Pick<AgentRun, 'emit' | 'signal' | 'askForInput'>;

export interface InputQuestion {
  readonly inputKind: InputKind;
  /** Default: a new one. Give it where the agent's framework has its own. */
  readonly interruptId?: string;
  readonly prompt?: string;
  readonly forToolCallId?: string;
  /** What the agent would do, such as the arguments of the tool call that is to be approved. */
  readonly proposedInput?: unknown;
  /** JSON Schema that the server holds the answer's `response` against. */
  readonly responseSchema?: unknown;
  /** Milliseconds until it is taken for EXPIRED. Default: for as long as the run lasts. */
  readonly expiresInMs?: number;
}

export interface InputAnswer {
  readonly resolution: InputResolution;
  readonly response: unknown;
}

/** How a run came out, if it was not cancelled and did not throw. */
export interface RunResult {
  readonly finishReason?: FinishReason;
  readonly finalText?: string;
  readonly output?: unknown;
  readonly usage?: readonly ModelUsageInput[];
}

/**
 * Throw it to end a run with AgentFailed that says more than INTERNAL. The message is shown to the user; the `cause` is
 * not: where there is one, the worker's `onError` hears of the failure.
 */
export class AgentFailure extends Error {
  override readonly name = 'AgentFailure';
  readonly code: AgentErrorCode;
  readonly retryable: boolean;
  readonly providerCode: string | null;
  readonly usage: readonly ModelUsageInput[];

  constructor(
    code: AgentErrorCode,
    message: string,
    {
      retryable = false,
      providerCode = null,
      usage = [],
      cause,
    }: {
      readonly retryable?: boolean;
      readonly providerCode?: string | null;
      readonly usage?: readonly ModelUsageInput[];
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, { cause });
    this.code = code;
    this.retryable = retryable;
    this.providerCode = providerCode;
    this.usage = usage;
  }
}
