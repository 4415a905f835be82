import { setImmediate } from 'node:timers/promises';
import type { Scheduler } from 'fast-check';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Broker, OnAppend, Unwatch } from '../../src/broker/broker.ts';
import { MemoryBroker } from '../../src/broker/memory.ts';
import type { Channel } from '../../src/events/channel.ts';
import type { Position } from '../../src/events/cursor.ts';
import type { EventType } from '../../src/events/event.ts';
import type { Publication } from '../../src/events/publication.ts';
import type { EventInput } from '../../src/events/validate.ts';
import { Feeds } from '../../src/feed/feeds.ts';
import type { Filter } from '../../src/feed/filter.ts';
import { matches } from '../../src/feed/filter.ts';
import type { Delivery, Reader } from '../../src/feed/reader.ts';
import { defaults } from '../support/settings.ts';
import {
  completed,
  delta,
  everything,
  keep,
  MeddledBroker,
  newChannel,
  positionOf,
  publish,
  started,
  tool,
} from './support.ts';

const USERS = 2;
const NODES = 2;
const KEPT = 5;

type Fate = 'comes' | 'is lost' | 'comes twice' | 'comes as a mere hint';

interface ClientPlan {
  readonly user: number;
  readonly node: number;
  readonly start: 'earliest' | 'latest';
  readonly types: readonly EventType[] | null;
  readonly isSlow: boolean;
}

type Action =
  | { readonly does: 'publish'; readonly user: number; readonly run: number; readonly count: number }
  | { readonly does: 'end a run'; readonly user: number; readonly run: number }
  | { readonly does: 'trim' }
  | { readonly does: 'check'; readonly node: number }
  | { readonly does: 'disconnect'; readonly client: number }
  | { readonly does: 'connect'; readonly client: number; readonly node: number };

const user = fc.nat(USERS - 1);
const node = fc.nat(NODES - 1);
const run = fc.nat(1);
const client = fc.nat(3);

const anyClient: fc.Arbitrary<ClientPlan> = fc.record({
  user,
  node,
  start: fc.constantFrom('earliest', 'latest'),
  types: fc.option(
    fc.subarray<EventType>(['AGENT_STARTED', 'MESSAGE_DELTA', 'TOOL_EXECUTING'], { minLength: 1 }),
  ),
  isSlow: fc.boolean(),
});

const anyAction: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      does: fc.constant('publish' as const),
      user,
      run,
      count: fc.integer({ min: 1, max: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('end a run' as const), user, run }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('trim' as const) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('check' as const), node }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('disconnect' as const), client }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('connect' as const), client, node }) },
);

const fatesOf = (...fates: Fate[]) => fc.infiniteStream(fc.constantFrom(...fates));

/** A store whose every answer and announcement comes when the scheduler says, or not at all. */
function scheduled(store: Broker, scheduler: Scheduler, fates: Iterator<Fate>): MeddledBroker {
  const broker = new MeddledBroker(store);
  const turn = (label: string) => scheduler.schedule(Promise.resolve(), label);
  broker.before = (call) => turn(`${call} is asked`);
  broker.behind = (call) => turn(`${call} is answered`);
  const comes = (hint: readonly Publication[], deliver: OnAppend) =>
    turn('an announcement').then(() => deliver(hint));
  const outcomes: Record<Fate, MeddledBroker['announce']> = {
    comes,
    'is lost': () => {},
    'comes twice': (hint, deliver) => {
      comes(hint, deliver);
      comes(hint, deliver);
    },
    'comes as a mere hint': (_, deliver) => comes([], deliver),
  };
  broker.announce = (hint, deliver) => outcomes[fates.next().value as Fate](hint, deliver);
  return broker;
}

/** One user's log as it really was, and how much of it may be gone. */
class Truth {
  readonly publications: Publication[] = [];
  readonly channel: Channel;
  readonly #store: Broker;

  constructor(store: Broker, channel: Channel) {
    this.#store = store;
    this.channel = channel;
  }

  watch(): Promise<Unwatch> {
    return this.#store.watch(this.channel, (hint) => this.publications.push(...hint));
  }

  get newestOffset(): number {
    return this.publications.length;
  }

