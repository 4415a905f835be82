import { coerceInputValue, isInputType } from 'graphql';
import { expect } from 'vitest';
import type { AgentEventInput } from '../../src/client/generated/graphql.ts';
import { admit } from '../../src/events/admit.ts';
import type { RunDetail } from '../../src/events/fold.ts';
import type { EventInput } from '../../src/events/validate.ts';
import { validateBatch } from '../../src/events/validate.ts';
import { schema } from '../../src/graphql/schema.ts';
import type { AdapterRun, InputAnswer, InputQuestion, RunResult } from '../../src/publisher/agent.ts';
import { cancelledBy, endOf, outcomeOf } from '../../src/publisher/outcome.ts';
import { detailOf, started } from './events.ts';

export interface Carried {
  /** What the run's worker would publish, its start and end included, as the server takes it. */
  readonly events: readonly EventInput[];
  readonly names: readonly string[];
  readonly detail: RunDetail;
  readonly questions: readonly InputQuestion[];
  /** The calls that nothing ended, which a worker ends as CANCELLED or UNKNOWN. */
  readonly openCalls: readonly string[];
  /** What the adapter threw. */
  readonly error: unknown;
}

export interface CarryOptions {
  readonly answer?: (question: InputQuestion) => InputAnswer | Promise<InputAnswer>;
  /** Called with each event that was emitted; may cancel the run. */
  readonly onEmit?: (event: AgentEventInput, cancel: () => void) => void;
}

const unanswered = (): never => {
  throw new Error('Nothing was to be asked.');
};

/** Carries a run out with an adapter as a worker does, and expects what holds for every run. */
export async function carryOut(
  adapter: (run: AdapterRun) => Promise<RunResult | undefined>,
  { answer = unanswered, onEmit = () => {} }: CarryOptions = {},
): Promise<Carried> {
  const emitted: AgentEventInput[] = [];
  const questions: InputQuestion[] = [];
  const cancelling = new AbortController();
  const cancel = () => cancelling.abort(new Error('The run was cancelled.'));

  const run: AdapterRun = {
    signal: cancelling.signal,
    async emit(event) {
      // As over a network: not within the call.
      await Promise.resolve();
      emitted.push(event);
      onEmit(event, cancel);
    },
    async askForInput(question) {
      const { interruptId = crypto.randomUUID(), expiresInMs: _, ...asked } = question;
      questions.push(question);
      await run.emit({ inputRequired: { interruptId, ...asked } });
      const given = await answer(question);
      cancelling.signal.throwIfAborted();
      await run.emit({ inputResolved: { interruptId, ...given } });
      return given;
    },
  };

  const outcome = await outcomeOf(() => adapter(run), {
    ...run,
    userId: 'u',
    runId: 'r',
    threadId: 't',
    input: null,
  });
  const end = run.signal.aborted ? cancelledBy('USER', outcome) : endOf(outcome);
  const events = [started(), ...emitted, end].map(asTaken);
  const openCalls = expectLifecycle(events);
  const names = events.map((event) => Object.keys(event).join());
  return {
    events,
    names,
    detail: detailOf(events),
    questions,
    openCalls,
    error: 'error' in outcome ? outcome.error : null,
  };
}

/** An event as it is after JSON and GraphQL, which must not change or lose anything but add defaults. */
function asTaken(event: unknown): EventInput {
  const type = schema.getType('AgentEventInput');
  if (!isInputType(type)) throw new Error('The schema has no AgentEventInput.');
  const sent = JSON.parse(JSON.stringify(event));
  expect(event).toStrictEqual(sent);
  const taken = coerceInputValue(sent, type);
  expect(taken, `taken: ${JSON.stringify(event)}`).toBeDefined();
  expect(taken).toMatchObject(sent);
  return JSON.parse(JSON.stringify(taken));
}

/** Expects a run's events to be in order and in pairs. Returns the tool calls that were left open. */
export function expectLifecycle(events: readonly EventInput[]): readonly string[] {
  const valid = events.flatMap(
    (event) => validateBatch({ runId: 'run', events: [event] }, Date.now()).events,
  );
  const batch = { runId: 'run', writerId: null, firstSeq: 1, events: valid };
  expect(admit(null, null, batch).events).toHaveLength(events.length);
  expectTextsEndOnce(events);
  expectInputsPaired(events);
  return expectCallsPaired(events);
}

type Fields = Readonly<Record<string, unknown>>;

/** The bodies of the events of one kind. */
export function bodiesOf(events: readonly EventInput[], member: string): readonly Fields[] {
  return events.map((event) => event[member]).filter((body) => body != null);
}

function expectCallsPaired(events: readonly EventInput[]): readonly string[] {
  const open = new Map<unknown, unknown>();
  const used = new Set<unknown>();
  for (const event of events) {
    const { toolExecuting: begun, toolProgress: news, toolCompleted: ended } = event;
    if (begun) {
      expect(used).not.toContain(begun.toolCallId);
      used.add(begun.toolCallId);
      open.set(begun.toolCallId, begun.toolName);
    }
    if (news) expect([...open.keys()]).toContain(news.toolCallId);
    if (ended) {
      expect(open.get(ended.toolCallId)).toBe(ended.toolName);
      open.delete(ended.toolCallId);
      if (ended.status === 'FAILED') expect(ended.toolError).toBeTruthy();
      else expect(ended.toolError ?? null).toBeNull();
    }
    const waiting = event.inputRequired?.forToolCallId ?? null;
    if (waiting !== null) expect([...open.keys()]).toContain(waiting);
  }
  return [...open.keys()] as string[];
}

/** Nothing follows the end of a text, and a run that completed has ended all of its texts. */
function expectTextsEndOnce(events: readonly EventInput[]): void {
  const isComplete = bodiesOf(events, 'agentCompleted').length > 0;
  for (const [member, id] of [
    ['messageDelta', 'messageId'],
    ['agentThinking', 'blockId'],
  ] as const) {
    for (const [name, parts] of Map.groupBy(bodiesOf(events, member), (part) => part[id])) {
      const finals = parts.map(({ final }) => final);
      expect(finals.slice(0, -1), `${member} ${name}`).not.toContain(true);
      if (isComplete) expect(finals.at(-1), `${member} ${name}`).toBe(true);
    }
  }
}

function expectInputsPaired(events: readonly EventInput[]): void {
  const open = new Set<unknown>();
  const used = new Set<unknown>();
  for (const { inputRequired: asked, inputResolved: answered } of events) {
    if (asked) {
      expect(used).not.toContain(asked.interruptId);
      used.add(asked.interruptId);
      open.add(asked.interruptId);
    }
    if (answered) expect(open.delete(answered.interruptId)).toBe(true);
  }
  if (bodiesOf(events, 'agentCompleted').length > 0) expect([...open]).toEqual([]);
}
