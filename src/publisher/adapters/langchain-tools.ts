import type { BaseMessage, ToolMessage } from '@langchain/core/messages';
import type { AdapterRun } from '../agent.ts';
import { toolErrorMessage } from './shared/errors.ts';
import type { RunEvents, ToolEnd, ToolStart } from './shared/run-events.ts';

interface ToolRun {
  /** The call's id; LangChain's run id where the tool was not called by a model. */
  readonly id: string;
  readonly start: ToolStart;
}

export interface RequestedCall extends ToolStart {
  readonly id: string;
}

/** What tools do in a run: told by their callbacks, and by messages where a call never reached its tool. */
export class LangChainTools {
  readonly #events: RunEvents;
  readonly #signal: AbortSignal;
  /** What models have asked for. */
  readonly #requested = new Map<string, RequestedCall>();
  /** The tools at work, by LangChain's run ids. */
  readonly #runs = new Map<string, ToolRun>();
  /** Which call waits for which interrupt. */
  readonly #waiting = new Map<string, string>();
  readonly #errors = new WeakSet<object>();

  constructor(run: Pick<AdapterRun, 'signal'>, events: RunEvents) {
    this.#signal = run.signal;
    this.#events = events;
  }

  request(message: BaseMessage | undefined): void {
    const { tool_calls: calls = [] } = (message ?? {}) as {
      readonly tool_calls?: readonly {
        readonly id?: string;
        readonly name: string;
        readonly args: unknown;
      }[];
    };
    for (const { id, name, args } of calls) {
      if (id) this.#requested.set(id, { id, toolName: name, input: args });
    }
  }

  /** The oldest of the calls like this that have not begun. */
  findRequested(toolName: string, input: unknown): RequestedCall | null {
    const wanted = JSON.stringify([toolName, input]);
    const isLike = (call: RequestedCall) => JSON.stringify([call.toolName, call.input]) === wanted;
    const calls = this.#requested.values();
    return calls.find((call) => !this.#events.knowsCall(call.id) && isLike(call)) ?? null;
  }

  /** Begins a call before its tool does, since a person is asked about it first. Gives its id in events. */
  async announce(call: RequestedCall): Promise<string | null> {
    await this.#events.toolStarted(call.id, call);
    return this.#events.openCall(call.id);
  }

  deny(call: RequestedCall): Promise<void> {
    return this.#events.toolEnded(call.id, call, { status: 'DENIED' });
  }

  /** The call, by its id in events, that an interrupt was raised in. */
  callInterruptedBy(interruptId: string | undefined): string | null {
    const id = this.#waiting.get(interruptId ?? '');
    return id === undefined ? null : this.#events.openCall(id);
  }

  start(runId: string, callId: string | undefined, toolName: string, input: string): Promise<void> {
    const id = callId || runId;
    const start = { toolName: this.#requested.get(id)?.toolName ?? toolName, input: parsed(input) };
    this.#runs.set(runId, { id, start });
    return this.#events.toolStarted(id, start);
  }

  async progress(runId: string, message: string | null, partial: unknown): Promise<void> {
    const run = this.#runs.get(runId);
    if (run === undefined) return;
    await this.#events.toolProgressed(run.id, { ...(message !== null && { message }), partial });
  }

  end(runId: string, output: unknown): Promise<void> {
    return this.#end(runId, (id) => endOf(output, id));
  }

  async fail(runId: string, error: unknown): Promise<void> {
    // A tool that was stopped did not fail: how it ended is not known.
    if (this.#signal.aborted) return;
    const id = this.#runs.get(runId)?.id ?? runId;
    if (isBubbleUp(error)) {
      // No failure either: it waits, and begins again with the answer.
      for (const interrupt of error.interrupts ?? []) this.#waiting.set(interrupt.id ?? '', id);
      return;
    }
    if (typeof error === 'object' && error !== null) this.#errors.add(error);
    await this.#end(runId, () => ({ status: 'FAILED', toolError: { message: toolErrorMessage(error) } }));
  }

  /** Ends the calls that were answered without a tool: by code of the agent's, or since there is no such tool. */
  async settle(messages: readonly BaseMessage[]): Promise<void> {
    for (const message of messages.filter(isToolMessage)) {
      const call = this.#requested.get(message.tool_call_id);
      if (call !== undefined) await this.#events.toolEnded(call.id, call, endOfMessage(message));
    }
  }

  /** Whether it was a tool that failed with this. */
  hasFailedWith(error: object): boolean {
    return this.#errors.has(error);
  }

  async #end(runId: string, endFor: (id: string) => ToolEnd): Promise<void> {
    const { id, start } = this.#runs.get(runId) ?? { id: runId, start: { toolName: 'unknown' } };
    this.#runs.delete(runId);
    await this.#events.toolEnded(id, start, endFor(id));
  }
}

function endOf(output: unknown, callId: string): ToolEnd {
  if (isToolMessage(output)) return endOfMessage(output);
  const { lg_name, update } = Object(output) as { readonly lg_name?: unknown; readonly update?: unknown };
  if (lg_name !== 'Command') return { status: 'SUCCEEDED', output };
  const { messages } = Object(update) as { readonly messages?: unknown };
  const answer = [messages].flat().find((part) => isToolMessage(part) && part.tool_call_id === callId);
  return isToolMessage(answer) ? endOfMessage(answer) : { status: 'SUCCEEDED' };
}

function endOfMessage(message: ToolMessage): ToolEnd {
  return message.status === 'error'
    ? { status: 'FAILED', toolError: { message: toolErrorMessage(message.text) } }
    : { status: 'SUCCEEDED', output: message.content };
}

export function isToolMessage(value: unknown): value is ToolMessage {
  return (Object(value) as { readonly type?: unknown }).type === 'tool' && 'tool_call_id' in Object(value);
}

/** What LangGraph throws that is no error: an interrupt, or a command to a parent graph. */
function isBubbleUp(error: unknown): error is { readonly interrupts?: readonly { readonly id?: string }[] } {
  return (Object(error) as { readonly is_bubble_up?: unknown }).is_bubble_up === true;
}

/** Arguments are given as JSON text, but for a tool that takes a string. */
function parsed(input: string): unknown {
  try {
    return JSON.parse(input);
  } catch {
    return input;
  }
}
