import { AgentwireError } from '../errors.ts';
import { commandIn, isOpen } from '../events/command-channel.ts';
import { decodeCursor } from '../events/cursor.ts';
import type { AgentEvent } from '../events/event.ts';
import { eventOf } from '../events/publication.ts';
import { assertId } from '../events/validate.ts';
import type { Delivery, ReaderOptions } from '../feed/reader.ts';
import { channelToWorkOn, commandChannelToRead, ownChannel } from './channels.ts';
import type { CommandDelivery } from './command-reader.ts';
import { CommandReader } from './command-reader.ts';
import type { Context } from './context.ts';
import type {
  SubscriptionAgentEventsArgs,
  SubscriptionResolvers,
  SubscriptionWorkerCommandsArgs,
} from './generated/resolvers.ts';

const MAX_COALESCE_MS = 1000;
/** What the clocks of two nodes may differ. */
const CLOCK_SKEW_MS = 60_000;

type Args = SubscriptionAgentEventsArgs & { start: 'EARLIEST' | 'LATEST'; coalesceMs: number };

export const Subscription: SubscriptionResolvers = {
  agentEvents: {
    subscribe: (_root, args, { viewer, feeds, lastEventId }) =>
      feeds.read(ownChannel(viewer), readerOptions(args, lastEventId)),
    resolve: agentEventOf,
  },

  workerCommands: {
    subscribe: readCommands,
    resolve: (delivery: CommandDelivery) => delivery,
  },
};

/** What the workers of an agent are asked, with what is open of what they were asked before. */
async function readCommands(
  _root: unknown,
  { agent, after }: SubscriptionWorkerCommandsArgs,
  { viewer, broker, feeds, lastEventId, now, runs }: Context,
): Promise<CommandReader> {
  const channel = commandChannelToRead(viewer, agent);
  assertId(agent, ['agent']);
  const cursor = lastEventId ?? after;
  const options: ReaderOptions = {
    start: cursor != null ? decodeCursor(cursor) : 'earliest',
    filter: { types: null, runId: null, threadId: null },
    coalesceMs: 0,
  };
  const reader = await feeds.read(channel, options, ownChannel(viewer));
  // A request that is older was taken, or was given up.
  const since = cursor != null ? 0 : now() - runs.queueMs - CLOCK_SKEW_MS;
  return new CommandReader(reader, async (publication) => {
    if (publication.type === 'RUN_REQUESTED' && publication.time < since) return false;
    const { userId, runId } = commandIn(publication);
    return isOpen(publication, await broker.findRun(channelToWorkOn(viewer, userId), runId));
  });
}

/** What a reader delivers, as clients get it. */
export function agentEventOf(delivery: Delivery): AgentEvent {
  return '__typename' in delivery ? delivery : eventOf(delivery);
}

function readerOptions(
  { after, start, runId, threadId, types, coalesceMs }: Args,
  lastEventId: string | null,
): ReaderOptions {
  if (coalesceMs < 0 || coalesceMs > MAX_COALESCE_MS) {
    throw new AgentwireError('BAD_USER_INPUT', `coalesceMs must be between 0 and ${MAX_COALESCE_MS}.`, {
      path: ['coalesceMs'],
      limit: MAX_COALESCE_MS,
    });
  }
  if (runId != null) assertId(runId, ['runId']);
  if (threadId != null) assertId(threadId, ['threadId']);
  // A client that reconnects by itself repeats its first `after`; how far it got since is in Last-Event-ID.
  const cursor = lastEventId ?? after;
  return {
    start: cursor != null ? decodeCursor(cursor) : start === 'EARLIEST' ? 'earliest' : 'latest',
    filter: {
      types: types == null ? null : new Set(types),
      runId: runId ?? null,
      threadId: threadId ?? null,
    },
    coalesceMs,
  };
}
