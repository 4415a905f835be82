import { setTimeout as sleep } from 'node:timers/promises';
import type { Follower } from './followers.ts';

const STAYS_MS = [2_000, 12_000] as const;
const AWAY_MS = [0, 2_000] as const;

const between = ([least, most]: readonly [number, number]) => least + Math.random() * (most - least);

/** Ways to go; each resolves when the client is about to come back. */
const ways: readonly ((follower: Follower) => Promise<void>)[] = [
  async (follower) => follower.cut(),
  async (follower) => follower.abandon(),
  async (follower) => {
    follower.leave();
    await sleep(between(AWAY_MS));
    follower.come();
  },
];

/** Comes, vanishes and comes back until it is told to stay. Resolves to how often it vanished, and stays. */
export async function churn(follower: Follower, stay: AbortSignal): Promise<number> {
  let vanished = 0;
  // Not all at once.
  await sleep(between(AWAY_MS));
  follower.come();
  for (;;) {
    await sleep(between(STAYS_MS), undefined, { signal: stay }).catch(() => {});
    if (stay.aborted) return vanished;
    await ways[vanished++ % ways.length]?.(follower);
  }
}
