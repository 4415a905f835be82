import type { RunRecord } from '../events/run.ts';
import type { RunPlace, RunQuery } from './broker.ts';

/** Whether a run is among those that a query asks for. */
export function matchesQuery(
  record: RunRecord,
  { behind, statuses, threadId, agentName, parentRunId }: RunQuery,
): boolean {
  return (
    (behind === null || compareRuns(record, behind) < 0) &&
    (statuses === undefined || statuses.includes(record.status)) &&
    (threadId === undefined || record.threadId === threadId) &&
    (agentName === undefined || record.agent.name === agentName) &&
    (parentRunId === undefined || record.parentRunId === parentRunId)
  );
}

/** Orders runs as they are listed, from the last to the first; ids as their bytes are, which is what stores do. */
export function compareRuns(a: RunPlace, b: RunPlace): number {
  return a.startOffset - b.startOffset || Buffer.compare(Buffer.from(a.runId), Buffer.from(b.runId));
}
