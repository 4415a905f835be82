import { describe, expect, test } from 'vitest';
import { completed, delta, executing, started } from '../support/events.ts';
import { expiredToken, signToken } from '../support/tokens.ts';
import { useBrowser } from './support/browser.ts';
import { eventually } from './support/eventually.ts';
import type { Shown } from './support/graphiql.ts';
import { GraphiqlPage } from './support/graphiql.ts';
import { looks, screenshot } from './support/looks.ts';
import { goOffline, goOnline, lostConnections, startPages } from './support/pages.ts';

const [alice, bob, expired] = await Promise.all([
  signToken('alice'),
  signToken('bob'),
  expiredToken('alice'),
]);
const MAX_PAGE_BYTES = 2_000_000;
/** How the browser tells of answers and connections that are refused because the test wants it so. */
const refusals = [/status of 401/, ...lostConnections];

interface RunsResult {
  readonly data?: { readonly runs: { readonly nodes: readonly unknown[] } };
}

const open = useBrowser();
const typesOf = ({ events }: Shown) => events.map(({ __typename }) => __typename);
const seqsOf = ({ events }: Shown) => events.flatMap(({ seq }) => seq ?? []);
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const storedBy = ({ page }: GraphiqlPage) => page.evaluate(() => JSON.stringify(localStorage));

async function openGraphiql(address: string, expected: readonly RegExp[] = []): Promise<GraphiqlPage> {
  return new GraphiqlPage(await open(address, { expected }));
}

test('runs the example query as whoever the dev server signs in', async () => {
  const { server, url } = await startPages({ pagesToken: alice });
  await server.publish('alice', 'run-1', [started(), completed({ finalText: 'Done.' })]);
  const graphiql = await openGraphiql(`${url}/graphiql`);
  await graphiql.run();
  const { data } = await graphiql.shows<RunsResult>(({ data }) => data !== undefined);
  expect(data?.runs.nodes).toMatchObject([{ id: 'run-1', status: 'COMPLETED', finalText: 'Done.' }]);
  await graphiql.hasSchema();
  expect(await graphiql.notice.count()).toBe(0);
  expect(await graphiql.page.title()).toBe('agentwire GraphiQL');
  expect(await graphiql.page.getByRole('link', { name: 'Dashboard' }).getAttribute('href')).toBe('/');
});

describe.each(['WebSocket', 'Server-sent events'])('over %s', (transport) => {
  test('a subscription with a token in the headers tab lists its events', async () => {
    const { server, url } = await startPages();
    const graphiql = await openGraphiql(`${url}/graphiql`, refusals);
    await graphiql.notice.waitFor();
    await graphiql.openTab('Live');
    await graphiql.useTransport(transport);
    await graphiql.giveHeaders({ Authorization: `Bearer ${alice}` });
    await graphiql.notice.waitFor({ state: 'hidden' });
    await graphiql.run();
    await graphiql.isLive();

    await server.publish('alice', 'run-1', [started(), executing('call-1'), delta('Hello.'), completed()]);
    const shown = await graphiql.shows(({ received }) => received === 4);
    expect(typesOf(shown)).toEqual(['AgentStarted', 'ToolExecuting', 'MessageDelta', 'AgentCompleted']);
    await graphiql.result.getByText('"AgentCompleted"').waitFor();

    await graphiql.stop();
    const stopped = await graphiql.shows(({ connection }) => connection === 'stopped');
    expect(stopped.events).toEqual(shown.events);
    await server.readersReturned();
    // What a header signs in has a schema as well.
    await graphiql.hasSchema();
    expect(await graphiql.shows(() => true)).toEqual(stopped);
    expect(await storedBy(graphiql)).not.toContain(alice);
  });

  test('the headers tab wins over the token field, and its other headers go along', async () => {
    const { server, url } = await startPages({ pagesToken: alice });
    const graphiql = await openGraphiql(`${url}/graphiql`);
    await graphiql.openTab('Live');
    await graphiql.useTransport(transport);
    const headers = { authorization: `Bearer ${bob}`, 'x-trace': 'trace-1' };
    await graphiql.giveHeaders(headers);
    await graphiql.run();
    await graphiql.isLive();
    await server.publish('alice', 'run-of-alice', [started()]);
    await server.publish('bob', 'run-of-bob', [started()]);
    const { events } = await graphiql.shows(({ received }) => received > 0);
    expect(events).toMatchObject([{ runId: 'run-of-bob' }]);
    if (transport === 'WebSocket') expect(graphiql.connectionParams).toEqual([headers]);
    else expect(await graphiql.requests.at(-1)?.allHeaders()).toMatchObject(headers);

    await graphiql.stop();
    await graphiql.giveHeaders({});
    await graphiql.run();
    await graphiql.isLive();
    await server.publish('bob', 'run-of-bob', [completed()]);
    await server.publish('alice', 'run-of-alice', [completed()]);
    expect((await graphiql.shows(({ received }) => received > 0)).events).toMatchObject([
      { runId: 'run-of-alice' },
    ]);
  });

  test('a token that is not accepted is explained, and not tried for ever', async () => {
    const { url } = await startPages();
    const graphiql = await openGraphiql(`${url}/graphiql`, refusals);
    await graphiql.schemaIsRefused('UNAUTHENTICATED');
    await graphiql.openTab('Replay');
    await graphiql.useTransport(transport);
    await graphiql.run();
    await graphiql.ends('UNAUTHENTICATED', /^Give a valid token/);
    for (const [token, code, hint] of [
      [`${alice.slice(0, -4)}AAAA`, 'UNAUTHENTICATED', /^Give a valid token/],
      [expired, 'TOKEN_EXPIRED', /expired/],
    ] as const) {
      await graphiql.giveToken(token);
      await graphiql.schemaIsRefused(code);
      await graphiql.run();
      await graphiql.ends(code, hint);
    }
    await graphiql.result.getByText('"hint"').waitFor();
    await graphiql.giveToken(alice);
    await graphiql.run();
    expect(typesOf(await graphiql.shows(({ received }) => received === 1))).toEqual(['CaughtUp']);
    expect(graphiql.attempts).toBe(4);
  });
});

