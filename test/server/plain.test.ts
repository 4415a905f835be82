import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { MemoryBroker } from '../../src/broker/memory.ts';
import { delta, started } from '../support/events.ts';
import { rawRequest } from '../support/raw.ts';
import type { TestServer } from '../support/server.ts';
import { startTestServer } from '../support/server.ts';
import { defaults } from '../support/settings.ts';
import { expiredToken, signToken, workerToken } from '../support/tokens.ts';

const { documents, limits, retention } = defaults;

let server: TestServer;
let token: string;
beforeAll(async () => {
  server = await startTestServer({
    documents: { ...documents, cost: 200 },
    limits: { ...limits, maxBodyBytes: 64 * 1024 },
    allowedOrigins: ['https://app.example'],
  });
  token = await workerToken();
});
afterAll(() => server.close());

type Headers = Readonly<Record<string, string>>;

/** What a body is answered with at a path, but for when. */
async function answerAt(path: string, body: string, headers: Headers) {
  const answer = await rawRequest(
    `${server.url}${path}`,
    {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}`, ...headers },
    },
    body,
  );
  const { date: _date, ...rest } = answer.headers;
  return { ...answer, headers: rest };
}

let runs = 0;

/** What bodies are answered with, one after the other: by a way that is short, and by yoga's, each about another run. */
async function bothAnswers(bodies: readonly string[], headers: Headers = {}) {
  const number = runs++;
  const answers = [];
  for (const [run, path] of Object.entries({ short: '/graphql', other: '/graphql?long' })) {
    const answersHere = [];
    for (const body of bodies) {
      answersHere.push(await answerAt(path, body.replaceAll('RUN', `${run}-${number}`), headers));
    }
    answers.push(answersHere);
  }
  return answers;
}

const document = `mutation Publish($input: PublishEventsInput!) {
  publishEvents(input: $input) { __typename accepted duplicates lastSeq } }`;
const publishing = (input: object, params: object = {}) =>
  JSON.stringify({
    query: document,
    variables: { input: { userId: 'alice', runId: 'RUN', events: [started()], ...input } },
    ...params,
  });
const query = (text: string, params: object = {}) => JSON.stringify({ query: text, ...params });
const viewer = query('{ viewer { id } }');

describe('a request that has a shorter way is answered as any other', () => {
  const sequences: Readonly<Record<string, readonly string[]>> = {
    'a batch': [publishing({})],
    'a retry': [publishing({ firstSeq: 1 }), publishing({ firstSeq: 1 })],
    'a batch twice': [publishing({}), publishing({})],
    'a gap': [publishing({ firstSeq: 3 })],
    'a run that was not started': [publishing({ events: [delta('x')] })],
    'another writer': [publishing({ writerId: 'w' }), publishing({ writerId: 'v', events: [delta('x')] })],
    'no events': [publishing({ events: [] })],
    'one event that is no list': [publishing({ events: started() })],
    'an event of two kinds': [publishing({ events: [{ ...started(), ...delta('x') }] })],
    'an event of no kind': [publishing({ events: [{}] })],
    'a field that there is not': [publishing({ events: [{ agentStarted: { agent: { name: 'a', x: 1 } } }] })],
    'no input': [query(document), query(document, { variables: null }), query(document, { variables: {} })],
    'no variables': [publishing({}, { variables: 7 }), publishing({}, { variables: [] })],
    'no variables for a query without': [viewer, query('{ viewer { id } }', { variables: [] })],
    'a name': [publishing({}, { operationName: 'Publish' }), publishing({}, { operationName: null })],
    'another name': [publishing({}, { operationName: 'Other' }), publishing({}, { operationName: 7 })],
    extensions: [{ a: 1 }, [], null, 7].map((extensions) => query('{ viewer { id } }', { extensions })),
    'a name that is none': [7, true, {}, ''].map((operationName) =>
      query('query A { viewer { id } }', { operationName }),
    ),
    'a parameter that there is not': [publishing({}, { events: [] })],
    'an id': [query('{ viewer { id } }', { documentId: 'x' }), JSON.stringify({ documentId: 'x' })],
    'a query': [viewer, query('{ viewer { name } }'), query('{'), query('')],
    'a query that is no text': [query(7 as never), query(['{ viewer { id } }'] as never), '{}'],
    'a query that costs too much': [query('{ runs(first: 100) { nodes { id status activity } } }')],
    'two operations': [
      query('query A { viewer { id } } query B { viewer { tenantId } }', { operationName: 'B' }),
      query('query A { viewer { id } } query B { viewer { tenantId } }'),
    ],
    'what is no JSON': ['', '{', `${viewer}x`, '\ufeff{}'],
    'what is no object': ['null', '7', '"x"', '[]', `[${viewer}]`],
    'too much': [query(`#${'x'.repeat(64 * 1024)}\n{ viewer { id } }`)],
  };
  test.each(Object.entries(sequences))('%s', async (_what, bodies) => {
    const [short, other] = await bothAnswers(bodies);
    expect(short).toEqual(other);
  });

  const headers: Readonly<Record<string, Headers>> = {
    'any answer': { Accept: '*/*' },
    JSON: { Accept: 'application/json' },
    'what axios accepts': { Accept: 'application/json, text/plain, */*' },
    'a result': { Accept: 'application/graphql-response+json' },
    'a result or JSON': { Accept: 'application/graphql-response+json, application/json' },
    'a result, else JSON': { Accept: 'application/graphql-response+json;q=1, application/json;q=0.9' },
    'JSON or a result': { Accept: 'application/json, application/graphql-response+json' },
    'a stream': { Accept: 'text/event-stream' },
    parts: { Accept: 'multipart/mixed' },
    text: { Accept: 'text/plain' },
    'a name of every object': { Accept: 'constructor' },
    'a page of another origin': { Origin: 'https://app.example' },
    'a page of an origin that may not': { Origin: 'https://evil.example' },
    'another letter case': { 'Content-Type': 'Application/JSON ; charset="utf-8"' },
    'no JSON': { 'Content-Type': 'text/plain' },
    'no token': { Authorization: '' },
    'another token': { Authorization: 'Bearer x' },
  };
  test.each(Object.entries(headers))('to who accepts or sends %s', async (_who, given) => {
    const [short, other] = await bothAnswers([publishing({}), publishing({}), viewer, query('{')], given);
    expect(short).toEqual(other);
  });

  test('to who wants a subscription as JSON', async () => {
    const subscription = query('subscription { agentEvents { __typename } }');
    const [short, other] = await bothAnswers([subscription], { Accept: 'application/json' });
    expect(short).toEqual(other);
    expect(short?.[0]?.status).toBe(406);
  });

  test('to who is not let in any more', async () => {
    const authorization = { Authorization: `Bearer ${await expiredToken('worker')}` };
    const [short, other] = await bothAnswers([viewer, publishing({})], authorization);
    expect(short).toEqual(other);
    expect(short?.map(({ status }) => status)).toEqual([401, 401]);
  });

  test('to who may not publish', async () => {
    const authorization = { Authorization: `Bearer ${await signToken('alice')}` };
    const [short, other] = await bothAnswers([viewer, publishing({})], authorization);
    expect(short).toEqual(other);
    expect(JSON.parse(short?.[1]?.text as string).errors[0].extensions.code).toBe('FORBIDDEN');
  });
});

test('what fails once it was stored is not stored again', async () => {
  const broker = new MemoryBroker({ retention });
  const append = broker.append.bind(broker);
  broker.append = async (channel, batch) => {
    await append(channel, batch);
    throw new Error('the answer is lost');
  };
  const failing = await startTestServer({ broker });
  onTestFinished(() => failing.close());
  const { data, code } = await failing.tryPublish('alice', 'run', [started()]);
  expect([data, code]).toEqual([null, 'INTERNAL']);
  expect((await failing.query('alice', '{ run(id: "run") { lastSeq } }')).data).toEqual({
    run: { lastSeq: 1 },
  });
});
