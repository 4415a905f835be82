import { watch } from '../support/server.ts';
import { signToken } from '../support/tokens.ts';
import type { Attacked } from './attacked.ts';
import { withBystander } from './bystander.ts';
import type { Row, Transport } from './frame.ts';
import { endOf, hostile } from './frame.ts';
import { Peer, text } from './wire.ts';

const token = await signToken('mallory');
/** As many users as 10,000 sockets need, at 100 a user. */
const tokens = await Promise.all(Array.from({ length: 100 }, (_, index) => signToken(`user ${index}`)));

/** How many sockets are opened at a time. */
const AT_A_TIME = 100;

/** What this process may open beside what else it holds; the server may as many. */
const { open_files: openFiles } = (process.report.getReport() as { userLimits: UserLimits }).userLimits;
const MOST_SOCKETS = Math.min(10_000, openFiles.soft === 'unlimited' ? 10_000 : openFiles.soft - 500);

interface UserLimits {
  readonly open_files: { readonly soft: number | 'unlimited' };
}

/** A socket that does nothing but answer pings. */
interface Idle {
  readonly peer: Peer;
  readonly message: Promise<{ readonly type: string }>;
}

/** Opens as many sockets as it gets, up to the number, and does something while they are idle. */
async function withSockets<T>(
  server: Attacked,
  count: number,
  tokenOf: (index: number) => string,
  work: (sockets: readonly Idle[]) => Promise<T>,
): Promise<T> {
  const before = await server.state();
  const sockets: Idle[] = [];
  let begun = 0;
  const openSome = async () => {
    while (begun < count) {
      const peer = await Peer.acknowledged(server.port, tokenOf(begun++)).catch(() => null);
      if (peer === null) continue;
      const message = peer.message();
      message.catch(() => {});
      sockets.push({ peer, message });
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, openSome));
  try {
    return await work(sockets);
  } finally {
    for (const { peer } of sockets) peer.reset();
    await server.until((state) => state.sockets <= before.sockets);
  }
}

const ofAnyUser = (index: number) => tokens[index % tokens.length] as string;

/** How a subscription ends that is one too many. */
const oneMore = (
  name: string,
  transport: Transport,
  expected: unknown,
  count: number,
  tokenOf: (index: number) => string,
): Row => ({
  name,
  on: [transport],
  expected,
  attack: (server, connect) =>
    withSockets(server, count, tokenOf, async () => {
      const client = connect(server.port, token);
      const end = await endOf(client.subscribe(watch()));
      await client.close();
      return end;
    }),
});

/** Over multipart HTTP, what is refused is the result. */
const inResult = { errors: ['RATE_LIMITED'] };
const refused = { refused: 429, code: 'RATE_LIMITED' };

hostile(
  'more sockets than allowed',
  [
    oneMore('101 of one user', 'WebSocket', { closed: 1013 }, 100, () => token),
    oneMore('101 of one user', 'SSE', refused, 100, () => token),
    oneMore('101 of one user', 'multipart', inResult, 100, () => token),
    oneMore('1,001 of one address', 'WebSocket', { closed: 1013 }, 1_000, ofAnyUser),
    oneMore('1,001 of one address', 'SSE', refused, 1_000, ofAnyUser),
    oneMore('1,001 of one address', 'multipart', inResult, 1_000, ofAnyUser),
  ],
  { warmUp: false },
);

hostile(
  'as many sockets as allowed',
  [
    {
      name: `${MOST_SOCKETS} idle ones`,
      expected: { opened: MOST_SOCKETS, othersServed: true, isAnswered: true },
      attack: (server) =>
        withSockets(server, MOST_SOCKETS, ofAnyUser, async (sockets) => {
          await withBystander(server, async () => {});
          const answers = sockets.map(async ({ peer, message }) => {
            peer.write(text({ type: 'ping' }));
            return (await message).type === 'pong';
          });
          const isAnswered = (await Promise.all(answers)).every(Boolean);
          return { opened: sockets.length, othersServed: true, isAnswered };
        }),
    },
  ],
  { limits: { maxPerAddress: 20_000, initTimeoutMs: 10_000 }, warmUp: false },
);
