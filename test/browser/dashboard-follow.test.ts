import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { SqliteBroker } from '../../src/broker/sqlite/sqlite.ts';
import type { AgentEventInput } from '../../src/client/generated/graphql.ts';
import { PublishEventsDocument } from '../../src/client/generated/graphql.ts';
import { request } from '../../src/client/request.ts';
import type { EventInput } from '../../src/events/validate.ts';
import { trimAll } from '../support/brokers.ts';
import { completed, delta, done, executing, started, thinking } from '../support/events.ts';
import { temporaryFolder } from '../support/folders.ts';
import { freePort } from '../support/port.ts';
import type { DevServer } from '../support/process.ts';
import { startDev } from '../support/process.ts';
import { signToken } from '../support/tokens.ts';
import { useBrowser } from './support/browser.ts';
import { DashboardPage } from './support/dashboard.ts';
import { goOffline, goOnline, lostConnections, startPages } from './support/pages.ts';
import { expectSameAsQuery } from './support/shown-run.ts';

const alice = await signToken('alice');
/** How the browser tells of connections that are lost because the test wants it so. */

const open = useBrowser();
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
/** Events of which no two are merged into one. */
const calls = (from: number, to: number) =>
  upTo(to)
    .slice(from - 1)
    .flatMap((number) => [executing(`call-${number}`), done(`call-${number}`, { output: number })]);
const theEnd = [
  delta('All is done.', { final: true }),
  completed({
    finalText: 'All is done.',
    usage: [
      { provider: 'acme', model: 'large', inputTokens: 12_345, outputTokens: 678, costMicrosUsd: 4_200 },
    ],
  }),
];

test('the demo run of `agentwire dev` is in the list; one that is started and approved there is followed to its end', async () => {
  const folder = await temporaryFolder();
  const { program, port, alice: token } = await startDev(folder, { demo: true });
  const link = program.stdout.lines.map((line) => /^ {2}Dashboard +(\S+)/.exec(line)?.[1]).find(Boolean);
  const dashboard = new DashboardPage(await open(link ?? ''));
  await dashboard.list.getByRole('link', { name: /^demo run-/ }).waitFor();
  await dashboard.connectionIs('Live');

  const runId = await dashboard.startRun('demo', 'What happens to a slow reader?');
  const pending = dashboard.page.getByRole('region', { name: 'Waiting for a person' });
  await pending.getByRole('button', { name: 'Approve' }).click();
  await dashboard.page.getByText('demo: Completed').waitFor({ state: 'attached' });

  const lastSeq = await expectSameAsQuery(dashboard, `http://127.0.0.1:${port}`, token, runId);
  expect(await dashboard.section('Tool calls').getByRole('listitem').count()).toBeGreaterThan(1);
  await dashboard.openTab('Events');
  const seqs = await dashboard.eventSeqs();
  expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
  expect(seqs.at(-1)).toBe(lastSeq);
  await dashboard.openTab('Timeline');
  await dashboard.page.getByRole('rowheader', { name: 'Agent: demo', exact: true }).waitFor();
});

test('after a time offline the page is right without a reload, with every event once', async () => {
  const pages = await startPages({ pagesToken: alice });
  const { server, url } = pages;
  await server.publish('alice', 'run', [started(), thinking('Hm.', { final: true }), ...calls(1, 5)]);
  const page = await open(`${url}/runs/run`, { expected: lostConnections });
  const dashboard = new DashboardPage(page);
  await dashboard.connectionIs('Live');
  await server.publish('alice', 'run', calls(6, 10));
  await dashboard.heading('Tool calls 10').waitFor();
  await page.evaluate(() => Object.assign(globalThis, { isSamePage: true }));

  await goOffline(page, pages);
  await dashboard.connectionIs('Offline');
  await server.publish('alice', 'run', calls(11, 90));
  await server.publish('alice', 'other', [started({ agent: { name: 'planner' } })]);
  await dashboard.heading('Tool calls 10').waitFor();
  await goOnline(page, pages);
  await dashboard.connectionIs('Live');
  await dashboard.heading('Tool calls 90').waitFor();
  await server.publish('alice', 'run', theEnd);
  const lastSeq = await expectSameAsQuery(dashboard, url, alice, 'run');
  await dashboard.openTab('Events');
  expect(await dashboard.eventSeqs()).toEqual(upTo(lastSeq));

  await page.getByRole('link', { name: 'All runs' }).click();
  await dashboard.row('coder run').getByText('Completed').waitFor();
  await dashboard.row('planner other').getByText('Running').waitFor();
  expect(await page.evaluate(() => 'isSamePage' in globalThis)).toBe(true);
});