  /** Everything up to here was trimmed. */
  async trimmed(): Promise<number> {
    return (await this.#store.read(this.channel, 'earliest', 0)).from.offset;
  }
}

/** Somebody who follows one user's events, and holds every delivery against what really happened. */
class Client {
  readonly #truth: Truth;
  readonly #plan: ClientPlan;
  readonly #filter: Filter;
  readonly #nextTurn: () => Promise<void>;
  #connection = 0;
  #reader: Reader | null = null;
  #cursor: Position | null = null;
  /** Up to this offset everything was delivered or given up in a reset; null as long as nothing says where it began. */
  #seen: number | null = null;
  /** The newest offset when it was connected last: what follows has to come in any case. */
  #newestAtStart = 0;
  #reading: Promise<void> = Promise.resolve();
  /** The first delivery that should not have been. */
  #failure: unknown = null;

  constructor(truth: Truth, plan: ClientPlan, nextTurn: () => Promise<void>) {
    this.#truth = truth;
    this.#plan = plan;
    this.#filter = { ...everything, types: plan.types === null ? null : new Set(plan.types) };
    this.#nextTurn = nextTurn;
  }

  connect(nodes: readonly Feeds[], node = this.#plan.node): void {
    if (this.#connection !== 0) return;
    const connection = ++Client.#lastConnection;
    this.#connection = connection;
    this.#reading = this.#reading.then(() => this.#follow(nodes[node] as Feeds, connection));
    this.#reading.catch((failure) => {
      this.#failure ??= failure;
    });
  }
  static #lastConnection = 0;

  /** Resolves once nothing of the connection is left. */
  async disconnect(): Promise<void> {
    this.#connection = 0;
    this.#reader?.close();
    this.#reader = null;
  }

