import { pino } from 'pino';
import { SqliteBroker } from '../../src/broker/sqlite/sqlite.ts';
import { channelOf } from '../../src/events/channel.ts';
import { validateBatch } from '../../src/events/validate.ts';
import { createVerify, readConfig, startApp } from '../../src/index.ts';
import { serve } from '../control.ts';
import type { EventInput } from '../events.ts';
import { RUN, STARTED, userAt } from '../events.ts';
import { SECRET, verifyOptions } from '../token.ts';
import { eventsOf } from '../work.ts';
import { Announcements } from './announcements.ts';

/** A whole agentwire, in a process of its own: the settings of `serve`, a store that syncs, and real tokens. */

const [store = 'memory:'] = process.argv.slice(2);
const { issuer, audience, algorithms } = verifyOptions;
/** Every client of a benchmark comes from this machine, and some as one user. */
const NO_LIMIT = '1000000000';
const config = readConfig(
  'serve',
  {
    store,
    port: '0',
    host: '127.0.0.1',
    'jwt-issuer': issuer,
    'jwt-audience': audience,
    'jwt-algorithms': algorithms.join(),
    'jwt-secret': SECRET,
    'retention-count': '10000000',
    'max-connections-per-address': NO_LIMIT,
    'max-connections-per-user': NO_LIMIT,
    'max-subscriptions-per-user': NO_LIMIT,
    'replay-budget': NO_LIMIT,
    dashboard: 'on',
    graphiql: 'on',
  },
  {},
);

const announcements = new Announcements();
const { open } = SqliteBroker;
let broker: SqliteBroker;
SqliteBroker.open = async (options) => {
  broker = await open.call(SqliteBroker, options);
  announcements.attach(broker);
  return broker;
};

const app = await startApp({ config, verify: createVerify(verifyOptions), log: pino({ level: 'warn' }) });
const opened = new Set<string>();
const channelAt = (userId: string) => channelOf(null, userId);

async function append(userId: string, events: readonly EventInput[]): Promise<void> {
  for (let first = 0; first < events.length; first += 500) {
    const batch = { runId: RUN, events: events.slice(first, first + 500) };
    await broker.append(channelAt(userId), validateBatch(batch, Date.now()));
  }
}

const forAll = async (users: number, work: (userId: string) => Promise<void>): Promise<void> => {
  await Promise.all(Array.from({ length: users }, (_, index) => work(userAt(index))));
};

serve({
  port: app.port,
  open: (users) =>
    forAll(users, async (userId) => {
      if (!opened.has(userId)) await append(userId, [STARTED]);
      opened.add(userId);
    }),
  async prepare(work) {
    announcements.isHeld = true;
    const events = eventsOf(work);
    await forAll(work.users, (userId) => append(userId, events));
    announcements.isHeld = false;
  },
  announce: (userId, count) => announcements.release(channelAt(userId), count),
});
