import { commandNames } from '../events/command.ts';
import { eventNames } from '../events/event.ts';

const runEvents: readonly string[] = Object.values(eventNames).map(({ typename }) => typename);

/**
 * The members of the schema's abstract types, as Apollo's InMemoryCache wants them. Without, it takes nothing of
 * `... on RunEvent { … }` for its own.
 */
export const possibleTypes = {
  RunEvent: [...runEvents],
  AgentEvent: [...runEvents, 'CaughtUp', 'StreamReset'],
  WorkerCommand: [...Object.values(commandNames), 'CaughtUp', 'StreamReset'],
};
