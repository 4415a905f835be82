import fc from 'fast-check';
import { execute, parse } from 'graphql';
import { createSchema } from 'graphql-yoga';
import { expect, test } from 'vitest';
import { Operations } from '../../src/graphql/operations.ts';

const echo = (_root: unknown, args: unknown, context: unknown) => JSON.stringify([args, context]);
const schema = createSchema({
  typeDefs: `
    input In { id: ID!, ids: [Int!] = [1], on: Boolean }
    type Query { echo(input: In!, flag: Boolean = true, text: String): String  fail: String! }
    type Mutation { echo(input: In!): String! }`,
  resolvers: {
    Query: {
      echo,
      fail: () => {
        throw new Error('failed');
      },
    },
    Mutation: { echo },
  },
});

const document = parse(`
  query Q($input: In!, $flag: Boolean, $text: String = "default", $isShown: Boolean! = true) {
    echo(input: $input, flag: $flag, text: $text) @include(if: $isShown)
    nested: echo(input: { id: "x", on: $flag }, text: $text)
  }
  mutation M($input: In!) { echo(input: $input) __typename }
  query Failing($flag: Boolean!) { __typename @skip(if: $flag) fail }`);

const oftenOf = (often: readonly unknown[], seldom: readonly unknown[]) =>
  fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...often) },
    { weight: 1, arbitrary: fc.constantFrom(...seldom) },
  );

const flag = oftenOf([true, false], [null, 'yes', 1]);
const fields = {
  id: oftenOf(['a', 7, ''], [null, {}]),
  ids: oftenOf([[], [1, 2], 3, null], [['x'], 'x']),
  on: flag,
};
const input = fc.oneof(
  { weight: 5, arbitrary: fc.record(fields, { requiredKeys: ['id'] }) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(null, 'in', [{ id: 'a' }], { id: 'a', more: 1 }, {}) },
);
const named = {
  input,
  flag,
  text: oftenOf(['x', null], [1]),
  isShown: oftenOf([true, false], [null]),
  unused: flag,
};
const variables = fc.oneof(
  { weight: 5, arbitrary: fc.record(named, { requiredKeys: ['input', 'flag'] }) },
  { weight: 1, arbitrary: fc.option(fc.record(named, { requiredKeys: [] })) },
);
const asked = fc.record({
  operationName: fc.constantFrom('Q', 'Q', 'M', 'Failing', 'None', null, undefined),
  variableValues: variables,
  contextValue: fc.integer(),
  hideSuggestions: fc.constant(true),
});

test('operations are executed as graphql-js does it, the first time and later', async () => {
  const operations = new Operations();
  let executed = 0;
  await fc.assert(
    fc.asyncProperty(asked, async (args) => {
      const result = await operations.execute({ schema, document, ...args } as never);
      const expected = await execute({ schema, document, ...args } as never);
      expect(JSON.stringify(result)).toBe(JSON.stringify(expected));
      if (result.errors === undefined) executed++;
    }),
    { numRuns: 2_000 },
  );
  expect(executed).toBeGreaterThan(100);
});
