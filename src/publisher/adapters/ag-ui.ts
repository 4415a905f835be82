import type {
  AgentStateMutation,
  BaseEvent,
  RunAgentParameters,
  RunErrorEvent,
  RunFinishedEvent,
  TokenUsage,
} from '@ag-ui/client';
import { AbstractAgent } from '@ag-ui/client';
import type { ObservableInput } from 'rxjs';
import { from } from 'rxjs';
import type { AgentErrorCode, AgentEventInput } from '../../client/generated/graphql.ts';
import type { AdapterRun, RunResult } from '../agent.ts';
import { AgentFailure } from '../agent.ts';
import { AgUiEvents } from './ag-ui-events.ts';
import { Interrupts } from './ag-ui-interrupts.ts';
import { resultOf } from './shared/result.ts';
import { stopped } from './shared/stopped.ts';
import { UsageTotals } from './shared/usage.ts';

export interface AgUiOptions {
  /**
   * What to publish for an event that has no counterpart: STATE_SNAPSHOT, STATE_DELTA, ACTIVITY_SNAPSHOT,
   * ACTIVITY_DELTA, CUSTOM and RAW. Default: nothing.
   */
  readonly mapOther?: (event: BaseEvent) => AgentEventInput | null;
}

/**
 * Runs an AG-UI agent, such as an HttpAgent, publishes what it does, and asks the user for what its interrupts ask
 * for. It is this run's alone: it keeps the conversation. Rejects with AgentFailure, or with
 * what the stream failed with.
 */
export async function runAgUiAgent(
  run: AdapterRun,
  agent: AbstractAgent,
  { mapOther = () => null, ...parameters }: RunAgentParameters & AgUiOptions = {},
): Promise<RunResult> {
  const history = new Set(agent.messages.map(({ id }) => id));
  const events = new AgUiEvents(run, { history, mapOther });
  const interrupts = new Interrupts(run, events);
  const usage = new UsageTotals();

  let next = parameters;
  try {
    for (;;) {
      const end = await runOnce(run, agent, events, next);
      await events.finish();
      addUsage(usage, end.usage ?? []);
      if (end.type === 'RUN_ERROR') throw failureOf(end, usage);
      if (end.outcome?.type !== 'interrupt') return outcomeOf(end, usage);
      const { runId: _, ...others } = parameters;
      next = { ...others, resume: await interrupts.answer(end.outcome.interrupts) };
    }
  } catch (error) {
    throw run.signal.aborted ? stopped(run.signal, usage.list()) : error;
  }
}

function addUsage(usage: UsageTotals, added: readonly TokenUsage[]): void {
  for (const { provider, model, cachedInputTokens, cacheWriteInputTokens, ...counts } of added) {
    const known = { ...(provider && { provider }), ...(model && { model }) };
    usage.add(known, {
      ...counts,
      cacheReadTokens: cachedInputTokens,
      cacheWriteTokens: cacheWriteInputTokens,
    });
  }
}

/** A stream of whatever makes one. An Observable is one of any rxjs of version 7. */
export type AgUiStream =
  | Iterable<BaseEvent>
  | AsyncIterable<BaseEvent>
  | { readonly subscribe: (...observer: never[]) => unknown };

/**
 * Publishes a stream of AG-UI events. There is nobody to
 * tell an answer: interrupts are asked for by runAgUiAgent only, and fail the run here.
 */
export async function runAgUiEvents(
  run: AdapterRun,
  events: AgUiStream,
  options: AgUiOptions = {},
): Promise<RunResult> {
  return runAgUiAgent(run, new StreamedAgent(events), options);
}

const CANNOT_ASK = 'The agent asks for input that it cannot be given.';
const TAKES_AGENT = 'To answer interrupts takes an agent: use runAgUiAgent.';

class StreamedAgent extends AbstractAgent {
  readonly #events: AgUiStream;
  #hasRun = false;

  constructor(events: AgUiStream) {
    super();
    this.#events = events;
  }

