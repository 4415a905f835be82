import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MemoryBroker } from '../../src/broker/memory.ts';
import type { RawAnswer } from '../support/raw.ts';
import { rawRequest } from '../support/raw.ts';
import type { TestServer } from '../support/server.ts';
import { startTestServer } from '../support/server.ts';
import { jwks, signToken } from '../support/tokens.ts';

const VIEWER = JSON.stringify({ query: '{ viewer { id } }' });

const codeOf = ({ text }: RawAnswer): unknown => JSON.parse(text).errors[0].extensions.code;
describe('GraphQL over HTTP', () => {
  let server: TestServer;
  let token: string;
  beforeAll(async () => {
    server = await startTestServer();
    token = await signToken('alice', { scope: 'agentwire:publish' });
  });
  afterAll(() => server.close());

  const send = (headers: Record<string, string>, body?: string, search = '', method = 'POST') =>
    rawRequest(
      `${server.url}/graphql${search}`,
      { method, headers: { Authorization: `Bearer ${token}`, ...headers } },
      body,
    );
  const sendJson = (body: string) => send({ 'Content-Type': 'application/json' }, body);

  describe('the audits of graphql-http', () => {
    const audits = serverAudits({
      url: () => `${server.url}/graphql`,
      fetchFn: (url: string, init: RequestInit = {}) =>
        fetch(url, { ...init, headers: { ...(init.headers as object), Authorization: `Bearer ${token}` } }),
    });
    const required = audits.filter(({ name }) => /^(MUST|SHOULD)/.test(name));
    test('are all there', () => expect(required.length).toBeGreaterThanOrEqual(36));
    test.each(required.map((audit) => [audit.name, audit] as const))('%s', async (_name, audit) => {
      expect(await audit.fn()).toMatchObject({ status: 'ok' });
    });
  });

  test.each([
    ['application/x-www-form-urlencoded', 'query=%7Bviewer%7Bid%7D%7D'],
    [
      'multipart/form-data; boundary=x',
      '--x\r\nContent-Disposition: form-data; name="operations"\r\n\r\n{}\r\n--x--',
    ],
    ['text/plain', VIEWER],
    ['application/graphql', '{ viewer { id } }'],
    ['application/jsonp', VIEWER],
    ['', VIEWER],
  ])('a body of type %s is 415', async (type, body) => {
    const answer = await send({ 'Content-Type': type }, body);
    expect([answer.status, codeOf(answer)]).toEqual([415, 'BAD_USER_INPUT']);
  });

  test.each([
    ['no JSON', '{'],
    ['a number', '3'],
    ['null', 'null'],
    ['an empty array', '[]'],
    ['a batch', `[${VIEWER},${VIEWER}]`],
    ['an unknown parameter', '{"query":"{ viewer { id } }","user":"bob"}'],
    ['variables that are none', '{"query":"{ viewer { id } }","variables":[]}'],
  ])('a body that is %s is 400 BAD_USER_INPUT', async (_problem, body) => {
    const answer = await sendJson(body);
    expect([answer.status, codeOf(answer)]).toEqual([400, 'BAD_USER_INPUT']);
    // Nothing of how it was found out.
    expect(Object.keys(JSON.parse(answer.text).errors[0].extensions)).toEqual(['code', 'retryable']);
  });

  test('parameters of a GET that are not JSON are 400', async () => {
    for (const name of ['variables', 'extensions']) {
      const answer = await send({}, undefined, `?query={viewer{id}}&${name}={`, 'GET');
      expect([answer.status, codeOf(answer)]).toEqual([400, 'BAD_USER_INPUT']);
    }
  });

  test('a mutation by GET is refused', async () => {
    const events = '[{agentStarted:{agent:{name:"x"}}}]';
    const mutation = `mutation{publishEvents(input:{userId:"alice",runId:"get",events:${events}}){lastSeq}}`;
    const answer = await send({}, undefined, `?query=${encodeURIComponent(mutation)}`, 'GET');
    expect([answer.status, answer.headers.allow, codeOf(answer)]).toEqual([405, 'POST', 'BAD_USER_INPUT']);
    expect((await server.query('alice', '{ run(id: "get") { id } }')).data).toEqual({ run: null });
    expect((await sendJson(JSON.stringify({ query: mutation }))).status).toBe(200);
  });

  describe('a body above 4 MiB is 413 PAYLOAD_TOO_LARGE', () => {
    const body = (bytes: number) => JSON.stringify({ query: `#${'x'.repeat(bytes)}\n{ viewer { id } }` });
    test.each([
      ['with Content-Length', (text: string) => ({ 'Content-Length': String(text.length) })],
      ['chunked', () => ({ 'Transfer-Encoding': 'chunked' })],
    ])('%s', async (_how, headers) => {
      const big = body(4 * 1024 * 1024);
      const answer = await send({ 'Content-Type': 'application/json', ...headers(big) } as never, big);
      expect([answer.status, codeOf(answer)]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
      const fits = body(4 * 1024 * 1024 - 100);
      expect(
        await send({ 'Content-Type': 'application/json', ...headers(fits) } as never, fits),
      ).toMatchObject({
        status: 200,
        text: '{"data":{"viewer":{"id":"alice"}}}',
      });
    });
  });

  test('tokens are neither taken from a URL nor from a cookie', async () => {
    for (const search of [`?token=${token}`, `?access_token=${token}`, `?Authorization=Bearer ${token}`]) {
      const answer = await rawRequest(`${server.url}/graphql${search}&query={viewer{id}}`, {
        headers: { Cookie: `token=${token}; Authorization=Bearer ${token}` },
      }).catch((error) => error);
      expect(answer.status ?? answer.code).not.toBe(200);
    }
  });

  test.each([
    ['no token', undefined],
    ['another scheme', 'Basic YWxpY2U6eA=='],
    ['two tokens', 'Bearer a b'],
  ])('%s is 401 and names the scheme to use', async (_problem, authorization) => {
    const headers = {
      'Content-Type': 'application/json',
      ...(authorization && { Authorization: authorization }),
    };
    const answer = await rawRequest(`${server.url}/graphql`, { method: 'POST', headers }, VIEWER);
    expect([answer.status, answer.headers['www-authenticate'], codeOf(answer)]).toEqual([
      401,
      'Bearer',
      'UNAUTHENTICATED',
    ]);
  });

  test('a refusal is a GraphQL result to whoever accepts those', async () => {
    const contentTypeFor = async (accept: string) => {
      const headers = { 'Content-Type': 'application/json', Accept: accept };
      const { headers: answered } = await rawRequest(
        `${server.url}/graphql`,
        { method: 'POST', headers },
        VIEWER,
      );
      return answered['content-type'];
    };
    expect(await contentTypeFor('application/graphql-response+json, application/json')).toBe(
      'application/graphql-response+json; charset=utf-8',
    );
    expect(await contentTypeFor('application/json')).toBe('application/json; charset=utf-8');
  });

  test('an unknown path is 404, and what is there can only be read', async () => {
    for (const path of [
      '/x',
      '/graphql/',
      '/graphql/x',
      '//graphql',
      '/livez/yoga',
      '/__proto__',
      '/constructor',
      '/graphiql',
      '/',
    ]) {
      expect((await rawRequest(`${server.url}${path}`)).status, path).toBe(404);
    }
    expect((await rawRequest(`${server.url}/livez`, { method: 'POST' })).status).toBe(405);
  });

  test('is alive and ready, and publishes its keys, of which none is private', async () => {
    expect((await rawRequest(`${server.url}/livez`)).status).toBe(200);
    expect((await rawRequest(`${server.url}/readyz`)).status).toBe(200);
    const keys = await rawRequest(`${server.url}/.well-known/jwks.json`);
    expect(JSON.parse(keys.text)).toEqual(jwks);
    expect(keys.text).not.toContain('"d"');
  });

  test('is not ready, but alive, while the store does not answer', async () => {
    const broker = new MemoryBroker({ retention: { maxAgeMs: 1, maxCount: 1 } });
    const read = broker.read;
    broker.read = async () => {
      throw new Error('the disk is gone');
    };
    const broken = await startTestServer({ broker });
    const answer = await rawRequest(`${broken.url}/readyz`);
    expect(answer.status).toBe(503);
    expect(answer.text).not.toContain('disk');
    expect((await rawRequest(`${broken.url}/livez`)).status).toBe(200);
    broker.read = read;
    expect((await rawRequest(`${broken.url}/readyz`)).status).toBe(200);
    await broken.close();
  });
});
