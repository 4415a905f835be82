import type { ModelMessage, ToolApprovalResponse } from 'ai';
import type { AdapterRun, InputAnswer, InputQuestion, RunResult } from '../agent.ts';
import { AgentFailure } from '../agent.ts';
import type { ApprovalRequest, Part } from './ai-sdk-parts.ts';
import { AiSdkParts, finishReasons } from './ai-sdk-parts.ts';
import { toJson } from './shared/json.ts';
import { modelFailure } from './shared/model-failure.ts';
import { resultOf } from './shared/result.ts';
import { stopped } from './shared/stopped.ts';

/** What of `streamText` and of an agent's `stream` is used. */
export interface AiSdkStream {
  readonly stream: AsyncIterable<Part>;
  readonly responseMessages: PromiseLike<readonly ModelMessage[]>;
  readonly output: PromiseLike<unknown>;
}

/** Begins a stream: `(options) => agent.stream(options)`, or `(options) => streamText({ model, ...options })`. */
export type AiSdkCall = (options: {
  readonly messages: ModelMessage[];
  readonly abortSignal: AbortSignal;
}) => AiSdkStream | PromiseLike<AiSdkStream>;

export interface AiSdkOptions {
  /** Changes what is asked of the user before a tool runs, such as its `prompt` or `expiresInMs`. */
  readonly question?: (question: InputQuestion) => InputQuestion;
}

/**
 * Runs an agent of the AI SDK and emits what it does. Where tools need approval, it asks the user and calls again with
 * the answers. Throws AgentFailure where the model fails or the run is to stop, and any other error as it is.
 */
export async function runAiSdk(
  run: AdapterRun,
  call: AiSdkCall,
  prompt: string | readonly ModelMessage[],
  { question = (asked) => asked }: AiSdkOptions = {},
): Promise<RunResult> {
  const messages: ModelMessage[] =
    typeof prompt === 'string' ? [{ role: 'user', content: prompt }] : [...prompt];
  const parts = new AiSdkParts(run);
  const ask = (request: ApprovalRequest) => askFor(run, question(questionOf(request, parts)), request);
  try {
    for (;;) {
      const result = await followCall(run, call, messages, parts);
      const requests = parts.takeApprovals();
      if (requests.length === 0) return await outcomeOf(result, parts);
      const responses = await Promise.all(requests.map(ask));
      messages.push(...(await result.responseMessages), { role: 'tool', content: responses });
    }
  } catch (error) {
    throw run.signal.aborted ? stopped(run.signal, parts.usage.list()) : error;
  }
}

async function followCall(
  run: AdapterRun,
  call: AiSdkCall,
  messages: readonly ModelMessage[],
  parts: AiSdkParts,
): Promise<AiSdkStream> {
  run.signal.throwIfAborted();
  const result = await call({ messages: [...messages], abortSignal: run.signal });
  await parts.follow(result.stream);
  run.signal.throwIfAborted();
  if (parts.abort !== null) throw abortFailure(parts);
  if (parts.finishReason === null || parts.finishReason === 'error') throw failureOf(parts);
  return result;
}

async function askFor(
  run: AdapterRun,
  question: InputQuestion,
  { approvalId, toolCall }: ApprovalRequest,
): Promise<ToolApprovalResponse> {
  const answer = await run.askForInput(question);
  const reason = reasonOf(answer);
  return {
    type: 'tool-approval-response',
    approvalId,
    // Whatever is not a yes is a no.
    approved: answer.resolution === 'APPROVED',
    ...(reason !== null && { reason }),
    ...(toolCall.providerExecuted && { providerExecuted: true }),
  };
}

function questionOf(
  { approvalId, toolCall, reason = `Allow ${toolCall.toolName}?` }: ApprovalRequest,
  { events }: AiSdkParts,
): InputQuestion {
  const forToolCallId = events.openCall(toolCall.toolCallId);
  return {
    inputKind: 'TOOL_APPROVAL',
    interruptId: approvalId,
    prompt: reason,
    ...(forToolCallId !== null && { forToolCallId }),
    proposedInput: toJson(toolCall.input) ?? null,
  };
}

function reasonOf({ resolution, response }: InputAnswer): string | null {
  if (typeof response === 'string') return response;
  const { reason } = Object(response) as { readonly reason?: unknown };
  if (typeof reason === 'string') return reason;
  return resolution === 'EXPIRED' ? 'Nobody answered in time.' : null;
}

async function outcomeOf(result: AiSdkStream, parts: AiSdkParts): Promise<RunResult> {
  const finishReason = finishReasons[parts.finishReason ?? ''] ?? 'OTHER';
  return resultOf({
    finishReason,
    finalText: parts.finalText,
    output: await outputOf(result, parts),
    usage: parts.usage.list(),
  });
}

/** What an `output` specification made of the answer; without one, the SDK gives the text once more. */
async function outputOf({ output }: AiSdkStream, parts: AiSdkParts): Promise<unknown> {
  try {
    const value = await output;
    return value === parts.finalText ? undefined : value;
  } catch (error) {
    // There is nothing to make an output of where the agent stopped at a tool.
    if (parts.finalText === '') return undefined;
    throw modelFailure(error, parts.usage.list());
  }
}

/** Mistakes in how the SDK is used: nothing that a user could be told. */
const usageErrors = new Set([
  'AI_InvalidArgumentError',
  'AI_InvalidPromptError',
  'AI_InvalidToolApprovalError',
  'AI_InvalidToolApprovalSignatureError',
  'AI_LoadAPIKeyError',
  'AI_LoadSettingError',
  'AI_MissingToolResultsError',
  'AI_NoSuchModelError',
  'AI_NoSuchProviderError',
  'AI_ToolCallNotFoundForApprovalError',
  'AI_UnsupportedFunctionalityError',
  'AI_UnsupportedModelVersionError',
]);

function failureOf({ error, usage }: AiSdkParts): unknown {
  const { name, lastError } = Object(error) as { readonly name?: unknown; readonly lastError?: unknown };
  if (usageErrors.has(name as string)) return error;
  return modelFailure(name === 'AI_RetryError' ? lastError : error, usage.list());
}

/** The agent was aborted, but not by the run: by its own `timeout`, or by a signal of the app's. */
function abortFailure({ abort, usage }: AiSdkParts): AgentFailure {
  const options = { retryable: true, usage: usage.list(), cause: abort?.reason ?? abort };
  return /time(d )?out/i.test(abort?.reason ?? '')
    ? new AgentFailure('TIMEOUT', 'The agent took too long.', options)
    : new AgentFailure('INTERNAL', 'The agent was stopped.', options);
}
