import type { AGUIEvent, Interrupt } from '@ag-ui/client';
import { EventType } from '@ag-ui/client';

interface RunEvent {
  readonly runId: string;
  readonly parentRunId: string | null;
  readonly agent: { readonly name: string };
  readonly parentToolCallId?: string | null;
}

/** The sub-agents of the run that is followed: their runs, which AG-UI tells within its own. */
export class Subagents {
  readonly #follows: string;
  readonly #open = new Set<string>();
  readonly #seen = new Set<string>();

  constructor(follows: string) {
    this.#follows = follows;
  }

  /** A sub-agent begins with the first that is heard of it, which behind an interrupt is not its AgentStarted. */
  begin({ runId, parentRunId, agent, parentToolCallId = null }: RunEvent): readonly AGUIEvent[] {
    if (runId === this.#follows || this.#seen.has(runId)) return [];
    this.#seen.add(runId);
    this.#open.add(runId);
    const isNested = parentRunId !== this.#follows;
    const callId =
      parentToolCallId !== null && isNested ? `${parentRunId}/${parentToolCallId}` : parentToolCallId;
    const parent = parentRunId !== null && this.#seen.has(parentRunId) ? parentRunId : null;
    return [
      {
        type: EventType.SUBAGENT_STARTED,
        subagentRunId: runId,
        name: agent.name,
        ...(parent !== null && { parentSubagentRunId: parent }),
        ...(callId !== null && { parentToolCallId: callId }),
      },
    ];
  }

  finish(runId: string, result: unknown): readonly AGUIEvent[] {
    return this.#end(runId, {
      type: EventType.SUBAGENT_FINISHED,
      subagentRunId: runId,
      ...(result !== null && { result }),
    });
  }

  fail(runId: string, message: string, code: string): readonly AGUIEvent[] {
    return this.#end(runId, { type: EventType.SUBAGENT_ERROR, subagentRunId: runId, message, code });
  }

  /** For those that have not ended when the run does. */
  failAll(): readonly AGUIEvent[] {
    return this.#youngestFirst((runId) =>
      this.fail(runId, 'The run that began it has ended.', 'PARENT_ENDED'),
    );
  }

  /** They go on when the run does. */
  suspend(interrupts: readonly Interrupt[]): readonly AGUIEvent[] {
    return this.#youngestFirst((runId) => {
      const own = interrupts.filter(({ subagentRunId }) => subagentRunId === runId);
      return this.#end(runId, {
        type: EventType.SUBAGENT_FINISHED,
        subagentRunId: runId,
        outcome: { type: 'suspended', interruptIds: own.map(({ id }) => id) },
      });
    });
  }

  #youngestFirst(end: (runId: string) => readonly AGUIEvent[]): readonly AGUIEvent[] {
    return [...this.#open].reverse().flatMap(end);
  }

  #end(runId: string, event: AGUIEvent): readonly AGUIEvent[] {
    return this.#open.delete(runId) ? [event] : [];
  }
}
