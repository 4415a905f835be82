import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectMultipart } from '../support/clients.ts';
import { completed, delta, deltas, started } from '../support/events.ts';
import type { Part } from '../support/raw.ts';
import { openRequest, readParts } from '../support/raw.ts';
import type { TestServer } from '../support/server.ts';
import { startTestServer, watch } from '../support/server.ts';
import { signToken } from '../support/tokens.ts';
import { brokenAfterFirstPage } from './broken-broker.ts';
import { transportConformance } from './transport-conformance.ts';

transportConformance('multipart HTTP', connectMultipart, {
  unauthenticated: { refused: 401, code: 'UNAUTHENTICATED' },
  expired: { refused: 401, code: 'TOKEN_EXPIRED' },
});

const MULTIPART = 'multipart/mixed;subscriptionSpec=1.0';

describe('multipart HTTP on the wire', () => {
  let server: TestServer;
  let token: string;
  beforeAll(async () => {
    server = await startTestServer();
    token = await signToken('alice');
    await server.publish('alice', 'run', [started(), ...deltas(4), completed()]);
  });
  afterAll(() => server.close());

  const post = (operation: object, headers: Record<string, string>, to = server) =>
    openRequest(
      `${to.url}/graphql`,
      {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', ...headers },
      },
      JSON.stringify(operation),
    );

  const kindOf = ({ headers }: IncomingMessage) => headers['content-type']?.split(';', 1)[0];

  async function allOf(response: IncomingMessage): Promise<readonly Part[]> {
    const parts: Part[] = [];
    for await (const part of readParts(response)) parts.push(part);
    return parts;
  }

  test('a stream that ends is whole: parts with a payload each, and the last boundary', async () => {
    const response = await post(watch({ start: 'EARLIEST', runId: 'run' }), { Accept: MULTIPART });
    expect(response.statusCode).toBe(200);
    expect(response.headers['content-type']).toBe('multipart/mixed;boundary="graphql";subscriptionSpec=1.0');
    expect(response.headers['cache-control']).toBe('no-cache, no-transform');
    let text = '';
    for await (const chunk of response.setEncoding('utf8')) text += chunk;
    expect(text).toMatch(
      /^(\r\n--graphql\r\ncontent-type: application\/json\r\n\r\n\{"payload":\{"data":\{.*\}\}\}){7}\r\n--graphql--\r\n$/,
    );
  });

  test('no text breaks the framing', async () => {
    const texts = ['\r\n--graphql--\r\n', '\r\n--graphql\r\n\r\n{}', '--', '\u2028\0', '\ud83d'];
    await server.publish('framing', 'run', [started(), ...texts.map((text) => delta(text)), completed()]);
    const response = await post(watch({ start: 'EARLIEST', runId: 'run', types: ['MESSAGE_DELTA'] }), {
      Accept: MULTIPART,
      Authorization: `Bearer ${await signToken('framing')}`,
    });
    const events = (await allOf(response)).map(({ body }) => JSON.parse(body).payload.data.agentEvents);
    expect(events.slice(0, -1).map(({ text }) => text)).toEqual(texts);
    expect(events.at(-1).__typename).toBe('CaughtUp');
  });

  test('a stream with nothing to say shows that it lives', async () => {
    const lively = await startTestServer({ keepAliveMs: 20 });
    const response = await post(watch(), { Accept: MULTIPART }, lively);
    const parts: Part[] = [];
    for await (const part of readParts(response)) {
      parts.push(part);
      if (parts.length === 3) break;
    }
    expect(parts).toEqual(Array(3).fill({ headers: 'content-type: application/json', body: '{}' }));
    await lively.close();
  });

  test('a stream that nobody reads is not filled with signs of life', async () => {
    const lively = await startTestServer({ keepAliveMs: 1 });
    const huge = Array.from({ length: 49 }, () => delta('x'.repeat(64 * 1024)));
    await lively.publish('alice', 'run', [started(), ...huge]);
    for (let more = 0; more < 5; more++) await lively.publish('alice', 'run', huge);
    const stalled = await post(watch({ start: 'EARLIEST' }), { Accept: MULTIPART }, lively);
    let others = 0;
    const other = await post(watch(), { Accept: MULTIPART }, lively);
    for await (const _part of readParts(other)) if (++others === 200) break;
    let longest = 0;
    let inRow = 0;
    for await (const { body } of readParts(stalled)) {
      inRow = body === '{}' ? inRow + 1 : 0;
      longest = Math.max(longest, inRow);
      if (body.includes('CaughtUp')) break;
    }
    expect(longest).toBeLessThan(100);
    await lively.close();
  });

  test('Last-Event-ID is taken as `after`', async () => {
    const { data } = await server.query('alice', '{ run(id: "run") { cursor } }');
    const response = await post(watch({ start: 'EARLIEST', runId: 'run' }), {
      Accept: MULTIPART,
      'Last-Event-ID': data.run.cursor,
    });
    const [only, ...more] = await allOf(response);
    expect(JSON.parse(only?.body as string).payload.data.agentEvents).toMatchObject({ replayed: 0 });
    expect(more).toEqual([]);
  });

  test('a stream that breaks off says so, and nothing of why', async () => {
    const broken = await startTestServer({ broker: brokenAfterFirstPage() });
    await broken.publish('alice', 'run', [started(), ...deltas(999)]);
    const parts = await allOf(await post(watch({ start: 'EARLIEST' }), { Accept: MULTIPART }, broken));
    const { payload, errors } = JSON.parse(parts.at(-1)?.body as string);
    expect(payload).toBeNull();
    expect(errors).toMatchObject([{ extensions: { code: 'INTERNAL', retryable: true } }]);
    expect(JSON.stringify(errors)).not.toContain('disk');
    expect(broken.logLines.join()).toContain(errors[0].extensions.errorId);
    await broken.close();
  });

  const sse = 'text/event-stream';
  test.each([
    [MULTIPART, 'multipart/mixed'],
    ['multipart/mixed;boundary="graphql";subscriptionSpec="1.0",application/json', 'multipart/mixed'],
    ['Multipart/Mixed; SubscriptionSpec=1.0', 'multipart/mixed'],
    [`${MULTIPART}, ${sse}`, 'multipart/mixed'],
    [`${sse}, ${MULTIPART}`, sse],
    [`${sse};q=0.5, ${MULTIPART};q=0.9`, 'multipart/mixed'],
    [`${MULTIPART};q=0.5, application/json, ${sse};q=0.9`, sse],
    [`${sse};q=0, */*;q=0.1, ${MULTIPART};q=0.01`, 'multipart/mixed'],
    [`multipart/mixed;deferSpec=20220824, ${MULTIPART};q=0.5`, 'multipart/mixed'],
    ['multipart/mixed, */*', sse],
    ['multipart/*, text/*;q=0.1', sse],
    ['*/*;q=0', 'application/json'],
    [`${sse};q=0, application/json`, 'application/json'],
    ['multipart/mixed', 'application/json'],
    ['multipart/mixed;subscriptionSpec=2.0', 'application/json'],
    ['multipart/mixed;deferSpec=20220824,application/json', 'application/json'],
  ])('Accept: %s is answered with %s', async (accept, kind) => {
    const response = await post(watch({ start: 'EARLIEST', runId: 'run' }), { Accept: accept });
    expect([kindOf(response), response.statusCode]).toEqual([kind, kind === 'application/json' ? 406 : 200]);
    response.resume();
    await server.readersReturned();
  });

  test.each([
    [`${MULTIPART},application/json`, 200, 'application/json'],
    [
      `${MULTIPART},application/graphql-response+json,application/json;q=0.9`,
      400,
      'application/graphql-response+json',
    ],
    [`${MULTIPART}, */*`, 200, 'application/json'],
    [`${MULTIPART}, application/json;q=0.5`, 200, 'multipart/mixed'],
    [MULTIPART, 200, 'multipart/mixed'],
    [`application/json, ${sse}`, 200, 'application/json'],
    [`application/json;q=0.5, ${sse}`, 200, sse],
  ])('what fails before it begins is, with Accept: %s, %i %s', async (accept, status, kind) => {
    const response = await post({ query: 'subscription { nope }' }, { Accept: accept });
    expect([response.statusCode, kindOf(response)]).toEqual([status, kind]);
    let text = '';
    for await (const chunk of response.setEncoding('utf8')) text += chunk;
    expect(text).toContain('"code":"BAD_USER_INPUT"');
  });
});
