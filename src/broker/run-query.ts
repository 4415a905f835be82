import type { RunRecord } from '../events/run.ts';
import type { RunQuery } from './broker.ts';

/** Whether a run is among those that a query asks for. */
export function matchesQuery(
  record: RunRecord,
  { beforeOffset, statuses, threadId, agentName, parentRunId }: RunQuery,
): boolean {
  return (
    (beforeOffset === null || record.startOffset < beforeOffset) &&
    (statuses === undefined || statuses.includes(record.status)) &&
    (threadId === undefined || record.threadId === threadId) &&
    (agentName === undefined || record.agent.name === agentName) &&
    (parentRunId === undefined || record.parentRunId === parentRunId)
  );
}
