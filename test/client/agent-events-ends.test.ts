import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';
import type { DeliveredEvent } from '../../src/client/delivered.ts';
import { RequestError } from '../../src/client/request.ts';
import { rejectionOf } from '../support/errors.ts';
import { delta, started } from '../support/events.ts';
import { startTestServer } from '../support/server.ts';
import { signToken } from '../support/tokens.ts';
import { follow } from './follow.ts';

/** What the server does with one connection, once a subscription was asked for. */
type Turn = (socket: WebSocket, subscription: string) => void;

interface Watched {
  /** What connection_init said, for every connection. */
  readonly authorizations: readonly string[];
  readonly reasons: readonly string[];
  readonly events: AsyncIterableIterator<DeliveredEvent, undefined>;
  readonly stop: AbortController;
}

/** Follows a server that speaks the protocol and then does what it is told to, one turn a connection. */
async function watch(
  turns: readonly Turn[],
  getToken: () => string | Promise<string> = () => 'token',
): Promise<Watched> {
  vi.spyOn(Math, 'random').mockReturnValue(0.01);
  onTestFinished(() => void vi.restoreAllMocks());
  const stop = new AbortController();
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  onTestFinished(() => {
    stop.abort();
    for (const socket of server.clients) socket.terminate();
    server.close();
  });
  await new Promise((resolve) => server.once('listening', resolve));
  const authorizations: string[] = [];
  const left = [...turns];
  server.on('connection', (socket) => {
    socket.on('message', (text) => {
      const { type, id, payload } = JSON.parse(String(text));
      if (type === 'connection_init') {
        authorizations.push(payload.Authorization);
        socket.send('{"type":"connection_ack"}');
      }
      if (type === 'subscribe') left.shift()?.(socket, id);
    });
  });
  const reasons: string[] = [];
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  const events = follow(
    { url, getToken },
    { start: 'EARLIEST', coalesceMs: 0 },
    { signal: stop.signal, onRetry: (reason) => reasons.push(reason) },
  );
  return { authorizations, reasons, events, stop };
}

const close =
  (code: number, reason = ''): Turn =>
  (socket) =>
    socket.close(code, reason);
const refuse =
  (extensions: object): Turn =>
  (socket, id) =>
    socket.send(JSON.stringify({ type: 'error', id, payload: [{ message: 'No.', extensions }] }));
const complete: Turn = (socket, id) => socket.send(JSON.stringify({ type: 'complete', id }));

