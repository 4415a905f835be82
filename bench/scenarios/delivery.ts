import type { Figure } from '../figures.ts';
import type { Options } from '../options.ts';
import { figuresOf, playRounds } from '../rounds.ts';
import type { Audience, Delivering } from '../runner.ts';
import { gatherAll } from '../runners.ts';
import { Stage } from '../stage.ts';

export const SCATTERED = {
  audience: { users: 500, socketsPerUser: 2 },
  work: { users: 500, batches: 10, batchSize: 1 },
};

export const BURST = {
  audience: { users: 1, socketsPerUser: 4 },
  work: { users: 1, batches: 250, batchSize: 20 },
};

/** Each user in turn gets one event, on two sockets, so that each event is a write to each of them. */
export const scatteredScenario = (options: Options) => deliver('scattered', options, SCATTERED);

/** A run that streams tokens to the four sockets of its user, 20 at a time. */
export const burstScenario = (options: Options) => deliver('burst', options, BURST);

function deliver(
  scenario: string,
  { contestants, rounds, isQuick }: Options,
  { audience, work }: { audience: Audience; work: Delivering },
): Promise<Figure[]> {
  return Stage.play(async (stage) => {
    const batches = isQuick ? work.batches / 2 : work.batches;
    const runners = await gatherAll(stage, contestants, audience);
    return figuresOf(
      scenario,
      await playRounds(runners, rounds, (runner) => runner.round({ ...work, batches })),
    );
  });
}
