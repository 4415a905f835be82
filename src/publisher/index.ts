export type {
  AgentErrorCode,
  AgentEventInput,
  FinishReason,
  InputKind,
  InputResolution,
  ModelUsageInput,
} from '../client/generated/graphql.ts';
export { RequestError } from '../client/request.ts';
export { AgentwireError } from '../errors.ts';
export type {
  AdapterRun,
  AgentGenerator,
  AgentRun,
  InputAnswer,
  InputQuestion,
  RunAgent,
  RunResult,
} from './agent.ts';
export { AgentFailure } from './agent.ts';
export type { OutgoingOptions } from './outgoing.ts';
export type { PublishedRun, PublishedRunOptions, Publisher, PublisherOptions } from './publisher.ts';
export { createPublisher } from './publisher.ts';
export type { StopCause } from './stopped.ts';
export { RunStopped } from './stopped.ts';
export type { Worker, WorkerOptions } from './worker.ts';
export { createWorker } from './worker.ts';
