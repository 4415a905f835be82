import { mkdir, rm, writeFile } from 'node:fs/promises';
import type { OutgoingHttpHeaders } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { pathOf } from '../../src/server/http.ts';
import { createPages } from '../../src/server/pages.ts';
import { temporaryFolder } from '../support/folders.ts';
import { openRequest } from '../support/raw.ts';
import type { TestServer, TestServerOptions } from '../support/server.ts';
import { startTestServer } from '../support/server.ts';

const everything = { dashboard: true, graphiql: true } as const;

async function start(options: TestServerOptions): Promise<TestServer> {
  const server = await startTestServer(options);
  onTestFinished(() => server.close());
  return server;
}

/** Asks for a path as it stands here: nothing of it is put in order before it is sent. */
async function get(
  server: Pick<TestServer, 'url'>,
  path: string,
  headers: OutgoingHttpHeaders = {},
  method = 'GET',
) {
  const response = await openRequest(server.url, { path, headers, method });
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  return { status: response.statusCode, headers: response.headers, bytes, text: bytes.toString() };
}

/** What a page loads, as it names it. */
const assetsOf = (html: string) =>
  [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path as string);

describe('the pages', () => {
  test('are at their paths, a deep link to any run included', async () => {
    const server = await start(everything);
    const { text: dashboard } = await get(server, '/');
    const { text: graphiql } = await get(server, '/graphiql');
    expect(dashboard).toMatch(/<title>agentwire<\/title>/);
    expect(graphiql).toMatch(/<title>agentwire GraphiQL<\/title>/);
    for (const id of [
      'run',
      'a%2Fb',
      '%F0%9F%8E%89',
      'x.js',
      '..',
      '%zz',
      `${'9'.repeat(2000)}?a=/graphiql`,
    ]) {
      expect(await get(server, `/runs/${id}`), id).toMatchObject({ status: 200, text: dashboard });
    }
  });

  test.each(['/', '/graphiql'])(
    '%s may load nothing of another host, and is kept by nobody',
    async (path) => {
      const { headers, text } = await get(await start(everything), path);
      expect(headers['content-type']).toBe('text/html; charset=utf-8');
      expect(headers['cache-control']).toBe('no-store');
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['referrer-policy']).toBe('no-referrer');
      const policy = String(headers['content-security-policy']).split('; ');
      expect(policy).toEqual(
        expect.arrayContaining([
          "default-src 'none'",
          "connect-src 'self'",
          "base-uri 'none'",
          "form-action 'none'",
          "frame-ancestors 'none'",
        ]),
      );
      expect(policy.find((rule) => rule.startsWith('script-src'))).not.toContain('unsafe-inline');
      expect(policy.join()).not.toMatch(/https?:|\*/);
      expect(text).not.toMatch(
        /<script(?![^>]* src=)|<(script|link|img|iframe)[^>]+(src|href)=["']?(https?:)?\/\//i,
      );
    },
  );

  test('and what they load are sent compressed to whoever takes that', async () => {
    const server = await start(everything);
    const { text: html } = await get(server, '/');
    const paths = ['/', ...assetsOf(html)];
    expect(paths.length).toBeGreaterThan(1);
    for (const path of paths) {
      const plain = await get(server, path);
      expect(plain.headers).not.toHaveProperty('content-encoding');
      const br = await get(server, path, { 'Accept-Encoding': 'gzip, deflate, br, zstd' });
      expect([br.status, br.headers['content-encoding']], path).toEqual([200, 'br']);
      expect(brotliDecompressSync(br.bytes).equals(plain.bytes)).toBe(true);
      const gzip = await get(server, path, { 'Accept-Encoding': 'gzip' });
      expect([gzip.status, gzip.headers['content-encoding']], path).toEqual([200, 'gzip']);
      expect(gunzipSync(gzip.bytes).equals(plain.bytes)).toBe(true);
    }
    const refused = await get(server, '/', { 'Accept-Encoding': 'br;q=0, gzip;q=0.5' });
    expect(refused.headers['content-encoding']).toBe('gzip');
  });

  test('load files that may be kept for ever', async () => {
    const server = await start(everything);
    for (const page of ['/', '/graphiql']) {
      const [path = ''] = assetsOf((await get(server, page)).text);
      const { headers } = await get(server, path);
      expect(headers['content-type']).toMatch(/^text\/(javascript|css)/);
      expect(headers['cache-control']).toBe('public,max-age=31536000,immutable');
      expect(headers['x-content-type-options']).toBe('nosniff');
      const again = await get(server, path, { 'If-None-Match': headers.etag });
      expect([again.status, again.text]).toEqual([304, '']);
      const head = await get(server, path, {}, 'HEAD');
      expect([head.status, head.headers['content-length'], head.text]).toEqual([
        200,
        headers['content-length'],
        '',
      ]);
      expect((await get(server, path, {}, 'POST')).status).toBe(405);
    }
  });

  test('are all that can be read of the disk', async () => {
    const server = await start(everything);
    const outside = [
      'package.json',
      '../package.json',
      '../../package.json',
      '../cli/index.js',
      'dashboard/index.html',
    ];
    const ways = [
      (path: string) => path,
      (path: string) => `../${path}`,
      (path: string) => `../${path}`.replaceAll('/', '%2f'),
      (path: string) => `../${path}`.replaceAll('..', '%2e%2e'),
      (path: string) => `../${path}`.replaceAll('..', '%2e%2e').replaceAll('/', '%2F'),
      (path: string) => `../${path}`.replaceAll('/', '\\'),
      (path: string) => `../${path}`.replaceAll('/', '%5c'),
      (path: string) => `..%252f${path}`,
      (path: string) => `/${path}`,
      (path: string) => `${path}%00.js`,
    ];
    for (const path of outside) {
      for (const way of ways) {
        const asked = `/assets/${way(path)}`;
        expect((await get(server, asked)).status, asked).toBe(404);
      }
    }
    for (const asked of [
      '/assets/',
      '/assets/%',
      '/dashboard/index.html',
      '/assets',
      '/runs',
      '/graphiql/',
    ]) {
      expect((await get(server, asked)).status, asked).toBe(404);
    }
    expect(server.logLines).toEqual([]);
  });

  test('sends files whole, whatever part of them is asked for', async () => {
    const server = await start(everything);
    const [path = ''] = assetsOf((await get(server, '/')).text);
    const whole = await get(server, path);
    for (const Range of ['bytes=9-3', 'bytes=-1', 'bytes=x', 'bytes=0-0,2-2', 'bytes=99999999999-']) {
      expect(await get(server, path, { Range }), Range).toMatchObject({ status: 200, text: whole.text });
    }
    expect(server.logLines).toEqual([]);
  });
});

