import type { EventInput } from '../../src/events/validate.ts';
import {
  answered,
  asked,
  cancelled,
  completed,
  delta,
  done,
  executing,
  failed,
  progress,
  started,
  thinking,
} from '../support/events.ts';

export interface TraceEvent {
  readonly runId: string;
  readonly event: EventInput;
}

interface LiveRun {
  readonly id: string;
  readonly depth: number;
  readonly open: string[];
  readonly asking: string[];
}

const MAX_DEPTH = 3;

/** What a run called `root` and its sub-agents, up to three deep, may do in about as many events; `root` ends last. */
export function traceOf(random: () => number, count: number): readonly TraceEvent[] {
  const trace: TraceEvent[] = [];
  const live: LiveRun[] = [];
  let lastId = 0;
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const maybe = <T>(value: T) => (random() < 0.5 ? value : undefined);
  const add = (run: LiveRun, event: EventInput) => void trace.push({ runId: run.id, event });

  const begin = (parent: LiveRun | null) => {
    const id = parent === null ? 'root' : `run ${++lastId}`;
    const run: LiveRun = { id, depth: parent === null ? 0 : parent.depth + 1, open: [], asking: [] };
    live.push(run);
    add(
      run,
      started({
        agent: { name: 'coder', id: maybe(`agent ${id}`) },
        model: maybe('some-model'),
        input: maybe({ question: [id, null, 1.5] }),
        parentRunId: parent?.id,
        threadId: parent === null ? 'thread' : undefined,
      }),
    );
  };

  const end = (run: LiveRun) => {
    live.splice(live.indexOf(run), 1);
    const usage = [{ provider: 'p', model: 'm', inputTokens: 1, outputTokens: 2, costMicrosUsd: maybe(3) }];
    add(
      run,
      pick([
        completed({ finishReason: 'LENGTH', finalText: maybe('All done.'), usage: maybe(usage) ?? [] }),
        failed({ usage: maybe(usage) ?? [] }),
        cancelled({ usage: maybe(usage) ?? [] }),
      ]),
    );
  };

  const steps: readonly ((run: LiveRun) => void)[] = [
    (run) =>
      add(
        run,
        delta(pick(['Hello', ' ', 'шалом', '🌍']), { messageId: pick(['m1', 'm2']), final: random() < 0.2 }),
      ),
    (run) => add(run, delta('Anew', { mode: 'REPLACE' })),
    (run) => add(run, thinking('Hm.')),
    (run) => {
      const id = `call ${++lastId}`;
      run.open.push(id);
      add(run, executing(id, { title: maybe('Searching'), input: maybe({ query: id }) }));
    },
    (run) =>
      add(
        run,
        progress(pick([...run.open, 'unknown']), {
          progress: maybe(0.5),
          total: maybe(2),
          message: maybe('Half'),
        }),
      ),
    (run) => {
      const id = run.open.pop() ?? `call ${++lastId}`;
      const failure = {
        status: 'FAILED',
        toolError: { message: 'No.', code: maybe('E'), retryable: maybe(true) },
      };
      add(run, done(id, pick([{ output: { found: 3 } }, failure, { durationMs: 7 }])));
    },
    (run) => {
      const id = `input ${++lastId}`;
      run.asking.push(id);
      add(
        run,
        asked(id, {
          prompt: maybe('May I?'),
          proposedInput: maybe({ a: 1 }),
          forToolCallId: run.open.at(-1),
        }),
      );
    },
    (run) => add(run, answered(run.asking.pop() ?? 'unknown', { response: maybe('Yes') })),
    (run) => run.depth < MAX_DEPTH && begin(run),
    (run) => run.depth > 0 && end(run),
  ];

  begin(null);
  while (trace.length < count) pick(steps)(pick(live));
  end(live[0] as LiveRun);
  return trace;
}
