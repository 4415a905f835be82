import type { AgentEventInput } from '../../src/client/generated/graphql.ts';
import { tokens } from '../target.ts';
import { Publisher, watch } from './wire.ts';

/** A process that publishes as fast as one node acknowledges, and reads what it published. */

export interface LoadOrder {
  /** Port of the node to publish to. */
  readonly publishTo: number;
  /** Port of the node that every user is watched on; null for nobody watching. */
  readonly watchOn: number | null;
  /** Users who have no events yet. Each has one batch under way at any time. */
  readonly users: readonly string[];
  /** Events of a batch. */
  readonly batch: number;
  readonly seconds: number;
}

export interface LoadReport {
  /** Events, all acknowledged, and how long that took. */
  readonly appended: number;
  readonly appendSeconds: number;
  /** Events, and how long it took from the first publishing to the last arrival. */
  readonly delivered: number;
  readonly deliverySeconds: number;
}

async function carryOut({ publishTo, watchOn, users, batch, seconds }: LoadOrder): Promise<LoadReport> {
  let appended = 0;
  let delivered = 0;
  let isPublished = false;
  const { promise: complete, resolve } = Promise.withResolvers<void>();
  const onEvent = () => {
    delivered++;
    if (isPublished && delivered === appended) resolve();
  };
  const watching = watchOn === null ? [] : users.map((user) => watch(watchOn, user, onEvent));
  const sockets = await Promise.all(watching);
  const publisher = await Publisher.to(publishTo);

  const startedAt = performance.now();
  const elapsed = () => (performance.now() - startedAt) / 1000;
  const publishFor = async (user: string) => {
    const events = tokens(Number.POSITIVE_INFINITY);
    for (let firstSeq = 1; elapsed() < seconds; firstSeq += batch) {
      await publisher.publish(user, firstSeq, take(events, batch));
      appended += batch;
    }
  };
  await Promise.all(users.map(publishFor));
  const appendSeconds = elapsed();
  isPublished = true;
  if (sockets.length > 0 && delivered < appended) await complete;
  const deliverySeconds = elapsed();

  publisher.close();
  for (const socket of sockets) socket.terminate();
  return { appended, appendSeconds, delivered, deliverySeconds };
}

function take(events: Iterator<AgentEventInput>, count: number): AgentEventInput[] {
  return Array.from({ length: count }, () => events.next().value);
}

process.on('message', async (order: LoadOrder) => process.send?.(await carryOut(order)));
process.on('disconnect', () => process.exit());
