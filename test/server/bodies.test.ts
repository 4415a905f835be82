import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { started } from '../support/events.ts';
import { RawSocket, rawRequest } from '../support/raw.ts';
import type { TestServer } from '../support/server.ts';
import { startTestServer } from '../support/server.ts';
import { workerToken } from '../support/tokens.ts';

let server: TestServer;
let token: string;
beforeAll(async () => {
  server = await startTestServer();
  token = await workerToken();
});
afterAll(async () => {
  await server.close();
  expect(server.logLines).toEqual([]);
});

async function post(body: string | Buffer, contentType = 'application/json') {
  const headers = { 'Content-Type': contentType, Authorization: `Bearer ${token}` };
  const { status, text } = await rawRequest(
    `${server.url}/graphql`,
    { method: 'POST', headers },
    body as string,
  );
  const { data, errors } = JSON.parse(text);
  return { status, data, error: errors?.[0], code: errors?.[0]?.extensions.code };
}

const VIEWER = JSON.stringify({ query: '{ viewer { id } }' });

describe('a charset', () => {
  test.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/json;charset=UTF-8',
    'Application/JSON ; charset="utf-8"',
    'application/json; charset=utf8',
    'application/json; profile=x',
  ])('that is UTF-8 is taken: %s', async (type) => {
    expect(await post(VIEWER, type)).toMatchObject({ status: 200, data: { viewer: { id: 'worker' } } });
  });

  test.each([
    'utf-16',
    'utf-16le',
    'latin1',
    'iso-8859-1',
    'utf-7',
    'utf-8x',
    '',
    '"utf-8',
    'utf-8; charset=utf-16',
  ])('that is another is 415: %s', async (charset) => {
    const encoded = charset.startsWith('utf-16') ? Buffer.from(VIEWER, 'utf16le') : VIEWER;
    expect(await post(encoded, `application/json; charset=${charset}`)).toMatchObject({
      status: 415,
      code: 'BAD_USER_INPUT',
      error: { message: 'Send the request as `Content-Type: application/json`, in UTF-8.' },
    });
  });
});

const publish = 'mutation ($input: PublishEventsInput!) { publishEvents(input: $input) { lastSeq } }';
const LEVELS = 10_000;
/** As JSON, since JSON.stringify does not get that deep. */
const lists = '['.repeat(LEVELS) + ']'.repeat(LEVELS);
const objects = `${'{"a":'.repeat(LEVELS)}1${'}'.repeat(LEVELS)}`;
const batch = (input: string) =>
  `{"userId":"alice","runId":"deep","events":[${JSON.stringify(started())},` +
  `{"toolExecuting":{"toolCallId":"t","toolName":"n","input":${input}}}]}`;

/** Sends an operation over a WebSocket, and resolves to the code of the close frame or to the first answer. */
async function subscribe(payload: string) {
  const socket = await RawSocket.open(server.url);
  socket.send({ type: 'connection_init', payload: { Authorization: `Bearer ${token}` } });
  await socket.receive();
  socket.send(`{"type":"subscribe","id":"1","payload":${payload}}`);
  const answer = await Promise.race([socket.receive(), socket.closed]);
  socket.destroy();
  return answer;
}

describe('variables with 10,000 levels', () => {
  test.each([
    ['lists for an ID', '{ viewer { id } }', `{"id":${lists}}`, 200],
    ['lists for an ID that is used', 'query ($id: ID!) { run(id: $id) { id } }', `{"id":${lists}}`, 400],
    ['objects for an ID', 'query ($id: ID!) { run(id: $id) { id } }', `{"id":${objects}}`, 400],
    [
      'lists for a list',
      'query ($t: RunFilter) { runs(filter: $t) { nodes { id } } }',
      `{"t":{"statuses":${lists}}}`,
      400,
    ],
    ['objects for an input object', publish, `{"input":${objects}}`, 400],
    ['lists of events', publish, `{"input":{"userId":"alice","runId":"r","events":${lists}}}`, 400],
  ])('%s get a clear answer', async (_what, query, variables, status) => {
    const payload = `{"query":${JSON.stringify(query)},"variables":${variables}}`;
    const answer = await post(payload);
    const answerWs = await subscribe(payload);
    if (status === 200) {
      expect([answer.code, answerWs.type]).toEqual([undefined, 'next']);
    } else {
      expect(answer).toMatchObject({ code: 'BAD_USER_INPUT' });
      expect(JSON.stringify(answer.error).length).toBeLessThan(1000);
      expect(answerWs.payload[0].extensions.code).toBe('BAD_USER_INPUT');
    }
  });

  test.each([
    ['lists', lists],
    ['objects', objects],
  ])('%s within an event are refused, and nothing is published', async (_what, input) => {
    const payload = `{"query":${JSON.stringify(publish)},"variables":{"input":${batch(input)}}}`;
    const refused = {
      message: 'A JSON value has at most 100 levels.',
      extensions: { code: 'LIMIT_EXCEEDED', retryable: false, limit: 100 },
    };
    expect((await post(payload)).error).toMatchObject(refused);
    expect(await subscribe(payload)).toMatchObject({ type: 'error', payload: [refused] });
    expect((await server.query('alice', '{ run(id: "deep") { id } }')).data).toEqual({ run: null });
  });

  test.each([
    [100, 1],
    [101, undefined],
  ])('of which an event may have %i: %s', async (levels, lastSeq) => {
    const input = `${'['.repeat(levels)}${']'.repeat(levels)}`;
    const literal = `mutation { publishEvents(input: { userId: "alice", runId: "literal${levels}", events: [
      { agentStarted: { agent: { name: "x" }, input: ${input} } }] }) { lastSeq } }`;
    const events = `[{"agentStarted":{"agent":{"name":"x"},"input":${input}}}]`;
    const variables = `{"input":{"userId":"alice","runId":"${levels}","events":${events}}}`;
    const answers = [
      await post(JSON.stringify({ query: literal })),
      await post(`{"query":${JSON.stringify(publish)},"variables":${variables}}`),
    ];
    expect(answers.map(({ data }) => data?.publishEvents.lastSeq)).toEqual([lastSeq, lastSeq]);
  });
});

describe('variables and bodies of a wrong shape', () => {
  test.each(['[]', '["x"]', '"x"', '7', 'true'])(
    '%s get a clear answer, on HTTP and on WebSockets',
    async (variables) => {
      const payload = `{"query":"{ viewer { id } }","variables":${variables}}`;
      expect(await post(payload)).toMatchObject({
        status: 400,
        code: 'BAD_USER_INPUT',
        error: { message: expect.stringMatching(/^Expected "variables" param to be empty or an object/) },
      });
      // What is no message of the protocol ends the socket (graphql-transport-ws).
      expect(await subscribe(payload)).toEqual({
        code: 4400,
        reason: 'Invalid message received',
      });
    },
  );
});
