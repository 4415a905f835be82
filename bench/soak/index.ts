import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Crowd } from './crowd.ts';
import { Publishing } from './publishing.ts';
import { Target } from './target.ts';

/**
 * `npm run soak`: 500 clients connect, subscribe, vanish and come back for five minutes, while events are published.
 * Exits with 1 unless each of them got every event once and in order, and the server is left as it was.
 */

/** What the heap may have grown by since the first minute. */
const MAX_GROWTH = 0.05;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '300' },
    clients: { type: 'string', default: '500' },
  },
});
const seconds = Number(values.seconds);
const clients = Number(values.clients);

const target = await Target.start();
const before = await target.state();
const crowd = new Crowd(target.port, clients);
const publishing = new Publishing(target.port);

const startedAt = performance.now();
const until = (second: number) => sleep(Math.max(0, second * 1000 - (performance.now() - startedAt)));
await until(Math.min(60, seconds / 2));
// Until then they grow as they should.
await publishing.filled;
const warmSeconds = Math.round((performance.now() - startedAt) / 1000);
const early = await target.memory();
const endSeconds = Math.max(seconds, warmSeconds * 2);
await until(endSeconds);
const late = await target.memory();

const totals = await publishing.stop();
const report = await crowd.finish(totals);
const after = await target.atRest(before.descriptors);
await crowd.stop();
await target.stop();

const growth = late.heapBytes / early.heapBytes - 1;
const mib = (bytes: number) => `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
const published = Object.values(totals).reduce((sum, count) => sum + count, 0);

/** Each figure, and whether it is as it has to be; those without are for information. */
const rows: readonly (readonly [name: string, value: string | number, isGood?: boolean])[] = [
  ['clients', clients],
  ['events published', published],
  ['events delivered', report.delivered],
  ['times a client vanished', report.vanished],
  ['events lost', report.lost, report.lost === 0],
  ['events delivered twice', report.doubled, report.doubled === 0],
  ['streams reset', report.resets, report.resets === 0],
  [`heap after ${warmSeconds} s`, mib(early.heapBytes)],
  [`heap after ${endSeconds} s`, mib(late.heapBytes)],
  ['growth of the heap', `${(growth * 100).toFixed(1)} %`, growth < MAX_GROWTH],
  ['resident memory then', `${mib(early.rssBytes)}, ${mib(late.rssBytes)}`],
  ['descriptors before', before.descriptors],
  ['descriptors at the end', after.descriptors, !(after.descriptors > before.descriptors)],
  ['subscriptions left', after.readers, after.readers === 0],
];
for (const [name, value, isGood] of rows) {
  const mark = isGood === undefined ? '' : isGood ? 'good' : 'NOT GOOD';
  console.log(`${name.padEnd(26)} ${value.toLocaleString('en-US').padStart(22)}  ${mark}`);
}
if (rows.some(([, , isGood]) => isGood === false)) process.exitCode = 1;
