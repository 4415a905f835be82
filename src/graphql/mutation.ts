import { AgentwireError } from '../errors.ts';
import { encodeCursor } from '../events/cursor.ts';
import type { EventInput } from '../events/validate.ts';
import { assertId, validateBatch } from '../events/validate.ts';
import { channelToPublishTo } from './channels.ts';
import { cancelRun, resolveInput, startRun } from './commands.ts';
import type { Context } from './context.ts';
import type { AgentEventInput, MutationResolvers } from './generated/resolvers.ts';
import { revokeToken, revokeUser } from './revoke.ts';
import { renewLeases } from './work.ts';

export const Mutation: MutationResolvers = {
  publishEvents: async (_root, { input }, { viewer, broker, now, runs, responses }) => {
    const channel = channelToPublishTo(viewer, input.userId);
    assertId(input.userId, ['userId']);
    const batch = validateBatch({ ...input, events: input.events as readonly EventInput[] }, now());
    await assertAnswerable(input.events, responses);
    const leaseUntil = now() + runs.leaseMs;
    const appended = await broker.append(channel, { ...batch, leaseUntil });
    const { accepted, duplicates, lastSeq, position } = appended;
    return { accepted, duplicates, lastSeq, cursor: encodeCursor(position) };
  },

  extendSession: async (_root, { token }, { extendSession }) => {
    if (extendSession !== null) return extendSession(token);
    throw new AgentwireError(
      'BAD_USER_INPUT',
      'Only a WebSocket has a token to swap. Send the new token with the next request.',
    );
  },

  revokeUser,
  revokeToken,

  startRun,
  cancelRun,
  resolveInput,
  renewLeases,
};

/** Whoever asks for what no answer can fit would wait for ever. Throws BAD_USER_INPUT. */
async function assertAnswerable(
  events: readonly AgentEventInput[],
  responses: Context['responses'],
): Promise<void> {
  for (const [index, { inputRequired }] of events.entries()) {
    const schema = inputRequired?.responseSchema;
    if (schema == null) continue;
    await responses.assertSchema(schema, ['events', index, 'inputRequired', 'responseSchema']);
  }
}
