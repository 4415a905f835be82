import type {
  AgentError,
  EventBodies,
  EventOf,
  EventType,
  FinishReason,
  Json,
  ModelUsage,
  RunEvent,
  ToolError,
  ToolStatus,
} from './event.ts';

/** What a run's events add up to, beyond its record. The same fold runs on the server and in clients. */
export interface RunDetail {
  readonly model: string | null;
  readonly input: Json;
  readonly messages: readonly Message[];
  readonly toolCalls: readonly ToolCall[];
  readonly pendingInputs: readonly InputRequest[];
  readonly finishReason: FinishReason | null;
  readonly finalText: string | null;
  readonly error: AgentError | null;
  readonly usage: readonly ModelUsage[];
}

export interface Message {
  readonly id: string;
  readonly text: string;
  readonly final: boolean;
}

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly title: string | null;
  readonly input: Json;
  /** Null while it runs, and for ever where the run ended without saying how it went. */
  readonly status: ToolStatus | null;
  readonly output: Json;
  readonly error: ToolError | null;
  readonly progress: number | null;
  readonly total: number | null;
  readonly message: string | null;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly durationMs: number | null;
}

export type InputRequest = Readonly<EventBodies['INPUT_REQUIRED']>;

export const emptyDetail: RunDetail = {
  model: null,
  input: null,
  messages: [],
  toolCalls: [],
  pendingInputs: [],
  finishReason: null,
  finalText: null,
  error: null,
  usage: [],
};

/** The detail behind the next event of the run. Events must come in the order of their seq, each once. */
export function fold(detail: RunDetail, event: RunEvent): RunDetail {
  return (folders[event.type] as (detail: RunDetail, event: RunEvent) => RunDetail)(detail, event);
}

type Folder<T extends EventType> = (detail: RunDetail, event: EventOf<T>) => RunDetail;

const folders: { readonly [T in EventType]: Folder<T> } = {
  AGENT_STARTED: (detail, { model, input }) => ({ ...detail, model: model ?? null, input: input ?? null }),
  AGENT_THINKING: (detail) => detail,
  TOOL_EXECUTING: (detail, event) => ({ ...detail, toolCalls: put(detail.toolCalls, openCall(event)) }),
  TOOL_PROGRESS: (detail, event) => ({
    ...detail,
    toolCalls: change(detail.toolCalls, event.toolCallId, (call) => ({
      ...call,
      progress: event.progress ?? call.progress,
      total: event.total ?? call.total,
      message: event.message ?? call.message,
    })),
  }),
  TOOL_COMPLETED: (detail, event) => ({
    ...detail,
    toolCalls: put(detail.toolCalls, closeCall(detail, event)),
  }),
  MESSAGE_DELTA: (detail, event) => ({ ...detail, messages: put(detail.messages, extend(detail, event)) }),
  INPUT_REQUIRED: (detail, event) => ({
    ...detail,
    pendingInputs: [...withoutInput(detail, event.interruptId), requestOf(event)],
  }),
  INPUT_RESOLVED: (detail, event) => ({ ...detail, pendingInputs: withoutInput(detail, event.interruptId) }),
  AGENT_COMPLETED: (detail, { finishReason, finalText, usage }) => ({
    ...detail,
    pendingInputs: [],
    finishReason,
    finalText: finalText ?? lastText(detail),
    usage,
  }),
  AGENT_FAILED: (detail, { error, usage }) => ({ ...detail, pendingInputs: [], error, usage }),
  AGENT_CANCELLED: (detail, { usage }) => ({ ...detail, pendingInputs: [], usage }),
};

function openCall(event: EventOf<'TOOL_EXECUTING'>): ToolCall {
  return {
    id: event.toolCallId,
    name: event.toolName,
    title: event.title ?? null,
    input: event.input ?? null,
    status: null,
    output: null,
    error: null,
    progress: null,
    total: null,
    message: null,
    startedAt: event.occurredAt,
    endedAt: null,
    durationMs: null,
  };
}

/** A completion whose start is not there (trimmed, or never sent) still shows, as a call that began as it ended. */
function closeCall(detail: RunDetail, event: EventOf<'TOOL_COMPLETED'>): ToolCall {
  const open =
    detail.toolCalls.find(({ id }) => id === event.toolCallId) ??
    openCall({ ...event, type: 'TOOL_EXECUTING', __typename: 'ToolExecuting', title: null, input: null });
  const elapsed = Math.max(0, Date.parse(event.occurredAt) - Date.parse(open.startedAt));
  return {
    ...open,
    status: event.status,
    output: event.output ?? null,
    error: event.toolError ?? null,
    endedAt: event.occurredAt,
    durationMs: event.durationMs ?? elapsed,
  };
}

function extend(detail: RunDetail, event: EventOf<'MESSAGE_DELTA'>): Message {
  const before =
    event.mode === 'APPEND' ? detail.messages.find(({ id }) => id === event.messageId)?.text : '';
  return { id: event.messageId, text: (before ?? '') + event.text, final: event.final };
}

function requestOf(event: EventOf<'INPUT_REQUIRED'>): InputRequest {
  const { interruptId, inputKind, prompt, forToolCallId, proposedInput, responseSchema, expiresAt } = event;
  return {
    interruptId,
    inputKind,
    prompt,
    forToolCallId,
    proposedInput,
    responseSchema,
    expiresAt,
  } as InputRequest;
}

function withoutInput(detail: RunDetail, interruptId: string): readonly InputRequest[] {
  return detail.pendingInputs.filter((input) => input.interruptId !== interruptId);
}

/** An agent that streamed its answer need not repeat it at the end. */
function lastText({ messages }: RunDetail): string | null {
  return messages.at(-1)?.text ?? null;
}

/** Replaces the entry with the same id, or appends. The newest entries change, so the search is from the end. */
function put<T extends { readonly id: string }>(entries: readonly T[], entry: T): readonly T[] {
  const index = entries.findLastIndex(({ id }) => id === entry.id);
  return index === -1 ? [...entries, entry] : entries.with(index, entry);
}

function change<T extends { readonly id: string }>(entries: readonly T[], id: string, to: (entry: T) => T) {
  const entry = entries.findLast((candidate) => candidate.id === id);
  return entry === undefined ? entries : put(entries, to(entry));
}
