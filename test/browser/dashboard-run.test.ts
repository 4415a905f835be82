import { expect, test } from 'vitest';
import {
  answered,
  asked,
  cancelled,
  completed,
  delta,
  done,
  executing,
  failed,
  progress,
  started,
  thinking,
} from '../support/events.ts';
import { signToken } from '../support/tokens.ts';
import { useBrowser } from './support/browser.ts';
import { DashboardPage } from './support/dashboard.ts';
import { eventually } from './support/eventually.ts';
import { startPages } from './support/pages.ts';
import { publishSampleRuns } from './support/sample-runs.ts';
import { expectSameAsQuery } from './support/shown-run.ts';

const [alice, bob] = await Promise.all([signToken('alice'), signToken('bob')]);
const open = useBrowser();

async function openPages() {
  const { server, url } = await startPages({ pagesToken: alice });
  const openAt = async (path: string) => new DashboardPage(await open(`${url}${path}`));
  return { server, url, openAt };
}

test('a deep link opens a run that has ended from the query alone: nothing is subscribed to for it', async () => {
  const { server, url, openAt } = await openPages();
  await publishSampleRuns(server);
  const dashboard = await openAt('/runs/plan-0100');
  await dashboard.connectionIs('Live');
  const lastSeq = await expectSameAsQuery(dashboard, url, alice, 'plan-0100');
  await dashboard.openTab('Events');
  await dashboard.heading(`Events ${lastSeq}`).waitFor();
  // The one reader is the list's.
  expect(server.readers.made).toBe(1);

  await dashboard.page.goto(`${url}/runs/research-0012`);
  await dashboard.heading('researcher').waitFor();
  await server.readersMade(3);
  await server.publish('alice', 'research-0012', [completed()]);
  await dashboard.page.getByText('researcher: Completed').waitFor({ state: 'attached' });
  await eventually(() => server.readers.returned).toBe(2);
});

test('any run id has an address, from the list and as a deep link', async () => {
  const { server, openAt } = await openPages();
  const ids = ['a/b', '100%', '%2F%zz', 'Lauf ß 走る 🏃', 'a?b=c#d;e&f+g', '"><b>'];
  for (const id of ids) await server.publish('alice', id, [started()]);
  const dashboard = await openAt('/');
  for (const id of ids) {
    await dashboard.openRun(`coder ${id}`);
    await dashboard.openTab('Events');
    await dashboard.page.reload();
    await dashboard.heading('Events 1').waitFor();
    await dashboard.page.getByRole('definition').getByText(id, { exact: true }).first().waitFor();
    await dashboard.link('All runs').click();
  }
});

test('a run that is unknown or somebody else’s looks the same, and is shown as soon as it starts', async () => {
  const { server, url, openAt } = await openPages();
  await server.publish('bob', 'bobs', [started(), delta('Secret.')]);
  const dashboard = await openAt('/runs/missing');
  const { page } = dashboard;
  await dashboard.heading('There is no such run.').waitFor();
  const ofMissing = await page.getByRole('main').textContent();
  await page.goto(`${url}/runs/bobs`);
  await dashboard.heading('There is no such run.').waitFor();
  const ofBobs = await page.getByRole('main').textContent();
  expect(ofBobs).toBe(ofMissing?.replaceAll('missing', 'bobs'));
  await dashboard.connectionIs('Live');
  await server.publish('bob', 'bobs', [delta('More.')]);

  await server.publish('alice', 'bobs', [started({ agent: { name: 'planner' } }), delta('Mine.')]);
  await dashboard.heading('planner').waitFor();
  await dashboard.section('Answer').getByText('Mine.').waitFor();
  await server.publish('alice', 'bobs', [delta(' All.'), completed()]);
  await expectSameAsQuery(dashboard, url, alice, 'bobs');
  expect(await page.getByText('Secret.').count()).toBe(0);
  await page.goto(`${url}/#token=${bob}`);
  await dashboard.row('coder bobs').waitFor();
});

