import { setTimeout } from 'node:timers/promises';
import { Target, tokens } from '../target.ts';

const EVENTS_PER_S = 1_000;
const BATCH = 10;
const WARM_UP_S = 2;
const MEASURED_S = 10;

/** From the start of the publishing request to the event's arrival at a subscriber, at a steady 1,000 events/s. */
export async function latencyScenario(): Promise<Record<string, number>> {
  const target = await Target.start();
  const sentAt: number[] = [];
  const latencies: number[] = [];
  const socket = await target.watch('user', 'LATEST', (message) => {
    const [, seq] = /"seq":(\d+)/.exec(message) ?? [];
    const sent = sentAt[Math.floor((Number(seq) - 1) / BATCH)];
    if (sent !== undefined) latencies.push(performance.now() - sent);
  });

  const events = [...tokens(EVENTS_PER_S * (WARM_UP_S + MEASURED_S))];
  const startedAt = performance.now();
  let published = Promise.resolve();
  for (let index = 0; index < events.length; index += BATCH) {
    const dueAt = startedAt + (index / EVENTS_PER_S) * 1000;
    await setTimeout(Math.max(0, dueAt - performance.now()));
    sentAt.push(performance.now());
    // One run's batches must arrive in order; the clock of a batch starts when it was due to be sent.
    published = published.then(() =>
      target.publish('user', 'run', index + 1, events.slice(index, index + BATCH)),
    );
  }
  await published;
  while (latencies.length < events.length) await setTimeout(10);
  socket.terminate();
  await target.stop();

  const measured = latencies.slice(EVENTS_PER_S * WARM_UP_S).sort((a, b) => a - b);
  const percentile = (share: number) =>
    Math.round((measured[Math.floor(measured.length * share)] ?? 0) * 10) / 10;
  return { 'latency p50, ms': percentile(0.5), 'latency p99, ms': percentile(0.99) };
}
