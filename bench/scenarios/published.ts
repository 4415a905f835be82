import type { PublisherReply, PublisherRequest } from '../clients/publisher.ts';
import type { Figure } from '../figures.ts';
import { median, RAW } from '../figures.ts';
import type { Options } from '../options.ts';
import type { Child } from '../redis/child.ts';
import { figuresOf, playRounds } from '../rounds.ts';
import type { Round, Runner } from '../runner.ts';
import { gatherAll } from '../runners.ts';
import { Stage } from '../stage.ts';
import { SCATTERED } from './delivery.ts';

const WORK = { users: 500, batches: 1, batchSize: 20 };
const IN_FLIGHT = 16;

/**
 * As scattered, with the publishing in the same figure: over HTTP, in batches of 20, from a process of its own. The
 * ratios are to the raw server that is published to in the same way, and to the one that only delivers.
 */
export function publishedScenario({ contestants, rounds }: Options): Promise<Figure[]> {
  return Stage.play(async (stage) => {
    const runners = await gatherAll(stage, contestants, SCATTERED.audience);
    const publisher = stage.helper<PublisherRequest, PublisherReply>('./clients/publisher.ts');
    const delivered: Round[] = [];
    const published = await playRounds(runners, rounds, async (runner) => {
      if (runner.contestant.name === RAW) delivered.push(await runner.round(SCATTERED.work));
      return publish(runner, publisher);
    });
    const figures = figuresOf('published', published);
    const raw = median(
      delivered.slice(rounds.warmUps).map(({ cpuMicros, messages }) => cpuMicros / messages),
    );
    const strict = figures
      .filter(({ figure }) => figure.startsWith('server CPU'))
      .map(({ server, value }) => ({ server, value: value / raw }));
    const figure = 'CPU per event ÷ raw, delivery only';
    return [...figures, ...strict.map((one) => ({ scenario: 'published', figure, ...one }))];
  });
}

function publish(runner: Runner, publisher: Child<PublisherRequest, PublisherReply>): Promise<Round> {
  const work = runner.number(WORK);
  const messages = WORK.users * WORK.batches * WORK.batchSize * SCATTERED.audience.socketsPerUser;
  return runner.measure(messages, async () => {
    const { error } = await publisher.ask({ ...work, port: runner.port, inFlight: IN_FLIGHT });
    if (error !== null) throw new Error(`${runner.contestant.name}: ${error}`);
  });
}
