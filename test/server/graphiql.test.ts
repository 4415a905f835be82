import { describe, expect, test } from 'vitest';
import { rawRequest } from '../support/raw.ts';
import { startTestServer } from '../support/server.ts';

describe('GraphiQL', () => {
  test('brings all it needs, compressed, and may load nothing else', async () => {
    const server = await startTestServer({ graphiql: true, graphiqlToken: 'own-token' });
    const { status, headers } = await rawRequest(`${server.url}/`);
    expect([status, headers.location]).toEqual([302, '/graphiql']);
    const response = await fetch(`${server.url}/graphiql`);
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; /);
    expect(response.headers.get('content-security-policy')).not.toMatch(/https?:|\*/);
    const page = await response.text();
    expect(page).not.toMatch(/<(script|link|img|iframe)[^>]+(src|href)=["']?(https?:)?\/\//i);
    expect(page).toContain('own-token');
    const plain = await rawRequest(`${server.url}/graphiql`);
    expect(plain.headers).not.toHaveProperty('content-encoding');
    expect(plain.text).toBe(page);
    await server.close();
  });

  test('of one server shows nothing of another one’s token', async () => {
    const other = await startTestServer({ graphiql: true, graphiqlToken: 'other-token' });
    const page = await (await fetch(`${other.url}/graphiql`)).text();
    expect(page).toContain('other-token');
    expect(page).not.toContain('own-token');
    await other.close();
  });

  test('shows its token to nobody who came by a name, which could be anyone’s', async () => {
    const server = await startTestServer({ graphiql: true, graphiqlToken: 'own-token' });
    const statusFor = async (Host: string) =>
      (await rawRequest(`${server.url}/graphiql`, { headers: { Host } })).status;
    expect(await statusFor('rebound.example.com')).toBe(403);
    expect(await statusFor('127.0.0.1.example.com:4000')).toBe(403);
    expect(await statusFor('localhost:4000')).toBe(200);
    expect(await statusFor('[::1]:4000')).toBe(200);
    await server.close();
  });

  test('is not there when it is off', async () => {
    const server = await startTestServer({ graphiql: false });
    expect((await rawRequest(`${server.url}/graphiql`)).status).toBe(404);
    await server.close();
  });
});
