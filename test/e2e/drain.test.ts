import { existsSync } from 'node:fs';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import WebSocket from 'ws';
import { temporaryFolder } from '../support/folders.ts';
import { serve, startRun, subscribe, tokenOf, workerToken } from './serving.ts';

const SOCKETS = 20;
const DRAIN_MS = 2_000;

const upgradeStatus = (url: string) =>
  new Promise<number | undefined>((resolve) => {
    const socket = new WebSocket(`${url}/graphql`, 'graphql-transport-ws');
    socket.once('unexpected-response', (_request, { statusCode }) => resolve(statusCode));
    socket.on('error', () => {});
  });

/** Sends what is left of a request, and resolves to all of the answer. */
async function finish(socket: Socket, rest: string): Promise<string> {
  socket.write(rest);
  let answer = '';
  for await (const chunk of socket) answer += chunk;
  return answer;
}

test('a server that is told to stop moves its sockets on, refuses what is new, and leaves its store in order', {
  timeout: 30_000,
}, async () => {
  const folder = await temporaryFolder();
  const serving = await serve(folder, ['--drain-time', `${DRAIN_MS / 1000}s`]);
  const { program, url } = serving;
  const [alice, worker] = [await tokenOf('alice'), await workerToken()];
  const sockets = await Promise.all(Array.from({ length: SOCKETS }, () => subscribe(serving, alice)));
  expect((await fetch(`${url}/readyz`)).status).toBe(200);

  const told = performance.now();
  const closings = sockets.map(({ closed }) =>
    closed.then(({ code, reason }) => ({ code, reason, atMs: performance.now() - told })),
  );
  program.signal('SIGTERM');
  await program.stdout.line(/"msg":"closing"/);
  const ready = await fetch(`${url}/readyz`);
  const late = await fetch(`${url}/graphql`, startRun(worker, 'too-late'));
  expect([ready.status, late.status, await upgradeStatus(url)]).toEqual([503, 503, 503]);
  expect(await late.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAVAILABLE' } }] });
  expect((await fetch(`${url}/livez`)).status).toBe(200);

  const closed = await Promise.all(closings);
  expect(await program.exited).toEqual({ code: 0, signal: null });
  expect(new Set(closed.map(({ code }) => code))).toEqual(new Set([1012]));
  for (const { reason } of closed) expect(reason).toMatch(/^Service restart; retry after \d+ ms$/);
  // Spread over the time, so the last goes late.
  expect(Math.max(...closed.map(({ atMs }) => atMs))).toBeGreaterThan(DRAIN_MS / 2);
  const database = join(folder, '.agentwire', 'events.db');
  expect([existsSync(database), existsSync(`${database}-wal`)]).toEqual([true, false]);
});

test('what was accepted before the signal is acknowledged, and stored', { timeout: 30_000 }, async () => {
  const folder = await temporaryFolder();
  const serving = await serve(folder, ['--drain-time', '2s']);
  const alice = await tokenOf('alice');
  // Two that stay keep the drain going.
  await subscribe(serving, alice);
  const { method, headers, body } = startRun(await workerToken(), 'under-way');
  const socket = connect(Number(new URL(serving.url).port), '127.0.0.1');
  const lines = Object.entries({ ...headers, Host: 'localhost', 'Content-Length': body.length });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.write(`${method} /graphql HTTP/1.1\r\nConnection: close\r\n${head}\r\n${body.slice(0, 20)}`);
  // Answered behind it, so the server knows of it by then.
  await subscribe(serving, alice);

  serving.program.signal('SIGTERM');
  await serving.program.stdout.line(/"msg":"closing"/);
  expect(await finish(socket, body.slice(20))).toContain('{"data":{"publishEvents":{"accepted":1}}}');
  expect(await serving.program.exited).toEqual({ code: 0, signal: null });

  const { url } = await serve(folder);
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${alice}` },
    body: JSON.stringify({ query: '{ run(id: "under-way") { lastSeq } }' }),
  });
  expect(await answer.json()).toEqual({ data: { run: { lastSeq: 1 } } });
});

test.each([
  ['with nobody connected, it ends at once', 0, { code: 0, signal: null }],
  ['a second signal ends it at once', 1, { code: 1, signal: null }],
])('%s', { timeout: 30_000 }, async (_, connected, exit) => {
  const serving = await serve(await temporaryFolder(), ['--drain-time', '10m']);
  for (let count = 0; count < connected; count++) await subscribe(serving, await tokenOf('alice'));
  serving.program.signal('SIGTERM');
  await serving.program.stdout.line(/"msg":"closing"/);
  if (connected > 0) serving.program.signal('SIGTERM');
  expect(await serving.program.exited).toEqual(exit);
});