describe('following ends', () => {
  test.each([
    [1009, 'BAD_USER_INPUT'],
    [4400, 'BAD_USER_INPUT'],
    [4401, 'UNAUTHENTICATED'],
    [4406, 'BAD_USER_INPUT'],
    [4409, 'BAD_USER_INPUT'],
    [4429, 'BAD_USER_INPUT'],
  ])('when the server closes with %i', async (closeCode, code) => {
    const { events, reasons } = await watch([close(closeCode, 'Because.')]);
    const error = await rejectionOf(Array.fromAsync(events));
    expect(error).toBeInstanceOf(RequestError);
    expect(error).toMatchObject({ message: 'Because.', code, retryable: false });
    expect(reasons).toEqual([]);
  });

  test('when the server closes without saying why', async () => {
    const { events } = await watch([close(4401)]);
    const error = await rejectionOf(Array.fromAsync(events));
    expect(error).toMatchObject({ message: 'The server closed the connection with code 4401.' });
  });

  test('when the server refuses the subscription', async () => {
    const { events } = await watch([refuse({ code: 'CURSOR_INVALID', retryable: false, path: ['after'] })]);
    const error = await rejectionOf(Array.fromAsync(events));
    expect(error).toBeInstanceOf(RequestError);
    expect(error).toMatchObject({ message: 'No.', code: 'CURSOR_INVALID', details: { path: ['after'] } });
  });

  test('when the server finds a token expired that is the newest there is', async () => {
    const { events, reasons, authorizations } = await watch([close(4403, 'Expired.')]);
    const error = await rejectionOf(Array.fromAsync(events));
    expect(error).toBeInstanceOf(RequestError);
    expect(error).toMatchObject({ code: 'TOKEN_EXPIRED', retryable: false });
    expect(reasons).toEqual([]);
    expect(authorizations).toHaveLength(1);
  });

  test('when the subscription completes', async () => {
    const { events, reasons } = await watch([complete]);
    expect(await Array.fromAsync(events)).toEqual([]);
    expect(reasons).toEqual([]);
  });

  test('when it is stopped: at once, with nothing given out that is there already', async () => {
    const server = await startTestServer();
    onTestFinished(() => server.close());
    await server.publish('alice', 'r', [started(), ...Array.from({ length: 200 }, () => delta('t'))]);
    const stop = new AbortController();
    const endpoint = { url: `${server.url}/graphql`, getToken: () => signToken('alice') };
    const received: DeliveredEvent[] = [];
    for await (const event of follow(endpoint, { start: 'EARLIEST', coalesceMs: 0 }, stop)) {
      received.push(event);
      stop.abort();
    }
    expect(received).toHaveLength(1);
    await server.readersReturned();
  });

  test('when it is stopped while it waits for an event, and while it waits to try again', async () => {
    const connected = Promise.withResolvers<void>();
    const waiting = await watch([() => connected.resolve()]);
    const event = waiting.events.next();
    await connected.promise;
    waiting.stop.abort();
    expect(await event).toEqual({ done: true, value: undefined });

    const stop = new AbortController();
    const retrying = follow(
      { url: 'http://127.0.0.1:1/graphql', getToken: () => 'token' },
      { start: 'EARLIEST', coalesceMs: 0 },
      { signal: stop.signal, onRetry: () => stop.abort() },
    );
    expect(await retrying.next()).toEqual({ done: true, value: undefined });
  });

  test('when nobody wants more; the server’s reader is returned', async () => {
    const server = await startTestServer();
    onTestFinished(() => server.close());
    await server.publish('alice', 'r', [started(), delta('t')]);
    const { signal } = new AbortController();
    const endpoint = { url: `${server.url}/graphql`, getToken: () => signToken('alice') };
    for await (const _ of follow(endpoint, { start: 'EARLIEST', coalesceMs: 0 }, { signal })) break;
    await server.readersReturned();
  });
});

describe('following goes on', () => {
  test.each([1001, 1011, 1012, 1013, 4408, 4499])('when the server closes with %i', async (code) => {
    const { events, reasons, authorizations } = await watch([close(code, 'Because.'), complete]);
    expect(await Array.fromAsync(events)).toEqual([]);
    expect(reasons).toEqual([`The connection was lost (${code} Because.)`]);
    expect(authorizations).toHaveLength(2);
  });

  test('when the server says that a retry can help', async () => {
    const { events, reasons } = await watch([refuse({ code: 'UNAVAILABLE', retryable: true }), complete]);
    expect(await Array.fromAsync(events)).toEqual([]);
    expect(reasons).toEqual(['No.']);
  });

  test('with a new token for every connection', async () => {
    let count = 0;
    const { events, authorizations } = await watch(
      [close(4403), close(1012), complete],
      () => `token-${++count}`,
    );
    await Array.fromAsync(events);
    expect(authorizations).toEqual(['Bearer token-1', 'Bearer token-2', 'Bearer token-3']);
  });

  test('when a token could not be had', async () => {
    let count = 0;
    const getToken = () => (++count === 1 ? Promise.reject(new Error('Nobody signs.')) : 'token');
    const { events, reasons } = await watch([complete], getToken);
    expect(await Array.fromAsync(events)).toEqual([]);
    expect(reasons).toEqual(['Nobody signs.']);
  });

  test('while there is no server', async () => {
    const stop = new AbortController();
    vi.spyOn(Math, 'random').mockReturnValue(0);
    onTestFinished(() => void vi.restoreAllMocks());
    const reasons: string[] = [];
    const onRetry = (reason: string) => {
      if (reasons.push(reason) === 20) stop.abort();
    };
    const endpoint = { url: 'http://127.0.0.1:1/graphql', getToken: () => 'token' };
    await Array.fromAsync(
      follow(endpoint, { start: 'EARLIEST', coalesceMs: 0 }, { signal: stop.signal, onRetry }),
    );
    expect(new Set(reasons)).toEqual(new Set(['The server cannot be reached']));
  });
});
