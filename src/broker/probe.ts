import { channelOf } from '../events/channel.ts';
import type { Broker } from './broker.ts';

const ANSWER_WITHIN_MS = 5_000;

/** A channel that no token leads to, since tenant and user id are never empty: read to see whether the store answers. */
const probe = channelOf('', '');

/** Whether the store answers in time. */
export async function answersInTime(broker: Broker): Promise<boolean> {
  const { promise: tooLate, resolve } = Promise.withResolvers<false>();
  const timer = setTimeout(resolve, ANSWER_WITHIN_MS, false);
  const answered = broker.read(probe, 'earliest', 0).then(
    () => true,
    () => false,
  );
  return Promise.race([answered, tooLate]).finally(() => clearTimeout(timer));
}
