import type { RunReasoningItem } from '@openai/agents';
import { OpenTexts } from './shared/open-texts.ts';
import type { RunEvents } from './shared/run-events.ts';

type ReasoningItem = RunReasoningItem['rawItem'];

/** What a model's own stream says of its reasoning, in the two forms that OpenAI and those compatible with it have. */
interface RawEvent {
  readonly type?: string;
  readonly item_id?: string;
  readonly summary_index?: number;
  readonly content_index?: number;
  readonly delta?: unknown;
  readonly choices?: readonly { readonly delta?: { reasoning?: unknown; reasoning_content?: unknown } }[];
}

/** A model's reasoning, and the summaries that are given in its place: each part is a block. */
export class OpenAIThinking {
  readonly #reasoning: OpenTexts;
  readonly #summaries: OpenTexts;

  constructor(events: RunEvents) {
    this.#reasoning = new OpenTexts((id, part) => events.thinking(id, part, 'REASONING'));
    this.#summaries = new OpenTexts((id, part) => events.thinking(id, part, 'SUMMARY'));
  }

  async takeRaw(event: RawEvent, unnamed: string): Promise<void> {
    const { type, item_id: id = unnamed, summary_index = 0, content_index = 0 } = event;
    if (type === 'response.reasoning_summary_text.delta') {
      return this.#summaries.append(summaryId(id, summary_index), String(event.delta));
    }
    if (type === 'response.reasoning_text.delta') {
      return this.#reasoning.append(reasoningId(id, content_index), String(event.delta));
    }
    const { reasoning, reasoning_content } = event.choices?.[0]?.delta ?? {};
    const text = reasoning ?? reasoning_content;
    if (typeof text === 'string') await this.#reasoning.append(reasoningId(unnamed, 0), text);
  }

  /** Comes behind the pieces, if there were any. */
  async takeItem({ id, content, rawContent = [] }: ReasoningItem, unnamed: string): Promise<void> {
    for (const [index, { text }] of rawContent.entries()) {
      await this.#reasoning.finish(reasoningId(id ?? unnamed, index), text);
    }
    for (const [index, { text }] of content.entries()) {
      await this.#summaries.finish(summaryId(id ?? unnamed, index), text);
    }
  }

  async finish(): Promise<void> {
    await this.#reasoning.finishAll();
    await this.#summaries.finishAll();
  }
}

const reasoningId = (id: string, index: number) => `${id}:text:${index}`;
const summaryId = (id: string, index: number) => `${id}:summary:${index}`;
