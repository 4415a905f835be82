import { expect, test } from 'vitest';
import { signToken } from '../support/tokens.ts';
import { expectAccessible } from './support/axe.ts';
import { useBrowser } from './support/browser.ts';
import { DashboardPage } from './support/dashboard.ts';
import { eventually } from './support/eventually.ts';
import { looks, screenshot } from './support/looks.ts';
import { goOffline, goOnline, lostConnections, startPages } from './support/pages.ts';
import { publishSampleRuns } from './support/sample-runs.ts';

const [alice, bob] = await Promise.all([signToken('alice'), signToken('bob')]);
/** What is refused or lost because the test wants it so. */
const refusals = [/status of 401/, ...lostConnections];

const open = useBrowser();

test.each(looks)(
  'every page and state looks right and is accessible: $colorScheme, $device',
  async (look) => {
    const pages = await startPages();
    const { server, url } = pages;
    await publishSampleRuns(server);
    const page = await open(`${url}/`, { look, expected: refusals });
    const dashboard = new DashboardPage(page);
    const see = async (name: string) => {
      await expectAccessible(page, name);
      // On a phone the page scrolls in one direction only.
      const { clientWidth, scrollWidth } = await page.evaluate(() => document.documentElement);
      expect.soft(scrollWidth, name).toBe(clientWidth);
      await screenshot(page, name, look);
    };

    await dashboard.heading('Sign in to agentwire').waitFor();
    await see('signed-out');
    await dashboard.signIn(`${alice.slice(0, -4)}AAAA`);
    await page.getByText('The server does not accept this token.').waitFor();
    await see('signed-out-refused');
    await dashboard.signIn(bob);
    await dashboard.heading('No runs yet').waitFor();
    await dashboard.connectionIs('Live');
    await see('list-empty');
    await page.goto(`${url}/#token=${alice}`);
    await dashboard.row('planner plan-0100').waitFor();
    await dashboard.connectionIs('Live');
    await see('list');
    await page.getByRole('checkbox', { name: 'Failed' }).check();
    await page.getByRole('search').getByLabel('Agent').fill('planner');
    await page.getByRole('search').getByLabel('Agent').press('Enter');
    await dashboard.heading('No run matches').waitFor();
    await see('list-no-match');
    await page.getByRole('link', { name: 'Show all runs' }).click();

    await dashboard.openRun('researcher research-0012');
    await dashboard.heading('Answer').waitFor();
    await see('run-live');
    await page.keyboard.press('Escape');
    await dashboard.openRun('deployer deploy-0002');
    await see('run-waiting');
    await page.keyboard.press('Escape');
    await dashboard.openRun('code-review review-0031');
    await see('run-failed');
    await page.keyboard.press('Escape');
    await dashboard.openRun('triage triage-0007');
    await page.getByText('Superseded by a newer run.').waitFor();
    await see('run-cancelled');
    await page.keyboard.press('Escape');

    await dashboard.openRun('planner plan-0100');
    await dashboard.heading('Sub-agents 4').waitFor();
    await see('run-finished');
    await dashboard.section('Thinking').getByText('1 block').click();
    for (const call of await dashboard
      .section('Tool calls')
      .getByText(/^(weather|begin_agent)$/)
      .all()) {
      await call.click();
    }
    await see('run-finished-open');
    await dashboard.openTab('Timeline');
    await page.getByRole('button', { name: 'Tool: Look up the weather' }).click();
    await see('run-timeline');
    await dashboard.openTab('Events');
    await page.getByRole('button', { name: /^2 .*AGENT_THINKING/ }).click();
    await see('run-events');

    await page.goto(`${url}/runs/nobody-knows`);
    await dashboard.heading('There is no such run.').waitFor();
    await see('run-missing');
    await page.goto(`${url}/runs/a/b`);
    await dashboard.heading('There is no such page').waitFor();
    await see('no-such-page');
    await page.getByRole('link', { name: 'To the runs' }).click();
    await dashboard.row('planner plan-0100').waitFor();
    await goOffline(page, pages);
    await dashboard.connectionIs('Offline');
    await page.getByRole('checkbox', { name: 'Failed' }).check();
    await dashboard.heading('The runs could not be read').waitFor();
    await see('list-error');
    await page.goBack();
    await goOnline(page, pages);
  },
);

test('nothing moves by itself where motion is to be reduced', async () => {
  const { server, url } = await startPages({ pagesToken: alice });
  await publishSampleRuns(server);
  const page = await open(url);
  const dashboard = new DashboardPage(page);
  const moving = () => page.evaluate(() => document.getAnimations().length);
  await dashboard.row('researcher research-0012').waitFor();
  expect(await moving()).toBe(0);
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await eventually(moving).toBeGreaterThan(0);
  await dashboard.openRun('researcher research-0012');
  await eventually(moving).toBeGreaterThan(0);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await eventually(moving).toBe(0);
});
