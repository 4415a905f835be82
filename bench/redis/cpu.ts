import type { Child } from './child.ts';
import type { LoadOrder, LoadReport } from './load.ts';
import type { BenchNode } from './node.ts';
import type { BenchRedis } from './redis.ts';
import { round } from './round.ts';
import type { Figures } from './stage.ts';
import { Stage } from './stage.ts';
import { usersOf } from './users.ts';

const USERS = 32;
const WARM_UP_S = 2;
const MEASURED_S = 3;

/** What an append and a delivery cost Redis and the nodes, under full load. */
export function cpuScenario(): Promise<Figures> {
  return Stage.play(async (stage) => {
    const redis = await stage.redis('none');
    const [near, far] = await stage.nodes(redis.url, 'none');
    const load: Child<LoadOrder, LoadReport> = stage.helper('./load.ts');
    const order = (batch: number, watchOn: number | null, seconds = MEASURED_S): LoadOrder => ({
      ...{ publishTo: near.port, watchOn, users: usersOf(USERS), batch, seconds },
    });
    const spentOn = (work: LoadOrder) => measure({ redis, near, far }, () => load.ask(work), work.batch);

    await load.ask(order(20, far.port, WARM_UP_S));
    const twenty = await spentOn(order(20, null));
    const one = await spentOn(order(1, null));
    const watched = await spentOn(order(20, far.port));
    return {
      'Redis CPU per append of 20, µs': twenty.redisPerAppend,
      'Redis CPU per append of 20, in its script, µs': twenty.scriptPerAppend,
      'Redis CPU per append of 20, watched, µs': watched.redisPerAppend,
      'Redis CPU per append of 1, µs': one.redisPerAppend,
      'Redis CPU per append of 1, in its script, µs': one.scriptPerAppend,
      'node CPU per append of 20, µs': twenty.nodePerAppend,
      'node CPU per append of 1, µs': one.nodePerAppend,
      'node CPU per delivered event, µs': watched.nodePerDelivered,
    };
  });
}

interface Parts {
  readonly redis: BenchRedis;
  /** Where events are published, and where they are watched. */
  readonly near: BenchNode;
  readonly far: BenchNode;
}

async function measure(parts: Parts, work: () => Promise<LoadReport>, batch: number) {
  const before = await spentBy(parts);
  const { appended, delivered } = await work();
  const after = await spentBy(parts);
  const appends = appended / batch;
  const spent = (part: keyof typeof before) => after[part] - before[part];
  return {
    redisPerAppend: round(spent('redis') / appends),
    scriptPerAppend: round(spent('scripts') / appends),
    nodePerAppend: round(spent('near') / appends),
    nodePerDelivered: round(spent('far') / delivered),
  };
}

async function spentBy({ redis, near, far }: Parts) {
  const { cpu, scripts } = await redis.spent();
  return { redis: cpu, scripts, near: await near.cpuMicros(), far: await far.cpuMicros() };
}
