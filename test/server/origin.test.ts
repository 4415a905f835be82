import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RawAnswer } from '../support/raw.ts';
import { rawRequest } from '../support/raw.ts';
import type { TestServer } from '../support/server.ts';
import { startTestServer } from '../support/server.ts';
import { signToken } from '../support/tokens.ts';

const VIEWER = JSON.stringify({ query: '{ viewer { id } }' });

const corsOf = ({ headers }: RawAnswer) =>
  Object.entries(headers).filter(([name]) => name.startsWith('access-control'));

describe('origins', () => {
  let closed: TestServer;
  let open: TestServer;
  let token: string;
  beforeAll(async () => {
    closed = await startTestServer();
    open = await startTestServer({ allowedOrigins: ['https://app.test', 'https://admin.test'] });
    token = await signToken('alice');
  });
  afterAll(() => Promise.all([closed.close(), open.close()]));

  const ask = (server: TestServer, origin: string, method: string) =>
    rawRequest(
      `${server.url}/graphql`,
      {
        method,
        headers: {
          Origin: origin,
          'Access-Control-Request-Method': 'POST',
          'Access-Control-Request-Headers': 'authorization',
          ...(method === 'POST' && { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' }),
        },
      },
      method === 'POST' ? VIEWER : undefined,
    );

  test.each(['OPTIONS', 'POST'])('%s: without allowed origins there are no CORS headers', async (method) => {
    for (const origin of ['https://app.test', 'null', closed.url]) {
      expect(corsOf(await ask(closed, origin, method))).toEqual([]);
    }
  });

  test.each(['OPTIONS', 'POST'])('%s: an allowed origin is named, and no other', async (method) => {
    const answer = await ask(open, 'https://app.test', method);
    expect(answer.headers['access-control-allow-origin']).toBe('https://app.test');
    expect(answer.headers).not.toHaveProperty('access-control-allow-credentials');
    const others = [
      'https://app.test.evil.test',
      'https://evil-app.test',
      'http://app.test',
      'https://app.test:444',
      'null',
    ];
    for (const origin of others) {
      expect(corsOf(await ask(open, origin, method)), origin).toEqual([]);
    }
  });

  test('a preflight of an allowed origin needs no token and allows what clients send', async () => {
    const answer = await ask(open, 'https://app.test', 'OPTIONS');
    expect(answer.status).toBe(204);
    expect(answer.headers['access-control-allow-headers']).toMatch(
      /authorization.*content-type.*last-event-id/i,
    );
  });

  const upgrade = (server: TestServer, origin: string | undefined, path = '/graphql') =>
    rawRequest(`${server.url}${path}`, {
      headers: {
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
        'Sec-WebSocket-Protocol': 'graphql-transport-ws',
        ...(origin !== undefined && { Origin: origin }),
      },
    });

  test('a WebSocket opens from the own origin, an allowed one, and without any', async () => {
    expect((await upgrade(closed, undefined)).status).toBe(101);
    expect((await upgrade(closed, closed.url)).status).toBe(101);
    expect((await upgrade(open, 'https://app.test')).status).toBe(101);
  });

  test('a WebSocket from any other origin is 403, look-alikes included', async () => {
    const { port } = closed;
    const foreign = [
      'https://evil.test',
      'null',
      '',
      `http://127.0.0.1:${port}.evil.test`,
      `http://127.0.0.1.evil.test:${port}`,
      `http://evil.test/127.0.0.1:${port}`,
      `http://127.0.0.1:${port}@evil.test`,
      `http://127.0.0.1:${port + 1}`,
      'http://127.0.0.1',
      `http://localhost:${port}`,
    ];
    for (const origin of foreign) expect((await upgrade(closed, origin)).status, origin).toBe(403);
    for (const origin of ['https://app.test.evil.test', 'http://app.test', 'https://APP.test/']) {
      expect((await upgrade(open, origin)).status, origin).toBe(403);
    }
  });

  test('a refused origin is logged once, since its page cannot tell why and tries again', async () => {
    const server = await startTestServer();
    for (const origin of ['https://a.test', 'https://a.test', 'https://b.test'])
      await upgrade(server, origin);
    const lines = server.logLines.filter((line) => line.includes('--allowed-origins'));
    expect(lines.map((line) => JSON.parse(line).origin)).toEqual(['https://a.test', 'https://b.test']);
    await server.close();
  });

  test('a WebSocket on another path is 404', async () => {
    for (const path of ['/', '/graphql/', '/graphqlx', '/x?/graphql']) {
      expect((await upgrade(closed, undefined, path)).status, path).toBe(404);
    }
    expect((await upgrade(closed, undefined, '/graphql?x=1')).status).toBe(101);
  });
});
