import type {
  BaseCallbackHandlerInput,
  HandleLLMNewTokenCallbackFields,
  NewTokenIndices,
} from '@langchain/core/callbacks/base';
import { BaseCallbackHandler } from '@langchain/core/callbacks/base';
import type { Serialized } from '@langchain/core/load/serializable';
import type { BaseMessage } from '@langchain/core/messages';
import type { LLMResult } from '@langchain/core/outputs';
import type { ModelUsageInput } from '../../client/generated/graphql.ts';
import type { AdapterRun } from '../agent.ts';
import { LangChainModels } from './langchain-models.ts';
import { LangChainTools } from './langchain-tools.ts';
import { RunEvents } from './shared/run-events.ts';

/** LangChain prints what a handler throws, and a run that is to stop ends anyhow. */
const unlessStopped = (run: AdapterRun) => (error: unknown) => {
  if (!run.signal.aborted) throw error;
};

/**
 * Not all models and tools wait for their news to be taken, and then a refusal would go unhandled. What follows is
 * refused too, and waited for.
 */
const untilNext = () => {};

/** LangChain waits for the handler, so that it runs no faster than events are taken, and stops if they are refused. */
const settings: BaseCallbackHandlerInput = {
  _awaitHandler: true,
  raiseError: true,
  ignoreChain: true,
  ignoreRetriever: true,
};

type Metadata = Record<string, unknown>;

/** Emits what models and tools do, wherever in a chain, an agent or a graph. Made for one run. */
export class AgentwireCallbackHandler extends BaseCallbackHandler {
  override readonly name = 'agentwire';
  /** Makes models stream that can. */
  readonly lc_prefer_streaming = true;
  readonly models: LangChainModels;
  readonly tools: LangChainTools;

  constructor(run: AdapterRun) {
    super(settings);
    const events = new RunEvents({ emit: (event) => run.emit(event).catch(unlessStopped(run)) });
    this.models = new LangChainModels(events);
    this.tools = new LangChainTools(run, events);
  }

  /** What the models have used so far. */
  get usage(): readonly ModelUsageInput[] {
    return this.models.usage.list();
  }

  /** One run has one order of events, in however many places it is followed. */
  override copy(): this {
    return this;
  }

  override async handleChatModelStart(
    _model: Serialized,
    messages: BaseMessage[][],
    runId: string,
    _parentRunId?: string,
    _extra?: Metadata,
    tags?: string[],
    metadata?: Metadata,
  ): Promise<void> {
    this.models.start(runId, tags, metadata);
    await this.tools.settle(messages.flat());
  }

  override handleLLMStart(
    _model: Serialized,
    _prompts: string[],
    runId: string,
    _parentRunId?: string,
    _extra?: Metadata,
    tags?: string[],
    metadata?: Metadata,
  ): void {
    this.models.start(runId, tags, metadata);
  }

  override async handleLLMNewToken(
    token: string,
    { completion }: NewTokenIndices,
    runId: string,
    _parentRunId?: string,
    _tags?: string[],
    { chunk }: HandleLLMNewTokenCallbackFields = {},
  ): Promise<void> {
    // Of several answers to one prompt the first is the one that counts.
    if (completion > 0) return;
    const message = chunk && 'message' in chunk ? chunk.message : undefined;
    await this.models.token(runId, token, message).catch(untilNext);
  }

  override async handleLLMEnd(output: LLMResult, runId: string): Promise<void> {
    this.tools.request(await this.models.end(runId, output));
  }

  override handleLLMError(error: unknown, runId: string): void {
    this.models.fail(runId, error);
  }

  override async handleToolStart(
    tool: Serialized,
    input: string,
    runId: string,
    _parentRunId?: string,
    _tags?: string[],
    _metadata?: Metadata,
    runName?: string,
    toolCallId?: string,
  ): Promise<void> {
    await this.tools.start(runId, toolCallId, runName ?? tool.name ?? tool.id.at(-1) ?? '', input);
  }

  override async handleToolEvent(chunk: unknown, runId: string): Promise<void> {
    await this.tools.progress(runId, null, chunk).catch(untilNext);
  }

  override async handleCustomEvent(name: string, data: unknown, runId: string): Promise<void> {
    await this.tools.progress(runId, name, data).catch(untilNext);
  }

  override async handleToolEnd(output: unknown, runId: string): Promise<void> {
    await this.tools.end(runId, output);
  }

  override async handleToolError(error: unknown, runId: string): Promise<void> {
    await this.tools.fail(runId, error);
  }
}
