import { cpuScenario } from './cpu.ts';
import { latencyAcrossScenario } from './latency.ts';
import { memoryScenario } from './memory.ts';
import { recoveryScenario } from './recovery.ts';
import { throughputScenario } from './throughput.ts';

/**
 * Nodes that share a Redis, all of them processes of their own. They end with their scenario, and with this process.
 * About three minutes.
 */
export const redisScenarios = [
  () => throughputScenario('none'),
  () => throughputScenario('replicated'),
  () => latencyAcrossScenario('none'),
  () => latencyAcrossScenario('replicated'),
  recoveryScenario,
  memoryScenario,
  cpuScenario,
];