test('the answer and the thinking stream, tool calls say how they stand', async () => {
  const { server, openAt } = await openPages();
  await server.publish('alice', 'run', [started({ model: 'large', input: { question: 'Why?' } })]);
  const dashboard = await openAt('/runs/run');
  await dashboard.connectionIs('Live');
  await dashboard.section('Input').getByText('"question": "Why?"').waitFor();
  await dashboard.section('Answer').getByText('No answer yet.').waitFor();

  await server.publish('alice', 'run', [thinking('First I '), thinking('look.', { final: true })]);
  const thoughts = dashboard.section('Thinking');
  await thoughts.getByText('1 block').waitFor();
  expect(await thoughts.getByText('First I look.').count()).toBe(0);
  await thoughts.getByText('1 block').press('Enter');
  await thoughts.getByText('First I look.').waitFor();

  const calls = dashboard.section('Tool calls').getByRole('listitem');
  await server.publish('alice', 'run', [
    executing('c1', { toolName: 'fetch', title: 'Fetch it', input: { url: 'https://example.org/' } }),
    progress('c1', { progress: 2, total: 8, message: 'page 2' }),
  ]);
  await calls.getByText('Running').waitFor();
  expect(await calls.getByRole('progressbar', { name: 'Progress' }).getAttribute('value')).toBe('2');
  await calls.getByText('page 2').waitFor();
  await calls.getByText('Fetch it').click();
  await calls.getByText('"url": "https://example.org/"').waitFor();
  await calls.getByText('No output yet.').waitFor();
  await server.publish('alice', 'run', [
    done('c1', {
      toolName: 'fetch',
      status: 'FAILED',
      toolError: { message: 'HTTP 502', code: 'BAD_GATEWAY', retryable: true },
    }),
  ]);
  await calls.getByText('Failed', { exact: true }).waitFor();
  await calls.getByText('Error · BAD_GATEWAY · can succeed later', { exact: true }).waitFor();
  expect(await calls.getByText('HTTP 502').count()).toBe(2);

  await server.publish('alice', 'run', [delta('It is '), delta('so.')]);
  await dashboard.section('Answer').getByText('It is so.').waitFor();
  await server.publish('alice', 'run', [
    asked('i1', { prompt: 'Really?', responseSchema: { type: 'boolean' } }),
  ]);
  const pending = dashboard.page.getByRole('region', { name: 'Waiting for a person' });
  await pending.getByText('Really?').waitFor();
  await pending.getByText('What the answer has to look like').click();
  await pending.getByText('"type": "boolean"').waitFor();
  await server.publish('alice', 'run', [failed()]);
  await pending.waitFor({ state: 'detached' });
  const error = dashboard.page.getByRole('region', { name: 'The run failed' });
  await error.getByText('It failed.').waitFor();
  await error.getByText('MODEL_ERROR').waitFor();
  // In a thread of its own, it is its thread.
  expect(await dashboard.page.getByRole('term').getByText('Thread').count()).toBe(0);
});

test('the answer stays at its end while it grows, unless its reader has scrolled away', async () => {
  const { server, openAt } = await openPages();
  const lines = (count: number) => delta('Another line of the answer.\n'.repeat(count));
  await server.publish('alice', 'run', [started(), lines(200)]);
  const dashboard = await openAt('/runs/run');
  const box = dashboard.page.getByRole('group', { name: 'Text of the answer' });
  const fromEnd = () =>
    box.evaluate(({ scrollHeight, clientHeight, scrollTop }) => scrollHeight - clientHeight - scrollTop);
  await eventually(fromEnd).toBeLessThan(2);
  await server.publish('alice', 'run', [lines(50), delta('The newest line.')]);
  await box.getByText('The newest line.').waitFor();
  await eventually(fromEnd).toBeLessThan(2);
  await box.focus();
  await dashboard.page.keyboard.press('Home');
  await eventually(() => box.evaluate(({ scrollTop }) => scrollTop)).toBe(0);
  await server.publish('alice', 'run', [lines(50), delta('A newer line.')]);
  await box.getByText('A newer line.').waitFor();
  expect(await box.evaluate(({ scrollTop }) => scrollTop)).toBe(0);
});

test('the answer of a run that waits begins at its beginning; one that is watched is followed to its last word', async () => {
  const { server, openAt } = await openPages();
  const long = 'Another line of the answer.\n'.repeat(200);
  await server.publish('alice', 'waits', [started(), delta(long), asked('i')]);
  const dashboard = await openAt('/runs/waits');
  const box = dashboard.page.getByRole('group', { name: 'Text of the answer' });
  const top = () => box.evaluate(({ scrollTop }) => scrollTop);
  const fromEnd = () =>
    box.evaluate(({ scrollHeight, clientHeight, scrollTop }) => scrollHeight - clientHeight - scrollTop);
  await dashboard.section('Waiting for a person').waitFor();
  expect(await top()).toBe(0);
  await server.publish('alice', 'waits', [answered('i'), delta('Last.'), completed({ finalText: 'All.' })]);
  await box.getByText('All.').waitFor();
  expect(await top()).toBe(0);

  await server.publish('alice', 'runs', [started(), delta('Short.')]);
  await dashboard.link('All runs').click();
  await dashboard.openRun('coder runs');
  await box.getByText('Short.').waitFor();
  await server.publish('alice', 'runs', [delta(long), completed({ finalText: `${long}All.` })]);
  await box.getByText('All.').waitFor();
  await eventually(fromEnd).toBeLessThan(2);
});

test('sub-agents three deep are a tree of links, live, each with a way back', async () => {
  const { server, openAt } = await openPages();
  await server.publish('alice', 'top', [started()]);
  const dashboard = await openAt('/runs/top');
  await dashboard.connectionIs('Live');
  for (const [parentRunId, runId] of [
    ['top', 'child'],
    ['child', 'grandchild'],
    ['grandchild', 'great'],
  ] as const) {
    await server.publish('alice', runId, [started({ agent: { name: `${runId}-agent` }, parentRunId })]);
  }
  await dashboard.heading('Sub-agents 3').waitFor();
  const tree = dashboard.section('Sub-agents');
  expect(await tree.locator('ul ul ul').getByRole('link').allTextContents()).toEqual(['great-agent']);
  await server.publish('alice', 'great', [cancelled({ reason: 'PARENT_ENDED' })]);
  await tree.getByText('Cancelled').waitFor();
  await dashboard.openTab('Timeline');
  await dashboard.page.getByRole('rowheader', { name: 'Agent: great-agent' }).waitFor();
  await dashboard.openTab('Overview');

  await dashboard.link('great-agent').click();
  await dashboard.heading('great-agent').waitFor();
  await dashboard.page.getByText('The parent run ended.').waitFor();
  await dashboard.link('Parent run').click();
  await dashboard.heading('grandchild-agent').waitFor();
});

