import type { PublisherReply, PublisherRequest } from '../clients/publisher.ts';
import type { Figure } from '../figures.ts';
import { median } from '../figures.ts';
import type { Options } from '../options.ts';
import { Runner } from '../runner.ts';
import { Stage } from '../stage.ts';

const WORK = { users: 16, batches: 50, batchSize: 20 };
const EVENTS = WORK.users * WORK.batches * WORK.batchSize;

/** Batches of 20 to 16 runs at a time, to which nobody listens: each is acknowledged once it is on the disk. */
export function publishScenario({ agentwire, rounds: { warmUps, measured } }: Options): Promise<Figure[]> {
  return Stage.play(async (stage) => {
    const runner = await Runner.start(stage, agentwire);
    await runner.open(WORK.users);
    const publisher = stage.helper<PublisherRequest, PublisherReply>('./clients/publisher.ts');
    const perSecond: number[] = [];
    const cpu: number[] = [];
    for (let round = 0; round < warmUps + measured; round++) {
      const before = await runner.use();
      const request = { ...runner.number(WORK), port: runner.port, inFlight: WORK.users };
      const { ms, error } = await publisher.ask(request);
      if (error !== null) throw new Error(error);
      const after = await runner.use();
      if (round < warmUps) continue;
      perSecond.push((EVENTS / ms) * 1000);
      cpu.push((after.cpuMicros - before.cpuMicros) / EVENTS);
    }
    const of = { scenario: 'publish', server: agentwire.name };
    return [
      { ...of, figure: 'acknowledged events/s', value: median(perSecond) },
      { ...of, figure: 'server CPU per event, µs', value: median(cpu) },
    ];
  });
}
