import { describe, expect, test } from 'vitest';
import { firstToken, isToken, tokenOfFragment } from '../../src/pages/token.ts';

describe('firstToken', () => {
  test('a link’s token wins over the tab’s, and that over the page’s own', () => {
    expect(firstToken({ fragment: 'link', stored: 'tab', meta: 'page' })).toBe('link');
    expect(firstToken({ fragment: null, stored: 'tab', meta: 'page' })).toBe('tab');
    expect(firstToken({ fragment: null, stored: null, meta: 'page' })).toBe('page');
    expect(firstToken({ fragment: null, stored: null, meta: null })).toBeNull();
  });

  test('whoever signed out stays so, unless a link signs in', () => {
    expect(firstToken({ fragment: null, stored: '', meta: 'page' })).toBeNull();
    expect(firstToken({ fragment: 'link', stored: '', meta: 'page' })).toBe('link');
  });
});

describe('tokenOfFragment', () => {
  test.each([
    ['#token=aaa.bbb.ccc', 'aaa.bbb.ccc'],
    ['#from=mail&token=aaa.bbb.ccc', 'aaa.bbb.ccc'],
    ['#token=', null],
    ['#main', null],
    ['', null],
  ])('of %s is %s', (hash, token) => {
    expect(tokenOfFragment(hash)).toBe(token);
  });
});

test.each([
  ['eyJhbGciOiJFUzI1NiJ9.e30.c2ln-_', true],
  ['aaa.bbb', false],
  ['Bearer aaa.bbb.ccc', false],
  ['aaa.bbb.cçc', false],
  ['', false],
])('that %s is a token is %s', (text, expected) => {
  expect(isToken(text)).toBe(expected);
});
