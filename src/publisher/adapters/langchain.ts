import type { CallbackManager } from '@langchain/core/callbacks/manager';
import type { RunnableConfig } from '@langchain/core/runnables';
import type { AdapterRun, RunResult } from '../agent.ts';
import { AgentwireCallbackHandler } from './langchain-handler.ts';
import { langChainFailure, langChainResult } from './langchain-result.ts';

export { AgentwireCallbackHandler } from './langchain-handler.ts';

/** What of a chain, a model, an agent or any other Runnable is used. */
export interface Invocable {
  invoke(input: unknown, config?: RunnableConfig): Promise<unknown>;
}

/** A RunnableConfig, and whatever else the runnable takes. */
export type InvocationConfig = RunnableConfig & Readonly<Record<string, unknown>>;

/**
 * Invokes a runnable and emits what its models and tools do. Throws AgentFailure where one of them fails or the run is
 * to stop, and any other error as it is.
 */
export async function runLangChain(
  run: AdapterRun,
  runnable: Invocable,
  input: unknown,
  config: InvocationConfig = {},
): Promise<RunResult> {
  return followed(run, config, async (followedConfig, handler) =>
    langChainResult(await runnable.invoke(input, followedConfig), handler),
  );
}

/** Calls back with the config that has a run followed, and says what an error means for the run. */
export async function followed<Result>(
  run: AdapterRun,
  config: InvocationConfig,
  invoke: (config: InvocationConfig, handler: AgentwireCallbackHandler) => Promise<Result>,
): Promise<Result> {
  const handler = new AgentwireCallbackHandler(run);
  try {
    run.signal.throwIfAborted();
    const result = await invoke(
      {
        ...config,
        callbacks: withHandler(config.callbacks, handler),
        signal: config.signal ? AbortSignal.any([run.signal, config.signal]) : run.signal,
      },
      handler,
    );
    // Not every runnable throws when its signal says so.
    run.signal.throwIfAborted();
    return result;
  } catch (error) {
    throw langChainFailure(error, run, handler);
  }
}

function withHandler(callbacks: RunnableConfig['callbacks'], handler: AgentwireCallbackHandler) {
  if (callbacks === undefined) return [handler];
  return Array.isArray(callbacks)
    ? [...callbacks, handler]
    : (callbacks as CallbackManager).copy([handler], true);
}