test('so it is after the server was restarted in the middle', async () => {
  const folder = await temporaryFolder();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const before = await startDev(folder, { port });
  await publishTo(before, 1, [started(), ...calls(1, 5)]);
  const page = await open(`${url}/runs/run`, { expected: lostConnections });
  const dashboard = new DashboardPage(page);
  await dashboard.heading('Tool calls 5').waitFor();
  await dashboard.connectionIs('Live');

  before.program.signal('SIGTERM');
  await before.program.exited;
  await dashboard.connectionIs('Offline');
  const after = await startDev(folder, { port });
  await publishTo(after, 12, [...calls(6, 20), ...theEnd]);
  await dashboard.heading('Tool calls 20').waitFor({ timeout: 40_000 });
  const lastSeq = await expectSameAsQuery(dashboard, url, after.alice, 'run');
  await dashboard.connectionIs('Live');
  await dashboard.openTab('Events');
  expect(await dashboard.eventSeqs()).toEqual(upTo(lastSeq));
});

test('where retention removed what was missed, the page says so, reads again and is right', async () => {
  const path = join(await temporaryFolder(), 'events.db');
  const retention = { maxAgeMs: 3_600_000, maxCount: 20 };
  const broker = await SqliteBroker.open({ path, retention, durability: 'none' });
  onTestFinished(() => broker.close());
  const pages = await startPages({ pagesToken: alice, broker });
  const { server, url } = pages;
  await server.publish('alice', 'run', [started(), ...calls(1, 5)]);
  const page = await open(url, { expected: lostConnections });
  const dashboard = new DashboardPage(page);
  await dashboard.openRun('coder run');
  await dashboard.heading('Tool calls 5').waitFor();
  await dashboard.connectionIs('Live');

  await goOffline(page, pages);
  await dashboard.connectionIs('Offline');
  await server.publish('alice', 'run', calls(6, 40));
  await trimAll(broker);
  await goOnline(page, pages);
  await page.getByText('Some events are gone (TRIMMED); the run was read again.').waitFor();
  await dashboard.heading('Tool calls 10').waitFor();
  await page.getByText('The first 61 events of this run are no longer kept.').waitFor();
  await server.publish('alice', 'run', theEnd);
  const lastSeq = await expectSameAsQuery(dashboard, url, alice, 'run');
  await dashboard.openTab('Events');
  expect(await dashboard.eventSeqs()).toEqual(upTo(lastSeq).slice(61));

  await page.getByRole('link', { name: 'All runs' }).click();
  await page.getByText('Some events are gone (TRIMMED); the runs were read again.').waitFor();
  await dashboard.row('coder run').getByText('Completed').waitFor();
  await page.getByRole('button', { name: 'Dismiss' }).click();
  expect(await page.getByText('Some events are gone').count()).toBe(0);
});

test('where the store was replaced, the page says so and shows what is in the new one', async () => {
  const folder = await temporaryFolder();
  const port = await freePort();
  const before = await startDev(folder, { port });
  await publishTo(before, 1, [started(), ...calls(1, 5)]);
  const page = await open(`http://127.0.0.1:${port}/runs/run`, { expected: lostConnections });
  const dashboard = new DashboardPage(page);
  await dashboard.heading('Tool calls 5').waitFor();
  await dashboard.connectionIs('Live');

  before.program.signal('SIGTERM');
  await before.program.exited;
  for (const end of ['', '-wal', '-shm']) {
    await rm(join(folder, `.agentwire/events.db${end}`), { force: true });
  }
  const after = await startDev(folder, { port });
  // As the browser says it when a network is back: then nobody waits for the next attempt.
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
  await page.getByText('Some events are gone (STREAM_REPLACED); the run was read again.').waitFor();
  await dashboard.heading('There is no such run.').waitFor();
  await publishTo(after, 1, [started({ agent: { name: 'planner' } })]);
  await dashboard.heading('planner').waitFor();
  await page.getByRole('link', { name: 'All runs' }).click();
  await dashboard.row('planner run').waitFor();
  expect(await dashboard.rows.count()).toBe(1);
});

/** Publishes to alice's run `run`. */
async function publishTo({ url, worker }: DevServer, firstSeq: number, events: readonly EventInput[]) {
  const input = { userId: 'alice', runId: 'run', firstSeq, events: events as AgentEventInput[] };
  await request({ url, getToken: () => worker }, PublishEventsDocument, { input });
}
