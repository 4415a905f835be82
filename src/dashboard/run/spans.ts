import type { ToolCall } from '../../client/index.ts';
import { statusNames } from '../shared/status-badge.tsx';
import { lengthToTick } from './axis.ts';
import { inputNames, resolutionNames, thinkingNames, toolStatusNames } from './names.ts';
import type { PageState } from './page-state.ts';
import type { RunState } from './run-state.ts';
import type { TextBlock, Trace, Wait } from './trace.ts';
import { emptyTrace } from './trace.ts';

export type SpanKind = 'agent' | 'thinking' | 'tool' | 'message' | 'input';

export const kindNames: Readonly<Record<SpanKind, string>> = {
  agent: 'Agent',
  thinking: 'Thinking',
  tool: 'Tool',
  message: 'Message',
  input: 'Waiting',
};

/** One row of the timeline. Instants are milliseconds since 1970. */
export interface Span {
  readonly key: string;
  readonly kind: SpanKind;
  readonly label: string;
  /** How it went, in a word or two; null where there is nothing to say. */
  readonly outcome: string | null;
  readonly hasFailed: boolean;
  /** 0 for the run itself, 1 for what it does and for the sub-agents that it began. */
  readonly depth: number;
  readonly startedAt: number;
  /** Null while it goes on. */
  readonly endedAt: number | null;
  /** seq of the event that began it, where that is known: of what began in the same millisecond, it is the order. */
  readonly seq: number;
  /** The sub-agent's run; null for everything else. */
  readonly runId: string | null;
}

/** Everything that the run did, as rows in the order in which it began: each sub-agent with its tool calls below it. None while it is queued. */
export function spansOf({ run, subAgents, trace }: Pick<PageState, 'run' | 'subAgents' | 'trace'>): Span[] {
  if (run.record.startedAt === null) return [];
  const children = Map.groupBy(subAgents.values(), ({ record }) => record.parentRunId);
  return runSpans(run, 0, children, trace);
}

/** Where the time axis begins, and its length. While something goes on, it reaches to the tick behind `now`. */
export function extentOf(
  spans: readonly Span[],
  now: number,
): { readonly start: number; readonly length: number } {
  const goesOn = spans.some(({ endedAt }) => endedAt === null);
  const instants = spans.flatMap(({ startedAt, endedAt }) => [startedAt, endedAt ?? now]);
  const start = spans.reduce((least, { startedAt }) => Math.min(least, startedAt), Number.POSITIVE_INFINITY);
  const length = instants.reduce((most, instant) => Math.max(most, instant - start), 1);
  return { start, length: goesOn ? lengthToTick(length) : length };
}

/** Whether two rows look the same. */
export function isSameSpan(a: Span, b: Span): boolean {
  return (Object.keys(a) as (keyof Span)[]).every((key) => a[key] === b[key]);
}

type Children = ReadonlyMap<string | null, readonly RunState[]>;

function runSpans(run: RunState, depth: number, children: Children, trace: Trace): Span[] {
  const callSeqs = new Map(trace.calls);
  const parts = [
    ...trace.texts.map((text) => [textSpan(run, text)]),
    ...trace.waits.map((wait) => [waitSpan(run, wait)]),
    ...run.detail.toolCalls.map((call) => [toolSpan(run, call, depth + 1, callSeqs.get(call.id) ?? 0)]),
    ...(children.get(run.record.id) ?? []).map((child) => runSpans(child, depth + 1, children, emptyTrace)),
  ];
  parts.sort(([a], [b]) => (a && b ? a.startedAt - b.startedAt || a.seq - b.seq : 0));
  return [agentSpan(run, depth), ...parts.flat()];
}

function agentSpan({ record }: RunState, depth: number): Span {
  return {
    key: `agent ${record.id}`,
    kind: 'agent',
    label: record.agent.name,
    outcome: statusNames[record.status],
    hasFailed: record.status === 'FAILED',
    depth,
    startedAt: instant(record.startedAt) ?? 0,
    endedAt: instant(record.endedAt),
    seq: Number.MAX_SAFE_INTEGER,
    runId: depth === 0 ? null : record.id,
  };
}

function toolSpan(run: RunState, call: ToolCall, depth: number, seq: number): Span {
  return {
    key: `tool ${run.record.id} ${call.id}`,
    kind: 'tool',
    label: call.title ?? call.name,
    outcome: call.status === null ? null : toolStatusNames[call.status],
    hasFailed: call.status === 'FAILED' || call.status === 'DENIED',
    depth,
    startedAt: Date.parse(call.startedAt),
    endedAt: instant(call.endedAt) ?? instant(run.record.endedAt),
    seq,
    runId: null,
  };
}

/** A text goes on while it is what the run's newest event was about: most agents never say that one is final. */
function textSpan(run: RunState, text: TextBlock): Span {
  const goesOn = !text.final && text.lastSeq === run.record.lastSeq && run.record.status === 'RUNNING';
  return {
    key: text.key,
    kind: text.thinkingKind === null ? 'message' : 'thinking',
    label: text.thinkingKind === null ? 'Message' : thinkingNames[text.thinkingKind],
    outcome: null,
    hasFailed: false,
    depth: 1,
    startedAt: text.startedAt,
    endedAt: goesOn ? null : text.endedAt,
    seq: text.firstSeq,
    runId: null,
  };
}

function waitSpan(run: RunState, wait: Wait): Span {
  return {
    key: `input ${wait.id} ${wait.startedAt}`,
    kind: 'input',
    label: wait.prompt ?? inputNames[wait.inputKind],
    outcome: wait.resolution === null ? null : resolutionNames[wait.resolution],
    hasFailed: false,
    depth: 1,
    startedAt: wait.startedAt,
    endedAt: wait.endedAt ?? instant(run.record.endedAt),
    seq: wait.firstSeq,
    runId: null,
  };
}

function instant(iso: string | null): number | null {
  return iso === null ? null : Date.parse(iso);
}
