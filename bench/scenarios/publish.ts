import { Target, tokens } from '../target.ts';

const EVENTS = 20_000;
const BATCH = 20;
const RUNS = 16;

/** 20,000 events in batches of 20 by one client with 16 runs under way, each acknowledged once it is on the disk. */
export async function publishScenario(): Promise<Record<string, number>> {
  const target = await Target.start();
  await publishRuns(target, 'warm', 4_000);
  const cpuBefore = await target.cpuMicros();
  target.tell('start delay');
  const startedAt = performance.now();
  await publishRuns(target, 'run', EVENTS);
  const seconds = (performance.now() - startedAt) / 1000;
  const { delayP99Ms, delayMaxMs } = await target.ask<{ delayP99Ms: number; delayMaxMs: number }>(
    'stop delay',
  );
  const cpuMicros = (await target.cpuMicros()) - cpuBefore;
  await target.stop();
  return {
    'acknowledged events/s': Math.round(EVENTS / seconds),
    'server CPU per event, µs': round(cpuMicros / EVENTS),
    'event-loop delay p99, ms': round(delayP99Ms),
    'event-loop delay max, ms': round(delayMaxMs),
  };
}

async function publishRuns(target: Target, prefix: string, events: number): Promise<void> {
  const perRun = events / RUNS;
  await Promise.all(
    Array.from({ length: RUNS }, (_, index) => publishRun(target, `${prefix}-${index}`, perRun)),
  );
}

async function publishRun(target: Target, runId: string, count: number): Promise<void> {
  const events = [...tokens(count)];
  for (let index = 0; index < events.length; index += BATCH) {
    await target.publish('user', runId, index + 1, events.slice(index, index + BATCH));
  }
}

const round = (value: number) => Math.round(value * 10) / 10;
