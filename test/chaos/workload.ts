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
  /** Has each user begin one more run at a time. */
  addRuns(): void;
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
  const { users: userCount = 6, runsPerUser = 2, observersPerUser = 1, settleWithinMs = 120_000 } = options;
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
  const publish = await publisherOf(options, users.length * runsPerUser, { urls, appends, finish, giveUp });
  const publishing: Promise<void>[] = [];
  const { promise: failed, reject: fail } = Promise.withResolvers<never>();
  // Whoever waits for the workload hears of it.
  failed.catch(() => {});
  let slots = 0;
  const addRuns = () => {
    slots++;
    const added = users.map((userId) => publish(userId, slots));
    for (const work of added) work.catch(fail);
    publishing.push(...added);
  };
  for (let run = 0; run < runsPerUser; run++) addRuns();

  return {
    users,
    appends,
    addRuns,
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
      await within(settleWithinMs, Promise.all(publishing));
      giveUp.abort();
      await Promise.all(publishing);
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

/** How to have somebody publish one run after the other; resolves once they have finished. So many share the rate. */
async function publisherOf(options: WorkloadOptions, publishers: number, shared: Shared) {
  const { eventsPerRun = 200, batch = 20, ratePerSecond = 100, seed = 1 } = options;
  const { urls, appends, finish, giveUp } = shared;
  const token = await workerToken();
  const msPerEvent = (publishers * 1000) / ratePerSecond;
  const each = { urls, appends, token, random: seeded(seed), eventsPerRun, batch, msPerEvent };
  const signals = { finish: finish.signal, giveUp: giveUp.signal };
  return (userId: string, slot: number) => new Publishing({ ...each, ...signals, userId, slot }).work();
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
