import type { AGUIEvent } from '@ag-ui/client';
import { EventType, PROTOCOL_VERSION } from '@ag-ui/client';
import type { DeliveredEvent } from '../delivered.ts';
import type { InputRequired } from './interrupts.ts';
import { interruptOf } from './interrupts.ts';
import { Subagents } from './subagents.ts';
import type { TextEvents } from './texts.ts';
import { Texts } from './texts.ts';
import { argumentsOf, progressOf, resultContentOf } from './tools.ts';
import { usageOf } from './usage.ts';

type RunEvent = Exclude<DeliveredEvent, { readonly __typename: 'CaughtUp' | 'StreamReset' }>;
type EventNamed<Name> = Extract<DeliveredEvent, { readonly __typename: Name }>;
type Events = readonly AGUIEvent[];
type Handlers = {
  readonly [Name in DeliveredEvent['__typename']]: (event: EventNamed<Name>) => Events;
};

export interface AgUiRun {
  readonly threadId: string;
  /** The AG-UI run's id. A run that was interrupted goes on in another AG-UI run. */
  readonly runId: string;
  /** The run whose events come. Default: the one with the AG-UI run's id. */
  readonly follows?: string;
}

const nothing: Events = [];

/**
 * Makes AG-UI events of the events of one run and its sub-agents, one after the other, from the run's beginning or
 * behind an interrupt. What the run asks for ends the AG-UI run with an interrupt, once the replay is over.
 */
export class AgUiTranslation {
  readonly #run: Required<AgUiRun>;
  readonly #messages = new Texts();
  readonly #thinking = new Texts();
  readonly #statuses = new Map<string, string>();
  readonly #pending = new Map<string, InputRequired>();
  readonly #subagents: Subagents;
  readonly #handlers: Handlers;
  #hasSaidAnything = false;
  #isLive = false;
  #isOver = false;

  constructor({ threadId, runId, follows = runId }: AgUiRun) {
    this.#run = { threadId, runId, follows };
    this.#subagents = new Subagents(follows);
    this.#handlers = this.#allHandlers();
  }

  /** Whether the AG-UI run has ended: nothing follows. */
  get isOver(): boolean {
    return this.#isOver;
  }

  begin(): Events {
    const { threadId, runId } = this.#run;
    return [{ type: EventType.RUN_STARTED, threadId, runId, protocolVersion: PROTOCOL_VERSION }];
  }

