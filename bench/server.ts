import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { pino } from 'pino';
import { createVerify, readConfig, startApp } from '../src/index.ts';
import { SECRET, verifyOptions } from './token.ts';

/** The server under test, in a process of its own: a whole app on SQLite, and what only its own process can measure. */

export type ServerRequest = 'start delay' | 'stop delay' | 'memory' | 'cpu';
export type ServerReply =
  | { readonly port: number }
  | { readonly delayP99Ms: number; readonly delayMaxMs: number }
  | { readonly rss: number; readonly heapUsed: number }
  | { readonly cpuMicros: number };

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const [store = 'memory:'] = process.argv.slice(2);
const { issuer, audience, algorithms } = verifyOptions;
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
    // Every client of a benchmark comes from this machine, and some as one user.
    'max-connections-per-address': '100000',
    'max-connections-per-user': '100000',
    'max-subscriptions-per-user': '100000',
    'replay-budget': '100000000',
    dashboard: 'on',
    graphiql: 'on',
  },
  {},
);
const app = await startApp({ config, verify: createVerify(verifyOptions), log: pino({ level: 'warn' }) });
const delay = monitorEventLoopDelay({ resolution: 1 });
const reply = (message: ServerReply) => process.send?.(message);

const answers: Record<ServerRequest, () => void> = {
  'start delay': () => {
    delay.reset();
    delay.enable();
  },
  'stop delay': () => {
    delay.disable();
    reply({ delayP99Ms: delay.percentile(99) / 1e6, delayMaxMs: delay.max / 1e6 });
  },
  cpu: () => {
    const { user, system } = process.cpuUsage();
    reply({ cpuMicros: user + system });
  },
  memory: () => {
    collectGarbage();
    const { rss, heapUsed } = process.memoryUsage();
    reply({ rss, heapUsed });
  },
};
process.on('message', (request: ServerRequest) => answers[request]());
process.on('disconnect', () => app.close().then(() => process.exit()));
reply({ port: app.port });
