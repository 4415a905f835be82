import type { DocumentNode } from 'graphql';
import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { DocumentCache } from '../../src/graphql/document-cache.ts';

const document: DocumentNode = parse('{ a }');
/** A text of a sixteenth of what is kept. */
const text = (index: number) => `${index}`.padEnd(16 * 1024, 'x');
const kept = (cache: DocumentCache, indexes: readonly number[]) =>
  indexes.filter((index) => cache.get(text(index)) === document);

test('what was not used for longest goes when there is too much', () => {
  const cache = new DocumentCache();
  for (let index = 0; index < 16; index++) cache.set(text(index), document);
  expect(cache.get(text(0))).toBe(document);
  for (let index = 16; index < 19; index++) cache.set(text(index), document);
  expect(kept(cache, [0, 1, 2, 3, 4, 17, 18])).toEqual([0, 4, 17, 18]);
});

test('setting a document again does not make it count twice', () => {
  const cache = new DocumentCache();
  cache.set(text(0), document);
  for (let round = 0; round < 100; round++) cache.set(text(1), document);
  expect(kept(cache, [0, 1])).toEqual([0, 1]);
});

test('a text of more than an eighth of it is not kept, and puts nothing out', () => {
  const cache = new DocumentCache();
  cache.set(text(0), document);
  const large = 'x'.repeat(33 * 1024);
  cache.set(large, document);
  expect(cache.get(large)).toBeUndefined();
  expect(kept(cache, [0])).toEqual([0]);
});
