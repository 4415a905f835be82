import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { errorWith } from '../support/errors.ts';
import { KeyServer, keySet } from './key-server.ts';
import { makeKey, refusalOf, SECRET, seconds, sign, verifier } from './tokens.ts';

const MINUTE = 60_000;

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());
const later = (ms: number) => void vi.setSystemTime(Date.now() + ms);

describe('a token that was verified before', () => {
  test('is not verified anew, unless a thousand others were since', async () => {
    const verify = verifier({ algorithms: ['HS256'], keys: { secret: SECRET } });
    const secret = new TextEncoder().encode(SECRET);
    const token = await sign({}, 'HS256', secret);
    const viewer = await verify(token);
    for (let other = 0; other < 999; other++) await verify(await sign({ sub: `${other}` }, 'HS256', secret));
    expect(await verify(token)).toBe(viewer);
    for (let other = 0; other < 1_000; other++)
      await verify(await sign({ sub: `${other}` }, 'HS256', secret));
    const again = await verify(token);
    expect(again).toEqual(viewer);
    expect(again).not.toBe(viewer);
  });

  test('expires as any other', async () => {
    const verify = verifier();
    const token = await sign({ exp: seconds(60) });
    const viewer = await verify(token);
    later(63_000);
    expect(await verify(token)).toEqual(viewer);
    later(10_000);
    expect(await refusalOf(token, verify)).toEqual(errorWith('TOKEN_EXPIRED'));
    expect(await refusalOf(token, verify)).toEqual(errorWith('TOKEN_EXPIRED'));
  });

  test('is not good yet, if the clock turns out to have been wrong', async () => {
    const verify = verifier();
    const token = await sign({ nbf: seconds(0), exp: seconds(600) });
    expect(await verify(token)).toMatchObject({ userId: 'alice' });
    later(-5 * MINUTE);
    expect(await refusalOf(token, verify)).toEqual(errorWith('UNAUTHENTICATED'));
  });

  test('says nothing about one with another signature', async () => {
    const verify = verifier();
    const [one, other] = [await sign({ sub: 'alice' }), await sign({ sub: 'bob' })];
    await verify(one);
    await verify(other);
    const mixed = [...one.split('.').slice(0, 2), other.split('.')[2]].join('.');
    expect(await refusalOf(mixed, verify)).toEqual(errorWith('UNAUTHENTICATED'));
  });

  test('says nothing about those with the keys of another verifier', async () => {
    const key = await makeKey('ES256');
    const token = await sign({}, 'ES256', key.privateKey);
    expect(await verifier({ keys: { jwks: { keys: [key.jwk] } } })(token)).toMatchObject({ userId: 'alice' });
    expect(await refusalOf(token, verifier())).toEqual(errorWith('UNAUTHENTICATED'));
  });

  test.each(['old', 'new'])('is good for as long as its key is: %s is the name of the next', async (name) => {
    const [old, next] = [await makeKey('ES256', 'old'), await makeKey('ES256', name)];
    const server = await KeyServer.start(keySet(old.jwk));
    const verify = verifier({ keys: { jwksUrl: server.url, maxAgeMs: MINUTE, maxStaleMs: MINUTE } });
    const token = await sign({ exp: seconds(3_600) }, 'ES256', old.privateKey, 'old');
    const viewer = await verify(token);
    later(MINUTE / 2);
    expect(await verify(token)).toBe(viewer);

    server.answer = keySet(next.jwk);
    later(2 * MINUTE);
    expect(await refusalOf(token, verify)).toEqual(errorWith('UNAUTHENTICATED'));
    expect(await refusalOf(token, verify)).toEqual(errorWith('UNAUTHENTICATED'));
  });
});
