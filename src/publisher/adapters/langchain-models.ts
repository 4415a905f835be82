import type { BaseMessage, UsageMetadata } from '@langchain/core/messages';
import type { ChatGeneration, LLMResult } from '@langchain/core/outputs';
import { OpenTexts } from './shared/open-texts.ts';
import type { RunEvents } from './shared/run-events.ts';
import { UsageTotals } from './shared/usage.ts';

/** What LangChain's tracing and LangGraph's streams take for "not for the user". */
const HIDDEN_TAGS = ['langsmith:nostream', 'nostream'];

type Metadata = Readonly<Record<string, unknown>>;

interface ModelCall {
  readonly provider: string | null;
  readonly model: string | null;
  readonly isHidden: boolean;
}

/** What models say in a run: each call of a model is a message, and a block of thinking. */
export class LangChainModels {
  readonly usage = new UsageTotals();
  readonly #messages: OpenTexts;
  readonly #thinking: OpenTexts;
  /** The calls under way, by LangChain's run ids. */
  readonly #calls = new Map<string, ModelCall>();
  readonly #errors = new WeakSet<object>();

  constructor(events: RunEvents) {
    this.#messages = new OpenTexts((id, part) => events.message(id, part));
    this.#thinking = new OpenTexts((id, part) => events.thinking(id, part));
  }

  start(runId: string, tags: readonly string[] = [], metadata: Metadata = {}): void {
    this.#calls.set(runId, {
      provider: stringOf(metadata.ls_provider),
      model: stringOf(metadata.ls_model_name),
      isHidden: HIDDEN_TAGS.some((tag) => tags.includes(tag)),
    });
  }

  async token(runId: string, token: string, message: BaseMessage | undefined): Promise<void> {
    const call = this.#calls.get(runId);
    // Some models do not wait for their last tokens to be taken: what they said is known by then.
    if (call === undefined || call.isHidden) return;
    await Promise.all([
      this.#thinking.append(runId, reasoningOf(message)),
      this.#messages.append(runId, message?.text ?? token),
    ]);
  }

  /** Ends what the model said, and gives its message. */
  async end(runId: string, { generations, llmOutput }: LLMResult): Promise<BaseMessage | undefined> {
    const call = this.#calls.get(runId);
    const generation = generations[0]?.[0];
    if (call === undefined || generation === undefined) return undefined;
    this.#calls.delete(runId);
    const { message } = generation as Partial<ChatGeneration>;
    this.#count(call, message, llmOutput);
    if (!call.isHidden) {
      await Promise.all([
        this.#thinking.finish(runId, reasoningOf(message) || undefined),
        this.#messages.finish(runId, (message?.text ?? generation.text) || undefined),
      ]);
    }
    return message;
  }

  fail(runId: string, error: unknown): void {
    this.#calls.delete(runId);
    if (typeof error === 'object' && error !== null) this.#errors.add(error);
  }

  /** Whether it was a model that failed with this. */
  hasFailedWith(error: object): boolean {
    return this.#errors.has(error);
  }

  #count(call: ModelCall, message: BaseMessage | undefined, llmOutput: LLMResult['llmOutput']): void {
    const usage = (message as { readonly usage_metadata?: UsageMetadata } | undefined)?.usage_metadata;
    const tokenUsage = llmOutput?.tokenUsage as Readonly<Record<string, unknown>> | undefined;
    if (usage === undefined && tokenUsage === undefined) return;
    const { model_name, model } = (message?.response_metadata ?? {}) as Metadata;
    this.usage.add(
      { provider: call.provider, model: stringOf(model_name) ?? stringOf(model) ?? call.model },
      {
        inputTokens: usage?.input_tokens ?? tokenUsage?.promptTokens,
        outputTokens: usage?.output_tokens ?? tokenUsage?.completionTokens,
        totalTokens: usage?.total_tokens ?? tokenUsage?.totalTokens,
        reasoningTokens: usage?.output_token_details?.reasoning,
        cacheReadTokens: usage?.input_token_details?.cache_read,
        cacheWriteTokens: usage?.input_token_details?.cache_creation,
      },
    );
  }
}

function reasoningOf(message: BaseMessage | undefined): string {
  if (message === undefined) return '';
  const reasoning = message.contentBlocks
    .map((block) => (block.type === 'reasoning' ? stringOf(block.reasoning) : null) ?? '')
    .join('');
  // Where providers that speak OpenAI's protocol put it.
  return reasoning || (stringOf(message.additional_kwargs.reasoning_content) ?? '');
}

function stringOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
