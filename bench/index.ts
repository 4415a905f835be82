import { cpus } from 'node:os';
import { redisScenarios } from './redis/index.ts';
import { dashboardScenario } from './scenarios/dashboard.ts';
import { idleScenario } from './scenarios/idle.ts';
import { latencyScenario } from './scenarios/latency.ts';
import { publishScenario } from './scenarios/publish.ts';
import { replayScenario } from './scenarios/replay.ts';

/** `npm run bench` runs each of these, `npm run bench -- replay` those that are named, and `redis` only if it is. */
const scenarios = {
  publish: publishScenario,
  replay: replayScenario,
  latency: latencyScenario,
  idle: idleScenario,
  dashboard: dashboardScenario,
};

const named = process.argv.slice(2);
const chosen = Object.entries(scenarios).filter(([name]) => named.length === 0 || named.includes(name));
if (named.includes('redis')) {
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  for (const run of redisScenarios) chosen.push(['redis', run]);
}
console.log(`Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model}`);
for (const [name, run] of chosen) {
  for (const [figure, value] of Object.entries(await run())) {
    console.log(`${name.padEnd(9)} ${figure.padEnd(46)} ${value.toLocaleString('en-US')}`);
  }
}
