import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { SqliteBroker } from '../../src/broker/sqlite/sqlite.ts';
import { channelOf } from '../../src/events/channel.ts';
import { answered, asked, batchOf, completed, executing, failed, NOON, started } from '../support/events.ts';
import { signToken } from '../support/tokens.ts';
import { useBrowser } from './support/browser.ts';
import { DashboardPage } from './support/dashboard.ts';
import { eventually } from './support/eventually.ts';
import { goOffline, goOnline, lostConnections, startPages } from './support/pages.ts';
import { publishSampleRuns } from './support/sample-runs.ts';

const alice = await signToken('alice');
const COUNT = 5_000;
/** What stays smooth: those in sight, and a few on either side. */
const MAX_ROWS = 60;

const open = useBrowser();
let broker: SqliteBroker;
const runId = (number: number) => `run-${String(number).padStart(4, '0')}`;

/** A store with thousands of alice's runs, one a second from noon on. */
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'agentwire-'));
  const path = join(folder, 'events.db');
  const retention = { maxAgeMs: 3_600_000, maxCount: 1_000_000 };
  broker = await SqliteBroker.open({ path, retention, durability: 'none' });
  const appends = Array.from({ length: COUNT }, (_, index) =>
    broker.append(
      channelOf(null, 'alice'),
      batchOf(runId(index + 1), [started(), completed()], { now: NOON + index * 1000 }),
    ),
  );
  await Promise.all(appends);
  return async () => {
    await broker.close();
    await rm(folder, { recursive: true });
  };
});

test('5,000 runs, newest first: all can be reached by the keys, few are drawn, the place is kept', async () => {
  const { server, url } = await startPages({ pagesToken: alice, broker });
  const page = await open(url);
  const dashboard = new DashboardPage(page);
  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
  const position = () => page.evaluate(() => document.activeElement?.getBoundingClientRect().top);
  const rowCounts: number[] = [];

  await dashboard.link(`coder ${runId(COUNT)}`).waitFor();
  await page.getByText('100+ runs').waitFor();
  expect(await dashboard.rows.first().textContent()).toContain(runId(COUNT));
  await dashboard.link(`coder ${runId(COUNT)}`).focus();
  const pressEnd = async () => {
    await page.keyboard.press('End');
    rowCounts.push(await dashboard.rows.count());
    return focused();
  };
  await expect.poll(pressEnd, { timeout: 40_000, interval: 10 }).toBe(`coder ${runId(1)}`);
  await page.getByText('5,000 runs').waitFor();
  await eventually(() => dashboard.row(`coder ${runId(1)}`).getAttribute('aria-posinset')).toBe('5000');

  const before = await position();
  await server.publish('alice', 'run-new', [started({ agent: { name: 'planner' } })]);
  await page.getByText('5,001 runs').waitFor();
  expect(await focused()).toBe(`coder ${runId(1)}`);
  expect(await position()).toBe(before);

  await page.keyboard.press('Home');
  await eventually(focused).toBe('planner run-new');
  await page.mouse.move(400, 400);
  await page.mouse.wheel(0, 60_000);
  await eventually(async () => (await dashboard.rows.last().textContent())?.includes('run-3')).toBe(true);
  rowCounts.push(await dashboard.rows.count());
  expect(Math.max(...rowCounts)).toBeLessThan(MAX_ROWS);
});

test('the list shows what happens as it happens', async () => {
  const { server, url } = await startPages({ pagesToken: alice });
  const page = await open(url);
  const dashboard = new DashboardPage(page);
  await dashboard.heading('No runs yet').waitFor();
  await page.getByText('agentwire demo "What happens to a slow reader?" --user alice').waitFor();
  await dashboard.connectionIs('Live');

  await server.publish('alice', 'first', [started(), executing('c1', { title: 'Read the docs' })]);
  const first = dashboard.row('coder first');
  await first.getByText('Doing now: Read the docs').waitFor();
  await first.getByText('Running').waitFor();
  const elapsed = () => first.getByText('Elapsed:').locator('..').textContent();
  const before = await elapsed();
  await eventually(elapsed).not.toBe(before);

  await server.publish('alice', 'second', [
    started({ agent: { name: 'searcher' }, parentRunId: 'first', threadId: 'chat' }),
    asked('i1', { inputKind: 'TOOL_APPROVAL' }),
  ]);
  const second = dashboard.row('searcher sub-agent second');
  await second.getByText('Waiting', { exact: true }).waitFor();
  await second.getByText('Doing now: Waiting for approval').waitFor();
  await second.getByText('Thread: chat').waitFor();
  expect(await dashboard.rows.first().textContent()).toContain('second');
  await server.publish('alice', 'second', [answered('i1')]);
  await second.getByText('Running').waitFor();
  await server.publish('alice', 'second', [failed()]);
  await second.getByText('Failed').waitFor();
  await server.publish('alice', 'first', [completed()]);
  await first.getByText('Completed').waitFor();
  expect(await first.getByText('Doing now').count()).toBe(0);
  await page.getByText('2 runs').waitFor();
});

