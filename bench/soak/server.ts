import { readdirSync } from 'node:fs';
import { pino } from 'pino';
import { createVerify, readConfig, startApp } from '../../src/index.ts';
import { SECRET, verifyOptions } from '../token.ts';

/** The server, in a process of its own, which says how it is whenever asked. Needs `--expose-gc`. */

export interface ServerState {
  /** JavaScript's heap, once everything is collected. */
  readonly heapBytes: number;
  readonly rssBytes: number;
  /** Open file descriptors; NaN where the system does not tell. */
  readonly descriptors: number;
  /** Subscriptions under way. */
  readonly readers: number;
}

const [store] = process.argv.slice(2) as [string];
const { issuer, audience, algorithms } = verifyOptions;
// As in production, but that everyone comes from one address, and that whoever reads nothing is cut sooner.
const flags = {
  store,
  port: '0',
  host: '127.0.0.1',
  'jwt-issuer': issuer,
  'jwt-audience': audience,
  'jwt-algorithms': algorithms.join(),
  'jwt-secret': SECRET,
  'max-connections-per-address': '10000',
  'max-connections-per-user': '1000',
  'max-subscriptions-per-user': '1000',
  'replay-budget': '10000000',
  'write-stall': '5s',
};
const app = await startApp({
  config: readConfig('serve', flags, {}),
  verify: createVerify(verifyOptions),
  log: pino({ level: 'warn' }),
});

process.on('message', () => {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  const { made, returned } = app.feeds.count;
  tell({ heapBytes: heapUsed, rssBytes: rss, descriptors: countDescriptors(), readers: made - returned });
});
process.on('disconnect', () => app.close().then(() => process.exit()));
tell({ port: app.port });

function tell(message: { port: number } | ServerState): void {
  process.send?.(message);
}

function countDescriptors(): number {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return Number.NaN;
  }
}
