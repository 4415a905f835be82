import type { BaseMessage } from '@langchain/core/messages';
import { Command } from '@langchain/langgraph/web';
import type { AdapterRun, RunResult } from '../agent.ts';
import type { Invocable, InvocationConfig } from './langchain.ts';
import { followed } from './langchain.ts';
import type { AgentwireCallbackHandler } from './langchain-handler.ts';
import { langChainResult } from './langchain-result.ts';
import type { LangGraphOptions } from './langgraph-interrupts.ts';
import { interruptsOf, resumeValueOf } from './langgraph-interrupts.ts';

export type { LangGraphInterrupt, LangGraphOptions } from './langgraph-interrupts.ts';

/**
 * Invokes a graph of LangGraph, or an agent of `createAgent`, and emits what it does. Where it interrupts, it asks the
 * user and goes on with the answers; that takes a checkpointer, and a `thread_id` in the config. Throws as
 * `runLangChain`.
 */
export async function runLangGraph(
  run: AdapterRun,
  graph: Invocable,
  input: unknown,
  config: InvocationConfig = {},
  options: LangGraphOptions = {},
): Promise<RunResult> {
  return followed(run, config, async (followedConfig, handler) => {
    for (let next = input; ; ) {
      const state = await graph.invoke(next, followedConfig);
      run.signal.throwIfAborted();
      const interrupts = interruptsOf(state);
      if (interrupts.length === 0) return await outcomeOf(state, handler);

      const resumed = interrupts.map(async (interrupt) => [
        interrupt.id,
        await resumeValueOf(run, handler.tools, interrupt, options),
      ]);
      next = new Command({ resume: Object.fromEntries(await Promise.all(resumed)) });
    }
  });
}

async function outcomeOf(state: unknown, handler: AgentwireCallbackHandler): Promise<RunResult> {
  const { messages } = Object(state) as { readonly messages?: unknown };
  // What a last step answered in place of a tool no model has read.
  if (Array.isArray(messages)) await handler.tools.settle(messages as BaseMessage[]);
  return langChainResult(state, handler);
}
