import { expect, onTestFinished } from 'vitest';
import type { Broker } from '../../../src/broker/broker.ts';
import { AgentEventsDocument } from '../../../src/client/generated/graphql.ts';
import { named } from '../../../src/client/persisted.ts';
import { channelOf } from '../../../src/events/channel.ts';
import { eventNames } from '../../../src/events/event.ts';
import type { RunDetail } from '../../../src/events/fold.ts';
import type { Publication } from '../../../src/events/publication.ts';
import { eventOf, eventTypeOf } from '../../../src/events/publication.ts';
import type { EventInput } from '../../../src/events/validate.ts';
import { addressOf, openBroker } from '../../broker/redis/support.ts';
import { readAll } from '../../support/brokers.ts';
import type { Connect } from '../../support/clients.ts';
import { connectSse, connectWs } from '../../support/clients.ts';
import { foldAll } from '../../support/events.ts';
import { expectLifecycle } from '../../support/lifecycle.ts';
import { RedisProcess } from '../../support/redis/process.ts';
import type { TestServer } from '../../support/server.ts';
import { openStore } from '../../support/sqlite.ts';
import type { Stream } from '../../support/stream.ts';
import { startServer } from '../worker-support.ts';

/** Where a user is, and where their worker; and what both have stored. */
export interface Places {
  readonly user: TestServer;
  readonly worker: TestServer;
  readonly broker: Broker;
}

export const stores: { readonly [name: string]: () => Promise<Places> } = {
  async 'one node on SQLite'() {
    const { broker } = await openStore();
    const server = await startServer({ broker });
    return { user: server, worker: server, broker };
  },
  async 'two nodes on Redis'() {
    const redis = await RedisProcess.start();
    onTestFinished(() => redis.remove());
    const [here, there] = [await openBroker(addressOf(redis)), await openBroker(addressOf(redis))];
    return {
      user: await startServer({ broker: here }),
      worker: await startServer({ broker: there }),
      broker: here,
    };
  },
};

/** A run that has ended, as it is everywhere. */
export interface StoredRun {
  readonly names: readonly string[];
  readonly detail: RunDetail;
}

/** Two devices of a user, that follow one of their runs on different nodes and over different transports. */
export class Devices {
  readonly #places: Places;
  readonly #userId: string;
  readonly #runId: string;
  readonly #live: readonly Stream[];

  private constructor(places: Places, userId: string, runId: string, live: readonly Stream[]) {
    this.#places = places;
    this.#userId = userId;
    this.#runId = runId;
    this.#live = live;
  }

  static async follow(places: Places, userId: string, runId: string): Promise<Devices> {
    return new Devices(places, userId, runId, await watchOnBoth(places, userId, runId));
  }

  /** Expects the run's events to be lawful and the same on both, followed live or read later. */
  async ended(): Promise<StoredRun> {
    const stored = await this.#stored();
    const later = await watchOnBoth(this.#places, this.#userId, this.#runId);
    const [seen = [], ...others] = await Promise.all([...this.#live, ...later].map(allSeen));
    for (const other of others) expect(other).toEqual(seen);
    expect(seen).toMatchObject(stored.map(eventOf).map(({ id, cursor, seq }) => ({ id, cursor, seq })));

    const events = stored.map(inputOf);
    const detail = foldAll(stored);
    expect(stored.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(expectLifecycle(events)).toEqual([]);
    expect(detail.pendingInputs).toEqual([]);
    return { names: events.map((event) => Object.keys(event).join()), detail };
  }

  /** What there is of the run once both devices have seen its end. */
  async #stored(): Promise<readonly Publication[]> {
    await Promise.all(this.#live.map((stream) => stream.completed()));
    const publications = await readAll(this.#places.broker, channelOf(null, this.#userId));
    return publications.filter(({ run }) => run.runId === this.#runId);
  }
}

function watchOnBoth({ user, worker }: Places, userId: string, runId: string): Promise<readonly Stream[]> {
  const watch = async (connect: Connect, server: TestServer) => {
    const client = await server.connect(connect, userId);
    return client.subscribe({ ...named(AgentEventsDocument), variables: { start: 'EARLIEST', runId } });
  };
  return Promise.all([watch(connectWs, user), watch(connectSse, worker)]);
}

/** All events of a stream; when it caught up is each device's own. */
async function allSeen(stream: Stream): Promise<readonly unknown[]> {
  await stream.completed();
  return stream.received.filter(({ __typename }) => __typename !== 'CaughtUp');
}

/** A stored event as it was published. */
function inputOf(publication: Publication): EventInput {
  const { agent, threadId } = publication.run;
  const body = JSON.parse(publication.body);
  const type = eventTypeOf(publication);
  return { [eventNames[type].member]: type === 'AGENT_STARTED' ? { agent, threadId, ...body } : body };
}
