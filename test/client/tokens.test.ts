import { expect, test } from 'vitest';
import { isNewer } from '../../src/client/tokens.ts';
import { signToken } from '../support/tokens.ts';

const iat = Math.floor(Date.now() / 1000);
const token = await signToken('alice', { iat });

test.each([
  ['the same', token, false],
  ['one issued later', await signToken('alice', { iat: iat + 1 }), true],
  ['one issued later to an Alicé', await signToken('Alicé 🙂 ÿ?>', { iat: iat + 0.5 }), true],
  ['another one issued then', await signToken('alice', { iat, jti: 'other' }), false],
  ['one issued before', await signToken('alice', { iat: iat - 1 }), false],
  ['one that does not say when it was issued', await signToken('alice', { iat: undefined as never }), false],
  ['one that says it otherwise', await signToken('alice', { iat: 'later' as never }), false],
  ['an opaque one', 'opaque', true],
  ['one that looks like a JWT', 'a.b.c', true],
  ['one without claims', `a.${btoa('null')}.c`, true],
  ['none', '', true],
])('%s takes the place of a token or not', (_what, candidate, isIt) => {
  expect(isNewer(candidate, token)).toBe(isIt);
});

test('an opaque token takes the place of another opaque one', () => {
  expect(isNewer('opaque', 'opaque')).toBe(false);
  expect(isNewer('new', 'old')).toBe(true);
  expect(isNewer(token, 'old')).toBe(true);
});
