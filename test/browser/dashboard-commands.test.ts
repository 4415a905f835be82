import { expect, test } from 'vitest';
import type { EventInput } from '../../src/events/validate.ts';
import { connectWs } from '../support/clients.ts';
import { answered, asked, cancelled, completed, executing, started } from '../support/events.ts';
import type { TestServer } from '../support/server.ts';
import type { Stream } from '../support/stream.ts';
import { signToken } from '../support/tokens.ts';
import { useBrowser } from './support/browser.ts';
import { DashboardPage } from './support/dashboard.ts';
import { goOffline, goOnline, lostConnections, startPages } from './support/pages.ts';

const alice = await signToken('alice');
const open = useBrowser();

async function openPages() {
  const pages = await startPages({ pagesToken: alice });
  const { server, url } = pages;
  return {
    pages,
    server,
    openAt: async (path: string, expected: readonly RegExp[] = []) => {
      const dashboard = new DashboardPage(await open(`${url}${path}`, { expected }));
      await dashboard.connectionIs('Live');
      return dashboard;
    },
    /** Does what the worker that has the run would. */
    work: (runId: string, firstSeq: number, events: readonly EventInput[]) =>
      server.publish('alice', runId, events, { writerId: 'worker', firstSeq }),
  };
}

const begin = started({ agent: { name: 'demo' } });
/** What the workers of the agent `demo` are asked from now on. */
async function followCommands(server: TestServer): Promise<Stream> {
  const token = await signToken('worker', { scope: 'agentwire:work agentwire:publish' });
  const client = await server.connect(connectWs, 'worker', token);
  const commands = client.subscribe({
    query: `subscription {
      agentEvents: workerCommands(agent: "demo") {
        __typename
        ... on InputSubmitted { interruptId resolution response }
      }
    }`,
  });
  await commands.caughtUp();
  return commands;
}

test('two windows: what one starts, answers and stops, the other sees', async () => {
  const { openAt, work } = await openPages();
  const [one, other] = await Promise.all([openAt('/'), openAt('/')]);

  const runId = await one.startRun('demo', 'Why is the sky blue?');
  await one.page.getByText('demo: Queued').waitFor({ state: 'attached' });
  await one.section('Input').getByText('Why is the sky blue?').waitFor();
  await work(runId, 1, [started({ agent: { name: 'demo' }, input: 'Why is the sky blue?' })]);
  await one.page.getByText('demo: Running').waitFor({ state: 'attached' });
  await other.openRun(`demo ${runId}`);

  await work(runId, 2, [
    executing('c1', { toolName: 'look_up' }),
    asked('i1', { inputKind: 'TOOL_APPROVAL', prompt: 'Look outside?', proposedInput: { window: 'east' } }),
  ]);
  const [here, there] = [one, other].map(({ page }) =>
    page.getByRole('region', { name: 'Waiting for a person' }),
  ) as [ReturnType<DashboardPage['section']>, ReturnType<DashboardPage['section']>];
  await here.getByText('"window": "east"').waitFor();
  await there.getByText('Look outside?').waitFor();
  await here.getByRole('button', { name: 'Approve' }).click();
  await here.getByText('Approved. Waiting for the agent to go on…').waitFor();
  // Until the worker goes on, another answer can be tried, and is refused where it was given.
  await there.getByRole('button', { name: 'Deny' }).click();
  await there.getByText('This input was answered before, with another answer.').waitFor();
  await work(runId, 4, [answered('i1', { resolution: 'APPROVED' })]);
  await Promise.all([here, there].map((region) => region.waitFor({ state: 'detached' })));

  const stop = other.page.getByRole('button', { name: 'Stop the run' });
  await stop.focus();
  await other.page.keyboard.press('Enter');
  await other.page.getByRole('button', { name: 'Stopping…' }).waitFor();
  await work(runId, 5, [cancelled()]);
  for (const { page } of [one, other]) {
    await page.getByText('Cancelled by the user.').waitFor();
    expect(await page.getByRole('button', { name: /Stop/ }).count()).toBe(0);
  }
});

