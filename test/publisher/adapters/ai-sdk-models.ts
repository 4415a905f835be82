import type { LanguageModelV4StreamPart, LanguageModelV4StreamResult } from '@ai-sdk/provider';
import { simulateReadableStream } from 'ai';
import { MockLanguageModelV4 } from 'ai/test';

type Chunks = readonly LanguageModelV4StreamPart[];

export const said = (...pieces: readonly string[]): Chunks => [
  { type: 'text-start', id: '0' },
  ...pieces.map((delta) => ({ type: 'text-delta', id: '0', delta }) as const),
  { type: 'text-end', id: '0' },
];

export const reasoned = (text: string): Chunks => [
  { type: 'reasoning-start', id: '0' },
  { type: 'reasoning-delta', id: '0', delta: text },
  { type: 'reasoning-end', id: '0' },
];

export const called = (toolCallId: string, toolName: string, input: object = {}): Chunks => [
  { type: 'tool-call', toolCallId, toolName, input: JSON.stringify(input) },
];

type Reason = 'stop' | 'length' | 'content-filter' | 'tool-calls';

export const finished = (unified: Reason): Chunks => [
  {
    type: 'finish',
    finishReason: { unified, raw: unified },
    usage: {
      inputTokens: { total: 10, noCache: 7, cacheRead: 2, cacheWrite: 1 },
      outputTokens: { total: 5, text: 3, reasoning: 2 },
    },
  },
];

export function stream(...parts: readonly Chunks[]): LanguageModelV4StreamResult {
  return { stream: simulateReadableStream({ chunks: parts.flat() as LanguageModelV4StreamPart[] }) };
}

/** A model that gives one answer after the other. */
export const modelOf = (...answers: readonly LanguageModelV4StreamResult[]): MockLanguageModelV4 =>
  new MockLanguageModelV4({ doStream: [...answers] });
