import { getRetryable } from '@langchain/core/errors';
import type { BaseMessage } from '@langchain/core/messages';
import type { FinishReason } from '../../client/generated/graphql.ts';
import type { AdapterRun, RunResult } from '../agent.ts';
import { AgentFailure } from '../agent.ts';
import type { AgentwireCallbackHandler } from './langchain-handler.ts';
import { modelFailure } from './shared/model-failure.ts';
import { resultOf } from './shared/result.ts';
import { stopped } from './shared/stopped.ts';

/** How providers call it, in the metadata of the last answer. */
const finishReasons: Readonly<Record<string, FinishReason>> = {
  length: 'LENGTH',
  max_tokens: 'LENGTH',
  content_filter: 'CONTENT_FILTER',
  refusal: 'CONTENT_FILTER',
  safety: 'CONTENT_FILTER',
};

/** What a runnable gave in the end: a text, a message, a graph's state with or without messages, or any value. */
export function langChainResult(output: unknown, { usage }: AgentwireCallbackHandler): RunResult {
  const { messages, structuredResponse } = Object(output) as {
    readonly messages?: unknown;
    readonly structuredResponse?: unknown;
  };
  if (typeof output === 'string') {
    return resultOf({ finishReason: 'STOP', finalText: output, output: undefined, usage });
  }
  const last = Array.isArray(messages) ? messages.at(-1) : output;
  if (!Array.isArray(messages) && !isMessage(last)) {
    return resultOf({ finishReason: 'STOP', finalText: '', output, usage });
  }
  const answer = isMessage(last) && last.type === 'ai' ? last : null;
  return resultOf({
    finishReason: finishReasonOf(answer),
    finalText: answer?.text ?? '',
    output: structuredResponse,
    usage,
  });
}

function finishReasonOf(answer: BaseMessage | null): FinishReason {
  const { finish_reason, stop_reason, finishReason } = (answer?.response_metadata ?? {}) as Readonly<
    Record<string, unknown>
  >;
  return finishReasons[String(finish_reason ?? stop_reason ?? finishReason).toLowerCase()] ?? 'STOP';
}

function isMessage(value: unknown): value is BaseMessage {
  const { type, response_metadata } = Object(value) as Partial<BaseMessage>;
  return typeof type === 'string' && typeof response_metadata === 'object';
}

/** What to throw for what a runnable threw. What nobody foresaw stays as it is. */
export function langChainFailure(
  error: unknown,
  run: AdapterRun,
  { models, tools, usage }: AgentwireCallbackHandler,
): unknown {
  if (run.signal.aborted) return stopped(run.signal, usage);
  if (error instanceof AgentFailure) return error;
  const causes = [...causesOf(error)];
  const isNamed = (name: string) => causes.some((cause) => cause.name === name);

  if (isNamed('GraphRecursionError')) {
    return new AgentFailure('MAX_STEPS', 'The agent used up its steps.', { usage, cause: error });
  }
  if (isNamed('NodeTimeoutError')) {
    return new AgentFailure('TIMEOUT', 'The agent took too long.', { usage, cause: error, retryable: true });
  }
  if (isNamed('ModelRefusalError')) {
    return new AgentFailure('GUARDRAIL_BLOCKED', 'The model refused.', { usage, cause: error });
  }
  // The innermost: what the framework wraps says less.
  const cause = causes.findLast((found) => models.hasFailedWith(found) || isOfModel(found));
  if (cause !== undefined) return modelFailure(cause, usage, getRetryable(cause));
  if (causes.some((found) => tools.hasFailedWith(found))) {
    return new AgentFailure('TOOL_ERROR', 'A tool failed.', { usage, cause: error });
  }
  return error;
}

interface Cause {
  readonly name?: unknown;
  readonly lc_error_code?: unknown;
}

function* causesOf(error: unknown): Generator<Cause> {
  for (let depth = 0; typeof error === 'object' && error !== null && depth < 10; depth++) {
    yield error;
    error = (error as { readonly cause?: unknown }).cause;
  }
}

function isOfModel({ name, lc_error_code: code }: Cause): boolean {
  return name === 'ContextOverflowError' || String(code).startsWith('MODEL_');
}
