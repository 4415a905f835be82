import type { InputResolution, Json } from './event.ts';

/** What a worker can be asked, and what each carries. Instants in milliseconds since 1970. */
export interface CommandBodies {
  RUN_REQUESTED: {
    readonly userId: string;
    readonly runId: string;
    readonly threadId: string;
    readonly agentName: string;
    readonly input: Json;
    readonly requestedAt: number;
  };
  CANCEL_REQUESTED: {
    readonly userId: string;
    readonly runId: string;
    readonly requestedAt: number;
  };
  INPUT_SUBMITTED: {
    readonly userId: string;
    readonly runId: string;
    readonly interruptId: string;
    readonly resolution: InputResolution;
    readonly response: Json;
    readonly requestedAt: number;
  };
}

export type CommandType = keyof CommandBodies;

/** How a type of command is called as a member of the union WorkerCommand. */
export const commandNames = {
  RUN_REQUESTED: 'RunRequested',
  CANCEL_REQUESTED: 'CancelRequested',
  INPUT_SUBMITTED: 'InputSubmitted',
} as const satisfies Record<CommandType, string>;

/** A command as workers get it. */
export type DeliveredCommand = {
  [T in CommandType]: Omit<CommandBodies[T], 'requestedAt'> & {
    readonly __typename: (typeof commandNames)[T];
    readonly cursor: string;
    readonly requestedAt: string;
  };
}[CommandType];

export function isCommandType(type: string): type is CommandType {
  return Object.hasOwn(commandNames, type);
}
