import { RedisBroker } from '../../src/broker/redis/redis.ts';
import type { Channel } from '../../src/events/channel.ts';
import type { RunBatch } from '../../src/events/run.ts';
import type { EventInput } from '../../src/events/validate.ts';
import { batchOf, delta, newEvent, started } from '../../test/support/events.ts';

const AT_ONCE = 200;
const MAX_AGE_MS = 7 * 24 * 3_600_000;

/** Uses a broker on the Redis at a port, without a node; `ageMs` makes what is stored there older. */
export async function withBroker<Result>(
  port: number,
  use: (broker: RedisBroker) => Promise<Result>,
  ageMs = 0,
): Promise<Result> {
  const broker = await RedisBroker.open({
    address: { isCluster: false, nodes: [{ host: '127.0.0.1', port }], tls: false },
    retention: { maxAgeMs: MAX_AGE_MS, maxCount: 1_000_000 },
    ack: 'none',
    now: () => Date.now() + ageMs,
  });
  try {
    return await use(broker);
  } finally {
    await broker.close();
  }
}

/** Removes everything that retention leaves nothing of: all events, and their runs. */
export function trimAll(port: number): Promise<void> {
  const trim = async (broker: RedisBroker) => {
    while (await broker.trim());
  };
  return withBroker(port, trim, 2 * MAX_AGE_MS);
}

/** The same batch for each of the channels. */
export async function appendToAll(
  broker: RedisBroker,
  channels: readonly Channel[],
  batch: RunBatch,
): Promise<void> {
  for (let first = 0; first < channels.length; first += AT_ONCE) {
    const some = channels.slice(first, first + AT_ONCE);
    await Promise.all(some.map((channel) => broker.append(channel, batch)));
  }
}

/** Part of a run whose events, all but the first, have bodies of so many bytes of JSON. */
export function batchOfRun(firstSeq: number, count: number, bodyBytes: number): RunBatch {
  const padding = 'x'.repeat(bodyBytes - newEvent(delta('')).body.length);
  const events = Array.from(
    { length: count },
    (_, index): EventInput => (firstSeq + index === 1 ? started() : delta(padding)),
  );
  return batchOf('run', events, { firstSeq, now: Date.now() });
}
