import type { AgentEventInput, ToolStatus } from '../client/generated/graphql.ts';

/** The tool calls and inputs of a run that have begun, and those that have not ended. */
export class OpenParts {
  readonly #begun = new Set<string>();
  /** Names of the tools, by call. */
  readonly #calls = new Map<string, string>();
  readonly #inputs = new Set<string>();

  /** Takes in an event that was published. */
  note({ toolExecuting, toolCompleted, inputRequired, inputResolved }: AgentEventInput): void {
    if (toolExecuting !== undefined) {
      this.#begun.add(toolExecuting.toolCallId);
      this.#calls.set(toolExecuting.toolCallId, toolExecuting.toolName);
    }
    if (toolCompleted !== undefined) this.#calls.delete(toolCompleted.toolCallId);
    if (inputRequired !== undefined) this.#inputs.add(inputRequired.interruptId);
    if (inputResolved !== undefined) this.#inputs.delete(inputResolved.interruptId);
  }

  /** What has to come before an event: the beginning of a call of which only the end is told. */
  missingBefore({ toolCompleted }: AgentEventInput): readonly AgentEventInput[] {
    if (toolCompleted === undefined || this.#begun.has(toolCompleted.toolCallId)) return [];
    const { toolCallId, toolName, occurredAt = null } = toolCompleted;
    return [{ toolExecuting: { toolCallId, toolName, occurredAt } }];
  }

  /** What ends all that is open: inputs as ABANDONED, calls with the given status. */
  closing(status: ToolStatus): readonly AgentEventInput[] {
    return [
      ...[...this.#inputs].map((interruptId) => ({
        inputResolved: { interruptId, resolution: 'ABANDONED' as const },
      })),
      ...[...this.#calls].map(([toolCallId, toolName]) => ({
        toolCompleted: { toolCallId, toolName, status },
      })),
    ];
  }
}
