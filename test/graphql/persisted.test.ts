import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createAgentwireClient } from '../../src/client/agentwire-client.ts';
import { SetupError } from '../../src/errors.ts';
import { connectMultipart, connectSse, connectWs } from '../support/clients.ts';
import { rejectionOf } from '../support/errors.ts';
import { completed, started } from '../support/events.ts';
import { temporaryFolder } from '../support/folders.ts';
import { RawSocket, rawRequest } from '../support/raw.ts';
import type { TestServer, TestServerOptions } from '../support/server.ts';
import { startTestServer } from '../support/server.ts';
import { defaults } from '../support/settings.ts';
import { signToken } from '../support/tokens.ts';

const viewer = 'query Me { viewer { id } }';
const watched = 'subscription { agentEvents(start: EARLIEST) { __typename ... on RunEvent { seq } } }';
const publish = 'mutation ($input: PublishEventsInput!) { publishEvents(input: $input) { lastSeq } }';
const run = 'query ($id: ID!) { run(id: $id) { id } }';
const operations = { 'sha256:abc': viewer, watch: `\n${watched}\n`, publish, 'a run': run };
const clientFile = fileURLToPath(
  new URL('../../src/client/generated/persisted-documents.json', import.meta.url),
);

async function fileOf(content: unknown, name = 'operations.json'): Promise<string> {
  const path = join(await temporaryFolder(), name);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

async function start(config: TestServerOptions): Promise<TestServer> {
  const server = await startTestServer(config);
  onTestFinished(() => server.close());
  return server;
}

const startOnly = async (content: unknown = operations) =>
  start({ operations: [await fileOf(content)], onlyPersisted: true });

/** Sends a request's body, or what of it fits a URL. */
async function ask({ url }: TestServer, params: Record<string, unknown>, method = 'POST') {
  const body = method === 'POST' ? JSON.stringify(params) : undefined;
  const texts = Object.entries(params).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  const search = method === 'GET' ? `?${new URLSearchParams(texts)}` : '';
  const token = await signToken('alice', { scope: 'agentwire:publish' });
  const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` };
  const { status, text } = await rawRequest(`${url}/graphql${search}`, { method, headers }, body);
  const { data, errors } = JSON.parse(text);
  return { status, data, error: errors?.[0] };
}

/** Sends a payload as it is over a WebSocket, and resolves to the first message that it is answered with. */
async function askWs({ url }: TestServer, payload: unknown) {
  const socket = await RawSocket.open(url);
  socket.send({ type: 'connection_init', payload: { Authorization: `Bearer ${await signToken('alice')}` } });
  await socket.receive();
  socket.send({ type: 'subscribe', id: '1', payload });
  const answer = await socket.receive();
  socket.destroy();
  return answer;
}

const hashed = (sha256Hash: unknown) => ({ extensions: { persistedQuery: { version: 1, sha256Hash } } });

const ways: readonly (readonly [string, Record<string, unknown>])[] = [
  ['documentId', { documentId: 'sha256:abc' }],
  ['documentId without the name of the hash', { documentId: 'abc' }],
  ["Apollo's hash", hashed('abc')],
  ["Relay's doc_id", { doc_id: 'sha256:abc' }],
  ["Relay's id", { id: 'sha256:abc' }],
  ['the query', { query: 'sha256:abc' }],
  ['an id beside the text', { documentId: 'abc', query: viewer }],
];

describe.each([
  ['beside all others', false],
  ['and no others', true],
])('persisted operations, %s', (_which, onlyPersisted) => {
  test.each(ways)('are named by %s', async (_name, params) => {
    const server = await start({ operations: [await fileOf(operations)], onlyPersisted });
    const expected = { data: { viewer: { id: 'alice' } } };
    expect(await ask(server, params)).toMatchObject({ status: 200, ...expected });
    expect(await ask(server, params, 'GET')).toMatchObject({ status: 200, ...expected });
    expect(await askWs(server, { query: '', ...params })).toMatchObject({ type: 'next', payload: expected });
  });

  test('have variables, and an operation name', async () => {
    const server = await start({ operations: [await fileOf(operations)], onlyPersisted });
    const input = { userId: 'alice', runId: 'r', events: [started()] };
    expect(await ask(server, { documentId: 'publish', variables: { input } })).toMatchObject({
      data: { publishEvents: { lastSeq: 1 } },
    });
    for (const method of ['POST', 'GET']) {
      expect(await ask(server, { documentId: 'a run', variables: { id: 'r' } }, method)).toMatchObject({
        data: { run: { id: 'r' } },
      });
    }
    expect(await ask(server, { documentId: 'abc', operationName: 'Me' })).toMatchObject({ status: 200 });
    const { error } = await ask(server, { documentId: 'abc', operationName: 'You' });
    expect(error.extensions.code).toBe('BAD_USER_INPUT');
    // A mutation is one by its document, however it is named.
    expect(await ask(server, { documentId: 'publish', variables: { input } }, 'GET')).toMatchObject({
      status: 405,
      error: { extensions: { code: 'BAD_USER_INPUT' } },
    });
  });

  test('are watched on every transport', async () => {
    const server = await start({ operations: [await fileOf(operations)], onlyPersisted });
    for (const connect of [connectWs, connectSse, connectMultipart]) {
      for (const query of ['watch', watched]) {
        const stream = (await server.connect(connect, 'alice')).subscribe({ query });
        expect(await stream.takeOne()).toEqual({ __typename: 'CaughtUp' });
      }
    }
  });

  test.each([
    ['documentId', { documentId: 'def' }],
    ["Apollo's hash", hashed('def')],
    ["Relay's doc_id", { doc_id: '__proto__' }],
    ["Relay's id", { id: 'constructor' }],
    ['a long id', { documentId: 'x'.repeat(10_000) }],
  ])('that are not known are named in the error: %s', async (_way, params) => {
    const server = await start({ operations: [await fileOf(operations)], onlyPersisted });
    const error = {
      message: expect.stringMatching(/^The persisted operation ".{1,100}" is not known here/),
      extensions: { code: 'BAD_USER_INPUT', retryable: false },
    };
    for (const method of ['POST', 'GET']) expect((await ask(server, params, method)).error).toEqual(error);
    expect(await askWs(server, { query: '', ...params })).toEqual({
      type: 'error',
      id: '1',
      payload: [error],
    });
  });

  test.each([[7], [['abc']], [{}], [true]])('are not named by %j', async (documentId) => {
    const server = await start({ operations: [await fileOf(operations)], onlyPersisted });
    const error = {
      message: 'The id of a persisted operation must be a string.',
      extensions: { code: 'BAD_USER_INPUT', retryable: false },
    };
    expect((await ask(server, { documentId })).error).toEqual(error);
    expect(await askWs(server, { query: '', documentId })).toMatchObject({ type: 'error', payload: [error] });
  });
});

test('without a file no id is known, and what has a text runs', async () => {
  const server = await start({});
  expect((await ask(server, { documentId: 'abc' })).error.message).toContain('is not known here');
  expect(await ask(server, { query: viewer, ...hashed('abc') })).toMatchObject({ status: 200 });
});

test.each([[{ toString: 1 }], [[viewer]], [7]])('a document that is %j is none', async (query) => {
  const server = await start({});
  const refused = { extensions: { code: 'BAD_USER_INPUT' } };
  expect(await ask(server, { query })).toMatchObject({ status: 400, error: refused });
});

describe('where only persisted operations run', () => {
  const refused = {
    message: expect.stringMatching(/^Only persisted operations are run here\. Send /),
    extensions: { code: 'BAD_USER_INPUT', retryable: false },
  };

  test.each<[string, string, Record<string, unknown>?]>([
    ['another document', '{ viewer { id } }'],
    ['one with another layout', 'query Me { viewer {  id } }'],
    ['one with more behind it', `${viewer} { __typename }`],
    ['introspection', '{ __schema { queryType { name } } }'],
    ['__typename', '{ __typename }'],
    ['a subscription', 'subscription { agentEvents { __typename } }'],
    ['what is no document', '{{{'],
    ['an unknown id', 'sha256:def'],
    ['nothing', ' '],
    ['a document beside an unknown id', '{ viewer { id } }', { documentId: 'def' }],
    ['a document beyond all limits', '{a'.repeat(2_000)],
  ])('%s is refused on every transport, time and again', async (_name, query, params = {}) => {
    const server = await startOnly();
    for (const connect of [connectWs, connectSse, connectMultipart, connectWs]) {
      const stream = (await server.connect(connect, 'alice')).subscribe({ query, ...params });
      expect(await stream.errors()).toEqual([refused]);
    }
    for (const method of ['POST', 'GET']) {
      expect((await ask(server, { query, ...params }, method)).error).toEqual(refused);
    }
    expect(server.readers.made).toBe(0);
  });

  test('a document runs that is one of them, but for space around it', async () => {
    const server = await startOnly();
    expect(await ask(server, { query: `\n  ${viewer}\t\n` })).toMatchObject({
      data: { viewer: { id: 'alice' } },
    });
  });

  test('the client of this package works, with the file that comes with it', async () => {
    const server = await start({ operations: [clientFile, await fileOf({ publish })], onlyPersisted: true });
    const client = createAgentwireClient({
      url: `${server.url}/graphql`,
      getToken: () => signToken('alice'),
    });
    onTestFinished(() => client.dispose());
    const input = { userId: 'alice', runId: 'r', events: [started(), completed()] };
    await ask(server, { documentId: 'publish', variables: { input } });
    expect((await client.runs()).nodes).toMatchObject([{ id: 'r', status: 'COMPLETED' }]);
    expect(await client.run('r')).toMatchObject({ id: 'r', events: { nodes: [{ seq: 1 }, { seq: 2 }] } });
    const seqs: number[] = [];
    for await (const event of client.agentEvents({ runId: 'r', start: 'EARLIEST' })) {
      if ('seq' in event) seqs.push(event.seq);
    }
    expect(seqs).toEqual([1, 2]);
    for await (const followed of client.followRun('r')) expect(followed?.status).toBe('COMPLETED');
  });
});

describe('a file', () => {
  test("may be Apollo's manifest, and one of several", async () => {
    const manifest = {
      format: 'apollo-persisted-query-manifest',
      version: 1,
      operations: [{ id: 'm', name: 'Me', type: 'query', body: viewer }],
    };
    const files = [await fileOf(manifest), await fileOf({ r: run })];
    const server = await start({ operations: files, onlyPersisted: true });
    expect(await ask(server, { documentId: 'm' })).toMatchObject({ status: 200 });
    expect(await ask(server, { documentId: 'r', variables: { id: 'x' } })).toMatchObject({
      data: { run: null },
    });
  });

  test.each<[string, unknown, RegExp]>([
    ['has no JSON', '{', /cannot be read: FILE: .*JSON/],
    ['has a list', [viewer], /FILE has no persisted operations/],
    ['has a text', '"x"', /FILE has no persisted operations/],
    ['has no texts', { a: { query: viewer } }, /FILE: the operation "a" is no pair of an id and a document/],
    ['has an empty id', { '': viewer }, /FILE: the operation "" is no pair/],
    [
      'has a manifest of other things',
      { format: 'x', operations: [{ id: 'a' }, null] },
      /FILE: the operation "a" is no/,
    ],
    ['has what is no document', { a: '{' }, /FILE: the persisted operation a cannot run here: Syntax Error/],
    [
      'has a field that there is not',
      { a: '{ nope }' },
      /operation a cannot run here: Cannot query field "nope"/,
    ],
    [
      'exceeds a limit',
      { a: `{ ${'...{viewer{id}}'.repeat(31)} }` },
      /operation a cannot run here: .*max-document-repeats/,
    ],
    [
      'asks for the schema',
      { a: '{ __schema { types { name } } }' },
      /operation a cannot run here: GraphQL introspection/,
    ],
    [
      'has two for one id',
      { a: viewer, 'sha256:a': run },
      /FILE: there is another document with the id sha256:a/,
    ],
  ])('that %s keeps the server from starting, and is named', async (_problem, content, message) => {
    const file = await fileOf(content);
    const error = await rejectionOf(startTestServer({ operations: [file], introspection: false }));
    expect(error).toBeInstanceOf(SetupError);
    expect((error as Error).message.replaceAll(file, 'FILE')).toMatch(message);
  });

  test('that is not there keeps the server from starting', async () => {
    const error = await rejectionOf(startTestServer({ operations: ['/nowhere/operations.json'] }));
    expect(error).toBeInstanceOf(SetupError);
    expect((error as Error).message).toContain('/nowhere/operations.json');
  });

  test('is held to the limits that are set, whichever they are', async () => {
    const documents = { ...defaults.documents, depth: 1 };
    const file = await fileOf({ a: viewer });
    expect(await rejectionOf(startTestServer({ operations: [file], documents }))).toBeInstanceOf(SetupError);
  });
});
