import type { AdapterRun, InputAnswer, InputQuestion } from '../agent.ts';
import { AgentFailure } from '../agent.ts';
import type { LangChainTools } from './langchain-tools.ts';
import { decide, isReview } from './langgraph-review.ts';
import { toJson } from './shared/json.ts';

/** What a node or a tool gave to `interrupt()`. */
export interface LangGraphInterrupt {
  readonly id: string;
  readonly value: unknown;
  /** JSON Schema of the answer, where `interrupt()` was given a `responseSchema`. */
  readonly response_schema?: unknown;
}

export interface LangGraphOptions {
  /** Changes what is asked of the user, such as its `inputKind`, `prompt` or `expiresInMs`. */
  readonly question?: (question: InputQuestion, interrupt: LangGraphInterrupt) => InputQuestion;
  /**
   * What `interrupt()` returns in the graph. Default: the response of an answer; true or false where there is none, as
   * after a yes or a no; where nobody answered, the run fails with TIMEOUT. Not asked for the approvals of
   * `humanInTheLoopMiddleware`, which takes decisions of its own.
   */
  readonly resume?: (answer: InputAnswer, interrupt: LangGraphInterrupt) => unknown;
}

/** The interrupts that a graph waits for, by what `invoke` gave. */
export function interruptsOf(state: unknown): readonly LangGraphInterrupt[] {
  const { __interrupt__: interrupts } = Object(state) as {
    readonly __interrupt__?: readonly LangGraphInterrupt[];
  };
  return [...new Map((interrupts ?? []).map((interrupt) => [interrupt.id, interrupt])).values()];
}

/** Asks the user what an interrupt asks. */
export async function resumeValueOf(
  run: AdapterRun,
  tools: LangChainTools,
  interrupt: LangGraphInterrupt,
  { question = (asked) => asked, resume = defaultResume }: LangGraphOptions,
): Promise<unknown> {
  const ask = (asked: InputQuestion) => run.askForInput(question(asked, interrupt));
  const { value } = interrupt;
  if (isReview(value)) return { decisions: await decide(ask, tools, interrupt.id, value) };
  return resume(await ask(questionOf(interrupt, tools)), interrupt);
}

function questionOf(
  { id, value, response_schema }: LangGraphInterrupt,
  tools: LangChainTools,
): InputQuestion {
  const forToolCallId = tools.callInterruptedBy(id);
  const prompt = promptOf(value);
  const proposedInput = typeof value === 'string' ? undefined : toJson(value);
  const responseSchema = toJson(response_schema);
  return {
    inputKind: 'QUESTION',
    interruptId: id,
    ...(prompt !== null && { prompt }),
    ...(forToolCallId !== null && { forToolCallId }),
    ...(proposedInput !== undefined && { proposedInput }),
    ...(responseSchema !== undefined && { responseSchema }),
  };
}

/** The text of the question, where there is one under the usual names. */
function promptOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  const { prompt, question, message } = Object(value) as Readonly<Record<string, unknown>>;
  return [prompt, question, message].find((text) => typeof text === 'string') ?? null;
}

function defaultResume({ resolution, response }: InputAnswer): unknown {
  if (resolution === 'EXPIRED' || resolution === 'ABANDONED') {
    throw new AgentFailure('TIMEOUT', 'The question was not answered.');
  }
  if (resolution === 'ANSWERED') return response;
  return response ?? resolution === 'APPROVED';
}
