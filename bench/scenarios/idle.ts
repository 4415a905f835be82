import type { Contestant } from '../contestants.ts';
import type { Figure } from '../figures.ts';
import { besideRaw } from '../figures.ts';
import type { Options } from '../options.ts';
import { Runner } from '../runner.ts';
import { Stage } from '../stage.ts';

const USERS_BEFORE = 100;

/** Memory of the server for each of so many sockets, two of each user, that are subscribed and idle. */
export async function idleScenario({ contestants, isQuick }: Options): Promise<Figure[]> {
  const sockets = isQuick ? 2_000 : 10_000;
  const resident = new Map<string, number>();
  const heap = new Map<string, number>();
  for (const contestant of contestants) {
    const { rss, heapUsed } = await Stage.play((stage) => measure(stage, contestant, sockets));
    resident.set(contestant.name, rss / sockets / 1024);
    heap.set(contestant.name, heapUsed / sockets / 1024);
  }
  return [
    ...besideRaw('idle', 'resident KiB per socket', resident),
    ...besideRaw('idle', 'heap KiB per socket', heap),
  ];
}

async function measure(stage: Stage, contestant: Contestant, sockets: number) {
  const runner = await Runner.start(stage, contestant);
  const users = sockets / 2;
  await runner.open(users);
  await runner.gather({ users: USERS_BEFORE, socketsPerUser: 1 });
  const before = await runner.use(true);
  await runner.gather({ users, socketsPerUser: 2 });
  const after = await runner.use(true);
  return { rss: after.rss - before.rss, heapUsed: after.heapUsed - before.heapUsed };
}
