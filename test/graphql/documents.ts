import type { DocumentNode } from 'graphql';
import { getIntrospectionQuery, print } from 'graphql';
import * as apollo from '../../examples/apollo/generated/graphql.ts';
import * as graphqlWs from '../../examples/graphql-ws/generated/graphql.ts';
import relayEvents from '../../examples/relay/generated/operationsEventsSubscription.graphql.ts';
import relayRun from '../../examples/relay/generated/operationsRunQuery.graphql.ts';
import * as urql from '../../examples/urql/generated/graphql.ts';
import * as client from '../../src/client/generated/graphql.ts';
import * as dashboard from '../../src/dashboard/generated/graphql.ts';
import { exampleTabs } from '../../src/graphiql/examples.ts';

const times = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');

/** Documents that would take long, by what is wrong with them: the setting that refuses each. */
export const hostile: Readonly<Record<string, readonly [setting: string, document: string]>> = {
  '20 levels': ['depth', `{ run(id: "x") { ${'children { '.repeat(18)}id${' }'.repeat(18)} } }`],
  '20 levels, over fragments': [
    'depth',
    `{ run(id: "x") { ...F0 } } ${times(18, (i) => `fragment F${i} on Run { children { ...F${i + 1} } }`)}
     fragment F18 on Run { id }`,
  ],
  '50 aliases': ['aliases', `{ ${times(50, (i) => `a${i}: viewer { id }`)} }`],
  '50 aliases, in 10 uses of a fragment': [
    'aliases',
    `{ run(id: "x") { ${times(10, () => '...F')} } } fragment F on Run { ${times(5, (i) => `a${i}: id`)} }`,
  ],
  '300 directives on a field': ['directives', `{ viewer ${'@a '.repeat(300)}{ id } }`],
  'directives here and there': [
    'directives',
    `query ($v: ID ${'@b '.repeat(10)}) ${'@a '.repeat(11)} { ${times(10, () => '... @c { __typename }')}
     ${times(10, () => '...F @d')} } fragment F on Query ${'@e '.repeat(10)}{ __typename }`,
  ],
  '30,000 braces': ['tokens', `${'{a'.repeat(15_000)}${'}'.repeat(15_000)}`],
  '30,000 opening braces': ['tokens', '{a'.repeat(30_000)],
  '30,000 brackets': ['tokens', `{ run(id: ${'['.repeat(30_000)}`],
  '30,000 comments': ['tokens', `${'#\n'.repeat(30_000)}{ viewer { id } }`],
  '120 × 60 overlapping inline fragments': [
    'tokens',
    `{ viewer { ${times(120, () => `... on Viewer { ${times(60, () => 'id')} }`)} } }`,
  ],
  'as many as the tokens allow': [
    'repeats',
    `{ viewer { ${times(30, () => `... on Viewer { ${times(30, () => 'id')} }`)} } }`,
  ],
  'one field again and again, within one again and again': [
    'repeats',
    `{ run(id: "x") { ${times(29, () => 'children { children { id } children { id } }')} } }`,
  ],
  'one field in many fragments': [
    'repeats',
    `{ viewer { ${times(40, (i) => `...F${i}`)} } } ${times(40, (i) => `fragment F${i} on Viewer { id }`)}`,
  ],
  'fragments that double': [
    'fields',
    `{ run(id: "x") { ...F0 } } ${times(10, (i) => `fragment F${i} on Run { a: agent { id } ...F${i + 1} ...F${i + 1} }`)}
     fragment F10 on Run { id threadId status }`,
  ],
  'fragments that double beyond all numbers': [
    'fields',
    `{ run(id: "x") { ...F0 } } ${times(100, (i) => `fragment F${i} on Run { ...F${i + 1} ...F${i + 1} }`)}
     fragment F100 on Run { id }`,
  ],
  'fragments that double, of which nobody makes use': [
    'fields',
    `{ viewer { id } } ${times(100, (i) => `fragment F${i} on Run { ...F${i + 1} ...F${i + 1} }`)}
     fragment F100 on Run { id }`,
  ],
};

/** Introspection as tools ask for it, with all that can be asked for. */
export const introspection = getIntrospectionQuery({
  descriptions: true,
  specifiedByUrl: true,
  directiveIsRepeatable: true,
  schemaDescription: true,
  inputValueDeprecation: true,
  oneOf: true,
});

/** The documents of clients, pages and examples, by their names. */
export function documentsOfTheProject(): readonly (readonly [name: string, text: string])[] {
  const generated = { client, dashboard, apollo, urql, graphqlWs };
  return [
    ...Object.entries(generated).flatMap(([folder, exports]) =>
      Object.entries(exports)
        .filter(([name]) => name.endsWith('Document'))
        .map(([name, document]) => [`${folder} ${name}`, textOf(document as DocumentNode | string)] as const),
    ),
    ...[relayEvents, relayRun].map(({ params }) => [`relay ${params.name}`, String(params.text)] as const),
    ...exampleTabs.map(({ query }, index) => [`GraphiQL's tab ${index + 1}`, query] as const),
  ];
}

/** Some are made as texts, which are String objects. */
function textOf(document: DocumentNode | string): string {
  return document instanceof String ? document.toString() : print(document as DocumentNode);
}
