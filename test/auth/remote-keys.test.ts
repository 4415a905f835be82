import type { RequestListener, ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { AgentwireError } from '../../src/errors.ts';
import { errorWith } from '../support/errors.ts';
import { answer, KeyServer, keySet } from './key-server.ts';
import type { Key } from './tokens.ts';
import { es256, makeKey, refusalOf, sign, verifier } from './tokens.ts';

const MINUTE = 60_000;
const FRESH = 10 * MINUTE;
const STALE = FRESH + 60 * MINUTE;
const COOLDOWN = 30_000;
const RETRY_PAUSE = 1_000;

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());
const later = (ms: number) => void vi.setSystemTime(Date.now() + ms);

const good = keySet(es256.jwk);
const accepted = expect.objectContaining({ userId: 'alice' });
const signedBy = ({ jwk, privateKey }: Key) => sign({}, 'ES256', privateKey, jwk.kid);
/** Of a key that nobody has, by a name that nobody has used. */
const stranger = await makeKey('ES256');
let strangers = 0;
const unknown = () => sign({}, 'ES256', stranger.privateKey, `stranger-${strangers++}`);

async function startServer(first: RequestListener = good) {
  const server = await KeyServer.start(first);
  const reports: unknown[] = [];
  const verify = verifier({
    keys: { jwksUrl: server.url, timeoutMs: 1_000 },
    onError: (stage, error) => void reports.push([stage, error]),
  });
  const codesOf = async (tokens: readonly string[]) =>
    new Set((await Promise.all(tokens.map((token) => refusalOf(token, verify)))).map(({ code }) => code));
  return { server, verify, codesOf, reports };
}

const times = <T>(count: number, make: () => Promise<T>) =>
  Promise.all(Array.from({ length: count }, () => make()));

describe('keys of a URL', () => {
  test('are fetched once for all tokens', async () => {
    const { server, verify } = await startServer();
    await Promise.all(
      (await times(50, sign)).map(async (token) => expect(await verify(token)).toEqual(accepted)),
    );
    later(FRESH - 1);
    expect(await verify(await sign())).toEqual(accepted);
    expect(server.requests).toBe(1);
  });

  test('are fetched once more for 500 names that nobody has, in 30 seconds', async () => {
    const { server, verify, codesOf } = await startServer();
    const tokens = await times(500, unknown);
    expect(await codesOf(tokens)).toEqual(new Set(['UNAUTHENTICATED']));
    expect(server.requests).toBe(1);

    later(COOLDOWN);
    expect(await codesOf(await times(500, unknown))).toEqual(new Set(['UNAUTHENTICATED']));
    for (const token of await times(20, unknown)) {
      expect(await refusalOf(token, verify)).toEqual(errorWith('UNAUTHENTICATED'));
    }
    expect(server.requests).toBe(2);
    expect(await verify(await sign())).toEqual(accepted);
  });

  test('may be changed: a new one is taken at once, an old one no more', async () => {
    const [old, next] = [await makeKey('ES256', 'old'), await makeKey('ES256', 'next')];
    const { server, verify } = await startServer(keySet(old.jwk));
    expect(await verify(await signedBy(old))).toEqual(accepted);
    later(COOLDOWN);

    server.answer = keySet(old.jwk, next.jwk);
    expect(await verify(await signedBy(next))).toEqual(accepted);
    expect(await verify(await signedBy(old))).toEqual(accepted);
    expect(server.requests).toBe(2);

    server.answer = keySet(next.jwk);
    later(COOLDOWN);
    expect(await refusalOf(await unknown(), verify)).toEqual(errorWith('UNAUTHENTICATED'));
    expect(await refusalOf(await signedBy(old), verify)).toEqual(errorWith('UNAUTHENTICATED'));
    expect(await verify(await signedBy(next))).toEqual(accepted);
    expect(server.requests).toBe(3);
  });

  test('go on serving while new ones are on their way', async () => {
    const [old, next] = [await makeKey('ES256', 'old'), await makeKey('ES256', 'next')];
    const { server, verify } = await startServer(keySet(old.jwk));
    expect(await verify(await signedBy(old))).toEqual(accepted);
    later(FRESH);

    const asked = Promise.withResolvers<() => void>();
    server.answer = (request, response) => asked.resolve(() => keySet(next.jwk)(request, response));
    for (const token of await times(20, () => signedBy(old))) expect(await verify(token)).toEqual(accepted);
    const giveAnswer = await asked.promise;
    const waiting = verify(await signedBy(next));
    expect(await verify(await signedBy(old))).toEqual(accepted);
    giveAnswer();
    expect(await waiting).toEqual(accepted);
    expect(await refusalOf(await signedBy(old), verify)).toEqual(errorWith('UNAUTHENTICATED'));
    expect(server.requests).toBe(2);
  });

  test('are used beside entries that are none', async () => {
    const { x: _x, ...halfKey } = es256.jwk;
    const rubbish = [null, 7, 'key', [], {}, { kty: 'XX', kid: 'ES256' }, halfKey, { ...es256.jwk, x: 'AA' }];
    const { verify } = await startServer(
      keySet(...rubbish, es256.jwk, { kty: 'oct', k: 'AAAA', kid: 'ES256' }),
    );
    expect(await verify(await sign())).toEqual(accepted);
  });

  test('that are all gone verify nothing', async () => {
    const { server, verify } = await startServer();
    expect(await verify(await sign())).toEqual(accepted);
    server.answer = keySet();
    later(STALE);
    expect(await refusalOf(await sign(), verify)).toEqual(errorWith('UNAUTHENTICATED'));
  });
});

