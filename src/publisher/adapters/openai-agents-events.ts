import type { protocol, RunItem, RunStreamEvent, RunToolCallOutputItem } from '@openai/agents';
import type { AdapterRun } from '../agent.ts';
import type { RawCall } from './openai-agents-items.ts';
import {
  callIdOf,
  endSaid,
  hostedEnd,
  inputOf,
  isBookkeeping,
  textOf,
  toolNameOf,
} from './openai-agents-items.ts';
import { OpenAIThinking } from './openai-agents-thinking.ts';
import { OpenTexts } from './shared/open-texts.ts';
import type { ToolEnd } from './shared/run-events.ts';
import { RunEvents } from './shared/run-events.ts';

export type ToolFailureOf = (output: unknown, toolName: string) => string | null;

/** What the SDK gives the model in the place of an output. */
const notApproved = 'Tool execution was not approved.';
const failed =
  /^(An error occurred while running the tool\. Please try again\.|Tool '.*' timed out after \d+ms\.)$/;

const sdkFailure: ToolFailureOf = (output) =>
  typeof output === 'string' && failed.test(output) ? output : null;

/** Publishes what the SDK's stream and hooks tell of a run. */
export class OpenAIAgentEvents {
  readonly #events: RunEvents;
  readonly #toolFailureOf: ToolFailureOf;
  readonly #messages: OpenTexts;
  readonly #thinking: OpenAIThinking;
  readonly #begun = new Map<
    string,
    { readonly raw: RawCall; readonly at: number; durationMs: number | null }
  >();
  readonly #denied = new Set<string>();
  readonly #answers: Answer[] = [];
  #responses = 0;

  constructor(run: AdapterRun, toolFailureOf: ToolFailureOf = sdkFailure) {
    this.#events = new RunEvents(run);
    this.#toolFailureOf = toolFailureOf;
    this.#messages = new OpenTexts((id, part) => this.#events.message(id, part));
    this.#thinking = new OpenAIThinking(this.#events);
  }

  async take(event: RunStreamEvent): Promise<void> {
    if (event.type === 'run_item_stream_event') return this.#takeItem(event.item);
    if (event.type === 'agent_updated_stream_event') return this.#takeOver(event.agent.name);
    const { data } = event;
    if (data.type === 'response_started') this.#responses += 1;
    if (data.type === 'response_done') this.#answers.push(data.response);
    if (data.type === 'output_text_delta') {
      await this.#messages.append(data.itemId ?? this.#unnamed('message'), data.delta);
    }
    if (data.type === 'model') await this.#thinking.takeRaw(data.event, this.#unnamed('thinking'));
  }

  /** The call's id in events, if it is open. */
  openCall(raw: RawCall): string | null {
    return this.#events.openCall(callIdOf(raw));
  }

  /** What the models answered so far. */
  get answers(): readonly Answer[] {
    return this.#answers;
  }

  /** The tool itself began to run: its model asked for it before, and a person may have thought about it since. */
  toolBegun(raw: RawCall): void {
    this.#begun.set(callIdOf(raw), { raw, at: performance.now(), durationMs: null });
  }

  /** Whether it has an output is for the stream to say: this comes for what failed or was interrupted as well. */
  toolOver(raw: RawCall): void {
    const begun = this.#begun.get(callIdOf(raw));
    if (begun !== undefined) begun.durationMs = Math.round(performance.now() - begun.at);
  }

  denied(callId: string): void {
    this.#denied.add(callId);
  }

  /** Says what the stream did not come to say: with an error it ends at once. */
  async finish(): Promise<void> {
    for (const [callId, { raw }] of this.#begun) {
      if (!this.#events.knowsCall(callId)) await this.#start(raw);
    }
    await this.#messages.finishAll();
    await this.#thinking.finish();
  }

  async #takeItem(item: RunItem): Promise<void> {
    if (item.type === 'message_output_item')
      return this.#finishMessage(item.rawItem.id, item.rawItem.content);
    if (item.type === 'reasoning_item')
      return this.#thinking.takeItem(item.rawItem, this.#unnamed('thinking'));
    if (item.type === 'tool_call_item') {
      if (isBookkeeping(item.rawItem)) return;
      await this.#start(item.rawItem);
      const end = hostedEnd(item.rawItem);
      if (end !== null) await this.#end(item.rawItem, end);
    }
    if (item.type === 'handoff_call_item') await this.#start(item.rawItem);
    if (item.type === 'handoff_output_item')
      await this.#end(item.rawItem, { output: { agent: item.targetAgent.name } });
    if (item.type === 'tool_call_output_item') await this.#takeOutput(item);
  }

  async #takeOutput({ rawItem, output, executionStatus }: RunToolCallOutputItem): Promise<void> {
    const said = endSaid(rawItem);
    if (said === 'CANCELLED') return this.#end(rawItem, { status: 'CANCELLED' });
    if (this.#denied.has(callIdOf(rawItem)) || output === notApproved) {
      return this.#end(rawItem, { status: 'DENIED' });
    }
    const wasRun = rawItem.type !== 'function_call_result' || executionStatus === 'executed';
    if (said === null && wasRun) return this.#end(rawItem, this.#executedEnd(rawItem, output));
    await this.#end(rawItem, failure(textOf(output) || 'The tool failed.'));
  }

  #executedEnd(raw: RawCall, output: unknown): ToolEnd {
    const message = this.#toolFailureOf(output, toolNameOf(raw));
    const durationMs = this.#begun.get(callIdOf(raw))?.durationMs ?? null;
    return {
      ...(message === null ? { status: 'SUCCEEDED', output } : failure(message)),
      ...(durationMs !== null && { durationMs }),
    };
  }

  #start(raw: RawCall): Promise<void> {
    return this.#events.toolStarted(callIdOf(raw), { toolName: toolNameOf(raw), input: inputOf(raw) });
  }

  #end(raw: RawCall, end: ToolEnd): Promise<void> {
    return this.#events.toolEnded(callIdOf(raw), { toolName: toolNameOf(raw) }, end);
  }

  /** A message that was streamed is only ended by its item; one that was not comes whole with it. */
  async #finishMessage(id: string | undefined, content: readonly Part[]): Promise<void> {
    const unnamed = this.#unnamed('message');
    const text = content.map(({ text, refusal }) => text ?? refusal ?? '').join('');
    await this.#messages.finish(id === undefined || this.#messages.isOpen(unnamed) ? unnamed : id, text);
  }

  #takeOver(agentName: string): Promise<void> {
    const block = crypto.randomUUID();
    return this.#events.thinking(block, { text: `${agentName} takes over.`, final: true }, 'STATUS');
  }

  /** For models that give no ids. */
  #unnamed(what: string): string {
    return `${what}-${this.#responses}`;
  }
}

/** What is kept of a model's answer. */
export type Answer = Pick<protocol.StreamEventResponseCompleted['response'], 'usage' | 'providerData'>;

interface Part {
  readonly type: string;
  readonly text?: string;
  readonly refusal?: string;
}

const failure = (message: string): ToolEnd => ({ status: 'FAILED', toolError: { message } });
