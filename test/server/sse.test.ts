import type { IncomingMessage } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectSse } from '../support/clients.ts';
import { completed, delta, deltas, started } from '../support/events.ts';
import type { ServerSentEvent } from '../support/raw.ts';
import { openRequest, rawRequest, readEvents } from '../support/raw.ts';
import type { TestServer, WatchVariables } from '../support/server.ts';
import { startTestServer, watch, watchDocument } from '../support/server.ts';
import { signToken } from '../support/tokens.ts';
import { transportConformance } from './transport-conformance.ts';

transportConformance('server-sent events', connectSse, {
  unauthenticated: { refused: 401, code: 'UNAUTHENTICATED' },
  expired: { refused: 401, code: 'TOKEN_EXPIRED' },
});

describe('server-sent events on the wire', () => {
  let server: TestServer;
  let token: string;
  let cursors: readonly string[];
  beforeAll(async () => {
    server = await startTestServer({ allowedOrigins: ['https://app.test'] });
    token = await signToken('alice');
    await server.publish('alice', 'run', [started(), ...deltas(4), completed()]);
    const { data } = await server.query('alice', '{ run(id: "run") { events { nodes { cursor } } } }');
    cursors = data.run.events.nodes.map(({ cursor }: { cursor: string }) => cursor);
  });
  afterAll(() => server.close());

  const post = (body: unknown, headers: Record<string, string> = {}) =>
    openRequest(
      `${server.url}/graphql`,
      {
        method: 'POST',
        headers: {
          Authorization: `Bearer ${token}`,
          'Content-Type': 'application/json',
          Accept: 'text/event-stream',
          ...headers,
        },
      },
      JSON.stringify(body),
    );

  const get = (variables: WatchVariables, headers: Record<string, string> = {}) => {
    const query = new URLSearchParams({ query: watchDocument, variables: JSON.stringify(variables) });
    return openRequest(`${server.url}/graphql?${query}`, {
      headers: { Authorization: `Bearer ${token}`, Accept: 'text/event-stream', ...headers },
    });
  };

  /** Reads up to CaughtUp or the end, then hangs up. */
  async function readToNow(response: IncomingMessage): Promise<readonly ServerSentEvent[]> {
    const events: ServerSentEvent[] = [];
    for await (const event of readEvents(response)) {
      events.push(event);
      if (event.data.includes('CaughtUp')) break;
    }
    response.destroy();
    return events;
  }

  // biome-ignore lint/suspicious/noExplicitAny: each test knows what it selected
  const eventIn = ({ data }: ServerSentEvent): any => JSON.parse(data).data.agentEvents;

  test('gives each event its cursor as id, selected or not', async () => {
    const query = 'subscription { agentEvents(start: EARLIEST) { __typename } }';
    const events = await readToNow(await post({ query }));
    expect(events.map(({ id }) => id)).toEqual([...cursors, cursors.at(-1)]);
    expect(events.map(({ event }) => event)).toEqual(Array(7).fill('next'));
    expect(eventIn(events[0] as ServerSentEvent)).toEqual({ __typename: 'AgentStarted' });
  });

  test('takes Last-Event-ID as `after`, and rather than `after` or `start`', async () => {
    const [first, , third, , fifth] = cursors as [string, string, string, string, string];
    const variables: WatchVariables[] = [{}, { after: first }, { start: 'EARLIEST' }];
    for (const given of variables) {
      const events = await readToNow(await post(watch(given), { 'Last-Event-ID': third }));
      expect(events.slice(0, -1).map(({ id }) => id)).toEqual(cursors.slice(3));
    }
    const alone = await readToNow(await post(watch({ after: fifth })));
    expect(alone.slice(0, -1).map(({ id }) => id)).toEqual(cursors.slice(5));
  });

  test('a Last-Event-ID that is no cursor is CURSOR_INVALID, even of 8 KB', async () => {
    for (const id of ['garbage', 'x'.repeat(8_000)]) {
      const events = await readToNow(await post(watch(), { 'Last-Event-ID': id }));
      expect(JSON.parse(events[0]?.data as string).errors[0].extensions.code).toBe('CURSOR_INVALID');
    }
  });

  test('an `after` of a megabyte is CURSOR_INVALID', async () => {
    const [event] = await readToNow(await post(watch({ after: 'x'.repeat(1024 * 1024) })));
    expect(JSON.parse(event?.data as string).errors[0].extensions.code).toBe('CURSOR_INVALID');
  });

  test('no text breaks the framing', async () => {
    const texts = [
      'a\rb',
      'a\nb',
      'a\r\n\r\nb',
      '\n\ndata: {"forged":true}\n\n',
      'event: complete\ndata:\n\n',
      '\u2028\u2029\0',
      '\ud83d',
      ':',
    ];
    await server.publish('framing', 'run', [started(), ...texts.map((text) => delta(text))]);
    token = await signToken('framing');
    const events = await readToNow(await post(watch({ start: 'EARLIEST', types: ['MESSAGE_DELTA'] })));
    token = await signToken('alice');
    expect(events).toHaveLength(texts.length + 1);
    expect(events.map(({ event }) => event)).toEqual(Array(texts.length + 1).fill('next'));
    expect(events.slice(0, -1).map((event) => eventIn(event).text)).toEqual(texts);
  });

  test('GET with query parameters works, as browsers’ EventSource sends it', async () => {
    const response = await get({ start: 'EARLIEST' });
    expect(response.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    expect(response.headers['cache-control']).toContain('no-cache');
    const events = await readToNow(response);
    expect(events.map(({ id }) => id)).toEqual([...cursors, cursors.at(-1)]);
    const resumed = await readToNow(
      await get({ start: 'EARLIEST' }, { 'Last-Event-ID': cursors[3] as string }),
    );
    expect(resumed[0]?.id).toBe(cursors[4]);
  });

  test('a stream that ends says complete, and so does a query', async () => {
    const ended: ServerSentEvent[] = [];
    for await (const event of readEvents(await post(watch({ start: 'EARLIEST', runId: 'run' }))))
      ended.push(event);
    expect(ended.at(-1)).toEqual({ id: undefined, event: 'complete', data: '' });
    expect(ended).toHaveLength(8);
    const answers: ServerSentEvent[] = [];
    for await (const event of readEvents(await post({ query: '{ viewer { id } }' }))) answers.push(event);
    expect(answers).toEqual([
      { id: undefined, event: 'next', data: '{"data":{"viewer":{"id":"alice"}}}' },
      { id: undefined, event: 'complete', data: '' },
    ]);
  });

  test.each(['*/*', 'text/*', 'application/json, text/event-stream'])(
    'answers Accept: %s with events',
    async (accept) => {
      const events = await readToNow(await post(watch({ start: 'EARLIEST' }), { Accept: accept }));
      expect(events).toHaveLength(7);
      await server.readersReturned();
    },
  );

  test.each(['application/json', 'multipart/mixed', 'text/html'])(
    'a subscription that accepts %s alone is refused, and leaves no reader behind',
    async (accept) => {
      const response = await post(watch({ start: 'EARLIEST' }), { Accept: accept });
      expect(response.statusCode).toBe(406);
      response.resume();
      await server.readersReturned();
    },
  );

  test('a client that reads nothing and is cut leaves no timer behind', async () => {
    const countTimers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const parts = Array.from({ length: 14 }, () => delta('x'.repeat(256_000)));
    await server.publish('big', 'run', [started()]);
    for (let batch = 0; batch < 6; batch++) await server.publish('big', 'run', parts);
    const headers = { Authorization: `Bearer ${await signToken('big')}` };
    const before = countTimers();
    const stalled = await post(watch({ start: 'EARLIEST' }), headers);
    // By the time that another client has read all of as much, this one waits for its socket.
    expect(await readToNow(await post(watch({ start: 'EARLIEST' }), headers))).toHaveLength(86);
    stalled.destroy();
    await server.readersReturned();
    await setImmediate();
    expect(countTimers()).toBeLessThanOrEqual(before);
  });

  test('a foreign origin that is allowed may read the stream', async () => {
    const response = await post(watch({ start: 'EARLIEST' }), { Origin: 'https://app.test' });
    expect(response.headers['access-control-allow-origin']).toBe('https://app.test');
    expect(await readToNow(response)).toHaveLength(7);
    const foreign = await rawRequest(`${server.url}/graphql`, {
      headers: { Origin: 'https://other.test', Authorization: `Bearer ${token}` },
    });
    expect(Object.keys(foreign.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
});
