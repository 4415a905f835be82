import type { AgentErrorCode, CancelReason, EventBodies, EventType, Json } from './event.ts';
import type { NewEvent, RunBatch, RunRecord } from './run.ts';
import { SERVER_WRITER } from './run.ts';

/**
 * The batch that ends a run in the server's name, `now` in milliseconds since 1970: as cancelled if it was to stop, else
 * as lost. It is refused with RUN_HAS_ANOTHER_WRITER if the run is not due by now. `input` is what a run that nobody has
 * taken was asked for with.
 */
export function endingBatch(run: RunRecord, now: number, input: Json = null): RunBatch {
  const end = run.commands?.cancelledAt != null ? cancelledEvent('USER', now) : lostEvent(run, now);
  const events = run.status === 'QUEUED' ? [startOf(run, now, input), end] : [end];
  return serverBatch(run, events, now);
}

/** The batch that ends a sub-agent run because the run that it was for has ended. */
export function orphanBatch(run: RunRecord, now: number): RunBatch {
  return serverBatch(run, [cancelledEvent('PARENT_ENDED', now)], null);
}

function serverBatch({ runId }: RunRecord, events: readonly NewEvent[], dueBy: number | null): RunBatch {
  return { runId, writerId: SERVER_WRITER, firstSeq: null, events, dueBy };
}

/** What begins a run that nobody has taken: without a beginning there is no end. */
function startOf({ agent, threadId }: RunRecord, now: number, input: Json): NewEvent {
  return {
    ...newEvent('AGENT_STARTED', now, { input }),
    start: { agent, threadId, parentRunId: null },
  };
}

function lostEvent({ status }: RunRecord, now: number): NewEvent {
  const message =
    status === 'QUEUED'
      ? 'No worker took the run in time. Start another one once the agent is served.'
      : 'The worker of this run was not heard of for too long.';
  const code: AgentErrorCode = 'WORKER_LOST';
  return newEvent('AGENT_FAILED', now, { error: { code, message, retryable: true }, usage: [] });
}

function cancelledEvent(reason: CancelReason, now: number): NewEvent {
  return newEvent('AGENT_CANCELLED', now, { reason, usage: [] });
}

function newEvent<T extends EventType>(type: T, time: number, body: EventBodies[T]): NewEvent {
  return { id: crypto.randomUUID(), type, time, body: JSON.stringify(body) };
}
