import { setTimeout } from 'node:timers/promises';
import type { AckMode } from '../../src/config-store.ts';
import { tokens } from '../target.ts';
import { round } from './round.ts';
import type { Figures } from './stage.ts';
import { Stage } from './stage.ts';
import { usersOf } from './users.ts';
import { Publisher, watch } from './wire.ts';

const EVENTS_PER_S = 1_000;
const USERS = 10;
const BATCH = 10;
const WARM_UP_S = 2;
const MEASURED_S = 8;

/**
 * From when a batch is due to be published to one node until its events arrive at a subscriber on the other, at a
 * steady 1,000 events/s of ten users together.
 */
export function latencyAcrossScenario(ack: AckMode): Promise<Figures> {
  return Stage.play(async (stage) => {
    const redis = await stage.redis(ack);
    const [near, far] = await stage.nodes(redis.url, ack);
    const latencies: number[] = [];
    const publisher = await Publisher.to(near.port);
    const streams = await Promise.all(
      usersOf(USERS).map((user) => steady(publisher, far.port, user, latencies)),
    );
    await evenly((batch) => streams[batch % USERS]?.());
    while (latencies.length < EVENTS_PER_S * (WARM_UP_S + MEASURED_S)) await setTimeout(10);
    publisher.close();

    const measured = latencies.slice(EVENTS_PER_S * WARM_UP_S).sort((one, other) => one - other);
    const percentile = (share: number) => round(measured[Math.floor(measured.length * share)] ?? 0);
    return {
      [`ack ${ack}, across nodes: latency p50, ms`]: percentile(0.5),
      [`ack ${ack}, across nodes: latency p99, ms`]: percentile(0.99),
    };
  });
}

/** Watches a user, and returns how to publish the next batch of that user's run, which is timed. */
async function steady(publisher: Publisher, watchOn: number, user: string, latencies: number[]) {
  const sentAt: number[] = [];
  await watch(watchOn, user, (message) => {
    const [, seq] = /"seq":(\d+)/.exec(message) ?? [];
    latencies.push(performance.now() - (sentAt[Math.floor((Number(seq) - 1) / BATCH)] as number));
  });
  const events = [...tokens((EVENTS_PER_S * (WARM_UP_S + MEASURED_S)) / USERS)];
  let published = Promise.resolve();
  return () => {
    const first = sentAt.push(performance.now()) * BATCH - BATCH;
    // One run's batches must arrive in order; the clock of a batch starts when it was due to be sent.
    published = published.then(() => publisher.publish(user, first + 1, events.slice(first, first + BATCH)));
    return published;
  };
}

async function evenly(publish: (batch: number) => Promise<void> | undefined): Promise<void> {
  const published: (Promise<void> | undefined)[] = [];
  const startedAt = performance.now();
  for (let batch = 0; batch < ((WARM_UP_S + MEASURED_S) * EVENTS_PER_S) / BATCH; batch++) {
    const dueAt = startedAt + ((batch * BATCH) / EVENTS_PER_S) * 1000;
    await setTimeout(Math.max(0, dueAt - performance.now()));
    published.push(publish(batch));
  }
  await Promise.all(published);
}
