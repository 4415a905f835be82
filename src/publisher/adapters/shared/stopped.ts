import type { ModelUsageInput } from '../../../client/generated/graphql.ts';
import { AgentFailure } from '../../agent.ts';

/**
 * What to throw in a run that is to stop: its worker ends it as cancelled, with what it has used. The signal's reason
 * is the `cause`.
 */
export function stopped(signal: AbortSignal, usage: readonly ModelUsageInput[]): AgentFailure {
  return new AgentFailure('INTERNAL', 'The run was stopped.', { usage, cause: signal.reason });
}