  take(event: DeliveredEvent): Events {
    if (this.#isOver) return nothing;
    const handle = this.#handlers[event.__typename] as (event: DeliveredEvent) => Events;
    if (event.__typename === 'CaughtUp' || event.__typename === 'StreamReset') return handle(event);
    const timestamp = Date.parse(event.occurredAt);
    const told = [...this.#subagents.begin(event), ...handle(event)];
    return told.map((one) => ({ timestamp, ...one }));
  }

  /** Ends the AG-UI run with an error. */
  fail(message: string, code?: string): Events {
    if (this.#isOver) return nothing;
    this.#isOver = true;
    return [{ type: EventType.RUN_ERROR, message, ...(code !== undefined && { code }) }];
  }

  #allHandlers(): Handlers {
    return {
      AgentStarted: () => nothing,
      AgentThinking: (event) => this.#think(event),
      MessageDelta: (event) => {
        this.#hasSaidAnything ||= this.#isFollowed(event);
        return this.#messages.take(this.#id(event, event.messageId), event, messageEvents(this.#of(event)));
      },
      ToolExecuting: (event) => {
        const { toolName: toolCallName, title } = event;
        const call = { ...this.#of(event), toolCallId: this.#id(event, event.toolCallId) };
        const metadata = title === null ? {} : { metadata: { agentwire: { title } } };
        return [
          { ...call, ...metadata, type: EventType.TOOL_CALL_START, toolCallName },
          { ...call, type: EventType.TOOL_CALL_ARGS, delta: argumentsOf(event) },
          { ...call, type: EventType.TOOL_CALL_END },
        ];
      },
      ToolProgress: (event) => {
        const toolCallId = this.#id(event, event.toolCallId);
        return [
          this.#activity(event, `${toolCallId}/progress`, 'tool-progress', progressOf(event, toolCallId)),
        ];
      },
      ToolCompleted: (event) => {
        const toolCallId = this.#id(event, event.toolCallId);
        const { status, durationMs } = event;
        return [
          {
            ...this.#of(event),
            type: EventType.TOOL_CALL_RESULT,
            messageId: `${toolCallId}/result`,
            toolCallId,
            role: 'tool',
            content: resultContentOf(event),
            metadata: { agentwire: { status, durationMs } },
          },
        ];
      },
      InputRequired: (event) => {
        this.#pending.set(this.#id(event, event.interruptId), event);
        return this.#isLive ? this.#interrupt(event.cursor) : nothing;
      },
      InputResolved: (event) => {
        this.#pending.delete(this.#id(event, event.interruptId));
        return nothing;
      },
      AgentCompleted: (event) => this.#complete(event),
      AgentFailed: (event) => {
        const { message, code } = event.error;
        return this.#isFollowed(event)
          ? this.fail(message, code).map((end) => ({ ...end, ...usageOf(event) }))
          : this.#subagents.fail(event.runId, message, code);
      },
      AgentCancelled: (event) =>
        this.#isFollowed(event)
          ? this.#finish({ outcome: { type: 'cancelled' }, ...usageOf(event) })
          : this.#subagents.fail(event.runId, 'It was stopped.', 'CANCELLED'),
      CaughtUp: ({ cursor }) => {
        this.#isLive = true;
        return this.#pending.size > 0 ? this.#interrupt(cursor) : nothing;
      },
      StreamReset: () => this.fail('A part of the run can no longer be had.', 'STREAM_RESET'),
    };
  }

  #think(event: EventNamed<'AgentThinking'>): Events {
    const id = this.#id(event, event.blockId);
    if (event.thinkingKind !== 'STATUS') {
      return this.#thinking.take(id, event, thinkingEvents(this.#of(event)));
    }
    const text = (event.mode === 'APPEND' ? (this.#statuses.get(id) ?? '') : '') + event.text;
    this.#statuses.set(id, text);
    return [this.#activity(event, id, 'status', { text })];
  }

  #complete(event: EventNamed<'AgentCompleted'>): Events {
    const { output, finalText } = event;
    const result = output ?? finalText;
    if (!this.#isFollowed(event)) return this.#subagents.finish(event.runId, result);
    const text = this.#hasSaidAnything ? null : finalText;
    const whole = { mode: 'APPEND', text: text ?? '', final: true } as const;
    return [
      ...this.#messages.take(`${event.runId}/final`, whole, messageEvents({})),
      ...this.#finish({
        outcome: { type: 'success' },
        ...(result !== null && { result }),
        ...usageOf(event),
      }),
    ];
  }

  #interrupt(after: string): Events {
    const { follows } = this.#run;
    const pending = [...this.#pending.values()];
    const interrupts = pending.map((event) =>
      interruptOf(event, {
        follows,
        after,
        toolCallId: event.forToolCallId === null ? null : this.#id(event, event.forToolCallId),
        subagentRunId: this.#isFollowed(event) ? null : event.runId,
      }),
    );
    return this.#finish({ outcome: { type: 'interrupt', interrupts } }, this.#subagents.suspend(interrupts));
  }

  #finish(fields: object, subagents: Events = this.#subagents.failAll()): Events {
    const { threadId, runId } = this.#run;
    this.#isOver = true;
    return [
      ...this.#messages.endAll(),
      ...this.#thinking.endAll(),
      ...subagents,
      { ...fields, type: EventType.RUN_FINISHED, threadId, runId },
    ];
  }

  #activity(event: RunEvent, messageId: string, kind: string, content: Record<string, unknown>): AGUIEvent {
    const activityType = `agentwire.${kind}`;
    return { ...this.#of(event), type: EventType.ACTIVITY_SNAPSHOT, messageId, activityType, content };
  }

  #isFollowed({ runId }: RunEvent): boolean {
    return runId === this.#run.follows;
  }

  /** Ids are a run's own. */
  #id(event: RunEvent, id: string): string {
    return this.#isFollowed(event) ? id : `${event.runId}/${id}`;
  }

  #of(event: RunEvent): { readonly subagentRunId?: string } {
    return this.#isFollowed(event) ? {} : { subagentRunId: event.runId };
  }
}

const messageEvents = (of: { readonly subagentRunId?: string }): TextEvents => ({
  start: (messageId) => [{ ...of, type: EventType.TEXT_MESSAGE_START, messageId, role: 'assistant' }],
  content: (messageId, delta) => [{ ...of, type: EventType.TEXT_MESSAGE_CONTENT, messageId, delta }],
  end: (messageId) => [{ ...of, type: EventType.TEXT_MESSAGE_END, messageId }],
});

const thinkingEvents = (of: { readonly subagentRunId?: string }): TextEvents => ({
  start: (messageId) => [
    { ...of, type: EventType.REASONING_START, messageId },
    { ...of, type: EventType.REASONING_MESSAGE_START, messageId, role: 'reasoning' },
  ],
  content: (messageId, delta) => [{ ...of, type: EventType.REASONING_MESSAGE_CONTENT, messageId, delta }],
  end: (messageId) => [
    { ...of, type: EventType.REASONING_MESSAGE_END, messageId },
    { ...of, type: EventType.REASONING_END, messageId },
  ],
});