  /** To be called when all is at rest. */
  expectComplete(): void {
    if (this.#failure !== null) throw this.#failure;
    expect(this.#missingBetween(this.#seen ?? this.#newestAtStart, this.#truth.newestOffset)).toEqual([]);
  }

  async #follow(feeds: Feeds, connection: number): Promise<void> {
    const start = this.#cursor ?? this.#plan.start;
    const reader = await feeds.read(this.#truth.channel, { start, filter: this.#filter, coalesceMs: 0 });
    // Without a cursor it begins with the oldest that is left, or with whatever is published from now on.
    if (typeof start === 'string') this.#seen = null;
    this.#newestAtStart = this.#truth.newestOffset;
    if (this.#connection !== connection) {
      reader.close();
      return;
    }
    this.#reader = reader;
    let caughtUp = 0;
    for await (const delivery of reader) {
      // What was on its way when the connection broke does not arrive.
      if (this.#connection !== connection) break;
      if ('__typename' in delivery && delivery.__typename === 'CaughtUp') caughtUp++;
      expect(caughtUp).toBeLessThanOrEqual(start === 'latest' ? 0 : 1);
      const begin = start === 'latest' ? this.#newestAtStart : await this.#truth.trimmed();
      this.#seen ??= Math.min(begin, positionOf(delivery).offset - 1);
      await this.#receive(delivery);
      if (this.#plan.isSlow) await this.#nextTurn();
    }
  }

  async #receive(delivery: Delivery): Promise<void> {
    const seen = this.#seen as number;
    const { offset } = positionOf(delivery);
    this.#cursor = positionOf(delivery);
    this.#seen = offset;
    if (!('__typename' in delivery)) {
      expect(delivery.id).toBe(this.#truth.publications[offset - 1]?.id);
      expect(this.#missingBetween(seen, offset)).toEqual([offset]);
    } else if (delivery.__typename === 'CaughtUp') {
      expect(offset).toBeGreaterThanOrEqual(seen);
      expect(this.#missingBetween(seen, offset)).toEqual([]);
    } else {
      expect(delivery.resetReason).toBe('TRIMMED');
      expect(offset).toBeGreaterThan(seen);
      expect(offset).toBeLessThanOrEqual(await this.#truth.trimmed());
    }
  }

  /** Offsets of what was asked for and lies behind one offset, up to another. */
  #missingBetween(behind: number, upTo: number): readonly number[] {
    const between = this.#truth.publications.slice(behind, upTo);
    return between.filter((each) => matches(this.#filter, each)).map(({ offset }) => offset);
  }
}

/** Publishes to runs by number: one that has ended goes on as the next. */
class Workers {
  readonly #store: Broker;
  readonly #runIds = new Map<string, string>();
  #lastRun = 0;

  constructor(store: Broker) {
    this.#store = store;
  }

  async publish(channel: Channel, run: number, count: number): Promise<void> {
    const events: EventInput[] = Array.from({ length: count }, (_, index) =>
      index % 2 === 0 ? delta('x') : tool(),
    );
    const key = `${channel} ${run}`;
    const runId = this.#runIds.get(key) ?? `run-${++this.#lastRun}`;
    if (!this.#runIds.has(key)) events.unshift(started());
    this.#runIds.set(key, runId);
    await publish(this.#store, channel, runId, ...events);
  }

  async end(channel: Channel, run: number): Promise<void> {
    const key = `${channel} ${run}`;
    const runId = this.#runIds.get(key);
    if (runId === undefined) return;
    this.#runIds.delete(key);
    await publish(this.#store, channel, runId, completed);
  }
}

async function play(
  scheduler: Scheduler,
  fates: Iterator<Fate>,
  plans: readonly ClientPlan[],
  actions: readonly Action[],
  isCheckedAtEnd: boolean,
) {
  const store = new MemoryBroker({ retention: keep(KEPT) });
  const workers = new Workers(store);
  const truths = Array.from({ length: USERS }, (_, index) => new Truth(store, newChannel(`user-${index}`)));
  for (const truth of truths) await truth.watch();
  const brokers = Array.from({ length: NODES }, () => scheduled(store, scheduler, fates));
  const nodes = brokers.map(
    (broker) => new Feeds(broker, defaults.limits, (stage, error) => expect.fail(`${stage}: ${error}`)),
  );
  const nextTurn = () => scheduler.schedule(Promise.resolve(), 'a slow client');
  const clients = plans.map((plan) => new Client(truths[plan.user] as Truth, plan, nextTurn));
  const channelOf = (user: number) => (truths[user] as Truth).channel;
  const checks: Promise<void>[] = [];

  const perform: { readonly [D in Action['does']]: (action: Extract<Action, { does: D }>) => unknown } = {
    publish: ({ user, run, count }) => workers.publish(channelOf(user), run, count),
    'end a run': ({ user, run }) => workers.end(channelOf(user), run),
    trim: () => store.trim(),
    check: ({ node }) => checks.push((nodes[node] as Feeds).checkAll()),
    disconnect: ({ client }) => clients[client]?.disconnect(),
    connect: ({ client, node }) => clients[client]?.connect(nodes, node),
  };
  scheduler.scheduleSequence(
    actions.map((action) => ({
      label: JSON.stringify(action),
      builder: async () => {
        await perform[action.does](action as never);
      },
    })),
  );
  await atRest(scheduler);

  for (const client of clients) client.connect(nodes);
  await atRest(scheduler);
  if (isCheckedAtEnd) checks.push(...nodes.map((feeds) => feeds.checkAll()));
  await atRest(scheduler);
  await Promise.all(checks);
  for (const client of clients) client.expectComplete();

  for (const client of clients) await client.disconnect();
  await atRest(scheduler);
  for (const feeds of nodes) {
    feeds.close();
    expect(feeds.count.returned).toBe(feeds.count.made);
  }
  expect(brokers.map(({ watching }) => watching)).toEqual(brokers.map(() => 0));
}

/** Lets the scheduler work until nothing is left to do; readers may have gone for a turn of the event loop. */
async function atRest(scheduler: Scheduler): Promise<void> {
  do {
    await scheduler.waitIdle();
    await setImmediate();
    await setImmediate();
  } while (scheduler.count() > 0);
}

const plansAndActions = [
  fc.array(anyClient, { minLength: 4, maxLength: 4 }),
  fc.array(anyAction, { minLength: 5, maxLength: 40 }),
] as const;

test('each reader sees every event of its user once and in order, or a reset in their place', async () => {
  // Whatever announcement was lost, a check of each feed makes up for it.
  const fates = fatesOf('comes', 'comes', 'comes', 'is lost', 'comes twice', 'comes as a mere hint');
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fates, ...plansAndActions, (scheduler, fates, plans, actions) =>
      play(scheduler, fates, plans, actions, true),
    ),
    { numRuns: 500 },
  );
});

test('so it does without any check, where announcements only come late, twice or out of order', async () => {
  const fates = fatesOf('comes', 'comes', 'comes twice', 'comes as a mere hint');
  const withoutChecks = ({ does }: Action) => does !== 'check';
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fates, ...plansAndActions, (scheduler, fates, plans, actions) =>
      play(scheduler, fates, plans, actions.filter(withoutChecks), false),
    ),
    { numRuns: 500 },
  );
});
