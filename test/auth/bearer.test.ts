import { describe, expect, test } from 'vitest';
import { authorizationOf, bearerToken } from '../../src/auth/bearer.ts';
import type { AgentwireError } from '../../src/errors.ts';
import { errorWith, thrownBy } from '../support/errors.ts';

describe('the Authorization header', () => {
  test.each([
    ['Bearer abc', 'abc'],
    ['bearer abc', 'abc'],
    ['BEARER   a.b-c_d~e+f/g=  ', 'a.b-c_d~e+f/g='],
  ])('%j has the token %j', (header, token) => expect(bearerToken(header)).toBe(token));

  test.each([
    undefined,
    null,
    7,
    {},
    ['Bearer abc'],
    '',
    'Bearer',
    'Bearer ',
    'abc',
    'Basic abc',
    'Bearer a b',
    'XBearer abc',
  ])('%j is UNAUTHENTICATED', (header) => {
    const error = thrownBy(() => bearerToken(header)) as AgentwireError;
    expect(error).toEqual(errorWith('UNAUTHENTICATED'));
    expect(error.message).not.toContain('abc');
  });

  test('is found in connection_init in any letter case', () => {
    for (const name of ['Authorization', 'authorization', 'AUTHORIZATION']) {
      expect(authorizationOf({ other: 1, [name]: 'Bearer abc' })).toBe('Bearer abc');
    }
    expect(authorizationOf(undefined)).toBeUndefined();
    expect(authorizationOf({ token: 'abc' })).toBeUndefined();
  });
});
