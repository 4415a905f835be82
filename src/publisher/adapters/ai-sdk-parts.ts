import type { TextStreamPart, ToolSet } from 'ai';
import type { FinishReason } from '../../client/generated/graphql.ts';
import type { AdapterRun } from '../agent.ts';
import { toolErrorMessage } from './shared/errors.ts';
import { OpenTexts } from './shared/open-texts.ts';
import { RunEvents } from './shared/run-events.ts';
import { UsageTotals } from './shared/usage.ts';

export type Part = TextStreamPart<ToolSet>;
type PartOf<Type extends Part['type']> = Extract<Part, { type: Type }>;

/** A tool call that the model asked for and a person has to allow. */
export type ApprovalRequest = PartOf<'tool-approval-request'>;

/** Turns the parts of one run's streams into its events, and keeps what else they say. */
export class AiSdkParts {
  readonly events: RunEvents;
  readonly usage = new UsageTotals();
  /** What the answer consists of so far: the text of the newest step. */
  finalText = '';
  finishReason: PartOf<'finish'>['finishReason'] | null = null;
  /** What went wrong last; the agent may have gone on behind it. */
  error: unknown = null;
  abort: PartOf<'abort'> | null = null;
  readonly #approvals: ApprovalRequest[] = [];
  readonly #texts: OpenTexts;
  readonly #reasoning: OpenTexts;
  /** The SDK's ids of texts are unique within one call of it, and a run may take several. */
  readonly #prefix = crypto.randomUUID();

  constructor(run: Pick<AdapterRun, 'emit'>) {
    this.events = new RunEvents(run);
    this.#texts = new OpenTexts((id, text) => this.events.message(id, text));
    this.#reasoning = new OpenTexts((id, text) => this.events.thinking(id, text));
  }

  /** Waits with each part until there is room for its event, so that the model's stream is read no faster. */
  async follow(stream: AsyncIterable<Part>): Promise<void> {
    this.finishReason = null;
    for await (const part of this.#read(stream)) await this.#take(part);
  }

  /** A stream that breaks tells of the model; an event that is refused does not. */
  async *#read(stream: AsyncIterable<Part>): AsyncGenerator<Part, void> {
    try {
      yield* stream;
    } catch (error) {
      this.error = error;
    }
  }

  /** The requests for approval since they were taken last. */
  takeApprovals(): ApprovalRequest[] {
    return this.#approvals.splice(0);
  }

  #take(part: Part): Promise<void> | void {
    switch (part.type) {
      case 'start-step':
        this.finalText = '';
        return;
      case 'text-delta':
        this.finalText += part.text;
        return this.#texts.append(this.#idOf(part), part.text);
      case 'text-end':
        return this.#texts.finish(this.#idOf(part));
      case 'reasoning-delta':
        return this.#reasoning.append(this.#idOf(part), part.text);
      case 'reasoning-end':
        return this.#reasoning.finish(this.#idOf(part));
      case 'tool-call':
        return this.events.toolStarted(part.toolCallId, part);
      case 'tool-result':
        return this.#result(part);
      case 'tool-error':
        return this.events.toolEnded(part.toolCallId, part, {
          status: 'FAILED',
          toolError: { message: toolErrorMessage(part.error) },
        });
      case 'tool-output-denied':
        return this.events.toolEnded(part.toolCallId, part, { status: 'DENIED' });
      case 'tool-approval-request':
        if (!part.isAutomatic) this.#approvals.push(part);
        return;
      case 'finish-step':
        return this.#finishStep(part);
      case 'finish':
        this.finishReason = part.finishReason;
        return;
      case 'error':
        this.error = part.error;
        return;
      case 'abort':
        this.abort = part;
        return;
    }
  }

  #idOf({ id }: { readonly id: string }): string {
    return `${this.#prefix}:${id}`;
  }

  #result(part: PartOf<'tool-result'>): Promise<void> {
    if (part.preliminary) return this.events.toolProgressed(part.toolCallId, { partial: part.output });
    return this.events.toolEnded(part.toolCallId, part, { status: 'SUCCEEDED', output: part.output });
  }

  async #finishStep({ usage, response }: PartOf<'finish-step'>): Promise<void> {
    this.usage.add(
      { model: response.modelId },
      {
        inputTokens: usage.inputTokens,
        outputTokens: usage.outputTokens,
        totalTokens: usage.totalTokens,
        reasoningTokens: usage.outputTokenDetails.reasoningTokens,
        cacheReadTokens: usage.inputTokenDetails.cacheReadTokens,
        cacheWriteTokens: usage.inputTokenDetails.cacheWriteTokens,
      },
    );
    await this.#texts.finishAll();
    await this.#reasoning.finishAll();
  }
}

export const finishReasons: Readonly<Record<string, FinishReason>> = {
  stop: 'STOP',
  length: 'LENGTH',
  'content-filter': 'CONTENT_FILTER',
};
