import type { AgentErrorCode, FinishReason, ModelUsageInput } from '../../client/generated/graphql.ts';
import type { RunResult } from '../agent.ts';
import { AgentFailure } from '../agent.ts';
import type { Answer } from './openai-agents-events.ts';
import { modelFailure } from './shared/model-failure.ts';
import { resultOf } from './shared/result.ts';
import { UsageTotals } from './shared/usage.ts';

export function outcomeOf(finalOutput: unknown, answers: readonly Answer[], total: Totals): RunResult {
  const isText = typeof finalOutput === 'string';
  return resultOf({
    finishReason: finishReasonOf(answers.at(-1)),
    finalText: isText ? finalOutput : '',
    output: isText ? undefined : finalOutput,
    usage: usageOf(answers, total),
  });
}

function finishReasonOf(last: Answer | undefined): FinishReason {
  const details = last?.providerData?.incomplete_details as { readonly reason?: string } | null | undefined;
  if (details?.reason === 'max_output_tokens') return 'LENGTH';
  return details?.reason === 'content_filter' ? 'CONTENT_FILTER' : 'STOP';
}

type Totals = Pick<Answer['usage'], 'inputTokens' | 'outputTokens'>;

/** By model, where the responses name one. What agents used that ran as tools is in the total only. */
export function usageOf(
  answers: readonly Answer[],
  total: Totals = { inputTokens: 0, outputTokens: 0 },
): readonly ModelUsageInput[] {
  const totals = new UsageTotals();
  let inputTokens = total.inputTokens;
  let outputTokens = total.outputTokens;
  for (const { usage, providerData } of answers) {
    const model = providerData?.model;
    totals.add(typeof model === 'string' ? { model } : {}, countsOf(usage));
    inputTokens -= usage.inputTokens;
    outputTokens -= usage.outputTokens;
  }
  if (inputTokens > 0 || outputTokens > 0) {
    totals.add({}, { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens });
  }
  return totals.list();
}

function countsOf({
  inputTokens,
  outputTokens,
  totalTokens,
  inputTokensDetails,
  outputTokensDetails,
}: Answer['usage']) {
  return {
    inputTokens,
    outputTokens,
    totalTokens,
    cacheReadTokens: detail(inputTokensDetails, 'cached_tokens'),
    cacheWriteTokens: detail(inputTokensDetails, 'cache_write_tokens'),
    reasoningTokens: detail(outputTokensDetails, 'reasoning_tokens'),
  };
}

function detail(details: Answer['usage']['inputTokensDetails'], name: string): number | undefined {
  const counts = [details ?? []]
    .flat()
    .map((one) => one[name])
    .filter((count) => typeof count === 'number');
  return counts.length === 0 ? undefined : counts.reduce((sum, count) => sum + count, 0);
}

/** An error of the SDK's own. It tells its errors apart by name, and keeps the run's state with most of them. */
interface SdkError extends Error {
  readonly state?: { readonly usage: Totals };
  readonly refusal?: string;
}

/** A model that refuses to answer completes its run. */
export function refusalIn(error: unknown, answers: readonly Answer[]): RunResult | null {
  if (!isError(error) || error.name !== 'ModelRefusalError') return null;
  const usage = usageIn(error, answers);
  return resultOf({
    finishReason: 'CONTENT_FILTER',
    finalText: error.refusal ?? '',
    output: undefined,
    usage,
  });
}

const blocked = ['GUARDRAIL_BLOCKED', 'A guardrail stopped the run.'] as const;
const toolFailed = ['TOOL_ERROR', 'A tool failed.'] as const;

const meanings: { readonly [name: string]: readonly [AgentErrorCode, message: string] } = {
  InputGuardrailTripwireTriggered: blocked,
  OutputGuardrailTripwireTriggered: blocked,
  ToolInputGuardrailTripwireTriggered: blocked,
  ToolOutputGuardrailTripwireTriggered: blocked,
  MaxTurnsExceededError: ['MAX_STEPS', 'The agent took all the turns that it may, and was not done.'],
  ModelBehaviorError: ['MODEL_ERROR', 'The model answered in a way that the agent cannot go on from.'],
  InvalidToolInputError: ['MODEL_ERROR', 'The model called a tool with arguments that it does not take.'],
  ModelTimeoutError: ['TIMEOUT', 'The model took too long.'],
  ToolCallError: toolFailed,
  ToolTimeoutError: toolFailed,
  InvalidToolOutputError: toolFailed,
};

/** The failure that an error means; the error itself where it is neither the SDK's nor a provider's. */
export function asFailure(error: unknown, answers: readonly Answer[]): unknown {
  if (!isError(error)) return error;
  const meaning = meanings[error.name];
  const usage = usageIn(error, answers);
  if (meaning !== undefined) {
    const [code, message] = meaning;
    return new AgentFailure(code, message, { retryable: code === 'TIMEOUT', usage, cause: error });
  }
  if (isUnreachable(error)) {
    return new AgentFailure('MODEL_ERROR', 'The model cannot be reached.', { retryable: true, cause: error });
  }
  return 'status' in error ? modelFailure(error, usage) : error;
}

/** Errors of the provider's client have a `status`, which is undefined where there was no answer. */
const isUnreachable = (error: Error) => 'status' in error && error.status === undefined;

const isError = (error: unknown): error is SdkError => error instanceof Error;

function usageIn({ state }: SdkError, answers: readonly Answer[]): readonly ModelUsageInput[] {
  return state === undefined ? [] : usageOf(answers, state.usage);
}
