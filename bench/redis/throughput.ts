import type { AckMode } from '../../src/config-store.ts';
import type { Child } from './child.ts';
import type { LoadOrder, LoadReport } from './load.ts';
import type { BenchNode } from './node.ts';
import type { Figures } from './stage.ts';
import { Stage } from './stage.ts';
import { usersOf } from './users.ts';

const BATCH = 20;
const USERS_PER_NODE = 32;
const WARM_UP_S = 2;
const MEASURED_S = 4;

type Load = Child<LoadOrder, LoadReport>;

/**
 * Events per second through one node and through two, in batches of 20, each node loaded by a process of its own: first
 * with nobody watching, then with a subscriber to every user, on the other node where there is one.
 */
export function throughputScenario(ack: AckMode): Promise<Figures> {
  return Stage.play(async (stage) => {
    const redis = await stage.redis(ack);
    const nodes = await stage.nodes(redis.url, ack);
    const loads: Load[] = nodes.map(() => stage.helper('./load.ts'));
    await loaded(nodes, loads, { isWatched: true, seconds: WARM_UP_S });
    return {
      ...(await through(nodes.slice(0, 1), loads, `ack ${ack}, 1 node`)),
      ...(await through(nodes, loads, `ack ${ack}, 2 nodes`)),
    };
  });
}

async function through(nodes: readonly BenchNode[], loads: readonly Load[], label: string): Promise<Figures> {
  const alone = await loaded(nodes, loads, { isWatched: false, seconds: MEASURED_S });
  const watched = await loaded(nodes, loads, { isWatched: true, seconds: MEASURED_S });
  return {
    [`${label}: appended/s`]: alone.appendedPerS,
    [`${label}, watched: appended/s`]: watched.appendedPerS,
    [`${label}, watched: delivered/s`]: watched.deliveredPerS,
  };
}

interface LoadOptions {
  readonly isWatched: boolean;
  readonly seconds: number;
}

async function loaded(
  nodes: readonly BenchNode[],
  loads: readonly Load[],
  { isWatched, seconds }: LoadOptions,
): Promise<{ appendedPerS: number; deliveredPerS: number }> {
  const reports = await Promise.all(
    nodes.map(({ port }, index) => {
      const other = nodes[(index + 1) % nodes.length] as BenchNode;
      const users = usersOf(USERS_PER_NODE);
      const watchOn = isWatched ? other.port : null;
      return (loads[index] as Load).ask({ publishTo: port, watchOn, users, batch: BATCH, seconds });
    }),
  );
  const sum = (figure: 'appended' | 'delivered') =>
    reports.reduce((total, report) => total + report[figure], 0);
  const longest = (figure: 'appendSeconds' | 'deliverySeconds') =>
    Math.max(...reports.map((report) => report[figure]));
  return {
    appendedPerS: Math.round(sum('appended') / longest('appendSeconds')),
    deliveredPerS: Math.round(sum('delivered') / longest('deliverySeconds')),
  };
}
