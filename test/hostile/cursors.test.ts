import type { Connect } from '../support/clients.ts';
import { deltas, started } from '../support/events.ts';
import { watch } from '../support/server.ts';
import { signToken } from '../support/tokens.ts';
import type { Outcomes } from './asking.ts';
import { answeredWith, ask, asked, askedEach, each, patient, refusedWith, send, ways } from './asking.ts';
import type { Attacked } from './attacked.ts';
import type { Row, Transport } from './frame.ts';
import { hostile } from './frame.ts';

const everyTransport: readonly Transport[] = ['WebSocket', 'SSE', 'multipart'];
const query = `subscription ($after: Cursor) {
  agentEvents(after: $after) { ... on CaughtUp { replayed } ... on StreamReset { resetReason } } }`;
const runsQuery = 'query ($after: String) { runs(after: $after) { nodes { id } } }';
const invalid = refusedWith('CURSOR_INVALID');
/** For the head of a request, and for a message of a socket. */
const tooLarge: Outcomes = { ...invalid, GET: '431', WebSocket: 'closed 1009' };
const encoded = (plain: string) => Buffer.from(plain, 'latin1').toString('base64url');
const GOOD = encoded('1.0epoch00.1.00000000');

const hostileCursors: Readonly<Record<string, string>> = {
  nothing: '',
  'a space': ' ',
  '-1': '-1',
  '0': '0',
  '2^63': '9223372036854775808',
  NaN: 'NaN',
  null: 'null',
  $: '$',
  '*': '*',
  'an emoji': '😀',
  'half a character': '\ud83d',
  NUL: '\0',
  'a path': '../../etc/passwd',
  SQL: "' OR 1=1 --",
  'a line break behind': `${GOOD}\n`,
  'garbage behind': `${GOOD}x`,
  'garbage beyond what is read': GOOD + 'A'.repeat(64),
  padding: `${GOOD}=`,
  'a space within': `${GOOD.slice(0, 9)} ${GOOD.slice(9)}`,
  'its last character missing': GOOD.slice(0, -1),
  'its first half': GOOD.slice(0, GOOD.length / 2),
  'in capitals': GOOD.toUpperCase(),
  'as it is before it is encoded': '1.0epoch00.1.00000000',
  'encoded twice': encoded(GOOD),
  'offset -1': encoded('1.0epoch00.-1.00000000'),
  'offset NaN': encoded('1.0epoch00.NaN.00000000'),
  'offset 01': encoded('1.0epoch00.01.00000000'),
  'offset 1e3': encoded('1.0epoch00.1e3.00000000'),
  'offset 1.5': encoded('1.0epoch00.1.5.00000000'),
  'offset 2^53': encoded('1.0epoch00.9007199254740992.00000000'),
  'offset 2^63': encoded('1.0epoch00.9223372036854775808.00000000'),
  'no offset': encoded('1.0epoch00..00000000'),
  'another version': encoded('2.0epoch00.1.00000000'),
  'no epoch': encoded('1..1.00000000'),
  'an epoch that is SQL': encoded("1.' OR 1=1.1.00000000"),
  'a check in capitals': encoded('1.0epoch00.1.ABCDEF00'),
  'a check too long': encoded('1.0epoch00.1.000000000'),
  'a cursor of runs': encoded('run.1'),
};

/** Within what the head of a request can have. */
const inHead = Object.fromEntries(
  Object.entries(hostileCursors).filter(([, cursor]) => /^[\x21-\x7e]+$/.test(cursor)),
);

async function askAsLastEvent(server: Attacked, cursor: string): Promise<Outcomes> {
  const headers = {
    Authorization: `Bearer ${await signToken('mallory')}`,
    'Content-Type': 'application/json',
    'Last-Event-ID': cursor,
  };
  const body = JSON.stringify({ query });
  return {
    SSE: await send(server, { way: 'SSE', headers, body }),
    multipart: await send(server, { way: 'multipart', headers, body }),
  };
}

const asVariable = (cursors: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(cursors).map(([name, after]) => [name, { query, variables: { after } }]));

/** Somebody with so many events, all of whose cursors are known. */
async function person(server: Attacked, connect: Connect, events: number) {
  const userId = crypto.randomUUID();
  await server.publish(userId, userId, [started(), ...deltas(events - 1)]);
  const client = connect(server.port, await signToken(userId));
  const all = client.subscribe(watch({ start: 'EARLIEST' }));
  const cursors = (await all.caughtUp()).map(({ cursor }) => cursor);
  return { userId, client, cursors };
}

