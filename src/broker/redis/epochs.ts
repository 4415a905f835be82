import { newEpoch } from '../../events/cursor.ts';
import type { Asking } from './asking.ts';
import { epochKeys, leaseKeys } from './keys.ts';

/**
 * Gives an epoch to every partition that has none. In a new store it is the same for all of them; a partition that
 * was lost gets one of its own, so that nobody takes its new stream for the old one.
 */
export async function foundEpochs(asking: Asking): Promise<void> {
  const known = await Promise.all(epochKeys.map((key) => asking.command<string | null>(key, 'GET', key)));
  const isNew = known.every((epoch) => epoch === null);
  const common = newEpoch();
  await Promise.all(
    epochKeys
      .filter((_, partition) => known[partition] === null)
      .map((key) => asking.command(key, 'SET', key, isNew ? common : newEpoch(), 'NX')),
  );
}

/**
 * Puts into every set of leases what is never due: a script cannot run without a key while its slot moves. Where there
 * is no room for that now, a node starts all the same.
 */
export async function foundLeases(asking: Asking): Promise<void> {
  await Promise.all(leaseKeys.map((key) => foundLeasesAt(asking, key).catch(() => {})));
}

async function foundLeasesAt(asking: Asking, key: string): Promise<void> {
  if ((await asking.command<number>(key, 'EXISTS', key)) === 0)
    await asking.command(key, 'ZADD', key, '+inf', '');
}
