/** One event of a run as publishEvents takes it: an object with one member, named after the event's type. */
export type DemoEvent =
  | { agentStarted: AgentStarted }
  | { agentThinking: AgentThinking }
  | { toolExecuting: ToolExecuting }
  | { toolCompleted: ToolCompleted }
  | { messageDelta: MessageDelta }
  | { agentCompleted: AgentCompleted }
  | { agentFailed: AgentFailed }
  | { agentCancelled: AgentCancelled };

/** Any JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** A passage of a file, word for word. */
export interface Quote {
  /** Inside the folder, with `/` between its parts. */
  readonly path: string;
  /** The line, from 1, on which the text begins. */
  readonly line: number;
  readonly text: string;
}

interface Timed {
  /** RFC 3339, UTC, milliseconds. */
  readonly occurredAt: string;
}

interface AgentStarted extends Timed {
  readonly agent: { readonly id: string; readonly name: string };
  /** Always null: there is no model. */
  readonly model: null;
  readonly input: { readonly question: string };
}

interface AgentThinking extends Timed {
  readonly blockId: string;
  readonly thinkingKind: 'STATUS';
  readonly mode: 'APPEND';
  readonly text: string;
  readonly final: boolean;
}

interface ToolExecuting extends Timed {
  readonly toolCallId: string;
  readonly toolName: string;
  readonly title: string;
  readonly input: JsonObject;
}

interface ToolCompleted extends Timed {
  readonly toolCallId: string;
  readonly toolName: string;
  readonly status: 'SUCCEEDED' | 'FAILED' | 'CANCELLED';
  /** Given exactly when the status is SUCCEEDED. */
  readonly output?: JsonObject;
  /** Given exactly when the status is FAILED. */
  readonly toolError?: { readonly message: string; readonly code: string };
  /** Measured, in whole milliseconds. */
  readonly durationMs: number;
}

interface MessageDelta extends Timed {
  readonly messageId: string;
  readonly mode: 'APPEND';
  readonly text: string;
  readonly final: boolean;
}

interface AgentCompleted extends Timed {
  readonly finishReason: 'STOP';
  readonly finalText: string;
  readonly output: { readonly quotes: readonly Quote[] };
  /** Always empty: no model was used. */
  readonly usage: readonly never[];
}

interface AgentFailed extends Timed {
  readonly error: { readonly code: 'TOOL_ERROR'; readonly message: string };
}

interface AgentCancelled extends Timed {
  readonly reason: 'SHUTDOWN';
}
