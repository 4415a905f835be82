import type { RunPlace } from '../broker/broker.ts';
import { AgentwireError } from '../errors.ts';
import { encodeCursor } from '../events/cursor.ts';
import { ownChannel } from './channels.ts';
import { assertFirst, connection } from './connection.ts';
import type { QueryResolvers, ViewerResolvers } from './generated/resolvers.ts';
import { RunSource } from './run-source.ts';

const MAX_RUNS = 100;
/** Characters: an id of the greatest length in base64url, with what stands before it. */
const MAX_RUN_CURSOR = 2048;

export const Query: QueryResolvers = {
  viewer: (_root, _args, { viewer }) => viewer,

  run: async (_root, { id }, { viewer, broker }) => {
    const channel = ownChannel(viewer);
    const record = await broker.findRun(channel, id);
    return record && new RunSource(broker, channel, record);
  },

  runs: async (_root, { first, after, filter }, { viewer, broker }) => {
    assertFirst(first, MAX_RUNS);
    const channel = ownChannel(viewer);
    const { runs, hasMore } = await broker.listRuns(channel, {
      limit: first,
      behind: after == null ? null : decodeRunCursor(after),
      ...(filter?.statuses != null && { statuses: filter.statuses }),
      ...(filter?.threadId != null && { threadId: filter.threadId }),
      ...(filter?.agentName != null && { agentName: filter.agentName }),
    });
    return connection(
      runs.map((record) => new RunSource(broker, channel, record)),
      { hasNextPage: hasMore, hasPreviousPage: after != null, cursorOf: encodeRunCursor },
    );
  },
};

export const Viewer: ViewerResolvers = {
  id: ({ userId }) => userId,
  expiresAt: ({ expiresAt }) => new Date(expiresAt).toISOString(),
  streamHead: async (viewer, _args, { broker }) => {
    const { newest } = await broker.read(ownChannel(viewer), 'earliest', 0);
    return encodeCursor(newest);
  },
};

/** A run's place in the list never moves, so pages are stable under inserts. */
function encodeRunCursor({ record: { startOffset, runId } }: RunSource): string {
  return Buffer.from(`run.${startOffset}.${runId}`).toString('base64url');
}

function decodeRunCursor(cursor: string): RunPlace {
  const plain = Buffer.from(cursor.slice(0, MAX_RUN_CURSOR), 'base64url');
  const [, offset, runId = ''] = /^run\.([1-9]\d{0,14})(?:\.(.+))?$/s.exec(plain.toString()) ?? [];
  // Decoding is lenient about characters that base64url does not have; writing it again is not.
  if (offset === undefined || plain.toString('base64url') !== cursor) {
    throw new AgentwireError(
      'CURSOR_INVALID',
      'This is not a cursor of `runs`. Pass an `endCursor` as it was delivered.',
    );
  }
  return { startOffset: Number(offset), runId };
}