const endless = (_request: unknown, response: ServerResponse) => {
  const more = () => void (response.writable && response.write('x'.repeat(65_536), more));
  response.writeHead(200);
  more();
};
const elsewhere = await makeKey('ES256', 'elsewhere');

/** How a key server can fail; null: nobody listens. */
const failures: readonly (readonly [string, RequestListener | null])[] = [
  ['is down', null],
  ['hangs up', (request) => void request.socket.destroy()],
  ['never answers', () => {}],
  ['never comes to an end', (_request, response) => void response.writeHead(200).write('{"keys":[')],
  ['answers 500', answer(500, '{"keys":[]}')],
  ['answers 404', answer(404, 'nothing here')],
  ['answers 304', answer(304, '')],
  ['answers with no JSON', answer(200, '<html>')],
  ['answers with no key set', answer(200, '{"keys":1}')],
  ['answers with null', answer(200, 'null')],
  ['answers with too much', answer(200, JSON.stringify({ keys: [es256.jwk], pad: 'x'.repeat(256 * 1024) }))],
  ['answers without end', endless],
];

describe.each(failures)('a key server that %s', (_problem, failing) => {
  async function fail(server: KeyServer) {
    if (failing === null) await server.stop();
    else server.answer = failing;
  }
  async function mend(server: KeyServer) {
    server.answer = good;
    if (failing === null) await server.start();
  }

  test('leaves tokens UNAVAILABLE until it answers, and is not asked by each of them', async () => {
    const { server, verify, codesOf, reports } = await startServer();
    await fail(server);
    const tokens = await times(100, sign);
    expect(await codesOf(tokens)).toEqual(new Set(['UNAVAILABLE']));
    expect(await codesOf(tokens)).toEqual(new Set(['UNAVAILABLE']));
    expect(server.requests).toBe(failing === null ? 0 : 1);
    later(RETRY_PAUSE);
    expect(await codesOf(tokens)).toEqual(new Set(['UNAVAILABLE']));
    expect(server.requests).toBe(failing === null ? 0 : 2);
    expect(reports).toEqual([['fetching keys', expect.any(Error)]]);

    await mend(server);
    expect(await codesOf(tokens)).toEqual(new Set(['UNAVAILABLE']));
    later(RETRY_PAUSE);
    expect(await verify(await sign())).toEqual(accepted);
  });

  test('leaves the last good keys in use for an hour, and calls no token forged that it may know', async () => {
    const { server, verify, reports } = await startServer();
    expect(await verify(await sign())).toEqual(accepted);
    await fail(server);

    for (const ms of [COOLDOWN, FRESH - COOLDOWN, STALE - FRESH - 1]) {
      later(ms);
      expect(await verify(await sign())).toEqual(accepted);
      // Waits for the answer that the one before did not wait for.
      expect(await refusalOf(await unknown(), verify)).toEqual(errorWith('UNAVAILABLE'));
      expect(await verify(await sign())).toEqual(accepted);
    }
    later(1);
    expect(await refusalOf(await sign(), verify)).toEqual(errorWith('UNAVAILABLE'));
    expect(reports).toHaveLength(1);

    await mend(server);
    later(RETRY_PAUSE);
    expect(await verify(await sign())).toEqual(accepted);
    expect(await refusalOf(await unknown(), verify)).toEqual(errorWith('UNAUTHENTICATED'));

    await fail(server);
    later(COOLDOWN);
    expect(await refusalOf(await unknown(), verify)).toEqual(errorWith('UNAVAILABLE'));
    expect(reports).toHaveLength(2);
  });
});

test.each([301, 302, 303, 307, 308])('a redirect is not followed: %i', async (status) => {
  const target = await KeyServer.start(keySet(elsewhere.jwk));
  const { verify } = await startServer(
    answer(status, JSON.stringify({ keys: [elsewhere.jwk] }), { Location: target.url }),
  );
  expect(await refusalOf(await signedBy(elsewhere), verify)).toEqual(errorWith('UNAVAILABLE'));
  expect(target.requests).toBe(0);
  const direct = verifier({ keys: { jwksUrl: target.url } });
  expect(await direct(await signedBy(elsewhere))).toEqual(accepted);
});

test('the ages are settings', async () => {
  const server = await KeyServer.start(good);
  const verify = verifier({ keys: { jwksUrl: server.url, maxAgeMs: 10_000, maxStaleMs: 5_000 } });
  expect(await verify(await sign())).toEqual(accepted);
  server.answer = answer(500, '');
  later(9_999);
  expect(await verify(await sign())).toEqual(accepted);
  expect(server.requests).toBe(1);
  later(5_000);
  expect(await verify(await sign())).toEqual(accepted);
  const error: AgentwireError = await refusalOf(await unknown(), verify);
  expect(error).toEqual(errorWith('UNAVAILABLE'));
  expect(server.requests).toBe(2);
  later(1);
  expect(await refusalOf(await sign(), verify)).toEqual(errorWith('UNAVAILABLE'));
});
