import type { AGUIEventOf, BaseEvent, RunErrorEvent, RunFinishedEvent } from '@ag-ui/client';
import { EventType } from '@ag-ui/client';
import type { AgentEventInput } from '../../client/generated/graphql.ts';
import type { AdapterRun } from '../agent.ts';
import { contentOf, dataOf, newMessages } from './ag-ui-messages.ts';
import { OpenTexts } from './shared/open-texts.ts';
import { RunEvents } from './shared/run-events.ts';

interface Call {
  readonly toolName: string;
  args: string;
}

interface Context {
  /** Ids of the messages that were there before the run. */
  readonly history: Set<string>;
  readonly mapOther: (event: BaseEvent) => AgentEventInput | null;
}

type Handlers = { readonly [T in EventType]: (event: AGUIEventOf<T>) => Promise<void> | void };

const ignore = () => {};

/** Publishes what AG-UI events tell of a run. They come in the order that the protocol asks for. */
export class AgUiEvents {
  readonly #events: RunEvents;
  readonly #context: Context;
  readonly #messages: OpenTexts;
  readonly #thinking: OpenTexts;
  readonly #calls = new Map<string, Call>();
  /** Messages that are not the agent's. */
  readonly #others = new Set<string>();
  readonly #handlers: Handlers;
  #end: RunFinishedEvent | RunErrorEvent | null = null;

  constructor(run: AdapterRun, context: Context) {
    this.#events = new RunEvents(run);
    this.#context = context;
    this.#messages = new OpenTexts((id, part) => this.#events.message(id, part));
    this.#thinking = new OpenTexts((id, part) => this.#events.thinking(id, part));
    this.#handlers = this.#allHandlers();
  }

  async take(event: BaseEvent): Promise<void> {
    const handle = this.#handlers[event.type] as (event: BaseEvent) => Promise<void> | void;
    await handle(event);
  }

  /** Another AG-UI run goes on with this run. */
  begin(): void {
    this.#end = null;
  }

  /** What the stream ended with; null if nothing did so far. */
  get end(): RunFinishedEvent | RunErrorEvent | null {
    return this.#end;
  }

  /** Ends the texts that the stream left open, which only one that failed may. */
  async finish(): Promise<void> {
    await this.#messages.finishAll();
    await this.#thinking.finishAll();
  }

  /** The call's id in events, if it is open. */
  openCall(toolCallId: string): string | null {
    return this.#events.openCall(toolCallId);
  }