  override run(): ReturnType<AbstractAgent['run']> {
    if (this.#hasRun) throw new AgentFailure('INTERNAL', CANNOT_ASK, { cause: new Error(TAKES_AGENT) });
    this.#hasRun = true;
    const events: unknown = from(this.#events as ObservableInput<BaseEvent>);
    // To TypeScript, each installed rxjs has an Observable of its own.
    return events as ReturnType<AbstractAgent['run']>;
  }
}

/** The agent's client checks the events' order, puts chunks together and translates those of older versions. */
async function runOnce(
  run: AdapterRun,
  agent: AbstractAgent,
  events: AgUiEvents,
  parameters: RunAgentParameters,
): Promise<RunFinishedEvent | RunErrorEvent> {
  run.signal.throwIfAborted();
  events.begin();
  let failure: { readonly error: unknown } | null = null;
  const stop = () => {
    agent.abortRun();
    void agent.detachActiveRun();
  };
  run.signal.addEventListener('abort', stop, { once: true });
  try {
    await agent.runAgent(parameters, {
      async onEvent({ event }) {
        // The client goes on behind a subscriber that throws.
        if (failure !== null || run.signal.aborted) return;
        await events.take(event).catch((error) => {
          failure = { error };
          stop();
        });
      },
      onRunFailed({ error }) {
        failure ??= { error: unreachable(error) };
        // Else the client writes it to the console. Its types do not say so, its code does.
        return { stopPropagation: true } as AgentStateMutation;
      },
    });
  } catch (error) {
    // It also rejects where a stream has changed no message.
    if (events.end === null) failure ??= { error };
  } finally {
    run.signal.removeEventListener('abort', stop);
  }
  run.signal.throwIfAborted();
  if (failure !== null) throw (failure as { readonly error: unknown }).error;
  const { end } = events;
  if (end === null) {
    const cause = new Error('The stream ended without RUN_FINISHED and RUN_ERROR.');
    throw new AgentFailure('INTERNAL', 'The agent broke off.', { retryable: true, cause });
  }
  return end;
}

function outcomeOf({ outcome, result }: RunFinishedEvent, usage: UsageTotals): RunResult {
  const isText = typeof result === 'string';
  return resultOf({
    // That it was cancelled was somebody else's wish than this run's user's.
    finishReason: outcome?.type === 'cancelled' ? 'OTHER' : 'STOP',
    finalText: isText ? result : '',
    output: isText ? undefined : result,
    usage: usage.list(),
  });
}

const errorCodes: Record<AgentErrorCode, true> = {
  MODEL_ERROR: true,
  RATE_LIMITED: true,
  CONTEXT_OVERFLOW: true,
  MAX_STEPS: true,
  BUDGET_EXCEEDED: true,
  TIMEOUT: true,
  TOOL_ERROR: true,
  GUARDRAIL_BLOCKED: true,
  INVALID_INPUT: true,
  WORKER_LOST: true,
  INTERNAL: true,
};

const isErrorCode = (code: string): code is AgentErrorCode => Object.hasOwn(errorCodes, code);

/** The protocol has no codes of its own: one that is agentwire's too is taken for it. */
function failureOf(error: RunErrorEvent, usage: UsageTotals): AgentFailure {
  const { message, code = '' } = error;
  return new AgentFailure(isErrorCode(code) ? code : 'INTERNAL', message, {
    cause: error,
    ...(code !== '' && { providerCode: code }),
    usage: usage.list(),
  });
}

/** What an HttpAgent fails with where its server refuses has a `status`. */
function unreachable(error: Error & { readonly status?: unknown }): unknown {
  const { status } = error;
  if (typeof status !== 'number') return error;
  const retryable = status === 429 || status >= 500;
  const code = status === 429 ? 'RATE_LIMITED' : 'INTERNAL';
  return new AgentFailure(code, 'The agent cannot be reached.', { retryable, cause: error });
}
