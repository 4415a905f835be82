import { getIntrospectionQuery, parse, validate } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { costOf } from '../../src/graphql/cost.ts';
import { schema } from '../../src/graphql/schema.ts';
import { connectMultipart, connectSse, connectWs } from '../support/clients.ts';
import { started } from '../support/events.ts';
import type { TestServer } from '../support/server.ts';
import { startTestServer } from '../support/server.ts';
import { defaults } from '../support/settings.ts';
import { documentsOfTheProject } from './documents.ts';

function cost(text: string, variableValues: Record<string, unknown> = {}, operationName?: string): number {
  const document = parse(text);
  expect(validate(schema, document)).toEqual([]);
  return costOf({ schema, document, variableValues, operationName });
}

describe('the cost', () => {
  test.each<[number, string, Record<string, unknown>?]>([
    [1, '{ __typename }'],
    [2, '{ viewer { id } }'],
    [4, '{ viewer { id scopes __typename } }'],
    [4, '{ a: viewer { id } b: viewer { id } }'],
    // What execution merges is resolved once.
    [3, '{ viewer { id id } viewer { id tenantId } ...F } fragment F on Query { viewer { id } }'],
    // A page of 20, unless the document says otherwise.
    [2 + 20, '{ runs { nodes { id } } }'],
    [2 + 7, '{ runs(first: 7) { nodes { id } } }'],
    [2 + 7 * 2, '{ runs(first: 7) { edges { node { id } } } }'],
    [2 + 7 + 2, '{ runs(first: 7) { nodes { id } pageInfo { hasNextPage } } }'],
    [2 + 9, 'query ($n: Int!) { runs(first: $n) { nodes { id } } }', { n: 9 }],
    [2 + 5, 'query ($n: Int! = 5) { runs(first: $n) { nodes { id } } }'],
    [2 + 9, 'query ($n: Int! = 5) { runs(first: $n) { nodes { id } } }', { n: 9 }],
    [2 + 7 * (2 + 100), '{ runs(first: 7) { nodes { events { nodes { id } } } } }'],
    // What is refused when it is executed.
    [2, '{ runs(first: -7) { nodes { id } } }'],
    [2, '{ runs(first: 2000000000) { nodes { id } } }'],
    [2, 'query ($n: Int!) { runs(first: $n) { nodes { id } } }', { n: { value: [1] } }],
    [2, 'query ($n: Int!) { runs(first: $n) { nodes { id } } }', { n: 'many' }],
    // Lists without pages.
    [2 + 3, '{ run(id: "x") { children { id } } }'],
    [2 + 3 * (1 + 3), '{ run(id: "x") { children { children { id } } } }'],
    [1 + 2 * (1 + 3), '{ run(id: "x") { usage { model } toolCalls { id } } }'],
    // An event is of one type: the one of which most is selected.
    [1 + 1, 'subscription { agentEvents { __typename } }'],
    [
      1 + 2,
      'subscription { agentEvents { ... on MessageDelta { text } ... on AgentThinking { text final } } }',
    ],
    [1 + 3, 'subscription { agentEvents { ... on RunEvent { id } ... on AgentThinking { text final } } }'],
    [
      1 + 2,
      'subscription { agentEvents { ... on RunEvent { id } ... on StreamReset { cursor resetReason } } }',
    ],
  ])('is %i: %s', (expected, text, variables) => {
    expect(cost(text, variables)).toBe(expected);
  });

  test('is of the operation that is named', () => {
    const text = 'query A { viewer { id } } query B { __typename }';
    expect(['A', 'B', 'C', undefined].map((name) => cost(text, {}, name))).toEqual([2, 1, 0, 0]);
  });

  test('of the largest pages of a run is allowed by default, and of all that comes with the package', () => {
    const variables = { eventsFirst: 1000, first: 100 };
    for (const [name, text] of documentsOfTheProject()) {
      expect(cost(text, variables), name).toBeLessThanOrEqual(defaults.documents.cost);
    }
    expect(cost(getIntrospectionQuery())).toBeLessThan(defaults.documents.cost / 4);
  });
});

describe('an operation that costs too much', () => {
  const runs = (first: string) =>
    `query ($n: Int!) { runs(first: ${first}) { nodes { events(first: $n) { nodes { id } } } } }`;
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(async () => {
    await server.close();
    expect(server.logLines).toEqual([]);
  });

  test('is refused for its variables, time and again, on every transport', async () => {
    const operation = { query: runs('100'), variables: { n: 1000 } };
    const error = {
      message:
        'This document has 100202 fields to resolve, by the sizes of its pages and lists. ' +
        'At most 75000 are allowed (max-document-cost).',
      extensions: { code: 'LIMIT_EXCEEDED', retryable: false, limit: 75_000 },
    };
    await server.publish('alice', 'run', [started()]);
    for (const connect of [connectWs, connectSse, connectMultipart]) {
      const client = await server.connect(connect, 'alice');
      expect(await client.subscribe(operation).errors()).toEqual([error]);
      const fits = client.subscribe({ ...operation, variables: { n: 10 } });
      expect(await fits.ended).toEqual({ complete: true });
    }
    expect((await server.query('alice', operation.query, operation.variables)).errors).toEqual([error]);
  });

  test('is refused as a subscription before anything is read', async () => {
    const strict = await startTestServer({ documents: { ...defaults.documents, cost: 2 } });
    const query = 'subscription { agentEvents { __typename ... on RunEvent { id } } }';
    for (const connect of [connectWs, connectSse, connectMultipart]) {
      const client = await strict.connect(connect, 'alice');
      expect(await client.subscribe({ query }).errorCode()).toBe('LIMIT_EXCEEDED');
    }
    expect(strict.readers.made).toBe(0);
    await strict.close();
  });
});
