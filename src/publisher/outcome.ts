import type { AgentEventInput, CancelReason } from '../client/generated/graphql.ts';
import { RequestError } from '../client/request.ts';
import type { AgentGenerator, AgentRun, RunAgent, RunResult } from './agent.ts';
import { AgentFailure } from './agent.ts';

/** How an agent's code came out. */
export type Outcome = { readonly result: RunResult } | { readonly error: unknown };

/** Runs the agent's code, and emits what it yields. Never rejects. */
export async function outcomeOf(agent: RunAgent, run: AgentRun): Promise<Outcome> {
  try {
    const working = agent(run);
    const result = isGenerator(working) ? await emitAll(working, run) : await working;
    return { result: result ?? {} };
  } catch (error) {
    return { error };
  }
}

const isGenerator = (working: unknown): working is AgentGenerator =>
  typeof working === 'object' && working !== null && Symbol.asyncIterator in working;

async function emitAll(events: AgentGenerator, { emit, signal }: AgentRun): Promise<RunResult | undefined> {
  try {
    for (;;) {
      const { done, value } = await events.next();
      if (done) return value ?? undefined;
      await emit(value);
      signal.throwIfAborted();
    }
  } finally {
    // Of no effect on one that is done.
    await events.return(undefined);
  }
}

/** What a failure that was not meant for the user tells them. */
const UNEXPECTED = 'The agent failed unexpectedly.';

/** The event that ends a run that was not cancelled. */
export function endOf(outcome: Outcome): AgentEventInput {
  if ('result' in outcome) {
    const { finishReason = 'STOP', finalText = null, output = null, usage = [] } = outcome.result;
    return { agentCompleted: { finishReason, finalText, output, usage } };
  }
  const { error } = outcome;
  if (!(error instanceof AgentFailure)) return unexpectedFailure();
  const { code, message, retryable, providerCode, usage } = error;
  return { agentFailed: { error: { code, message, retryable, providerCode }, usage } };
}

export function unexpectedFailure(): AgentEventInput {
  return { agentFailed: { error: { code: 'INTERNAL', message: UNEXPECTED, retryable: false }, usage: [] } };
}

/** The event that ends a run that was cancelled, with what it is known to have used. */
export function cancelledBy(reason: CancelReason, outcome: Outcome): AgentEventInput {
  return { agentCancelled: { reason, usage: usageOf(outcome) } };
}

function usageOf(outcome: Outcome) {
  if ('result' in outcome) return outcome.result.usage ?? [];
  return outcome.error instanceof AgentFailure ? outcome.error.usage : [];
}

const contentCodes: ReadonlySet<string> = new Set(['BAD_USER_INPUT', 'LIMIT_EXCEEDED', 'PAYLOAD_TOO_LARGE']);

/** Whether an event was refused for what is in it: the run is this worker's all the same. */
export const isContentRefused = (error: unknown): boolean =>
  error instanceof TypeError || (error instanceof RequestError && contentCodes.has(error.code));
