import { cpus } from 'node:os';
import { dashboardScenario } from './scenarios/dashboard.ts';
import { idleScenario } from './scenarios/idle.ts';
import { latencyScenario } from './scenarios/latency.ts';
import { publishScenario } from './scenarios/publish.ts';
import { replayScenario } from './scenarios/replay.ts';

/** `npm run bench` runs every scenario, `npm run bench -- replay` those that are named. */
const scenarios = {
  publish: publishScenario,
  replay: replayScenario,
  latency: latencyScenario,
  idle: idleScenario,
  dashboard: dashboardScenario,
};

const named = process.argv.slice(2);
console.log(`Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model}`);
for (const [name, run] of Object.entries(scenarios)) {
  if (named.length > 0 && !named.includes(name)) continue;
  for (const [figure, value] of Object.entries(await run())) {
    console.log(`${name.padEnd(9)} ${figure.padEnd(46)} ${value.toLocaleString('en-US')}`);
  }
}
