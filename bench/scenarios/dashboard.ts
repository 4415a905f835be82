import { setTimeout } from 'node:timers/promises';
import type { AgentEventInput } from '../../src/client/generated/graphql.ts';
import { MeasuredPage } from '../page.ts';
import { Stage } from '../stage.ts';
import type { Target } from '../target.ts';
import { startTarget } from '../target.ts';
import { signToken } from '../token.ts';

const EVENTS_PER_S = 200;
const BATCH = 10;
const RECORDED_S = 10;
const RUNS = 5_000;
const AT_ONCE = 100;
const SCROLL_STEPS = 200;
/** Above this, a person notices that the page does not answer. */
const TOO_LONG_MS = 100;

/** The pages in Chromium: how long the main thread is kept busy, and how much there is to load. */
export function dashboardScenario(): Promise<Record<string, number>> {
  return Stage.play(async (stage) => {
    const target = await startTarget(stage);
    const token = await signToken('user');
    return {
      ...(await liveRun(target, token, 'overview')),
      ...(await liveRun(target, token, 'timeline')),
      ...(await liveRun(target, token, 'events')),
      ...(await scrolledList(target, await signToken('lister'))),
      ...(await weights(target, token)),
    };
  });
}

/** 200 events/s for 10 s on the page of their run. */
async function liveRun(target: Target, token: string, view: string): Promise<Record<string, number>> {
  const events = workOf(EVENTS_PER_S * RECORDED_S);
  await target.publishing.publish('user', view, 1, [{ agentStarted: { agent: { name: 'bench' } } }]);
  const measured = await MeasuredPage.open(`${target.origin}/runs/${view}?view=${view}#token=${token}`);
  await measured.page.getByRole('status').getByText('Live', { exact: true }).waitFor();
  const tasks = await measured.longTasks(async () => {
    const startedAt = performance.now();
    for (let index = 0; index < events.length; index += BATCH) {
      const dueAt = startedAt + (index / EVENTS_PER_S) * 1000;
      await setTimeout(Math.max(0, dueAt - performance.now()));
      await target.publishing.publish('user', view, index + 2, events.slice(index, index + BATCH));
    }
    await measured.page.getByText('bench: Completed').waitFor({ state: 'attached' });
  });
  await measured.close();
  return figures(`${EVENTS_PER_S} events/s, ${view}`, tasks);
}

/** What an agent does that streams its answer, thinks between the lines and uses tools. */
function workOf(count: number): AgentEventInput[] {
  const events: AgentEventInput[] = Array.from({ length: count - 1 }, (_, index) => {
    const step = index % 20;
    const call = { toolCallId: `call-${Math.floor(index / 20)}`, toolName: 'search' };
    if (step === 0) return { toolExecuting: { ...call, title: `Search number ${index}`, input: { index } } };
    if (step < 4) return { toolProgress: { toolCallId: call.toolCallId, progress: step, total: 4 } };
    if (step === 4) return { toolCompleted: { ...call, status: 'SUCCEEDED', output: { hits: index } } };
    if (step < 8)
      return { agentThinking: { blockId: call.toolCallId, thinkingKind: 'REASONING', text: 'Hm. ' } };
    return { messageDelta: { messageId: 'answer', text: `token ${index}${step === 19 ? '\n' : ' '}` } };
  });
  return [...events, { agentCompleted: {} }];
}

/** A list of 5,000 runs, scrolled from its top to its end, pages being read on the way. */
async function scrolledList(target: Target, token: string): Promise<Record<string, number>> {
  for (let first = 0; first < RUNS; first += AT_ONCE) {
    const publish = (index: number) =>
      target.publishing.publish('lister', `run-${index}`, 1, [
        { agentStarted: { agent: { name: 'bench' } } },
        { agentCompleted: {} },
      ]);
    await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => publish(first + index)));
  }
  const measured = await MeasuredPage.open(`${target.origin}/#token=${token}`);
  const { page } = measured;
  await page.getByRole('list', { name: 'Runs' }).waitFor();
  const tasks = await measured.longTasks(async () => {
    await page.mouse.move(640, 500);
    for (let step = 0; step < SCROLL_STEPS; step++) {
      await page.mouse.wheel(0, 1_200);
      await page.evaluate('new Promise(requestAnimationFrame)');
    }
    await page.getByText(`${RUNS.toLocaleString('en')} runs`).waitFor();
  });
  await measured.close();
  return figures(`scrolling ${RUNS} runs`, tasks);
}

/** The bytes of the two pages, as far as they are loaded when they are first seen. */
async function weights(target: Target, token: string): Promise<Record<string, number>> {
  const dashboard = await MeasuredPage.open(`${target.origin}/#token=${token}`);
  await dashboard.page.getByRole('list', { name: 'Runs' }).waitFor();
  const graphiql = await MeasuredPage.open(`${target.origin}/graphiql#token=${token}`);
  await graphiql.page.getByRole('region', { name: 'Operation Editor' }).waitFor();
  const result = {
    'dashboard, compressed bytes': await dashboard.loadedBytes(),
    'GraphiQL, compressed bytes': await graphiql.loadedBytes(),
  };
  await dashboard.close();
  await graphiql.close();
  return result;
}

function figures(name: string, tasks: readonly number[]): Record<string, number> {
  return {
    [`${name}: tasks over ${TOO_LONG_MS} ms`]: tasks.filter((ms) => ms > TOO_LONG_MS).length,
    [`${name}: longest task, ms`]: Math.round(Math.max(0, ...tasks)),
  };
}
