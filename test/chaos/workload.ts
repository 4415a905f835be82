import { onTestFinished } from 'vitest';
import { wait } from '../../src/client/backoff.ts';
import { seeded } from '../client/proxy.ts';
import { Appends } from './appends.ts';
import type { History, Stored } from './history.ts';
import { Observing, readLog } from './observing.ts';
import { Publishing } from './publishing.ts';
import { tokenOf, workerToken } from './tokens.ts';

export interface WorkloadOptions {
  /** Serving nodes of one store. */
  readonly nodes: readonly { readonly url: string }[];
  readonly users?: number;
  /** Runs that each user has at one time; where one ends, the next begins. */
  readonly runsPerUser?: number;
  /** Each begins at another node. */
  readonly observersPerUser?: number;
  /** 2 or more. */
  readonly eventsPerRun?: number;
  /** Events in a batch, at most. */
  readonly batch?: number;
  /** Events, of all users together. */
  readonly ratePerSecond?: number;
  readonly seed?: number;
  /** What appends and observers have for coming to an end; what has not by then counts against them. */
  readonly settleWithinMs?: number;
}

/** Publishers and observers at work until `stop`, or until the test has finished. */
export interface Workload {
  readonly users: readonly string[];
  /** What was appended, and where to write down what else the test appends. */
  readonly appends: Appends;
  /** Resolves once each observer was given an event that was appended after this call. */
  underLoad(): Promise<void>;
  /** Something is being broken now. */
  markFault(): void;
  /**
   * Ends all runs, lets everybody get what there is, reads the log and tells what happened. Some node has to serve.
   */
  stop(): Promise<History>;
}

export async function startWorkload(options: WorkloadOptions): Promise<Workload> {
  const { users: userCount = 6, observersPerUser = 1, settleWithinMs = 120_000 } = options;
  const users = Array.from({ length: userCount }, (_, index) => `user ${index + 1}`);
  const urls = options.nodes.map(({ url }) => url);
  const appends = new Appends();
  const faults: number[] = [];
  const finish = new AbortController();
  const giveUp = new AbortController();
  const observers = await startObservers(users, observersPerUser, urls);
  onTestFinished(() => {
    finish.abort();
    giveUp.abort();
    for (const observer of observers) observer.dispose();
  });
  await Promise.all(observers.map(({ caughtUp, ended }) => Promise.race([caughtUp, ended])));
  const publishing = startPublishers(users, options, { urls, appends, finish, giveUp });
  // Whoever waits for the workload hears of it.
  publishing.catch(() => {});
  const failed = publishing.then(() => new Promise<never>(() => {}));

  return {
    users,
    appends,
    async underLoad() {
      const since = performance.now();
      const isNew = ({ text }: Stored) => appends.invokedAt(text) > since;
      const served = observers.map((observer) =>
        observer.until((saw) => saw.some((event) => event.kind === 'delivery' && isNew(event))),
      );
      await Promise.race([Promise.all(served), failed]);
    },
    markFault: () => void faults.push(performance.now()),
    async stop() {
      finish.abort();
      await within(settleWithinMs, publishing);
      giveUp.abort();
      await publishing;
      const log = await readLogs(users, urls);
      await within(
        settleWithinMs,
        Promise.all(observers.map((observer) => complete(observer, log, appends))),
      );
      for (const observer of observers) observer.dispose();
      return { appends: appends.all, observers, log, faults };
    },
  };
}

async function startObservers(users: readonly string[], perUser: number, urls: readonly string[]) {
  const places = users.flatMap((userId) => Array.from({ length: perUser }, (_, nth) => ({ userId, nth })));
  return Promise.all(
    places.map(async ({ userId, nth }, index) => {
      const first = index % urls.length;
      return new Observing({
        name: `observer ${nth + 1} of ${userId}`,
        userId,
        token: await tokenOf(userId),
        urls: [...urls.slice(first), ...urls.slice(0, first)],
      });
    }),
  );
}

interface Shared {
  readonly urls: readonly string[];
  readonly appends: Appends;
  readonly finish: AbortController;
  readonly giveUp: AbortController;
}

/** Resolves when all have finished. */
async function startPublishers(users: readonly string[], options: WorkloadOptions, shared: Shared) {
  const { runsPerUser = 2, eventsPerRun = 200, batch = 20, ratePerSecond = 100, seed = 1 } = options;
  const random = seeded(seed);
  const token = await workerToken();
  const msPerEvent = (users.length * runsPerUser * 1000) / ratePerSecond;
  const { urls, appends, finish, giveUp } = shared;
  const each = { urls, appends, token, random, eventsPerRun, batch, msPerEvent };
  const signals = { finish: finish.signal, giveUp: giveUp.signal };
  const slots = users.flatMap((userId) =>
    Array.from({ length: runsPerUser }, (_, index) => ({ userId, slot: index + 1 })),
  );
  await Promise.all(slots.map((slot) => new Publishing({ ...each, ...signals, ...slot }).work()));
}

async function readLogs(users: readonly string[], urls: readonly string[]): Promise<History['log']> {
  const logs = users.map(async (userId) => {
    const options = { name: `the log of ${userId}`, userId, token: await tokenOf(userId), urls };
    return [userId, await readLog(options)] as const;
  });
  return Object.fromEntries(await Promise.all(logs));
}

/** Resolves once the observer has the newest event of its log, or was told that it will not get it. */
async function complete(observer: Observing, log: History['log'], appends: Appends): Promise<void> {
  const newest = log[observer.userId]?.at(-1);
  if (newest === undefined) return;
  await observer.until((saw) =>
    saw.some((event) =>
      event.kind === 'delivery' ? event.id === newest.id : event.at > appends.invokedAt(newest.text),
    ),
  );
}

/** Waits for something, but not for longer. */
async function within(ms: number, promise: Promise<unknown>): Promise<void> {
  const timeout = new AbortController();
  try {
    await Promise.race([promise, wait(ms, timeout.signal)]);
  } finally {
    timeout.abort();
  }
}
