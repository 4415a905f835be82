import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { EventInput } from '../../src/events/validate.ts';
import {
  asked,
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

const alice = await signToken('alice');
const open = useBrowser();

/** Each would run something, or ask for something, in a page that took it for markup. */
const markup = [
  '<script>globalThis.pwned = 1</script>',
  '<img src="/pwned" onerror="globalThis.pwned = 2">',
  '"><svg onload="globalThis.pwned = 3">',
  '<iframe src="javascript:parent.pwned = 4"></iframe>',
  '<a href="javascript:pwned = 5">link</a>',
  '<style>body { display: none; background: url(/pwned) }</style>',
  '{{constructor.constructor("pwned = 6")()}}',
  '</title></head><b>bold</b>',
  "javascript:alert('pwned')",
].join(' ');

/** Texts that are written from right to left, turn the direction of others, or are hardly text at all. */
const strange = [
  ['right-to-left text', 'مرحبا بالعالم، هذا نص طويل'],
  ['overrides of direction', 'user\u202Etxt.exe\u202C \u2066isolated\u2069 \u200Fmark'],
  ['emoji', '👩‍👩‍👧‍👦 🏳️‍🌈 🇵🇹'],
  ['combining marks', `Z${'\u0301\u0320\u035A'.repeat(60)}algo`],
  ['control characters', 'bell\u0007 escape\u001B[31m null\u0000 delete\u007F'],
  ['halves of characters', 'half \uD83D and \uDE00 half'],
  ['one long word', 'w'.repeat(2_000)],
  ['many lines', 'line\n'.repeat(500)],
] as const;

test('markup in every field is text: nothing runs and nothing is asked for', async () => {
  const { server, url } = await startPages({ pagesToken: alice });
  const runId = `${markup.slice(0, 80)}/%2F`;
  const short = markup.slice(0, 200);
  await server.publish('alice', runId, everything(markup, short));
  await server.publish('alice', `${runId}-child`, [
    started({ agent: { name: `child ${short}` }, parentRunId: runId }),
    failed({ error: { code: 'INTERNAL', message: markup, retryable: false, providerCode: short } }),
  ]);
  const page = await open(url);
  const dashboard = new DashboardPage(page);
  const { requests, dialogs } = watch(page);
  await page.getByText('2 runs').waitFor();
  await page.getByRole('search').getByLabel('Agent').fill(short);
  await page.getByRole('search').getByLabel('Thread').fill(short);
  await page.getByRole('search').getByLabel('Thread').press('Enter');
  await page.getByText('1 run', { exact: true }).waitFor();
  await dashboard.rows.getByRole('link').click();
  await dashboard.heading(short).waitFor();
  await openAll(dashboard);
  await dashboard.section('Thinking').getByText(markup).waitFor();
  await dashboard.section('Answer').getByText(markup).first().waitFor();
  expect(await dashboard.section('Tool calls').getByText(markup).count()).toBeGreaterThan(3);
  await dashboard
    .section('Sub-agents')
    .getByRole('link', { name: `child ${short}` })
    .waitFor();
  await dashboard.openTab('Timeline');
  await page.getByRole('rowheader').nth(3).waitFor();
  await dashboard.openTab('Events');
  await page.getByRole('button', { name: /^7 / }).click();
  await dashboard.openTab('Overview');
  await dashboard
    .section('Sub-agents')
    .getByRole('link', { name: `child ${short}` })
    .click();
  await page.getByRole('region', { name: 'The run failed' }).getByText(markup).waitFor();
  expect(await isPwned(page)).toBe(false);
  await page.goto(`${url}/runs/${encodeURIComponent(short)}?view=${encodeURIComponent(short)}`);
  await page.getByText(short, { exact: true }).waitFor();
  await page.goto(`${url}/?agent=${encodeURIComponent(markup)}&status=${encodeURIComponent(markup)}`);
  await dashboard.heading('No run matches').waitFor();

  expect(await isPwned(page)).toBe(false);
  expect(requests.filter((address) => new URL(address).pathname === '/pwned')).toEqual([]);
  expect(dialogs).toEqual([]);
  expect(await page.locator('main :is(img, iframe, script, style, b)').count()).toBe(0);
});

test('strange texts are shown as they are, and push nothing out of its place', async () => {
  const { server, url } = await startPages({ pagesToken: alice });
  for (const [kind, text] of strange) {
    // Names have to be Unicode without NUL; a text may be anything.
    const name = text.slice(0, 200).toWellFormed().replaceAll('\0', '');
    await server.publish('alice', kind, everything(text, name));
  }
  const page = await open(url);
  const dashboard = new DashboardPage(page);
  for (const [kind, text] of strange) {
    await dashboard.list.getByRole('link').filter({ hasText: kind }).click();
    await page.getByRole('tablist').waitFor();
    await openAll(dashboard);
    const answer = page.getByRole('group', { name: 'Text of the answer' });
    expect(JSON.parse(await answer.evaluate(textOfPieces)), kind).toBe(text);
    for (const tab of ['Overview', 'Timeline', 'Events'] as const) {
      await dashboard.openTab(tab);
      const { clientWidth, scrollWidth } = await page.evaluate(() => document.documentElement);
      expect(scrollWidth, `${kind}, ${tab}`).toBe(clientWidth);
    }
    await page.getByRole('link', { name: 'All runs' }).click();
  }
  await eventually(() => dashboard.rows.getByText('Completed').count()).toBe(strange.length);
});

test('a tool output of 200 KB is shown in part, all of it when asked for, and copied whole', async () => {
  const { server, url } = await startPages({ pagesToken: alice });
  const output = `${'0123456789abcde\n'.repeat(12_800)}<script>globalThis.pwned = 1</script>`;
  await server.publish('alice', 'run', [started(), executing('c1'), done('c1', { output }), completed()]);
  const page = await open(`${url}/runs/run`);
  const dashboard = new DashboardPage(page);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const calls = dashboard.section('Tool calls');
  await calls.getByText('search').click();
  const box = calls.getByRole('group', { name: 'Output' });
  const length = () => box.textContent().then((text) => text?.length);
  await eventually(length).toBe(8 * 1024);
  await calls.getByText('The first 8.2K characters of 204.8K characters').waitFor();
  await calls.getByRole('button', { name: 'Show all' }).click();
  await eventually(length).toBe(output.length);
  const { clientHeight, scrollHeight } = await box.evaluate(({ clientHeight, scrollHeight }) => ({
    clientHeight,
    scrollHeight,
  }));
  expect(clientHeight).toBeLessThan(500);
  expect(scrollHeight).toBeGreaterThan(10_000);
  await calls.getByRole('button', { name: 'Copy output' }).click();
  await calls.getByText('Copied').waitFor({ state: 'attached' });
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(output);
  await calls.getByRole('button', { name: 'Show less' }).click();
  await eventually(length).toBe(8 * 1024);
  expect(await isPwned(page)).toBe(false);
});

/** A run with the text in every field that takes one; `short` is for those that take 256 characters at most. */
function everything(text: string, short: string): EventInput[] {
  return [
    started({ agent: { id: short, name: short }, threadId: short, model: short, input: { [text]: text } }),
    thinking(text, { blockId: short, final: true }),
    executing(short, { toolName: short, title: text, input: { [text]: [text] } }),
    progress(short, { message: text, partial: text }),
    done(short, {
      toolName: short,
      status: 'FAILED',
      output: { html: text },
      toolError: { message: text, code: short, retryable: false },
    }),
    executing('c2', { toolName: short, title: text, input: text }),
    done('c2', { toolName: short, output: text }),
    asked(short, {
      prompt: text,
      forToolCallId: short,
      proposedInput: text,
      responseSchema: { title: text },
    }),
    delta(text, { messageId: short, final: true }),
    completed({
      finalText: text,
      output: { [text]: text },
      usage: [{ provider: short, model: short, inputTokens: 1 }],
    }),
  ];
}

/** The first message of an answer, which is laid out in pieces of several lines; as JSON, which keeps every unit. */
function textOfPieces(box: Element): string {
  const pieces = [...(box.firstElementChild?.children ?? [])];
  return JSON.stringify(pieces.map(({ textContent }) => textContent).join('\n'));
}

/** Opens whatever can be opened on the overview. */
async function openAll({ page }: DashboardPage): Promise<void> {
  await page.getByText('1 block').waitFor();
  for (const details of await page.locator('details').all()) await details.locator('summary').press('Enter');
  await page.locator('details:not([open])').waitFor({ state: 'detached' });
}

const isPwned = (page: Page) => page.evaluate(() => 'pwned' in globalThis);

function watch(page: Page) {
  const requests: string[] = [];
  const dialogs: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  return { requests, dialogs };
}
