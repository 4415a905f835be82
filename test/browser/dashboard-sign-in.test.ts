import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { started } from '../support/events.ts';
import { expiredToken, signToken } from '../support/tokens.ts';
import { useBrowser } from './support/browser.ts';
import { DashboardPage } from './support/dashboard.ts';
import { eventually } from './support/eventually.ts';
import { goOffline, goOnline, lostConnections, startPages } from './support/pages.ts';

const [alice, bob, expired, ofAnotherIssuer] = await Promise.all([
  signToken('alice'),
  signToken('bob'),
  expiredToken('alice'),
  signToken('alice', { iss: 'https://elsewhere.test' }),
]);
const forged = `${alice.slice(0, -8)}AAAAAAAA`;
/** How the browser tells of answers and connections that are refused because the test wants it so. */
const refusals = [/status of 401/, ...lostConnections];
/** Long enough for whoever tries again after a while to have done so many times. */
const MANY_RETRIES_MS = 10 * 60_000;

const open = useBrowser();
const stored = ({ page }: DashboardPage) =>
  page.evaluate(() => ({
    session: Object.entries(sessionStorage).flat(),
    local: Object.entries(localStorage).flat(),
    cookies: document.cookie,
  }));

/** Counts requests to the API and WebSockets from now on. */
function countAttempts(page: Page) {
  let attempts = 0;
  page.on('request', (request) => {
    if (request.url().endsWith('/graphql')) attempts++;
  });
  page.on('websocket', () => attempts++);
  return {
    /** How many there were, once the page's clock, which has to be installed, has gone on for a long time. */
    async afterManyRetries(): Promise<number> {
      await page.clock.runFor(MANY_RETRIES_MS);
      // What the page did before this has been told of by the time it is answered.
      await page.evaluate(() => fetch('/livez').then((response) => response.status));
      return attempts;
    },
  };
}

test.each([
  ['text that is no token', 'nonsense', 'This is not a token'],
  ['a token with a wrong signature', forged, 'The server does not accept this token.'],
  ['a token of another issuer', ofAnotherIssuer, 'The server does not accept this token.'],
  ['an expired token', expired, 'The token has expired.'],
])('%s is refused with the reason, and not tried again', async (_, token, reason) => {
  const { url } = await startPages();
  const page = await open(`${url}/runs/run`, { expected: refusals });
  const dashboard = new DashboardPage(page);
  const attempts = countAttempts(page);
  await dashboard.heading('Sign in to agentwire').waitFor();
  await page.clock.install();
  await dashboard.signIn(token);
  await page.getByRole('alert').getByText(reason).waitFor();
  expect(JSON.stringify(await stored(dashboard))).not.toContain(token);
  expect(await attempts.afterManyRetries()).toBeLessThan(4);
  await dashboard.signIn(`Bearer ${alice}`);
  await dashboard.heading('There is no such run.').waitFor();
  await dashboard.connectionIs('Live');
});

test('a token that expires while the page is open ends on the sign-in page, with the reason', async () => {
  const { server, proxy, url } = await startPages();
  const page = await open(url, { expected: refusals });
  const dashboard = new DashboardPage(page);
  await dashboard.heading('Sign in to agentwire').waitFor();
  await page.clock.install();
  const token = await signToken('alice', { exp: Math.floor(Date.now() / 1000) + 3 });
  await dashboard.signIn(token);
  await dashboard.connectionIs('Live');
  await eventually(async () => (await server.query({ token }, '{ __typename }')).code).toBe('TOKEN_EXPIRED');
  const attempts = countAttempts(page);
  proxy.cut();
  await page.getByText('The token has expired. Sign in with a new one.').waitFor();
  expect(await attempts.afterManyRetries()).toBeLessThan(3);
});

test('a link signs in: the token leaves the address, and is kept in this tab only', async () => {
  const { server, url } = await startPages();
  await server.publish('bob', 'run-of-bob', [started()]);
  await server.publish('alice', 'run-of-alice', [started()]);
  const page = await open(`${url}/?status=running#token=${bob}`);
  const dashboard = new DashboardPage(page);
  await dashboard.row('coder run-of-bob').waitFor();
  expect(page.url()).toBe(`${url}/?status=running`);
  expect(await stored(dashboard)).toEqual({ session: ['agentwire.token', bob], local: [], cookies: '' });
  await page.getByText('Signed in as bob').waitFor();
  await page.reload();
  await dashboard.row('coder run-of-bob').waitFor();
  await page.goBack().catch(() => {});
  expect(page.url()).not.toContain('token');

  await page.goto(`${url}/`);
  await page.evaluate((token) => {
    location.hash = `token=${token}`;
  }, alice);
  await dashboard.row('coder run-of-alice').waitFor();
  await page.getByText('Signed in as alice').waitFor();
  expect(page.url()).toBe(`${url}/`);
  expect(await dashboard.link('coder run-of-bob').count()).toBe(0);
});

test('who signs out stays signed out, and nothing of theirs is left', async () => {
  const { server, url } = await startPages({ pagesToken: alice });
  await server.publish('alice', 'run', [started()]);
  const page = await open(`${url}/runs/run`);
  const dashboard = new DashboardPage(page);
  await dashboard.heading('coder').waitFor();
  await dashboard.connectionIs('Live');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await dashboard.heading('Sign in to agentwire').waitFor();
  await server.readersReturned();
  expect(JSON.stringify(await stored(dashboard))).not.toContain(alice);
  await page.reload();
  await dashboard.heading('Sign in to agentwire').waitFor();
  expect(await page.getByText('coder').count()).toBe(0);

  await page.getByRole('button', { name: /development token/ }).click();
  await dashboard.heading('coder').waitFor();
});

test('a sign-in while the server is away goes on by itself when it is there', async () => {
  const pages = await startPages();
  const { server, url } = pages;
  await server.publish('alice', 'run', [started()]);
  const page = await open(url, { expected: refusals });
  const dashboard = new DashboardPage(page);
  await dashboard.heading('Sign in to agentwire').waitFor();
  await goOffline(page, pages);
  await dashboard.signIn(alice);
  await dashboard.heading('The runs could not be read').waitFor();
  await dashboard.connectionIs('Offline');
  await goOnline(page, pages);
  await page.getByRole('button', { name: 'Try again' }).click();
  await dashboard.row('coder run').waitFor();
  await dashboard.connectionIs('Live');
  await eventually(() => dashboard.page.getByText('could not be read').count()).toBe(0);
});
