import type { Figure } from '../figures.ts';
import { besideRaw, percentile } from '../figures.ts';
import type { Options } from '../options.ts';
import { pace } from '../pace.ts';
import { Runner } from '../runner.ts';
import { Stage } from '../stage.ts';

const PACE = { users: 50, socketsPerUser: 2, batchesPerSecond: 100, batchSize: 10, warmUpSeconds: 3 };

/** From the sending of a batch to the arrival of its events, at a steady 1,000 events/s over HTTP to 100 sockets. */
export async function latencyScenario({ contestants, isQuick }: Options): Promise<Figure[]> {
  const latencies = new Map<string, readonly number[]>();
  for (const contestant of contestants) {
    const paced = await Stage.play(async (stage) =>
      pace(stage, await Runner.start(stage, contestant), { ...PACE, seconds: isQuick ? 3 : 10 }),
    );
    latencies.set(contestant.name, paced.latencies);
  }
  const of = (share: number) => new Map([...latencies].map(([name, all]) => [name, percentile(all, share)]));
  return [...besideRaw('latency', 'p50, ms', of(0.5)), ...besideRaw('latency', 'p99, ms', of(0.99))];
}