test('a token in the field signs in; another one is used from the next subscription on', async () => {
  const { server, url } = await startPages();
  const graphiql = await openGraphiql(`${url}/graphiql`, refusals);
  const explained = await graphiql.shows(({ errors }) => errors !== undefined);
  expect(explained.hint).toMatch(/^Give a valid token in the field at the top/);
  await graphiql.notice.waitFor();

  await graphiql.giveToken(alice);
  await graphiql.notice.waitFor({ state: 'hidden' });
  await graphiql.hasSchema();
  await graphiql.openTab('Live');
  await graphiql.run();
  await graphiql.isLive();
  await graphiql.stop();
  await graphiql.giveToken(bob);
  await graphiql.run();
  await graphiql.isLive();
  expect(graphiql.connectionParams).toEqual([
    { Authorization: `Bearer ${alice}` },
    { Authorization: `Bearer ${bob}` },
  ]);
  await server.publish('bob', 'run-of-bob', [started()]);
  expect((await graphiql.shows(({ received }) => received > 0)).events).toMatchObject([
    { runId: 'run-of-bob' },
  ]);

  // It is hidden until it is asked for, kept for this browser tab, and nowhere else.
  expect(await graphiql.token.getAttribute('type')).toBe('password');
  await graphiql.page.getByRole('button', { name: 'Show token' }).click();
  expect(await graphiql.token.getAttribute('type')).toBe('text');
  expect(await storedBy(graphiql)).not.toContain(bob);
  await graphiql.page.reload();
  expect(await graphiql.token.inputValue()).toBe(bob);
});

test('a link signs in and leaves the address without the token, in a page that is open already, too', async () => {
  const { url } = await startPages({ pagesToken: alice });
  const graphiql = await openGraphiql(`${url}/graphiql#token=${bob}`);
  expect(await graphiql.token.inputValue()).toBe(bob);
  expect(graphiql.page.url()).toBe(`${url}/graphiql`);
  await graphiql.page.evaluate((token) => {
    location.hash = `token=${token}`;
  }, alice);
  await eventually(() => graphiql.token.inputValue()).toBe(alice);
  expect(graphiql.page.url()).toBe(`${url}/graphiql`);
});

test('the replay tab shows all that is stored, and goes on after a lost connection without a hole', async () => {
  const pages = await startPages({ pagesToken: alice });
  const { server, url } = pages;
  await server.publish('alice', 'run-1', [started(), executing('call-1')]);
  const graphiql = await openGraphiql(`${url}/graphiql`, refusals);
  await graphiql.openTab('Replay');
  await graphiql.run();
  const replayed = await graphiql.shows(({ received }) => received === 3);
  expect(typesOf(replayed)).toEqual(['AgentStarted', 'ToolExecuting', 'CaughtUp']);

  // Chromium tells of a worker that could not be loaded by an error without words.
  await graphiql.hasWorkers();
  await goOffline(graphiql.page, pages);
  await graphiql.shows(({ connection }) => connection?.startsWith('waiting to try again'));
  await server.publish('alice', 'run-1', [executing('call-2'), completed()]);
  await goOnline(graphiql.page, pages);
  const caughtUp = await graphiql.shows(
    ({ received, connection }) => received === 5 && connection === 'live',
  );
  expect(seqsOf(caughtUp)).toEqual(upTo(4));

  await graphiql.stop();
  await graphiql.giveVariables({ after: replayed.events[0].cursor });
  await graphiql.run();
  expect(seqsOf(await graphiql.shows(({ received }) => received === 4))).toEqual([2, 3, 4]);
});