test('the timeline is a table with a bar a row, and is walked through by keys', async () => {
  const { server, openAt } = await openPages();
  await publishSampleRuns(server);
  const dashboard = await openAt('/runs/plan-0100?view=timeline');
  const { page } = dashboard;
  const headers = page.getByRole('rowheader');
  await headers.getByText('Message', { exact: true }).waitFor();
  expect(await headers.allTextContents()).toEqual([
    'Agent: planner',
    'Thinking: Reasoning',
    'Tool: Find flights',
    'Tool: Find rooms',
    'Agent: flights',
    'Tool: Search',
    'Agent: prices',
    'Tool: Search',
    'Agent: currency',
    'Tool: Search',
    'Agent: rooms',
    'Tool: Search',
    'Waiting: Is a flight at 6:10 in the morning all right?',
    'Tool: Look up the weatherFailed',
    'Message: Message',
  ]);
  const [axis, planner, flights] = await Promise.all([
    page.getByRole('columnheader', { name: 'Time since the start' }).boundingBox(),
    barOf(dashboard, 'Agent: planner'),
    barOf(dashboard, 'Agent: flights'),
  ]);
  expect(planner).toMatchObject({ left: 0, right: 1 });
  expect(flights.left).toBeCloseTo(3.6 / 26.2, 1);
  expect(flights.right).toBeCloseTo(14 / 26.2, 1);
  expect(axis?.width).toBeGreaterThan(300);

  await page.getByRole('button', { name: 'Agent: planner' }).focus();
  await page.keyboard.press('End');
  await page.getByRole('paragraph').getByText('Message: Message').waitFor();
  await page.keyboard.press('ArrowUp');
  await page.getByRole('paragraph').getByText('Tool: Look up the weather · Failed').waitFor();
  await page.getByText(/\(\+23\.\d+ s\) – .*, 0\.700 s$/).waitFor();
});

/** Where a row's bar begins and ends, as shares of the axis. */
async function barOf({ page }: DashboardPage, name: string): Promise<{ left: number; right: number }> {
  const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) });
  return row.evaluate((element) => {
    const track = element.lastElementChild as HTMLElement;
    const bar = track.firstElementChild as HTMLElement;
    const [outer, inner] = [track.getBoundingClientRect(), bar.getBoundingClientRect()];
    const share = (x: number) => Math.round(((x - outer.left) / outer.width) * 1000) / 1000;
    return { left: share(inner.left), right: share(inner.right) };
  });
}

test('raw events: filtered by type, opened and copied', async () => {
  const { server, openAt } = await openPages();
  await server.publish('alice', 'run', [
    started(),
    ...Array.from({ length: 200 }, (_, index) => executing(`call-${index}`)),
    delta('Hello.'),
    completed({ finalText: 'Hello.' }),
  ]);
  const dashboard = await openAt('/runs/run?view=events');
  const { page } = dashboard;
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const events = page.getByRole('group', { name: 'List of events' });
  await dashboard.heading('Events 203').waitFor();
  expect(await dashboard.eventSeqs()).toEqual(Array.from({ length: 203 }, (_, index) => index + 1));
  expect(await events.getByRole('listitem').count()).toBeLessThan(80);
  // An event that is opened at the end of the list stays where it is.
  await events.focus();
  await page.keyboard.press('End');
  const fromEnd = () =>
    events.evaluate(({ scrollHeight, clientHeight, scrollTop }) => scrollHeight - clientHeight - scrollTop);
  await eventually(fromEnd).toBeLessThan(1);
  const line = events.getByRole('button', { name: /MESSAGE_DELTA/ });
  await line.scrollIntoViewIfNeeded();
  const top = async () => (await line.boundingBox())?.y;
  const before = await top();
  await line.click();
  await events.getByText('"text": "Hello."').waitFor();
  expect(await top()).toBe(before);
  expect(await line.getAttribute('aria-expanded')).toBe('true');
  await page.getByRole('checkbox', { name: 'TOOL_EXECUTING 200' }).uncheck();
  await eventually(() => events.getByRole('listitem').count()).toBe(3);
  await events.getByRole('button', { name: 'Copy event 202' }).click();
  await events.getByText('Copied').waitFor({ state: 'attached' });
  const copied = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()));
  expect(copied).toMatchObject({ seq: 202, type: 'MESSAGE_DELTA', text: 'Hello.', runId: 'run' });
  await page.getByRole('button', { name: 'Copy run id' }).click();
  await eventually(() => page.evaluate(() => navigator.clipboard.readText())).toBe('run');
});
