import { setTimeout } from 'node:timers/promises';
import type { DemoEvent, JsonObject } from './event.ts';
import { ToolFailure } from './tools/failure.ts';

/** What the steps of one run share. */
export interface RunContext {
  readonly folder: string;
  readonly signal: AbortSignal | undefined;
  /** Milliseconds to wait before each streamed piece of text. */
  readonly paceMs: number;
  /** How many tools were called so far. */
  toolCalls: number;
  /** The files read so far, by path. */
  readonly texts: Map<string, string>;
}

/** A tool with all it needs to run, and what of its result the events tell. */
export interface ToolCall<Result> {
  readonly toolName: string;
  readonly title: string;
  readonly input: JsonObject;
  readonly execute: () => Promise<Result>;
  /** Kept small by the caller: it becomes the event's output. */
  readonly report: (result: Result) => JsonObject;
}

/** Streams one block of thinking. */
export async function* think(run: RunContext, blockId: string, text: string): AsyncGenerator<DemoEvent> {
  for await (const piece of streamed(run, text)) {
    yield { agentThinking: { occurredAt: now(), blockId, thinkingKind: 'STATUS', mode: 'APPEND', ...piece } };
  }
}

/** Streams one message. */
export async function* say(run: RunContext, messageId: string, text: string): AsyncGenerator<DemoEvent> {
  for await (const piece of streamed(run, text)) {
    yield { messageDelta: { occurredAt: now(), messageId, mode: 'APPEND', ...piece } };
  }
}

/**
 * Runs a tool between its two events and returns its result. What the tool throws is thrown on once the second
 * event has told it: a ToolFailure as FAILED, an abort as CANCELLED. After an abort no tool begins.
 */
export async function* call<Result>(
  run: RunContext,
  { toolName, title, input, execute, report }: ToolCall<Result>,
): AsyncGenerator<DemoEvent, Result> {
  run.signal?.throwIfAborted();
  run.toolCalls += 1;
  const toolCallId = `call-${run.toolCalls}`;
  yield { toolExecuting: { occurredAt: now(), toolCallId, toolName, title, input } };

  const startedAt = performance.now();
  const completed = () => ({
    occurredAt: now(),
    toolCallId,
    toolName,
    durationMs: Math.round(performance.now() - startedAt),
  });
  let result: Result;
  try {
    result = await execute();
  } catch (error) {
    if (error instanceof ToolFailure) {
      const toolError = { message: error.message, code: error.code };
      yield { toolCompleted: { ...completed(), status: 'FAILED', toolError } };
    } else if (run.signal?.aborted) {
      yield { toolCompleted: { ...completed(), status: 'CANCELLED' } };
    }
    throw error;
  }
  yield { toolCompleted: { ...completed(), status: 'SUCCEEDED', output: report(result) } };
  return result;
}

/** The present as events carry it. */
export function now(): string {
  return new Date().toISOString();
}

/** A text word by word; every character is in exactly one piece. */
async function* streamed(run: RunContext, text: string): AsyncGenerator<{ text: string; final: boolean }> {
  const pieces = text.split(/(?<=\s)(?=\S)/u);
  for (const [index, piece] of pieces.entries()) {
    if (run.paceMs > 0) await setTimeout(run.paceMs, undefined, { signal: run.signal });
    run.signal?.throwIfAborted();
    yield { text: piece, final: index === pieces.length - 1 };
  }
}
