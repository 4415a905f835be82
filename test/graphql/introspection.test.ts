import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectMultipart, connectSse, connectWs } from '../support/clients.ts';
import type { TestServer } from '../support/server.ts';
import { startTestServer } from '../support/server.ts';

const queries = {
  'the whole of it': getIntrospectionQuery(),
  __schema: '{ __schema { types { name } } }',
  __type: '{ __type(name: "Query") { name } }',
  'through a fragment': 'query { ...Hidden } fragment Hidden on Query { s: __schema { types { name } } }',
};

const filtered = 'query ($f: RunFilter) { runs(filter: $f) { nodes { id } } }';
const typed = 'subscription ($t: [AgentEventType!]) { agentEvents(types: $t) { __typename } }';

/** Asks on every transport: what each answers, data or the code of its error. */
async function askEverywhere(server: TestServer, query: string): Promise<readonly unknown[]> {
  const { data, code } = await server.query('alice', query);
  const answers: unknown[] = [code ?? Object.keys(data)];
  for (const connect of [connectWs, connectSse]) {
    const stream = (await server.connect(connect, 'alice')).subscribe({ query });
    const end = await stream.ended;
    answers.push('errors' in end ? end.errors[0]?.extensions?.code : 'answered');
  }
  return answers;
}

describe('introspection', () => {
  test('that is off is off on every transport, time and again', async () => {
    const server = await startTestServer({ introspection: false });
    for (const query of [...Object.values(queries), ...Object.values(queries)]) {
      expect(await askEverywhere(server, query)).toEqual(Array(3).fill('BAD_USER_INPUT'));
    }
    expect((await server.query('alice', '{ __typename viewer { __typename } }')).errors).toBeUndefined();
    await server.close();
  });

  describe('that is off takes along what messages suggest', () => {
    const mistakes: readonly [what: string, query: string, variables?: Record<string, unknown>][] = [
      ['a field', '{ viewr { id } }'],
      ['a field of a type', '{ viewer { ids } }'],
      ['a field of a subscription', 'subscription { agentEvent { __typename } }'],
      ['a field that a type of an interface has', 'subscription { agentEvents { text } }'],
      ['an argument', '{ run(ids: "x") { id } }'],
      ['an argument of a directive', '{ viewer @skip(iff: true) { id } }'],
      ['a type', 'query ($f: RunFilters) { runs(filter: $f) { nodes { id } } }'],
      ['a type of a fragment', '{ ... on Querry { viewer { id } } }'],
      ['an enum value', '{ runs(filter: { statuses: [RUNING] }) { nodes { id } } }'],
      ['a text for an enum value', '{ runs(filter: { statuses: ["RUNNING"] }) { nodes { id } } }'],
      ['an input field', '{ runs(filter: { status: [RUNNING] }) { nodes { id } } }'],
      ['an enum value of a variable', filtered, { f: { statuses: ['RUNING'] } }],
      ['an input field of a variable', filtered, { f: { status: ['RUNNING'] } }],
      ['an enum variable of a subscription', typed, { t: ['MESSAGE_DELTAS'] }],
      [
        'an event of a variable',
        'mutation ($i: PublishEventsInput!) { publishEvents(input: $i) { lastSeq } }',
        { i: { userId: 'a', runId: 'r', events: [{ messageDeltas: {} }] } },
      ],
    ];

    let closed: TestServer;
    let open: TestServer;
    beforeAll(async () => {
      closed = await startTestServer({ introspection: false });
      open = await startTestServer({ introspection: true });
    });
    afterAll(() => Promise.all([closed.close(), open.close()]));

    test.each(mistakes)('for %s', async (_what, query, variables = {}) => {
      for (const connect of [connectWs, connectSse, connectMultipart]) {
        const client = await closed.connect(connect, 'alice');
        const errors = await client.subscribe({ query, variables }).errors();
        expect(errors[0]?.extensions?.code).toBe('BAD_USER_INPUT');
        expect(JSON.stringify(errors)).not.toMatch(/did you mean|perhaps/i);
      }
      const { errors } = await closed.query('alice', query, variables);
      expect(JSON.stringify(errors)).not.toMatch(/did you mean|perhaps/i);
    });

    test.each(mistakes)('which is there where introspection is: for %s', async (_what, query, variables) => {
      const [error] = (await open.query('alice', query, variables)).errors ?? [];
      expect(error?.message).toMatch(/did you mean/i);
    });
  });

  test('that is on is answered on every transport', async () => {
    const server = await startTestServer({ introspection: true });
    expect(await askEverywhere(server, queries.__schema)).toEqual([['__schema'], 'answered', 'answered']);
    await server.close();
  });
});
