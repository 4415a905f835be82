import { setTimeout } from 'node:timers/promises';
import type { AgentEventInput } from '../client/generated/graphql.ts';
import type { AgentRun } from '../publisher/agent.ts';
import { ToolFailure } from './tools/failure.ts';

/** What the steps of one run share. */
export interface RunContext extends Pick<AgentRun, 'runId' | 'signal' | 'askForInput'> {
  readonly folder: string;
  readonly workingFolder: string;
  /** Milliseconds to wait before each streamed piece of text. */
  readonly paceMs: number;
  readonly approvalWithinMs: number;
  /** How many tools were called so far. */
  toolCalls: number;
  /** The files read so far, by path. */
  readonly texts: Map<string, string>;
}

/** The events of a step, and what comes of it. */
export type Step<Result = void> = AsyncGenerator<AgentEventInput, Result>;

export type JsonObject = Readonly<Record<string, unknown>>;

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
export async function* think(run: RunContext, blockId: string, text: string): Step {
  for await (const piece of streamed(run, text)) {
    yield { agentThinking: { blockId, thinkingKind: 'STATUS', mode: 'APPEND', ...piece } };
  }
}

/** Streams one message. */
export async function* say(run: RunContext, messageId: string, text: string): Step {
  for await (const piece of streamed(run, text)) {
    yield { messageDelta: { messageId, mode: 'APPEND', ...piece } };
  }
}

/** Runs a tool between its two events. What it throws is thrown on, a ToolFailure once the second event has told it. */
export async function* call<Result>(run: RunContext, tool: ToolCall<Result>): Step<Result> {
  return yield* carryOut(yield* begin(run, tool), tool);
}

/** Does the same once the user has approved of it. Returns null where nobody has in time, or somebody said no. */
export async function* callIfApproved<Result>(
  run: RunContext,
  tool: ToolCall<Result>,
  prompt: string,
): Step<Result | null> {
  const begun = yield* begin(run, tool);
  const { resolution } = await run.askForInput({
    inputKind: 'TOOL_APPROVAL',
    prompt,
    forToolCallId: begun.toolCallId,
    proposedInput: tool.input,
    expiresInMs: run.approvalWithinMs,
  });
  if (resolution === 'APPROVED') return yield* carryOut(begun, tool);
  yield { toolCompleted: { ...begun, status: 'DENIED' } };
  return null;
}

interface BegunCall {
  readonly toolCallId: string;
  readonly toolName: string;
}

async function* begin(
  run: RunContext,
  { toolName, title, input }: Pick<ToolCall<unknown>, 'toolName' | 'title' | 'input'>,
): Step<BegunCall> {
  run.signal.throwIfAborted();
  run.toolCalls += 1;
  const begun = { toolCallId: `call-${run.toolCalls}`, toolName };
  yield { toolExecuting: { ...begun, title, input } };
  return begun;
}

async function* carryOut<Result>(begun: BegunCall, { execute, report }: ToolCall<Result>): Step<Result> {
  const startedAt = performance.now();
  const completed = () => ({ ...begun, durationMs: Math.round(performance.now() - startedAt) });
  let result: Result;
  try {
    result = await execute();
  } catch (error) {
    if (error instanceof ToolFailure) {
      const toolError = { message: error.message, code: error.code };
      yield { toolCompleted: { ...completed(), status: 'FAILED', toolError } };
    }
    throw error;
  }
  yield { toolCompleted: { ...completed(), status: 'SUCCEEDED', output: report(result) } };
  return result;
}

/** A text word by word; every character is in exactly one piece. */
async function* streamed(
  { paceMs, signal }: RunContext,
  text: string,
): AsyncGenerator<{ readonly text: string; readonly final: boolean }> {
  const pieces = text.split(/(?<=\s)(?=\S)/u);
  for (const [index, piece] of pieces.entries()) {
    if (paceMs > 0) await setTimeout(paceMs, undefined, { signal });
    signal.throwIfAborted();
    yield { text: piece, final: index === pieces.length - 1 };
  }
}