describe('a page in dev', () => {
  const token = 'own-token';
  const isSignedIn = ({ text }: { readonly text: string }) => text.includes('name="agentwire-token"');

  test('is signed in', async () => {
    const server = await start({ ...everything, pagesToken: token });
    for (const path of ['/', '/runs/x', '/graphiql']) {
      const { text } = await get(server, path);
      expect(text).toMatch(/<meta name="agentwire-token" content="own-token" \/>\s*<\/head>/);
      const compressed = await get(server, path, { 'Accept-Encoding': 'br' });
      expect(brotliDecompressSync(compressed.bytes).toString()).toBe(text);
    }
  });

  test('is signed in with a token of any characters, which stay within their place', async () => {
    const server = await start({ ...everything, pagesToken: `"><script>&amp;$&$'` });
    expect((await get(server, '/')).text).toContain(`content="&quot;&gt;&lt;script&gt;&amp;amp;$&amp;$'" />`);
  });

  test('is not signed in for whoever came by a name, which could be anyone’s', async () => {
    const server = await start({ ...everything, pagesToken: token });
    for (const [Host, status] of [
      ['rebound.example.com', 200],
      ['127.0.0.1.example.com:4000', 200],
      ['localhost.example.com', 200],
      // No host at all.
      ['::1', 400],
      ['@', 400],
    ] as const) {
      const page = await get(server, '/', { Host });
      expect([page.status, isSignedIn(page)], Host).toEqual([status, false]);
      expect(page.text).not.toContain(token);
    }
    for (const Host of ['localhost:4000', 'LOCALHOST', '127.0.0.1', '[::1]:4000', '192.168.1.7:80']) {
      expect(isSignedIn(await get(server, '/', { Host })), Host).toBe(true);
    }
  });

  test('of one server shows nothing of another one’s token', async () => {
    await get(await start({ ...everything, pagesToken: token }), '/');
    const other = await start({ ...everything, pagesToken: 'other-token' });
    const { text } = await get(other, '/');
    expect(text).toContain('other-token');
    expect(text).not.toContain(token);
    expect(isSignedIn(await get(await start(everything), '/'))).toBe(false);
  });
});

describe('what is off', () => {
  const statuses = async (options: TestServerOptions) => {
    const server = await start(options);
    const withAssets = await start(everything);
    const [asset = ''] = assetsOf((await get(withAssets, '/')).text);
    const paths = ['/', '/runs/x', '/graphiql', asset];
    return Promise.all(paths.map(async (path) => (await get(server, path)).status));
  };

  test('is not there', async () => {
    expect(await statuses({ dashboard: true, graphiql: false })).toEqual([200, 200, 404, 200]);
    expect(await statuses({ dashboard: false, graphiql: false })).toEqual([404, 404, 404, 404]);
  });

  test('if that is the dashboard, `/` leads to GraphiQL', async () => {
    expect(await statuses({ dashboard: false, graphiql: true })).toEqual([302, 404, 200, 200]);
    const server = await start({ dashboard: false, graphiql: true });
    expect((await get(server, '/')).headers.location).toBe('/graphiql');
  });
});

describe('pages that are not built', () => {
  test('are said to be, until they are', async () => {
    const folder = await temporaryFolder();
    const server = await serve(folder);
    for (const path of ['/', '/runs/x', '/graphiql', '/assets/a.js']) {
      expect(await get(server, path), path).toMatchObject({
        status: 503,
        text: 'The pages are not built: run npm run build.\n',
      });
    }
    await build(folder);
    expect(await get(server, '/')).toMatchObject({ status: 200, text: '<head></head>' });
    expect(await get(server, '/assets/a.js')).toMatchObject({ status: 200, text: 'a()' });
  });

  test('any more end a request, and not the server', async () => {
    const folder = await temporaryFolder();
    await build(folder);
    const server = await serve(folder);
    expect((await get(server, '/assets/a.js')).status).toBe(200);
    await rm(join(folder, 'assets'), { recursive: true });
    await expect(get(server, '/assets/a.js')).rejects.toThrow();
    expect((await get(server, '/')).status).toBe(200);
  });

  /** Serves the pages of a folder, and nothing else. */
  async function serve(folder: string): Promise<{ readonly url: string }> {
    const pageAt = createPages({ ...everything, token: null, folder });
    const server = createServer((req, res) => pageAt(pathOf(req))?.(req, res));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  }

  async function build(folder: string): Promise<void> {
    for (const part of ['dashboard', 'graphiql', 'assets']) await mkdir(join(folder, part));
    await writeFile(join(folder, 'dashboard', 'index.html'), '<head></head>');
    await writeFile(join(folder, 'graphiql', 'index.html'), '<head></head>');
    await writeFile(join(folder, 'assets', 'a.js'), 'a()');
  }
});
