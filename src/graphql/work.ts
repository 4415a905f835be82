import { AgentwireError } from '../errors.ts';
import { assertId } from '../events/validate.ts';
import { channelToWorkOn } from './channels.ts';
import type { Context } from './context.ts';
import type { MutationResolvers, RunRefInput } from './generated/resolvers.ts';

const MAX_RUNS = 500;

export const renewLeases: NonNullable<MutationResolvers['renewLeases']> = async (
  _root,
  { writerId, runs: refs },
  context,
) => {
  const { leaseMs } = context.runs;
  assertId(writerId, ['writerId']);
  if (refs.length === 0 || refs.length > MAX_RUNS) {
    throw new AgentwireError('LIMIT_EXCEEDED', `Renew the leases of 1 to ${MAX_RUNS} runs at a time.`, {
      limit: MAX_RUNS,
      path: ['runs'],
    });
  }
  const leaseUntil = context.now() + leaseMs;
  const held = await Promise.all(refs.map((ref, index) => renew(context, ref, index, writerId, leaseUntil)));
  return { leaseMs, lost: refs.filter((_ref, index) => !held[index]) };
};

/** Resolves to whether the run is still the writer's. */
async function renew(
  { viewer, broker }: Context,
  { userId, runId }: RunRefInput,
  index: number,
  writerId: string,
  leaseUntil: number,
): Promise<boolean> {
  const channel = channelToWorkOn(viewer, userId);
  assertId(userId, ['runs', index, 'userId']);
  assertId(runId, ['runs', index, 'runId']);
  try {
    await broker.change(channel, runId, { kind: 'renew', writerId, leaseUntil });
    return true;
  } catch (error) {
    if (error instanceof AgentwireError && error.code.startsWith('RUN_')) return false;
    throw error;
  }
}
