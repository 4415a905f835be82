import { AgentwireError } from '../errors.ts';
import { decodeCursor } from '../events/cursor.ts';
import type { AgentEvent } from '../events/event.ts';
import { eventOf } from '../events/publication.ts';
import { assertId } from '../events/validate.ts';
import type { Delivery, ReaderOptions } from '../feed/reader.ts';
import { ownChannel } from './channels.ts';
import type { SubscriptionAgentEventsArgs, SubscriptionResolvers } from './generated/resolvers.ts';

const MAX_COALESCE_MS = 1000;

type Args = SubscriptionAgentEventsArgs & { start: 'EARLIEST' | 'LATEST'; coalesceMs: number };

export const Subscription: SubscriptionResolvers = {
  agentEvents: {
    subscribe: (_root, args, { viewer, feeds, lastEventId }) =>
      feeds.read(ownChannel(viewer), readerOptions(args, lastEventId)),
    resolve: agentEventOf,
  },
};

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
