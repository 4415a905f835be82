import type { RunEvent } from '../../client/index.ts';
import { recordBehind, unstartedRecord } from '../../client/index.ts';
import type { ListEventsSubscription, ListedRunFieldsFragment } from '../generated/graphql.ts';

/** A run as the list shows it. */
export interface ListedRun extends ListedRunFieldsFragment {
  /** The requests for input that wait for an answer. */
  readonly pendingInputs: readonly string[];
}

/** Stands for those that a run waits for where nobody has said which. No real one is empty, so none answers it. */
export const UNKNOWN_INPUT = '';

/** Everything that the list's subscription delivers. */
export type Delivered = ListEventsSubscription['agentEvents'];
/** An event of a run, as the list gets it. */
export type ListEvent = Exclude<Delivered, { readonly __typename: 'CaughtUp' | 'StreamReset' }>;

/** The run as a query for the list gave it: that says whether input is waited for, and not which. */
export function listedRun(fields: ListedRunFieldsFragment): ListedRun {
  return { ...fields, pendingInputs: fields.status === 'WAITING_FOR_INPUT' ? [UNKNOWN_INPUT] : [] };
}

/** The run that an AgentStarted begins. */
export function startedRun(event: ListEvent): ListedRun {
  const unstarted = unstartedRecord(event as unknown as RunEvent);
  return runBehind({ ...unstarted, agent: event.agent, pendingInputs: [] }, event);
}

/** The run behind its next event, as the server's record has it too. One that it has already changes nothing. */
export function runBehind(run: ListedRun, event: ListEvent): ListedRun {
  if (event.seq <= run.lastSeq) return run;
  // What a record takes from an event is among the fields that the list asks for.
  const { change, waiting } = recordBehind(run, run.pendingInputs, event as unknown as RunEvent);
  return { ...run, ...change, pendingInputs: waiting };
}