  argumentsOf(toolCallId: string): unknown {
    return dataOf(this.#calls.get(toolCallId)?.args ?? '');
  }

  #allHandlers(): Handlers {
    const other = (event: BaseEvent) => this.#other(event);
    return {
      [EventType.RUN_STARTED]: ({ input }) => this.#remember(input?.messages ?? []),
      [EventType.RUN_FINISHED]: (event) => this.#finished(event),
      [EventType.RUN_ERROR]: (event) => this.#finished(event),
      [EventType.STEP_STARTED]: ({ stepName }) => this.#status(stepName),
      [EventType.STEP_FINISHED]: ignore,

      [EventType.TEXT_MESSAGE_START]: ({ messageId, role = 'assistant' }) => {
        this.#context.history.add(messageId);
        if (role !== 'assistant') this.#others.add(messageId);
      },
      [EventType.TEXT_MESSAGE_CONTENT]: async ({ messageId, delta }) => {
        if (!this.#others.has(messageId)) await this.#messages.append(messageId, delta);
      },
      [EventType.TEXT_MESSAGE_END]: ({ messageId }) => this.#messages.finish(messageId),

      [EventType.REASONING_START]: ignore,
      [EventType.REASONING_MESSAGE_START]: ({ messageId }) => void this.#context.history.add(messageId),
      [EventType.REASONING_MESSAGE_CONTENT]: ({ messageId, delta }) =>
        this.#thinking.append(messageId, delta),
      [EventType.REASONING_MESSAGE_END]: ({ messageId }) => this.#thinking.finish(messageId),
      [EventType.REASONING_END]: ignore,
      [EventType.REASONING_ENCRYPTED_VALUE]: ignore,

      [EventType.TOOL_CALL_START]: ({ toolCallId, toolCallName }) =>
        void this.#calls.set(toolCallId, { toolName: toolCallName, args: '' }),
      [EventType.TOOL_CALL_ARGS]: ({ toolCallId, delta }) => {
        const call = this.#calls.get(toolCallId);
        if (call !== undefined) call.args += delta;
      },
      [EventType.TOOL_CALL_END]: ({ toolCallId }) => this.#startCall(toolCallId),
      [EventType.TOOL_CALL_RESULT]: ({ toolCallId, content }) => this.#endCall(toolCallId, content),

      [EventType.SUBAGENT_STARTED]: (event) => this.#startSubagent(event),
      [EventType.SUBAGENT_FINISHED]: ({ subagentRunId, result, outcome }) => {
        if (outcome?.type !== 'suspended') return this.#endSubagent(subagentRunId, { output: result });
      },
      [EventType.SUBAGENT_ERROR]: ({ subagentRunId, message, code }) =>
        this.#endSubagent(subagentRunId, {
          status: 'FAILED',
          toolError: { message, ...(code !== undefined && { code }) },
        }),

      [EventType.MESSAGES_SNAPSHOT]: ({ messages }) => this.#takeSnapshot(messages),
      [EventType.STATE_SNAPSHOT]: other,
      [EventType.STATE_DELTA]: other,
      [EventType.ACTIVITY_SNAPSHOT]: other,
      [EventType.ACTIVITY_DELTA]: other,
      [EventType.CUSTOM]: other,
      [EventType.RAW]: other,

      // The agent's client makes the above of these.
      [EventType.TEXT_MESSAGE_CHUNK]: ignore,
      [EventType.TOOL_CALL_CHUNK]: ignore,
      [EventType.REASONING_MESSAGE_CHUNK]: ignore,
    };
  }

  #remember(messages: readonly { readonly id: string }[]): void {
    for (const { id } of messages) this.#context.history.add(id);
  }

  #finished(event: RunFinishedEvent | RunErrorEvent): void {
    this.#end = event;
  }

  #status(text: string): Promise<void> {
    return this.#events.thinking(crypto.randomUUID(), { text, final: true }, 'STATUS');
  }

  async #other(event: BaseEvent): Promise<void> {
    const mapped = this.#context.mapOther(event);
    if (mapped !== null) await this.#events.emit(mapped);
  }

  #startCall(toolCallId: string): Promise<void> {
    return this.#events.toolStarted(toolCallId, this.#startOf(toolCallId));
  }

  #endCall(toolCallId: string, content: unknown, error?: string): Promise<void> {
    return this.#events.toolEnded(toolCallId, this.#startOf(toolCallId), {
      ...(error === undefined
        ? { status: 'SUCCEEDED' }
        : { status: 'FAILED', toolError: { message: error } }),
      output: typeof content === 'string' ? dataOf(content) : content,
    });
  }

  #startOf(toolCallId: string) {
    const { toolName = 'unknown' } = this.#calls.get(toolCallId) ?? {};
    return { toolName, input: this.argumentsOf(toolCallId) };
  }

  /** A sub-agent that a tool call began is that call. */
  async #startSubagent(event: AGUIEventOf<EventType.SUBAGENT_STARTED>): Promise<void> {
    const { subagentRunId, name, description: title, parentToolCallId } = event;
    if (parentToolCallId !== undefined && this.openCall(parentToolCallId) !== null) return;
    await this.#events.toolStarted(subagentRunId, { toolName: name, title });
  }

  async #endSubagent(subagentRunId: string, end: Parameters<RunEvents['toolEnded']>[2]): Promise<void> {
    if (this.openCall(subagentRunId) !== null) {
      await this.#events.toolEnded(subagentRunId, { toolName: 'unknown' }, end);
    }
  }

  /** Some agents stream nothing and tell of their messages at the end. */
  async #takeSnapshot(messages: AGUIEventOf<EventType.MESSAGES_SNAPSHOT>['messages']): Promise<void> {
    for (const message of newMessages(messages)) {
      if (message.role === 'tool') await this.#endCall(message.toolCallId, message.content, message.error);
      if (message.role === 'assistant') {
        await this.#takeWhole(this.#messages, message.id, contentOf(message.content));
        for (const { id, function: called } of message.toolCalls ?? []) {
          if (this.#calls.has(id)) continue;
          this.#calls.set(id, { toolName: called.name, args: called.arguments });
          await this.#startCall(id);
        }
      }
      if (message.role === 'reasoning') await this.#takeWhole(this.#thinking, message.id, message.content);
    }
  }

  async #takeWhole(texts: OpenTexts, id: string, text: string): Promise<void> {
    if (this.#context.history.has(id)) return;
    this.#context.history.add(id);
    await texts.finish(id, text);
  }
}
