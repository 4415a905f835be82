import type { Figure } from './figures.ts';
import { besideRaw, median } from './figures.ts';
import type { Round, Runner } from './runner.ts';

export interface Rounds {
  readonly warmUps: number;
  readonly measured: number;
}

/** Rounds of all servers by turns, so that what disturbs the machine disturbs all of them. The last ones count. */
export async function playRounds(
  runners: readonly Runner[],
  { warmUps, measured }: Rounds,
  play: (runner: Runner) => Promise<Round>,
): Promise<ReadonlyMap<string, readonly Round[]>> {
  const rounds = new Map<string, Round[]>(runners.map(({ contestant }) => [contestant.name, []]));
  for (let round = 0; round < warmUps + measured; round++) {
    for (const runner of runners) rounds.get(runner.contestant.name)?.push(await play(runner));
  }
  for (const all of rounds.values()) all.splice(0, warmUps);
  return rounds;
}

/** CPU and speed, as the medians of the rounds of each server. */
export function figuresOf(scenario: string, rounds: ReadonlyMap<string, readonly Round[]>): Figure[] {
  const medians = (of: (round: Round) => number) =>
    new Map([...rounds].map(([server, all]) => [server, median(all.map(of))]));
  return [
    ...besideRaw(
      scenario,
      'server CPU per event, µs',
      medians(({ cpuMicros, messages }) => cpuMicros / messages),
    ),
    ...besideRaw(
      scenario,
      'delivered events/s',
      medians(({ messages, ms }) => (messages / ms) * 1000),
    ),
  ];
}
