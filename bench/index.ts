import { barLines } from './bars.ts';
import type { Figure } from './figures.ts';
import type { Options } from './options.ts';
import { readOptions } from './options.ts';
import { installPeers } from './peers.ts';
import { redisScenarios } from './redis/index.ts';
import { machineLines, readMachine, writeResults } from './results.ts';
import { dashboardScenario } from './scenarios/dashboard.ts';
import { burstScenario, scatteredScenario } from './scenarios/delivery.ts';
import { idleScenario } from './scenarios/idle.ts';
import { latencyScenario } from './scenarios/latency.ts';
import { publishScenario } from './scenarios/publish.ts';
import { publishedScenario } from './scenarios/published.ts';
import { replayScenario } from './scenarios/replay.ts';
import { stalledScenario } from './scenarios/stalled.ts';
import { stormScenario } from './scenarios/storm.ts';
import { toolsScenario } from './scenarios/tools.ts';
import { rounded, tableOf } from './table.ts';

/** `npm run bench` runs each of these, `npm run bench -- replay` those that are named, `--quick` the first two. */
const scenarios: Readonly<Record<string, (options: Options) => Promise<readonly Figure[]>>> = {
  scattered: scatteredScenario,
  burst: burstScenario,
  published: publishedScenario,
  replay: replayScenario,
  tools: toolsScenario,
  publish: publishScenario,
  latency: latencyScenario,
  stalled: stalledScenario,
  idle: idleScenario,
  storm: stormScenario,
};

/** Only if they are named. */
const others: Readonly<Record<string, readonly (() => Promise<Readonly<Record<string, number>>>)[]>> = {
  dashboard: [dashboardScenario],
  redis: redisScenarios,
};

async function measure(options: Options): Promise<void> {
  const figures: Figure[] = [];
  for (const name of options.named) {
    const measured = (await scenarios[name]?.(options)) ?? [];
    figures.push(...measured);
    if (measured.length > 0) console.log(`\n${tableOf(measured).join('\n')}`);
    for (const other of others[name] ?? []) print(name, await other());
  }
  if (figures.length === 0) return;
  console.log(`\n${barLines(figures).join('\n')}`);
  if (!options.isProfiled)
    writeResults(options.title, { at: new Date().toISOString(), machine: readMachine(), figures });
}

function print(name: string, measured: Readonly<Record<string, number>>): void {
  for (const [figure, value] of Object.entries(measured))
    console.log(`${name.padEnd(9)} ${figure.padEnd(46)} ${rounded(value)}`);
}

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
const options = readOptions(Object.keys(scenarios), Object.keys(others));
installPeers();
console.log(machineLines(readMachine()).join('\n'));
await measure(options);
