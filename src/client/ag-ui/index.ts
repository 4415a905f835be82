export type { AgentwireAgentConfig } from './agent.ts';
export { AgentwireAgent } from './agent.ts';
export type { AgUiClient, RunAsAgUiOptions } from './run.ts';
export { runAsAgUi } from './run.ts';
export type { AgUiRun } from './translation.ts';
export { AgUiTranslation } from './translation.ts';
