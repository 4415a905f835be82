import type { Agent, AgentInputItem, RunConfig, RunState, StreamRunOptions } from '@openai/agents';
import { Runner } from '@openai/agents';
import type { AdapterRun, RunResult } from '../agent.ts';
import { approve } from './openai-agents-approvals.ts';
import { OpenAIAgentEvents } from './openai-agents-events.ts';
import { asFailure, outcomeOf, refusalIn, usageOf } from './openai-agents-result.ts';
import { stopped } from './shared/stopped.ts';

// biome-ignore lint/suspicious/noExplicitAny: as the SDK has it; the adapter looks at neither context nor output type
type AnyAgent = Agent<any, any>;

export interface OpenAIAgentOptions<TContext, TAgent extends AnyAgent>
  extends Omit<StreamRunOptions<TContext, TAgent>, 'stream' | 'signal'> {
  /** What the run's Runner is made with, such as the `config` of a Runner of the app's. */
  readonly runConfig?: Partial<RunConfig>;
  /** The question of a tool approval. Default: `Allow TOOL?` */
  readonly promptOf?: (approval: { readonly toolName: string; readonly input: unknown }) => string;
  /**
   * What went wrong, if a tool's output says that it failed: the SDK gives the model a failed tool's message as its
   * output. Default: the SDK's own messages.
   */
  readonly toolFailureOf?: (output: unknown, toolName: string) => string | null;
}

/**
 * Runs an agent of the OpenAI Agents SDK, publishes what it does, and asks the user for the tool approvals that it
 * needs. Rejects with AgentFailure, or with what is none of the SDK's errors.
 */
export async function runOpenAIAgent<TAgent extends AnyAgent, TContext = undefined>(
  run: AdapterRun,
  agent: TAgent,
  input: string | AgentInputItem[] | RunState<TContext, TAgent>,
  { runConfig, promptOf, toolFailureOf, ...options }: OpenAIAgentOptions<TContext, TAgent> = {},
): Promise<RunResult> {
  // One of its own, so that its hooks tell of this run only.
  const runner = new Runner(runConfig);
  const events = new OpenAIAgentEvents(run, toolFailureOf);
  runner.on('agent_tool_start', (_context, _agent, _tool, { toolCall }) => events.toolBegun(toolCall));
  runner.on('agent_tool_end', (_context, _agent, _tool, _output, { toolCall }) => events.toolOver(toolCall));

  let next = input;
  try {
    for (;;) {
      const result = await runner.run(agent, next, { ...options, stream: true, signal: run.signal });
      for await (const event of result) await events.take(event);
      await result.completed;
      run.signal.throwIfAborted();
      if (result.interruptions.length === 0) {
        await events.finish();
        return outcomeOf(result.finalOutput, events.answers, result.state.usage);
      }
      await approve(run, result, { events, promptOf });
      next = result.state;
    }
  } catch (error) {
    if (run.signal.aborted) throw stopped(run.signal, usageOf(events.answers));
    await events.finish();
    const refusal = refusalIn(error, events.answers);
    if (refusal !== null) return refusal;
    throw asFailure(error, events.answers);
  }
}
