import { expect, test } from 'vitest';
import { asked, started } from '../support/events.ts';
import { signToken } from '../support/tokens.ts';
import { expectAccessible } from './support/axe.ts';
import { useBrowser } from './support/browser.ts';
import { DashboardPage } from './support/dashboard.ts';
import { looks, screenshot } from './support/looks.ts';
import { startPages } from './support/pages.ts';
import { publishSampleRuns } from './support/sample-runs.ts';

const alice = await signToken('alice');
const open = useBrowser();

test.each(looks)(
  'starting, stopping and answering look right and are accessible: $colorScheme, $device',
  async (look) => {
    const { server, url } = await startPages({ pagesToken: alice });
    await publishSampleRuns(server);
    const page = await open(`${url}/`, { look });
    const dashboard = new DashboardPage(page);
    const see = async (name: string) => {
      await expectAccessible(page, name);
      const { clientWidth, scrollWidth } = await page.evaluate(() => document.documentElement);
      expect.soft(scrollWidth, name).toBe(clientWidth);
      await screenshot(page, name, look);
    };

    await dashboard.row('researcher research-0012').waitFor();
    await page.getByRole('button', { name: 'Start a run' }).click();
    const dialog = page.getByRole('dialog', { name: 'Start a run' });
    await see('start-run');
    await dialog.getByLabel('JSON').check();
    await dialog.getByLabel('What it is to work on').fill('{"suppliers": [');
    await dialog.getByRole('button', { name: 'Start', exact: true }).click();
    await dialog.getByText(/^This is not JSON/).waitFor();
    await see('start-run-problem');
    await dialog.getByLabel('What it is to work on').fill('{"suppliers": ["Birch & Sons"]}');
    await dialog.getByRole('button', { name: 'Start', exact: true }).click();
    await page.getByText('researcher: Queued').waitFor({ state: 'attached' });
    await see('run-queued');
    await page.keyboard.press('Escape');
    await dashboard.list.getByText('Queued').waitFor();
    await see('list-queued');

    await dashboard.openRun('deployer deploy-0002');
    await page.getByRole('button', { name: 'Approve' }).waitFor();
    await page.getByRole('button', { name: 'Stop the run' }).click();
    await page.getByRole('button', { name: 'Stopping…' }).waitFor();
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('Approved. Waiting for the agent to go on…').waitFor();
    await see('run-stopping');

    await server.publish('alice', 'questions', [
      started({ agent: { name: 'travel' } }),
      asked('q1', { prompt: 'What is the name on the ticket?' }),
      asked('q2', {
        prompt: 'Where are you going to stay?',
        responseSchema: {
          type: 'object',
          properties: {
            city: { type: 'string', title: 'City', description: 'As on the map.' },
            nights: { type: 'integer', title: 'Nights', default: 2 },
            room: { enum: ['single', 'double'], title: 'Room' },
          },
          required: ['city', 'room'],
        },
      }),
      asked('q3', { prompt: 'Which stops?', inputKind: 'OTHER', responseSchema: { type: 'array' } }),
      asked('q4', {
        prompt: 'Leave early?',
        inputKind: 'CONFIRMATION',
        expiresAt: '2026-01-01T08:00:00.000Z',
      }),
    ]);
    await page.goto(`${url}/runs/questions`);
    await page.getByRole('button', { name: 'Yes' }).click();
    await page.getByText(/^This input could be answered until/).waitFor();
    await page.getByLabel('Answer as JSON').fill('[1');
    await page.getByRole('button', { name: 'Answer' }).nth(2).click();
    await page.getByText(/^This is not JSON/).waitFor();
    await see('run-questions');
  },
);
