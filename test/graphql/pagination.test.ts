import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asked, completed, deltas, executing, failed, started } from '../support/events.ts';
import type { TestServer } from '../support/server.ts';
import { startTestServer } from '../support/server.ts';

const runsDocument = `query ($first: Int! = 20, $after: String, $filter: RunFilter) {
  runs(first: $first, after: $after, filter: $filter) {
    edges { cursor node { id } } nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

const eventsDocument = `query ($id: ID!, $first: Int! = 100, $after: Cursor, $types: [AgentEventType!]) {
  run(id: $id) { events(first: $first, after: $after, types: $types) {
    edges { cursor node { seq cursor } } nodes { seq type } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  } }
}`;

interface Connection {
  readonly edges: readonly { cursor: string; node: { id: string; seq: number; cursor: string } }[];
  readonly nodes: readonly { id: string; seq: number; type: string }[];
  readonly pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
}

describe.each(['memory', 'sqlite'] as const)('pages from the %s store', (store) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ store });
    for (let index = 1; index <= 7; index++) await server.publish('alice', `run ${index}`, [started()]);
    await server.publish('events', 'run', [started(), ...deltas(6), executing('call'), completed()]);
  });
  afterAll(() => server.close());

  const runs = async (variables: object = {}, userId = 'alice'): Promise<Connection> => {
    const { data, errors } = await server.query(userId, runsDocument, { first: 20, ...variables });
    expect(errors).toBeUndefined();
    return data.runs;
  };
  const events = async (variables: object = {}): Promise<Connection> => {
    const { data, errors } = await server.query('events', eventsDocument, { id: 'run', ...variables });
    expect(errors).toBeUndefined();
    return data.run.events;
  };
  const idsOf = ({ nodes }: Connection) => nodes.map(({ id }) => id);
  const seqsOf = ({ nodes }: Connection) => nodes.map(({ seq }) => seq);

  /** Every page there is, read one behind the other. */
  async function walk(
    page: (variables: object) => Promise<Connection>,
    first: number,
  ): Promise<Connection[]> {
    const pages = [await page({ first })];
    for (let last = pages[0] as Connection; last.pageInfo.hasNextPage; last = pages.at(-1) as Connection) {
      pages.push(await page({ first, after: last.pageInfo.endCursor }));
    }
    return pages;
  }

  const newestFirst = [7, 6, 5, 4, 3, 2, 1].map((index) => `run ${index}`);

  test.each([1, 2, 3, 6, 7, 8, 100])('of %i runs are all of them, newest first, each once', async (first) => {
    const pages = await walk(runs, first);
    expect(pages.flatMap(idsOf)).toEqual(newestFirst);
    expect(pages).toHaveLength(Math.ceil(7 / first));
    for (const [index, { edges, nodes, pageInfo }] of pages.entries()) {
      expect(edges.map(({ node }) => node.id)).toEqual(nodes.map(({ id }) => id));
      expect(pageInfo).toEqual({
        hasNextPage: index < pages.length - 1,
        hasPreviousPage: index > 0,
        startCursor: edges[0]?.cursor,
        endCursor: edges.at(-1)?.cursor,
      });
    }
  });

  test('go on behind any edge, and stay what they were while runs begin', async () => {
    for (const runId of ['a', 'b', 'c', 'd']) await server.publish('stable', runId, [started()]);
    const { edges, pageInfo } = await runs({ first: 2 }, 'stable');
    await server.publish('stable', 'e', [started()]);
    await server.publish('stable', 'b', [completed()]);
    expect(idsOf(await runs({ first: 2, after: pageInfo.endCursor }, 'stable'))).toEqual(['b', 'a']);
    expect(idsOf(await runs({ first: 2, after: edges[0]?.cursor }, 'stable'))).toEqual(['c', 'b']);
    expect(idsOf(await runs({ first: 1 }, 'stable'))).toEqual(['e']);
  });

  test('of nothing have no cursors', async () => {
    const pageInfo = { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null };
    expect(await runs({}, 'nobody')).toEqual({ edges: [], nodes: [], pageInfo });
  });

  test('match all of the filter', async () => {
    const start = (threadId: string, name: string) => started({ threadId, agent: { name } });
    await server.publish('filter', 'a', [start('one', 'coder')]);
    await server.publish('filter', 'b', [start('one', 'writer'), completed()]);
    await server.publish('filter', 'c', [start('two', 'coder'), failed()]);
    await server.publish('filter', 'd', [start('two', 'coder'), asked('q')]);
    const matching = async (filter: object | null) => idsOf(await runs({ filter }, 'filter')).join('');
    expect(await matching(null)).toBe('dcba');
    expect(await matching({})).toBe('dcba');
    expect(await matching({ threadId: 'one' })).toBe('ba');
    expect(await matching({ agentName: 'coder' })).toBe('dca');
    expect(await matching({ statuses: ['RUNNING'] })).toBe('a');
    expect(await matching({ statuses: ['COMPLETED', 'FAILED'] })).toBe('cb');
    expect(await matching({ statuses: ['WAITING_FOR_INPUT'], threadId: 'two', agentName: 'coder' })).toBe(
      'd',
    );
    expect(await matching({ statuses: ['RUNNING'], threadId: 'two' })).toBe('');
    expect(await matching({ statuses: [] })).toBe('');
    const first = await runs({ first: 2, filter: { agentName: 'coder' } }, 'filter');
    expect(idsOf(first)).toEqual(['d', 'c']);
    const { pageInfo, ...second } = await runs(
      { first: 2, filter: { agentName: 'coder' }, after: first.pageInfo.endCursor },
      'filter',
    );
    expect(second.nodes).toEqual([{ id: 'a' }]);
    expect(pageInfo.hasNextPage).toBe(false);
  });

  test.each([1, 2, 4, 9, 1000])('of %i events are all of them, oldest first', async (first) => {
    const pages = await walk(events, first);
    expect(pages.flatMap(seqsOf)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(pages).toHaveLength(Math.ceil(9 / first));
    const edges = pages.flatMap((page) => page.edges);
    expect(edges.map(({ cursor }) => cursor)).toEqual(edges.map(({ node }) => node.cursor));
    expect(pages.map(({ pageInfo }) => pageInfo.hasPreviousPage)).toEqual(pages.map((_, index) => index > 0));
  });

  test('of events by type have the right ends', async () => {
    const types = ['AGENT_STARTED', 'TOOL_EXECUTING', 'AGENT_COMPLETED'];
    const pages = await walk((variables) => events({ ...variables, types }), 2);
    expect(pages.map(seqsOf)).toEqual([[1, 8], [9]]);
    expect(pages.map(({ pageInfo }) => pageInfo.hasNextPage)).toEqual([true, false]);
    expect(seqsOf(await events({ types: [] }))).toEqual([]);
  });

  test.each([
    [0, 'BAD_USER_INPUT'],
    [-1, 'BAD_USER_INPUT'],
    [101, 'BAD_USER_INPUT'],
    [1_000_000_000, 'BAD_USER_INPUT'],
    [1e9 * 5, 'BAD_USER_INPUT'],
    [1.5, 'BAD_USER_INPUT'],
    ['1', 'BAD_USER_INPUT'],
  ])('of first: %j runs are %s', async (first, code) => {
    expect(
      (
        await server.query('alice', 'query ($first: Int!) { runs(first: $first) { nodes { id } } }', {
          first,
        })
      ).code,
    ).toBe(code);
  });

  test.each([0, -1, 1001, 1_000_000_000])('of first: %i events are BAD_USER_INPUT', async (first) => {
    expect((await server.query('events', eventsDocument, { id: 'run', first })).code).toBe('BAD_USER_INPUT');
  });

  test('behind what is no cursor are CURSOR_INVALID', async () => {
    const { pageInfo } = await runs({ first: 1 });
    const noCursors = ['', 'x', 'null', '1', 'cnVuLg', '🎉', `${pageInfo.endCursor}!`, 'x'.repeat(100_000)];
    for (const after of [
      ...noCursors,
      Buffer.from('run.-1').toString('base64url'),
      Buffer.from('run.1e9').toString('base64url'),
    ]) {
      const answer = await server.query('alice', runsDocument, { first: 1, after });
      expect([after.slice(0, 20), answer.code]).toEqual([after.slice(0, 20), 'CURSOR_INVALID']);
    }
    for (const after of [...noCursors, pageInfo.endCursor]) {
      const answer = await server.query('events', eventsDocument, { id: 'run', after });
      expect([after?.slice(0, 20), answer.code]).toEqual([after?.slice(0, 20), 'CURSOR_INVALID']);
    }
  });
});