test('a subscription that cannot be resumed runs all the same, and keeps its events when it ends', async () => {
  const { server, proxy, url } = await startPages({ pagesToken: alice });
  const graphiql = await openGraphiql(`${url}/graphiql`);
  await graphiql.giveQuery('subscription Plain { agentEvents { __typename } }');
  await graphiql.run();
  const live = await graphiql.shows(({ connection }) => connection?.startsWith('live'));
  expect(live.connection).toMatch(/cannot be resumed.*\$after: Cursor/);
  await server.publish('alice', 'run-1', [started()]);
  await graphiql.shows(({ received }) => received === 1);
  proxy.cut();
  const ended = await graphiql.shows(({ connection }) => connection === 'ended');
  expect(typesOf(ended)).toEqual(['AgentStarted']);
  expect(ended.errors).toHaveLength(1);
});

test('the newest 500 events stay, the last of them in view unless somebody scrolls up', async () => {
  const { server, url } = await startPages({ pagesToken: alice });
  await server.publish('alice', 'run-1', [started(), ...upTo(599).map((seq) => executing(`call-${seq}`))]);
  const graphiql = await openGraphiql(`${url}/graphiql`);
  await graphiql.openTab('Replay');
  await graphiql.run();
  const shown = await graphiql.shows(({ received }) => received === 601);
  expect(shown).toMatchObject({ earlierLeftOut: 101 });
  expect(seqsOf(shown)).toEqual(upTo(600).slice(-499));
  await graphiql.result.getByText('"CaughtUp"').waitFor();

  await graphiql.result.click();
  await graphiql.page.keyboard.press('ControlOrMeta+Home');
  await graphiql.result.getByText('"CaughtUp"').waitFor({ state: 'hidden' });
  await server.publish('alice', 'run-1', [completed()]);
  await graphiql.shows(({ received }) => received === 602);
  expect(await graphiql.result.getByText('"AgentCompleted"').count()).toBe(0);
  await graphiql.page.keyboard.press('ControlOrMeta+End');
  await graphiql.result.getByText('"AgentCompleted"').waitFor();
});

test('all that the page loads is compressed, and less than 2 MB', async () => {
  const { url } = await startPages({ pagesToken: alice });
  const graphiql = await openGraphiql(`${url}/graphiql`);
  const loaded = new Set<string>();
  graphiql.page.on('request', (request) => loaded.add(request.url()));
  // The editor's language service, which comes last.
  const loadsLast = graphiql.page.waitForEvent('request', (request) =>
    request.url().includes('graphql.worker'),
  );
  await graphiql.page.reload();
  await graphiql.openTab('Replay');
  await graphiql.run();
  await graphiql.shows(({ received }) => received === 1);
  await graphiql.hasSchema();
  await loadsLast;

  const addresses = [...loaded].filter(
    (address) => address.startsWith('http') && !address.endsWith('/graphql'),
  );
  const answers = await Promise.all(
    addresses.map((address) => fetch(address, { method: 'HEAD', headers: { 'Accept-Encoding': 'br' } })),
  );
  expect(answers.filter(({ headers }) => headers.get('content-encoding') !== 'br')).toEqual([]);
  const bytes = answers.reduce((sum, { headers }) => sum + Number(headers.get('content-length')), 0);
  expect(bytes).toBeLessThan(MAX_PAGE_BYTES);
});

test.each(looks)('looks right: $colorScheme, $device', async (look) => {
  const { server, url } = await startPages({ pagesToken: alice });
  await server.publish('alice', 'run-1', [started(), executing('call-1'), delta('Hello.'), completed()]);
  const graphiql = new GraphiqlPage(await open(`${url}/graphiql`, { look, expected: refusals }));
  await graphiql.openTab('Replay');
  await graphiql.run();
  await graphiql.result.getByText('"CaughtUp"').waitFor();
  await screenshot(graphiql.page, 'graphiql-replay', look);
  await graphiql.stop();
  await graphiql.openTab('Runs');
  await graphiql.giveToken('');
  await graphiql.notice.waitFor();
  await graphiql.run();
  await graphiql.result.getByText('"hint"').waitFor();
  await screenshot(graphiql.page, 'graphiql-signed-out', look);
});
