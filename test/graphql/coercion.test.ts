import fc from 'fast-check';
import type { GraphQLInputType, GraphQLNamedInputType } from 'graphql';
import { buildSchema, coerceInputValue, isInputType } from 'graphql';
import { describe, expect, test } from 'vitest';
import { coercionOf } from '../../src/graphql/coercion.ts';
import { schema } from '../../src/graphql/schema.ts';
import { chosen } from '../fuzz/choices.ts';
import { anyOf } from '../fuzz/values.ts';

/** Types that the API has none like. */
const others = buildSchema(`
  type Query { _: Int }
  enum Color { RED GREEN }
  input Tree { name: String! = "leaf", children: [Tree!], color: Color = RED, matrix: [[Int!]]! = [[1], null] }
  input Either @oneOf { tree: Tree, list: [Either], no: Boolean }
`);

const inputTypes = [schema, others].flatMap(
  (each) => Object.values(each.getTypeMap()).filter(isInputType) as readonly GraphQLNamedInputType[],
);
const typeOf = (name: string) => inputTypes.find((type) => type.name === name) as GraphQLInputType;
const known = { ids: ['run', 'alice'], cursors: ['MS5h'], tokens: [] };

/** As text, so that the order of fields counts, which is theirs in what is stored. */
const textOf = (value: unknown) => (value === undefined ? 'not valid' : JSON.stringify(value));

function expectSame(type: GraphQLInputType, value: unknown) {
  expect(textOf(coercionOf(type)(value))).toBe(textOf(coerceInputValue(value, type)));
}

/** Values of the type: right, nearly right, or wrong. */
const valuesOf = (type: GraphQLInputType, strays: boolean) =>
  chosen((choices) => {
    choices.mayStray = strays;
    return anyOf(choices, type, known);
  }).map((value): unknown => JSON.parse(JSON.stringify(value ?? null)));

describe.each(inputTypes.map((type) => [String(type), type] as const))('%s', (_name, type) => {
  test('is coerced as graphql-js does it', () => {
    for (const strays of [false, true]) {
      fc.assert(
        fc.property(valuesOf(type, strays), (value) => expectSame(type, value)),
        { numRuns: 300 },
      );
    }
  });
});

test.each([
  ['a field twice nested', { tree: { name: 'a', children: [{ children: [{ name: 'c', x: 1 }] }] } }],
  ['fields that every object has', { tree: { constructor: 1 } }],
  ['a field in place of the prototype', JSON.parse('{"tree":{"__proto__":{"name":"x"}}}')],
  ['a name of every object', { toString: {} }],
  ['two fields', { tree: {}, no: true }],
  ['two fields, one of which is null', { tree: {}, no: null }],
  ['null', { tree: null }],
  ['one for a list of it', { list: { list: { no: false } } }],
  ['what is not given', { tree: {} }],
  ['null for what has a default', { tree: { color: null } }],
  ['null for what must not be', { tree: { name: null } }],
])('%s: the same', (_what, value) => {
  expectSame(typeOf('Either'), value);
});

test('some of these values are valid, and some are not', () => {
  const type = typeOf('PublishEventsInput');
  const isValid = (strays: boolean) =>
    fc
      .sample(valuesOf(type, strays), { numRuns: 200, seed: 1 })
      .map((value) => coercionOf(type)(value) !== undefined);
  expect(new Set([...isValid(true), ...isValid(false)])).toEqual(new Set([true, false]));
});
