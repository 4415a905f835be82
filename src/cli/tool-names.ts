import type { DeliveredEvent } from '../client/delivered.ts';
import { oneLine } from './one-line.ts';

type InputRequired = Extract<DeliveredEvent, { readonly __typename?: 'InputRequired' }>;

/** What the tools at work are called: an event that asks for something names only the call. */
export class ToolNames {
  readonly #names = new Map<string, string>();

  /** Takes note of an event of a run. */
  hear(event: DeliveredEvent): void {
    if (event.__typename === 'ToolExecuting') {
      this.#names.set(keyOf(event.runId, event.toolCallId), event.toolName);
    } else if (event.__typename === 'ToolCompleted') {
      this.#names.delete(keyOf(event.runId, event.toolCallId));
    }
  }

  /** The tool that the request is about; null if it is about none, or about one that is not known. */
  of({ runId, forToolCallId }: InputRequired): string | null {
    if (forToolCallId == null) return null;
    return this.#names.get(keyOf(runId, forToolCallId)) ?? null;
  }

  /** What to ask a person, in one line, and how to answer it from another terminal; `flags` lead to the same server. */
  howToAnswer(event: InputRequired, flags = ''): string {
    const { runId, inputKind, responseSchema } = event;
    const answer = isYesOrNo(inputKind) ? '--approve' : responseSchema == null ? '--text …' : '--json …';
    const command = `agentwire answer ${runId} ${answer}${flags}`;
    return oneLine(`${this.promptOf(event)} Answer in the dashboard, or with: ${command}`);
  }

  /** What to ask a person. */
  promptOf(event: InputRequired): string {
    const tool = this.of(event);
    const { prompt, inputKind } = event;
    return prompt ?? (tool !== null && isYesOrNo(inputKind) ? `Allow ${tool}?` : inputKind);
  }
}

const keyOf = (runId: string, toolCallId: string) => JSON.stringify([runId, toolCallId]);

/** Whether what is asked for is an approval or a refusal, and no answer in words. */
export function isYesOrNo(inputKind: InputRequired['inputKind']): boolean {
  return inputKind !== 'QUESTION' && inputKind !== 'OTHER';
}