test('filters by status, agent and thread, live, and keeps the filter in the address', async () => {
  const { server, url } = await startPages({ pagesToken: alice });
  await publishSampleRuns(server);
  const page = await open(url);
  const dashboard = new DashboardPage(page);
  await page.getByText('9 runs').waitFor();
  const status = (name: string) => page.getByRole('checkbox', { name, exact: true });
  const search = () => new URL(page.url()).search;

  await status('Failed').check();
  await page.getByText('1 run', { exact: true }).waitFor();
  await status('Running').check();
  await page.getByText('2 runs').waitFor();
  await server.publish('alice', 'deploy-0002', [failed()]);
  await dashboard.row('deployer deploy-0002').getByText('Failed').waitFor();
  await server.publish('alice', 'research-0012', [completed()]);
  await dashboard.row('researcher research-0012').waitFor({ state: 'detached' });
  await page.getByText('2 runs').waitFor();
  expect(search()).toBe('?status=failed&status=running');
  await page.reload();
  await page.getByText('2 runs').waitFor();
  expect(await status('Running').isChecked()).toBe(true);

  await page.getByRole('link', { name: 'Clear filters' }).click();
  await page.getByText('9 runs').waitFor();
  await page.getByRole('search').getByLabel('Thread').fill('trip-lisbon');
  await page.getByRole('search').getByLabel('Thread').press('Enter');
  await page.getByText('5 runs').waitFor();
  await page.getByRole('search').getByLabel('Agent').fill('rooms');
  await page.getByText('1 run', { exact: true }).waitFor();
  expect(search()).toBe('?agent=rooms&thread=trip-lisbon');
  await server.publish('alice', 'rooms-2', [started({ agent: { name: 'rooms' }, threadId: 'trip-rome' })]);
  await server.publish('alice', 'rooms-3', [started({ agent: { name: 'rooms' }, threadId: 'trip-lisbon' })]);
  await dashboard.row('rooms rooms-3').waitFor();
  await page.getByText('2 runs').waitFor();

  await dashboard.openRun('rooms rooms-3');
  await page.keyboard.press('Escape');
  await page.getByText('2 runs').waitFor();
  expect(search()).toBe('?agent=rooms&thread=trip-lisbon');
  await page.getByRole('search').getByLabel('Agent').fill('nobody');
  await page.getByRole('search').getByLabel('Agent').press('Enter');
  await dashboard.heading('No run matches').waitFor();
  await page.getByRole('link', { name: 'Show all runs' }).click();
  await page.getByText('11 runs').waitFor();
  expect(search()).toBe('');
});

test('works by keyboard alone, and the focus comes back to where it was', async () => {
  const { server, url } = await startPages({ pagesToken: alice });
  for (const id of ['one', 'two', 'three']) await server.publish('alice', id, [started()]);
  const page = await open(url);
  const dashboard = new DashboardPage(page);
  await page.getByText('3 runs').waitFor();
  const hasFocus = (name: string) =>
    eventually(() => dashboard.link(name).evaluate((link) => link === document.activeElement)).toBe(true);
  const tabTo = async (name: string) => {
    for (let presses = 0; presses < 20; presses++) {
      await page.keyboard.press('Tab');
      if (await dashboard.link(name).evaluate((link) => link === document.activeElement)) return;
    }
    expect.unreachable(`The Tab key does not get to ${name}.`);
  };

  await page.keyboard.press('Tab');
  await hasFocus('Skip to the content');
  await page.keyboard.press('Enter');
  await tabTo('coder three');
  await page.keyboard.press('ArrowDown');
  await hasFocus('coder two');
  await page.keyboard.press('End');
  await hasFocus('coder one');
  await page.keyboard.press('ArrowDown');
  await hasFocus('coder one');
  await page.keyboard.press('ArrowUp');
  await hasFocus('coder two');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/runs/two');
  await page.getByRole('tablist').waitFor();
  await page.keyboard.press('Escape');
  await hasFocus('coder two');
  await page.keyboard.press('Home');
  await hasFocus('coder three');
  await page.keyboard.press('Shift+Tab');
  await tabTo('coder three');
});

test('says that it reads, that it could not, and goes on by itself when the server is back', async () => {
  const pages = await startPages({ pagesToken: alice });
  const { server, proxy, url } = pages;
  await server.publish('alice', 'one', [started(), failed()]);
  const page = await open(url, { expected: lostConnections });
  const dashboard = new DashboardPage(page);
  await dashboard.row('coder one').waitFor();

  proxy.isMute = true;
  proxy.freeze();
  await page.getByRole('checkbox', { name: 'Failed' }).check();
  await page.getByText('Loading the runs').waitFor({ state: 'attached' });
  proxy.isMute = false;
  proxy.cut();
  await dashboard.row('coder one').waitFor();

  await goOffline(page, pages);
  await dashboard.connectionIs('Offline');
  await page.getByRole('checkbox', { name: 'Failed' }).uncheck();
  await dashboard.heading('The runs could not be read').waitFor();
  await page.getByRole('button', { name: 'Try again' }).click();
  await dashboard.heading('The runs could not be read').waitFor();
  await goOnline(page, pages);
  await dashboard.row('coder one').waitFor();

  // The same for a run that is opened while there is no connection.
  await goOffline(page, pages);
  await dashboard.connectionIs('Offline');
  await dashboard.link('coder one').click();
  await dashboard.heading('The run could not be read').waitFor();
  await goOnline(page, pages);
  await dashboard.heading('coder').waitFor();
});
