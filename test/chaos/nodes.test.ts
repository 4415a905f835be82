import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { check, nothingWrong } from './checker.ts';
import { publishThroughKill } from './killed-publisher.ts';
import { ChaosNode } from './nodes.ts';
import { textLine } from './report.ts';
import type { Workload } from './workload.ts';
import { startWorkload } from './workload.ts';

const PAUSE_MS = 3_000;

async function startNode() {
  const folder = await temporaryFolder();
  const node = await ChaosNode.start({ folder, store: 'sqlite:events.db' });
  return { folder, node };
}

/** One node on SQLite owes everything after whatever happens to it. */
async function expectNothingWrong(run: Workload, fault: string): Promise<void> {
  const figures = check(await run.stop());
  process.stdout.write(`${textLine({ fault, figures })}\n`);
  expect(figures).toMatchObject({ ...nothingWrong, told: 0 });
  expect(figures.acknowledged).toBeGreaterThan(0);
  expect(figures.liveAgainMs?.max).toBeLessThan(Number.POSITIVE_INFINITY);
}

test('a node that is killed under load and started again', { timeout: 180_000 }, async () => {
  const { node } = await startNode();
  const run = await startWorkload({ nodes: [node] });
  await run.underLoad();
  run.markFault();
  await node.kill();
  await node.start();
  await run.underLoad();
  await expectNothingWrong(run, 'SIGKILL of the node');
});

test('a publisher that is killed between append and acknowledgement', { timeout: 180_000 }, async () => {
  const { node, folder } = await startNode();
  const run = await startWorkload({ nodes: [node] });
  await run.underLoad();
  expect(await publishThroughKill(run, node, folder)).toContain('0 published, 20 there already');
  await run.underLoad();
  await expectNothingWrong(run, 'SIGKILL of a publisher');
});

test('a node that is stopped for seconds and goes on', { timeout: 180_000 }, async () => {
  const { node } = await startNode();
  const run = await startWorkload({ nodes: [node] });
  await run.underLoad();
  run.markFault();
  node.pause();
  await sleep(PAUSE_MS);
  node.resume();
  await run.underLoad();
  await expectNothingWrong(run, 'SIGSTOP of the node');
});