test('a tool that needs leave is named, with a prompt and without, and waits meanwhile', async () => {
  const { openAt, work } = await openPages();
  await work('run', 1, [
    begin,
    executing('c1', { toolName: 'remove' }),
    executing('c2', { toolName: 'send', title: 'Send the letter' }),
    asked('i1', { inputKind: 'TOOL_APPROVAL', forToolCallId: 'c1' }),
    asked('i2', { inputKind: 'TOOL_APPROVAL', forToolCallId: 'c2', prompt: 'Is it right so?' }),
  ]);
  const dashboard = await openAt('/runs/run');
  const questions = dashboard.section('Waiting for a person').getByRole('listitem');
  await questions.filter({ hasText: 'Allow remove?' }).getByText('For the tool remove, call c1.').waitFor();
  await questions
    .filter({ hasText: 'Is it right so?' })
    .getByText('For the tool send (Send the letter), call c2.')
    .waitFor();

  const calls = dashboard.section('Tool calls').getByRole('listitem');
  await calls.filter({ hasText: 'remove' }).getByText('Waiting for approval').waitFor();
  await work('run', 6, [answered('i1', { resolution: 'APPROVED' })]);
  await calls.filter({ hasText: 'remove' }).getByText('Running').waitFor();
  await calls.filter({ hasText: 'send' }).getByText('Waiting for approval').waitFor();
});

test('a queued run is in the list at once, by its own filter too, and ends at once when it is stopped', async () => {
  const { openAt } = await openPages();
  const dashboard = await openAt('/');
  const { page } = dashboard;
  const runId = await dashboard.startRun('nobody', 'Hello?');
  await page.getByRole('link', { name: 'All runs' }).click();
  await dashboard.row(`nobody ${runId}`).getByText('Queued').waitFor();
  await dashboard.row(`nobody ${runId}`).getByText('Waiting for a worker').waitFor();
  await page.getByRole('checkbox', { name: 'Queued' }).check();
  await dashboard.openRun(`nobody ${runId}`);
  await dashboard.openTab('Timeline');
  await page.getByText('Nothing yet.').waitFor();
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.postData() ?? ''));
  // However often it is pressed, before the page can say that it was.
  await page.getByRole('button', { name: 'Stop the run' }).evaluate((button: HTMLElement) => {
    button.click();
    button.click();
  });
  await page.getByText('Cancelled by the user.').waitFor();
  expect(requests.filter((body) => body.includes('mutation CancelRun'))).toHaveLength(1);
  await page.getByRole('rowheader', { name: 'Agent: nobody' }).waitFor();
  await page.keyboard.press('Escape');
  await dashboard.heading('No run matches').waitFor();
});

test('the form for a run: agents seen before, JSON, a thread, and what is wrong stays to be mended', async () => {
  const { pages, server, openAt } = await openPages();
  await server.publish('alice', 'older', [started({ agent: { name: 'planner' } }), completed()]);
  await server.publish('alice', 'newer', [begin]);
  const dashboard = await openAt('/', lostConnections);
  const { page } = dashboard;
  await dashboard.row('demo newer').waitFor();
  await page.getByRole('button', { name: 'Start a run' }).click();
  const dialog = page.getByRole('dialog', { name: 'Start a run' });
  const input = dialog.getByLabel('What it is to work on');
  expect(await input.evaluate((element) => element === document.activeElement)).toBe(true);
  expect(await dialog.getByLabel('Agent').inputValue()).toBe('demo');
  const proposals = dialog.locator('datalist option');
  expect(
    await proposals.evaluateAll((options) => options.map((option) => option.getAttribute('value'))),
  ).toEqual(['demo', 'planner']);

  await dialog.getByLabel('JSON').check();
  await input.fill('{"question": ');
  await dialog.getByRole('button', { name: 'Start', exact: true }).click();
  await dialog.getByText(/^This is not JSON: /).waitFor();
  await input.fill('{"question": [1]}');
  await dialog.getByLabel('Thread').fill('a thread');

  await goOffline(page, pages);
  await dialog.getByRole('button', { name: 'Start', exact: true }).click();
  await dialog.getByText('The server cannot be reached.').waitFor();
  // What was filled in outlives the dialog.
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  await goOnline(page, pages);
  await page.getByRole('button', { name: 'Start a run' }).click();
  await dialog.getByRole('button', { name: 'Start', exact: true }).dblclick();
  await dashboard.heading('demo').waitFor();
  const { data } = await server.query({ token: alice }, '{ runs { nodes { id threadId input status } } }');
  expect(data.runs.nodes).toMatchObject([
    { id: dashboard.runId, threadId: 'a thread', input: { question: [1] }, status: 'QUEUED' },
    { id: 'newer' },
    { id: 'older' },
  ]);
});

