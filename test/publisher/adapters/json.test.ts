import { expect, test } from 'vitest';
import { toJson } from '../../../src/publisher/adapters/shared/json.ts';

class Point {
  readonly x = 1;
  readonly #hidden = 2;
  sum() {
    return this.x + this.#hidden;
  }
}

const cycle: Record<string, unknown> = { name: 'a' };
cycle.self = cycle;

const shared = { n: 1 };

test.each<[string, unknown, unknown]>([
  ['a plain value', { a: [1, 'b', true, null] }, { a: [1, 'b', true, null] }],
  ['undefined in an object', { a: undefined, b: 1 }, { b: 1 }],
  ['undefined in a list', [undefined, 1], [null, 1]],
  ['nothing at all', undefined, undefined],
  ['a function and a symbol', { f: () => 1, s: Symbol('s') }, {}],
  ['a bigint', { n: 10n }, { n: '10' }],
  ['a number that JSON lacks', [Number.NaN, Infinity], ['NaN', 'Infinity']],
  ['a date', { at: new Date(0) }, { at: '1970-01-01T00:00:00.000Z' }],
  ['an instance', new Point(), { x: 1 }],
  ['an error', new RangeError('Far.'), { name: 'RangeError', message: 'Far.' }],
  ['a map and a set', [new Map([['a', 1]]), new Set([1])], [{ a: 1 }, [1]]],
  ['bytes', new Uint8Array(3), { bytes: 3 }],
  ['a cycle', cycle, { name: 'a', self: '[circular]' }],
  ['the same object twice', [shared, shared], [{ n: 1 }, { n: 1 }]],
  [
    'what throws when it is read',
    {
      get secret() {
        throw new Error('No.');
      },
    },
    { unreadable: true },
  ],
])('%s', (_, value, expected) => {
  const json = toJson(value);
  expect(json).toStrictEqual(expected);
  if (expected !== undefined) expect(JSON.parse(JSON.stringify(json))).toStrictEqual(json);
});

test('what is too deep is cut off', () => {
  let deep: unknown = 'end';
  for (let level = 0; level < 10_000; level++) deep = { deep };
  expect(JSON.stringify(toJson(deep))).toContain('[too deep]');
});

test('what is too large says how large it is, and how it begins', () => {
  expect(toJson('é'.repeat(500), 1002)).toBe('é'.repeat(500));
  expect(toJson('é'.repeat(500), 1001)).toEqual({
    truncated: true,
    bytes: 1002,
    preview: `"${'é'.repeat(500)}"`,
  });
});
