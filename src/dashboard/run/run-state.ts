import type { RunDetail } from '../../client/index.ts';
import { emptyDetail, fold } from '../../client/index.ts';
import type { ListedRun } from '../data/listed-run.ts';
import { runBehind as recordBehind, startedRun } from '../data/listed-run.ts';
import type { RunEvent, RunEventOf } from './run-events.ts';

/** One run, the page's own or a sub-agent's, as it stands at `record.lastSeq`. */
export interface RunState {
  readonly record: ListedRun;
  readonly detail: RunDetail;
}

/** The run that an AgentStarted begins. */
export function runBegunBy(event: RunEventOf<'AgentStarted'>): RunState {
  return { record: startedRun(event), detail: foldNext(emptyDetail, event) };
}

/** The run behind its next event; the same run where it has that event already. */
export function runBehind(run: RunState, event: RunEvent): RunState {
  if (event.seq <= run.record.lastSeq) return run;
  return { record: recordBehind(run.record, event), detail: foldNext(run.detail, event) };
}

/** The generated types do not tie an event's `type` to its `__typename`; the server does. */
function foldNext(detail: RunDetail, event: RunEvent): RunDetail {
  return fold(detail, event as Parameters<typeof fold>[1]);
}

export function hasEnded({ record }: RunState): boolean {
  return record.endedAt !== null;
}