test('questions: a text, fields of a schema, JSON for any other, and what the server says is wrong', async () => {
  const { server, openAt, work } = await openPages();
  await work('run', 1, [
    begin,
    asked('text', { prompt: 'What is your name?' }),
    asked('fields', {
      prompt: 'Where to?',
      responseSchema: {
        type: 'object',
        properties: {
          city: { type: 'string', title: 'City', description: 'At least three letters.', minLength: 3 },
          nights: { type: 'integer', title: 'Nights' },
          pets: { type: 'boolean', title: 'Pets' },
          room: { enum: ['single', 'double'], title: 'Room' },
        },
        required: ['city', 'pets'],
      },
    }),
    asked('json', { prompt: 'Which stops?', responseSchema: { type: 'array', items: { type: 'string' } } }),
    asked('late', { prompt: 'Too late?', inputKind: 'CONFIRMATION', expiresAt: '2026-01-01T00:00:00.000Z' }),
  ]);
  const dashboard = await openAt('/runs/run');
  const { page } = dashboard;
  const question = (prompt: string) => page.getByRole('listitem').filter({ hasText: prompt });
  const commands = await followCommands(server);

  const text = question('What is your name?');
  await text.getByLabel('Answer').fill('Ada\nLovelace');
  await text.getByRole('button', { name: 'Answer' }).click();
  await text.getByText('Answered. Waiting for the agent to go on…').waitFor();

  const fields = question('Where to?');
  await fields.getByLabel('City').fill('Al');
  await fields.getByLabel('Nights').fill('3');
  await fields.getByLabel('Pets').selectOption('No');
  await fields.getByRole('button', { name: 'Answer' }).click();
  await fields.getByText(/^The response does not fit its responseSchema: /).waitFor();
  await fields.getByLabel('City').fill('Ulm');
  await fields.getByRole('button', { name: 'Answer' }).click();
  await fields.getByText('Answered. Waiting for the agent to go on…').waitFor();

  const json = question('Which stops?');
  await json.getByLabel('Answer as JSON').fill('["a",');
  await json.getByRole('button', { name: 'Answer' }).click();
  await json.getByText(/^This is not JSON: /).waitFor();
  await json.getByLabel('Answer as JSON').fill('["a","b"]');
  await json.getByRole('button', { name: 'Answer' }).click();
  await json.getByText('Answered. Waiting for the agent to go on…').waitFor();

  expect(await commands.take(3)).toMatchObject([
    { interruptId: 'text', resolution: 'ANSWERED', response: 'Ada\nLovelace' },
    { interruptId: 'fields', response: { city: 'Ulm', nights: 3, pets: false } },
    { interruptId: 'json', response: ['a', 'b'] },
  ]);

  const late = question('Too late?');
  await late.getByRole('button', { name: 'Yes' }).click();
  await late.getByText(/^This input could be answered until /).waitFor();
});
