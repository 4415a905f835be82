import { DatabaseSync } from 'node:sqlite';
import { channelOf } from '../../src/events/channel.ts';
import { deltas, started } from '../support/events.ts';
import { watch } from '../support/server.ts';
import { signToken } from '../support/tokens.ts';
import type { Outcomes } from './asking.ts';
import { answeredWith, askIn, patient, refusedWith, ways } from './asking.ts';
import type { Attacked } from './attacked.ts';
import type { Row } from './frame.ts';
import { endOf, hostile } from './frame.ts';

/** What the errors of the server say, and nobody else may. */
const SECRET = 'hunter2';
const CHANNEL = '(SELECT id FROM channels WHERE name = ?)';

/** Makes a part of somebody's stream unreadable, behind the server's back. */
const damages = {
  'an event': `UPDATE publications SET body = '${SECRET}' WHERE seq = 3 AND channel = ${CHANNEL}`,
  'a run': `UPDATE runs SET ancestors = '${SECRET}' WHERE channel = ${CHANNEL}`,
  'a stream': `UPDATE channels SET newest = 1 << 62 WHERE id = ${CHANNEL}`,
} as const;

/** Resolves to the token of somebody new, with a run of five events that is damaged. */
async function damaged(server: Attacked, damage: keyof typeof damages): Promise<string> {
  const userId = crypto.randomUUID();
  await server.publish(userId, 'run', [started(), ...deltas(4)]);
  const database = new DatabaseSync(server.storePath);
  database.exec('PRAGMA busy_timeout = 5000');
  database.prepare(damages[damage]).run(channelOf(null, userId));
  database.close();
  return signToken(userId);
}

const asking = (damage: keyof typeof damages, query: string, expected: Outcomes): Row => ({
  name: `${damage} that cannot be read: ${query}`,
  expected,
  attack: async (server) => askIn(ways, server, { query }, await damaged(server, damage)),
});

const SUBSCRIPTION = 'subscription { agentEvents(start: EARLIEST) { __typename } }';
const failedToBegin = {
  ...refusedWith('UNAVAILABLE'),
  POST: '503 UNAVAILABLE',
  GET: '503 UNAVAILABLE',
};
const rows: readonly Row[] = [
  asking('an event', '{ run(id: "run") { model } }', answeredWith('INTERNAL')),
  asking('a run', '{ run(id: "run") { id } }', answeredWith('UNAVAILABLE')),
  asking('a run', '{ runs { nodes { id } } }', answeredWith('UNAVAILABLE')),
  asking('a stream', '{ viewer { streamHead } }', answeredWith('UNAVAILABLE')),
  asking('a stream', SUBSCRIPTION, failedToBegin),
];

const midStream: Row = {
  name: 'an event that cannot be read, in the middle of a stream',
  on: ['WebSocket', 'SSE', 'multipart'],
  expected: { received: 2, end: { errors: ['INTERNAL'] }, toldSecret: false },
  async attack(server, connect) {
    const client = connect(server.port, await damaged(server, 'an event'));
    const stream = client.subscribe(watch({ start: 'EARLIEST' }));
    const end = await endOf(stream);
    const toldSecret = JSON.stringify(await stream.ended).includes(SECRET);
    await client.close();
    return { received: stream.received.length, end, toldSecret };
  },
};

hostile('a store that fails', [...rows, midStream], {
  ...patient,
  // Each is done twice.
  reports: 2 * (rows.length * ways.length + 3),
});
