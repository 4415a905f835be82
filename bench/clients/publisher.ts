import type { Work } from '../control.ts';
import { RUN, userAt } from '../events.ts';
import { eventsOf } from '../work.ts';
import { Publishing } from './publishing.ts';

/** A process that publishes as fast as it is acknowledged, some batches at a time, each user's in their order. */

export type PublisherRequest = Work & { readonly port: number; readonly inFlight: number };
export interface PublisherReply {
  /** Between the first request and the last acknowledgement. */
  readonly ms: number;
  readonly error: string | null;
}

const publishings = new Map<number, Promise<Publishing>>();

async function publish(work: PublisherRequest): Promise<void> {
  const { port, users, batches, batchSize, firstSeq, inFlight } = work;
  const known = publishings.get(port) ?? Publishing.to(port);
  publishings.set(port, known);
  const publishing = await known;
  const events = eventsOf(work);
  for (let first = 0; first < events.length; first += batchSize) {
    const batch = events.slice(first, first + batchSize);
    const indexes = Array.from({ length: users }, (_, index) => index).values();
    const publishSome = async () => {
      for (const index of indexes) await publishing.publish(userAt(index), RUN, firstSeq + first, batch);
    };
    await Promise.all(Array.from({ length: Math.min(inFlight, batches * users) }, publishSome));
  }
}

process.on('message', async (request: PublisherRequest) => {
  const startedAt = performance.now();
  const error = await publish(request).then(
    () => null,
    (reason: Error) => reason.message,
  );
  process.send?.({ ms: performance.now() - startedAt, error } satisfies PublisherReply);
});
process.on('disconnect', () => process.exit());
