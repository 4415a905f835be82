import type { Message } from '@ag-ui/client';

/** Those of a conversation that can be of the run at hand: what the user said last began it. */
export function newMessages(messages: readonly Message[]): readonly Message[] {
  return messages.slice(messages.findLastIndex(({ role }) => role === 'user') + 1);
}

export function contentOf(content: unknown): string {
  return typeof content === 'string' ? content : '';
}

/** Arguments and results are texts, of data as a rule. */
export function dataOf(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