/** What comes of somebody else's cursor: why it is not taken, and whose events follow. */
const stolen = (name: string, ownEvents: number, take: number, expected: unknown): Row => ({
  name,
  on: everyTransport,
  expected,
  async attack(server, connect) {
    const victim = await person(server, connect, 3);
    const thief = await person(server, connect, ownEvents);
    const stream = thief.client.subscribe(watch({ after: victim.cursors[take] as string }));
    const replayed = await stream.caughtUp();
    await server.publish(victim.userId, victim.userId, deltas(1));
    await server.publish(thief.userId, thief.userId, deltas(1));
    const live = await stream.takeOne();
    await Promise.all([victim.client.close(), thief.client.close()]);
    return {
      replayed: replayed.map(({ __typename, resetReason }) => resetReason ?? __typename),
      live: live.runId === thief.userId,
    };
  },
});

/** A cursor of the right form, of a stream that is not this one. */
const forged = (name: string, change: (head: string) => string, resetReason: string): Row => {
  const result = JSON.stringify({ agentEvents: { resetReason } });
  return {
    name,
    expected: { ...answeredWith(result), POST: '406 BAD_USER_INPUT', GET: '406 BAD_USER_INPUT' },
    async attack(server) {
      const token = await signToken(crypto.randomUUID());
      const { data } = await server.post(token, '{ viewer { streamHead } }');
      const plain = Buffer.from(data.viewer.streamHead, 'base64url').toString('latin1');
      const after = encoded(change(plain));
      const outcomes: Outcomes = {};
      for (const way of ways) {
        outcomes[way] = await ask(way, server, { query, variables: { after } }, `Bearer ${token}`);
      }
      return outcomes;
    },
  };
};

hostile(
  'cursors',
  [
    askedEach('texts that are no cursor', asVariable(hostileCursors), invalid),
    askedEach(
      'values that are no text',
      asVariable({ number: 7, true: true, object: {}, list: ['x'] }),
      invalid,
    ),
    asked('1 MB', { query, variables: { after: 'x'.repeat(1_000_000) } }, tooLarge),
    each(
      'texts that are no cursor, as Last-Event-ID',
      inHead,
      { SSE: 'stream CURSOR_INVALID', multipart: 'stream CURSOR_INVALID' },
      askAsLastEvent,
    ),
    askedEach(
      'texts that are no cursor of runs',
      Object.fromEntries(
        [
          '',
          'x',
          '-1',
          ...['0', '1e9', '9999999999999999', '1\n', '-1'].map((offset) => encoded(`run.${offset}`)),
          GOOD,
        ].map((after) => [`"${after}"`, { query: runsQuery, variables: { after } }]),
      ),
      answeredWith('CURSOR_INVALID'),
    ),

    forged('another epoch', (head) => head.replace(/\.\w{8}\./, '.0epoch00.'), 'STREAM_REPLACED'),
    forged('an offset ahead', (head) => head.replace(/\.0\./, '.7.'), 'CURSOR_AHEAD'),
    forged('the greatest offset', (head) => head.replace(/\.0\./, '.999999999999999.'), 'CURSOR_AHEAD'),
    stolen("somebody else's cursor", 5, 1, { replayed: ['STREAM_REPLACED', 'CaughtUp'], live: true }),
    stolen("somebody else's newest cursor", 3, 2, { replayed: ['STREAM_REPLACED', 'CaughtUp'], live: true }),
    stolen("somebody else's cursor, who has more", 1, 2, {
      replayed: ['CURSOR_AHEAD', 'CaughtUp'],
      live: true,
    }),
  ],
  patient,
);

hostile(
  'replays from the start, again and again',
  [
    {
      name: 'wait for their budget, and what is live does not',
      on: everyTransport,
      expected: { live: true, replayed: 0 },
      async attack(server, connect) {
        // What the first replay owes takes a minute.
        const { userId, client } = await person(server, connect, 101);
        const live = client.subscribe(watch());
        const replays = Array.from({ length: 20 }, () => client.subscribe(watch({ start: 'EARLIEST' })));
        await server.until(({ readers }) => readers.made - readers.returned >= 22);
        await server.publish(userId, userId, deltas(1));
        const { runId } = await live.takeOne();
        await client.close();
        return { live: runId === userId, replayed: replays.flatMap(({ received }) => received).length };
      },
    },
  ],
  { limits: { ...patient.limits, replaysPerMinute: 50 } },
);
