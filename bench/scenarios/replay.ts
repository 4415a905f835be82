import type { Figure } from '../figures.ts';
import { median } from '../figures.ts';
import type { Options } from '../options.ts';
import { playRounds } from '../rounds.ts';
import type { Round } from '../runner.ts';
import { Runner } from '../runner.ts';
import { Stage } from '../stage.ts';
import { BURST } from './delivery.ts';

/** At least. */
const EVENTS = 50_000;

/** One subscriber reads 50,000 stored events, or as many as the bursts have left, each as a message of its own; beside a burst of the same server. */
export function replayScenario({ agentwire, rounds }: Options): Promise<Figure[]> {
  return Stage.play(async (stage) => {
    const runner = await Runner.start(stage, agentwire);
    await runner.gather(BURST.audience);
    const bursts = await playRounds([runner], rounds, () => runner.round(BURST.work));
    await runner.leave();
    const missing = EVENTS - runner.lastSeq;
    if (missing > 0) await runner.prepare({ users: 1, batches: 1, batchSize: missing });
    const replays = await playRounds([runner], rounds, () => replay(runner));

    const speedOf = (all: ReadonlyMap<string, readonly Round[]>) =>
      median([...all.values()].flat().map(({ messages, ms }) => (messages / ms) * 1000));
    const cpu = median([...replays.values()].flat().map(({ cpuMicros, messages }) => cpuMicros / messages));
    const delivered = speedOf(bursts);
    const published = delivered / BURST.audience.socketsPerUser;
    const of = { scenario: 'replay', server: agentwire.name };
    return [
      { ...of, figure: 'replayed events/s', value: speedOf(replays) },
      { ...of, figure: 'server CPU per event, µs', value: cpu },
      { ...of, figure: 'events/s ÷ burst, events/s to each socket', value: speedOf(replays) / published },
      { ...of, figure: 'events/s ÷ burst, events/s to all sockets', value: speedOf(replays) / delivered },
    ];
  });
}

/** Ends with a CaughtUp, and counts from the second event on. */
async function replay(runner: Runner): Promise<Round> {
  const audience = { users: 1, socketsPerUser: 1, messageBytes: null, liveAt: '"AgentStarted"' };
  const before = await runner.use();
  const { startedAt, doneAt } = await runner.gather({ ...audience, messages: runner.lastSeq });
  const after = await runner.use();
  await runner.leave();
  return { cpuMicros: after.cpuMicros - before.cpuMicros, ms: doneAt - startedAt, messages: runner.lastSeq };
}
