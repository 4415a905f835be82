import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MemoryBroker } from '../../src/broker/memory.ts';
import type { Channel } from '../../src/events/channel.ts';
import { channelOf } from '../../src/events/channel.ts';
import type { Publication } from '../../src/events/publication.ts';
import { opcodes, Peer, text } from '../hostile/wire.ts';
import { countTo, readAll } from '../support/brokers.ts';
import { batchOf, delta, started } from '../support/events.ts';
import type { TestServer } from '../support/server.ts';
import { startTestServer } from '../support/server.ts';
import { defaults } from '../support/settings.ts';
import { signToken } from '../support/tokens.ts';

const query = `
  subscription ($withText: Boolean!) {
    agentEvents(start: EARLIEST) {
      __typename
      ... on MessageDelta { id seq runId text @include(if: $withText) }
    }
  }`;

/** All users have a run of this name. */
const RUN = 'run';
/** Events that are there at once: also more than a reader delivers in a turn. */
const COUNTS = [1, 1, 3, 200];

interface User {
  readonly tenant?: string;
  readonly userId: string;
}

interface Subscription {
  readonly id: string;
  readonly withText: boolean;
}

const channelFor = ({ tenant, userId }: User): Channel => channelOf(tenant ?? null, userId);

/** A message as it has to come, to the byte. */
function messageOf({ id, withText }: Subscription, { body, run, seq, id: eventId }: Publication): string {
  const said = withText ? { text: JSON.parse(body).text } : {};
  const agentEvents = { __typename: 'MessageDelta', id: eventId, seq, runId: run.runId, ...said };
  return JSON.stringify({ id, type: 'next', payload: { data: { agentEvents } } });
}

describe('What sockets share', () => {
  let broker: MemoryBroker;
  let server: TestServer;
  beforeAll(async () => {
    broker = new MemoryBroker({ retention: defaults.retention });
    server = await startTestServer({ broker });
  });
  afterAll(async () => {
    await server.close();
    await broker.close();
  });

  /** A socket on which these subscriptions are live. */
  async function watch(user: User, subscriptions: readonly Subscription[]) {
    const peer = await Peer.acknowledged(server.port, await signToken(user.userId, { tenant: user.tenant }));
    for (const { id, withText } of subscriptions) {
      peer.write(text({ type: 'subscribe', id, payload: { query, variables: { withText } } }));
      let message: { payload: { data: { agentEvents: { __typename: string } } } };
      do message = await peer.message();
      while (message.payload.data.agentEvents.__typename !== 'CaughtUp');
    }
    return { peer, channel: channelFor(user), subscriptions };
  }

  /** Has something stored in all channels within one turn, in which it is announced, too. Resolves to what it is. */
  async function say(channels: readonly Channel[], count: number) {
    const behind = await Promise.all(
      channels.map(async (channel) => (await readAll(broker, channel)).length),
    );
    const batchFor = (channel: Channel) =>
      batchOf(
        RUN,
        countTo(count).map((number) => delta(`${channel} ${number} of ${count}`)),
      );
    await Promise.all(channels.map((channel) => broker.append(channel, batchFor(channel))));
    return Promise.all(
      channels.map(async (channel, index) => (await readAll(broker, channel)).slice(behind[index])),
    );
  }

  /** So many messages, by their subscriptions; behind them is nothing. */
  async function receive(peer: Peer, count: number): Promise<Map<string, string[]>> {
    const messages = new Map<string, string[]>();
    for (let left = count; left > 0; left--) {
      const received = await peer.frame();
      expect(received?.opcode).toBe(opcodes.text);
      const message = String(received?.payload);
      const { id } = JSON.parse(message);
      messages.set(id, [...(messages.get(id) ?? []), message]);
    }
    peer.write(text({ type: 'ping' }));
    expect(await peer.message()).toEqual({ type: 'pong' });
    return messages;
  }

  /** Has all users say something, and every socket get what is its own. */
  async function exchange(sockets: readonly Awaited<ReturnType<typeof watch>>[]): Promise<void> {
    const channels = [...new Set(sockets.map(({ channel }) => channel))];
    for (const count of COUNTS) {
      const said = await say(channels, count);
      for (const { peer, channel, subscriptions } of sockets) {
        const own = said[channels.indexOf(channel)] as readonly Publication[];
        expect(own).toHaveLength(count);
        const received = await receive(peer, count * subscriptions.length);
        for (const subscription of subscriptions) {
          const expected = own.map((publication) => messageOf(subscription, publication));
          expect(received.get(subscription.id)).toEqual(expected);
        }
      }
    }
    for (const { peer } of sockets) peer.reset();
    await server.readersReturned();
  }

  test('is shared by no two users, who have the same run, document, subscription and offsets', async () => {
    const users: readonly User[] = [
      { userId: 'alice' },
      { userId: 'bob' },
      { tenant: 'acme', userId: 'alice' },
    ];
    for (const user of users) await broker.append(channelFor(user), batchOf(RUN, [started()]));
    const subscription = { id: '1', withText: true };
    const watched = [...users, ...users].map((user) => watch(user, [subscription]));
    await exchange(await Promise.all(watched));
  });

  test('is for each subscription what it has selected, with the id that it has chosen', async () => {
    const carol: User = { userId: 'carol' };
    await broker.append(channelFor(carol), batchOf(RUN, [started()]));
    const ids = ['1', '2', '1', '"quoted" \\ é 😀', 'a'.repeat(300)];
    const single = ids.flatMap((id) => [[{ id, withText: true }], [{ id, withText: false }]]);
    const several = [
      { id: '1', withText: false },
      { id: '2', withText: true },
      { id: '3', withText: true },
    ];
    const watched = [several, ...single, several].map((subscriptions) => watch(carol, subscriptions));
    await exchange(await Promise.all(watched));
  });
});
