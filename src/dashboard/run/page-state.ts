import type { RunDetail } from '../../client/index.ts';
import { emptyDetail } from '../../client/index.ts';
import type { ListedRun } from '../data/listed-run.ts';
import type { RunPageQuery, RunPageSubAgentFieldsFragment } from '../generated/graphql.ts';
import type { EventLog, HistoryPage } from './event-log.ts';
import { openLog, withHistory, withLive } from './event-log.ts';
import type { RunEvent } from './run-events.ts';
import type { RunState } from './run-state.ts';
import { runBegunBy, runBehind } from './run-state.ts';
import type { Trace } from './trace.ts';
import { emptyTrace, traceBehind } from './trace.ts';

/** The run as the page's query gives it, with its sub-agents. */
export type QueriedRun = NonNullable<RunPageQuery['run']>;

/** Everything that the page shows. Parts that an event does not change stay the same object. */
export interface PageState {
  readonly run: RunState;
  /** The runs that it began, and those that they began, by id, in the order in which they started. */
  readonly subAgents: ReadonlyMap<string, RunState>;
  /** Of the run's own events, as far as they are in the log. */
  readonly trace: Trace;
  readonly log: EventLog;
}

export function openPage(run: QueriedRun): PageState {
  return {
    run: { record: recordOf(run), detail: detailOf(run) },
    subAgents: new Map(descendantsOf(run).map((agent) => [agent.id, subAgentOf(agent)])),
    trace: emptyTrace,
    log: openLog(run.lastSeq),
  };
}

/** The page behind more live events, its sub-agents' included. What the page has already changes nothing. */
export function pageBehind(page: PageState, events: readonly RunEvent[]): PageState {
  let { run, subAgents, trace } = page;
  const own: RunEvent[] = [];
  for (const event of events) {
    if (event.runId !== run.record.id) {
      subAgents = subAgentsBehind(subAgents, event);
    } else if (event.seq > run.record.lastSeq) {
      run = runBehind(run, event);
      trace = traceBehind(trace, event);
      own.push(event);
    }
  }
  return { run, subAgents, trace, log: own.length === 0 ? page.log : withLive(page.log, own) };
}

/** The page with the next page of the run's older events. */
export function pageWithHistory(page: PageState, history: HistoryPage): PageState {
  const log = withHistory(page.log, history);
  return { ...page, log, trace: log.events.reduce(traceBehind, emptyTrace) };
}

function subAgentsBehind(agents: PageState['subAgents'], event: RunEvent): PageState['subAgents'] {
  const before = agents.get(event.runId);
  if (before === undefined) {
    return event.__typename === 'AgentStarted' ? new Map(agents).set(event.runId, runBegunBy(event)) : agents;
  }
  const behind = runBehind(before, event);
  return behind === before ? agents : new Map(agents).set(event.runId, behind);
}

function recordOf(run: QueriedRun | RunPageSubAgentFieldsFragment): ListedRun {
  const { id, rootRunId, parentRunId, threadId, agent, status, startedAt, endedAt, durationMs } = run;
  const { lastSeq, lastEventAt, activity } = run;
  return {
    ...{ id, rootRunId, parentRunId, threadId, agent, status, startedAt, endedAt, durationMs },
    ...{ lastSeq, lastEventAt, activity },
    pendingInputs: run.pendingInputs.map(({ interruptId }) => interruptId),
  };
}

function detailOf(run: QueriedRun): RunDetail {
  const { model, input, messages, toolCalls, pendingInputs, finishReason, finalText, error, usage } = run;
  return { model, input, messages, toolCalls, pendingInputs, finishReason, finalText, error, usage };
}

/** A sub-agent's tool calls come without what went in and out: its own page has that. */
function subAgentOf(run: RunPageSubAgentFieldsFragment): RunState {
  const { model, pendingInputs, error, usage } = run;
  const toolCalls = run.toolCalls.map((call) => ({ ...call, input: null, output: null, error: null }));
  const detail: RunDetail = { ...emptyDetail, model, pendingInputs, error, usage, toolCalls };
  return { record: recordOf(run), detail };
}

type Nested = RunPageSubAgentFieldsFragment & { readonly children?: readonly Nested[] };

function descendantsOf({ children = [] }: { readonly children?: readonly Nested[] }): Nested[] {
  return children.flatMap((child) => [child, ...descendantsOf(child)]);
}
