import type { CommandBodies, CommandType, DeliveredCommand } from './command.ts';
import { commandNames } from './command.ts';
import { encodeCursor, positionBehind } from './cursor.ts';
import type { Publication } from './publication.ts';
import type { RunBatch } from './run.ts';

/**
 * The batch that puts a command into the channel of an agent's workers. There, each command is a run of its own with
 * nothing but itself in it, so that to put it there again puts nothing there.
 */
export function commandBatch<T extends CommandType>(
  type: T,
  agentName: string,
  body: CommandBodies[T],
): RunBatch {
  const { userId, runId, requestedAt } = body;
  return {
    runId: JSON.stringify([type, userId, runId, requestedAt]),
    writerId: null,
    firstSeq: 1,
    events: [
      {
        id: crypto.randomUUID(),
        type,
        time: requestedAt,
        body: JSON.stringify(body),
        start: { agent: { name: agentName }, threadId: null, parentRunId: null },
      },
    ],
  };
}

/** The body of a publication in a command channel. */
export function commandIn({ body }: Publication): CommandBodies[CommandType] {
  return JSON.parse(body) as CommandBodies[CommandType];
}

/** A publication of a command channel as workers get it. */
export function commandOf(publication: Publication): DeliveredCommand {
  const body = commandIn(publication);
  return {
    ...body,
    __typename: commandNames[publication.type as CommandType],
    cursor: encodeCursor(positionBehind(publication)),
    requestedAt: new Date(body.requestedAt).toISOString(),
  } as DeliveredCommand;
}
