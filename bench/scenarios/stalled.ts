import type { Contestant } from '../contestants.ts';
import type { Figure } from '../figures.ts';
import { percentile } from '../figures.ts';
import type { Options } from '../options.ts';
import { pace } from '../pace.ts';
import { Runner } from '../runner.ts';
import { Stage } from '../stage.ts';

const PACE = { users: 499, socketsPerUser: 2, batchesPerSecond: 50, batchSize: 20, warmUpSeconds: 3 };
/** 4 MB/s: the kernel's buffers are full after some seconds. */
const FLOOD = { textBytes: 16 * 1024, batchSize: 5 };

/** One reader of 1,000 reads nothing, though 4 MB/s are streamed to its user; beside the same with all of them reading. */
export async function stalledScenario({ contestants, isQuick }: Options): Promise<Figure[]> {
  const seconds = isQuick ? 8 : 15;
  const figures: Figure[] = [];
  for (const contestant of contestants) {
    const reading = await play(contestant, seconds, false);
    const stalled = await play(contestant, seconds, true);
    const of = { scenario: 'stalled', server: contestant.name };
    figures.push(
      { ...of, figure: 'memory in use, all read, MiB', value: reading.memory },
      { ...of, figure: 'memory in use, one stalls, MiB', value: stalled.memory },
      { ...of, figure: 'p99 of the others, all read, ms', value: reading.p99 },
      { ...of, figure: 'p99 of the others, one stalls, ms', value: stalled.p99 },
    );
  }
  return figures;
}

/** What a server has that does not survive it: seen of peers, whose queues of events have an end. */
const FAILED = { memory: Number.NaN, p99: Number.NaN };

function play(contestant: Contestant, seconds: number, stalls: boolean): Promise<typeof FAILED> {
  const played = Stage.play(async (stage) => {
    const runner = await Runner.start(stage, contestant);
    const { latencies, use } = await pace(stage, runner, { ...PACE, seconds, flood: { ...FLOOD, stalls } });
    const memory = (use.heapUsed + use.external) / 1024 ** 2;
    return { memory, p99: percentile(latencies, 0.99) };
  });
  return played.catch((error: Error) => {
    if (contestant.hasStore) throw error;
    console.error(`stalled: ${error.message}`);
    return FAILED;
  });
}
