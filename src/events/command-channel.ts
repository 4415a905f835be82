import type { Channel } from './channel.ts';
import { commandChannelOf, ownerOf } from './channel.ts';
import type { CommandBodies, CommandType, DeliveredCommand } from './command.ts';
import { commandNames } from './command.ts';
import { encodeCursor, positionBehind } from './cursor.ts';
import type { Publication } from './publication.ts';
import type { RunBatch, RunRecord } from './run.ts';

/**
 * The batch that puts a command into the channel of an agent's workers. There, each command is a run of its own with
 * nothing but itself in it, so that to put it there again puts nothing there.
 */
export function commandBatch<T extends CommandType>(
  type: T,
  agentName: string,
  body: CommandBodies[T],
): RunBatch {
  return {
    runId: commandId(type, body),
    writerId: null,
    firstSeq: 1,
    events: [
      {
        id: crypto.randomUUID(),
        type,
        time: body.requestedAt,
        body: JSON.stringify(body),
        start: { agent: { name: agentName }, threadId: null, parentRunId: null },
      },
    ],
  };
}

/** Where the request for a run of a user's channel stands: in which channel, and as which run of that. */
export function requestPlace(channel: Channel, { runId, agent, commands }: RunRecord) {
  const { tenantId, userId } = ownerOf(channel);
  const requestedAt = commands?.request?.requestedAt ?? 0;
  return {
    channel: commandChannelOf(tenantId, agent.name),
    runId: commandId('RUN_REQUESTED', { userId, runId, requestedAt }),
  };
}

type Named = Pick<CommandBodies[CommandType], 'userId' | 'runId' | 'requestedAt'> & {
  readonly interruptId?: string;
};

function commandId(type: CommandType, { userId, runId, requestedAt, interruptId = '' }: Named): string {
  return JSON.stringify([type, userId, runId, interruptId, requestedAt]);
}

/** The body of a publication in a command channel. */
export function commandIn<T extends CommandType>({ body }: Publication): CommandBodies[T] {
  return JSON.parse(body) as CommandBodies[T];
}

/** Whether there is still something to do about a command, by the run that it is about. */
export function isOpen(publication: Publication, run: RunRecord | null): boolean {
  if (run === null || run.endedAt !== null) return false;
  const { commands, pendingInputs } = run;
  if (publication.type === 'RUN_REQUESTED') return run.status === 'QUEUED' && commands?.cancelledAt == null;
  if (publication.type === 'CANCEL_REQUESTED') return true;
  const { interruptId, requestedAt } = commandIn<'INPUT_SUBMITTED'>(publication);
  const isKept = commands?.answers.some(
    (answer) => answer.interruptId === interruptId && answer.requestedAt === requestedAt,
  );
  return isKept === true && pendingInputs.includes(interruptId);
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
