import { setTimeout as after } from 'node:timers/promises';
import { delta, started } from '../support/events.ts';
import { signToken } from '../support/tokens.ts';
import type { Attacked } from './attacked.ts';
import { withBystander } from './bystander.ts';
import type { Row } from './frame.ts';
import { hostile } from './frame.ts';
import { frame, opcodes, Peer, text } from './wire.ts';

const token = await signToken('mallory');
const readerToken = await signToken('reader');

const subscription = 'subscription { agentEvents { __typename } }';
const subscribe = (id: number, query = subscription) =>
  text({ type: 'subscribe', id: String(id), payload: { query } });
const complete = (id: number) => text({ type: 'complete', id: String(id) });
const ask = subscribe(0, '{ viewer { id } }');

/** What somebody may take of the server's memory, however much they send. */
const MOST_BYTES = 8 * 1024 ** 2;

/** Whether the server's memory stays within bounds, and others are served, while something goes on. */
async function observed(server: Attacked, work: () => Promise<unknown>) {
  const before = await server.state();
  await work();
  await withBystander(server, async () => {});
  const { memoryBytes } = await server.state();
  return { othersServed: true, isBounded: memoryBytes - before.memoryBytes < MOST_BYTES };
}

/** Does something over an acknowledged socket, which is cut then if it still is there. */
async function overSocket<T>({ port }: Attacked, work: (peer: Peer) => Promise<T>): Promise<T> {
  const peer = await Peer.acknowledged(port, token);
  try {
    return await work(peer);
  } finally {
    peer.reset();
  }
}

/** Writes as much as the server takes, for a while. */
async function pour(peer: Peer, bytes: Buffer): Promise<void> {
  const end = performance.now() + 500;
  while (performance.now() < end) {
    if (!peer.write(bytes)) await Promise.race([peer.written(), after(100)]);
  }
}

/** Whether a hundred messages a second are read, and two hundred at once: the last is, after this time. */
async function isThrottled(peer: Peer, messages: number, work: () => Promise<unknown>): Promise<boolean> {
  const leastMs = (messages - 200) * 10 - 100;
  const beganAt = performance.now();
  await work();
  peer.write(ask);
  await peer.message();
  return performance.now() - beganAt >= leastMs;
}

/** Frames of which each is answered by one. */
const pinging = (name: string, ping: Buffer): Row => ({
  name,
  expected: { isThrottled: true },
  attack: (server) =>
    overSocket(server, async (peer) => ({
      isThrottled: await isThrottled(peer, 320, async () => {
        for (let count = 0; count < 320; count++) peer.write(ping);
        for (let count = 0; count < 320; count++) await peer.frame();
      }),
    })),
});

hostile(
  'messages in a flood',
  [
    pinging('pings of the protocol', text({ type: 'ping' })),
    pinging('pings of the socket', frame(opcodes.ping, 'x')),
    {
      name: '1,000 subscriptions a second, each completed at once',
      expected: { isThrottled: true, othersServed: true, isBounded: true },
      attack: (server) =>
        overSocket(server, async (peer) => {
          const { made } = (await server.state()).readers;
          const pairs = 250;
          let seen = {};
          const throttled = await isThrottled(peer, 2 * pairs, async () => {
            seen = await observed(server, async () => {
              for (let id = 0; id < pairs; id++) {
                peer.write(subscribe(id), complete(id));
                await after(1);
              }
            });
            await server.until(({ readers }) => readers.made >= made + pairs);
          });
          return { isThrottled: throttled, ...seen };
        }),
    },
  ],
  { warmUp: false },
);

/** More than what networks hold between two machines: 80 events of 2 MB. */
const texts = [...'abcdefghijklmnopqrst'].map((alias) => `${alias}: text`).join(' ');
const replay = `subscription { agentEvents(start: EARLIEST) { __typename ... on MessageDelta { ${texts} } } }`;

hostile(
  'a flood where much is allowed',
  [
    {
      name: '5,000 subscriptions on one socket',
      expected: { refused: 4_968, live: 32 },
      attack: (server) =>
        overSocket(server, async (peer) => {
          const { made } = (await server.state()).readers;
          for (let id = 0; id < 5_000; id++) peer.write(subscribe(id));
          let refused = 0;
          for (let count = 32; count < 5_000; count++) {
            const { type, payload } = await peer.message();
            if (type === 'error' && payload[0].extensions.code === 'LIMIT_EXCEEDED') refused++;
          }
          await server.until(({ readers }) => readers.made >= made + 32);
          await server.publish('mallory', crypto.randomUUID(), [started()]);
          const live = new Set<string>();
          for (let count = 0; count < 32; count++) live.add((await peer.message()).id);
          return { refused, live: live.size };
        }),
    },
    {
      name: 'pings of the socket without end, whose answers nobody reads',
      expected: { othersServed: true, isBounded: true },
      attack: (server) =>
        overSocket(server, (peer) => {
          const pings = Buffer.concat(Array(1_000).fill(frame(opcodes.ping, 'x'.repeat(125))));
          return observed(server, () => pour(peer, pings));
        }),
    },
    {
      name: 'pings of 60 KB without end, whose answers nobody reads',
      expected: { othersServed: true, isBounded: true, isCut: true },
      attack: (server) =>
        overSocket(server, async (peer) => {
          const ping = text({ type: 'ping', payload: { x: 'x'.repeat(60_000) } });
          const seen = await observed(server, () => pour(peer, ping));
          await peer.written();
          return { ...seen, isCut: peer.isGone };
        }),
    },
    {
      name: 'requests without end whose answers nobody reads',
      expected: { othersServed: true, isBounded: true, isCut: true },
      async attack(server) {
        const peer = await Peer.open(server.port);
        const requests = Buffer.from('GET /livez HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(1_000));
        const seen = await observed(server, () => pour(peer, requests));
        await Promise.race([peer.written(), after(5_000)]);
        const isCut = peer.isGone;
        peer.reset();
        return { ...seen, isCut };
      },
    },
    {
      name: 'a replay that nobody reads',
      on: ['WebSocket', 'SSE', 'multipart'],
      expected: { isCut: true },
      async attack(server, connect) {
        const { made } = (await server.state()).readers;
        const client = connect(server.port, readerToken);
        const stream = client.subscribe({ query: replay });
        await server.until(({ readers }) => readers.made > made);
        client.stopReading();
        // Only the bystander's two are left.
        await server.until(({ readers }) => readers.made - readers.returned <= 2);
        client.goOnReading();
        const isLast = ({ __typename }: { readonly __typename: string }) => __typename === 'CaughtUp';
        const isCut = await stream.takeUntil(isLast).then(
          () => false,
          () => true,
        );
        await client.close();
        return { isCut };
      },
    },
  ],
  {
    limits: { maxMessagesPerSecond: 10_000, writeStallMs: 1_000 },
    warmUp: false,
    async prepare(server) {
      await server.publish('reader', 'run', [started()]);
      for (let batch = 0; batch < 4; batch++) {
        const events = Array.from({ length: 20 }, () => delta('x'.repeat(100_000)));
        await server.publish('reader', 'run', events);
      }
    },
  },
);
