import { getIntrospectionQuery } from 'graphql';
import { describe, expect, test } from 'vitest';
import { connectSse, connectWs } from '../support/clients.ts';
import type { TestServer } from '../support/server.ts';
import { startTestServer } from '../support/server.ts';

const queries = {
  'the whole of it': getIntrospectionQuery(),
  __schema: '{ __schema { types { name } } }',
  __type: '{ __type(name: "Query") { name } }',
  'through a fragment': 'query { ...Hidden } fragment Hidden on Query { s: __schema { types { name } } }',
};

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

  test('that is on is answered on every transport', async () => {
    const server = await startTestServer({ introspection: true });
    expect(await askEverywhere(server, queries.__schema)).toEqual([['__schema'], 'answered', 'answered']);
    await server.close();
  });
});
