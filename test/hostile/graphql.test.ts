import { getIntrospectionQuery } from 'graphql';
import { hostile as hostileDocuments } from '../graphql/documents.ts';
import type { Outcomes, Payload } from './asking.ts';
import { answeredWith, asked, askedEach, patient, refusedWith } from './asking.ts';
import type { Row } from './frame.ts';
import { hostile } from './frame.ts';

const invalid = refusedWith('BAD_USER_INPUT');

/** Documents that are refused, by what is wrong with each: a text, or a text and its variables. */
const refused = (name: string, documents: Readonly<Record<string, string | [string, object]>>): Row => {
  const payloads = Object.entries(documents).map(([problem, document]): [string, Payload] => {
    const [query, variables] = [document].flat() as [string, object?];
    return [problem, { query, variables: variables ?? {} }];
  });
  return askedEach(name, Object.fromEntries(payloads), invalid);
};

/** What does not fit into the head of a request and, some of it, into a message of a socket. */
const tooMuch = (name: string, query: string): Row => {
  const fitsHead = encodeURIComponent(query).length < 15_000;
  const fitsMessage = JSON.stringify(query).length < 65_000;
  const expected: Outcomes = {
    ...refusedWith('LIMIT_EXCEEDED'),
    ...(!fitsHead && { GET: '431' }),
    ...(!fitsMessage && { WebSocket: 'closed 1009' }),
  };
  return asked(name, { query }, expected);
};

const noDocuments = [
  ...['', ' ', '#', '\0', '\ufeff', '💥', '{', '}', '{ viewer { id } } }', '{ run(id: "x) { id } }'],
  ...['{ run(id: """x) { id } }', '{ run(id: "\\uD800") { id } }', '{ run(id: "\\u{110000}") { id } }'],
  ...['{ run(id: $) { id } }', '[object Object]', '<script>alert(1)</script>', "' OR 1=1 --", 'null', '{}}'],
];
const filtered = 'query ($f: RunFilter) { runs(filter: $f) { nodes { id } } }';

const documents: readonly Row[] = [
  ...Object.entries(hostileDocuments).map(([name, [, query]]) => tooMuch(name, query)),
  refused('texts that are no document', Object.fromEntries(noDocuments.map((text) => [`"${text}"`, text]))),
  refused('fragments', {
    'within itself': '{ ...F } fragment F on Query { ...F }',
    'within each other':
      '{ ...F } fragment F on Query { viewer { id } ...G } fragment G on Query { ... { ...F } }',
    'that there is not': '{ ...F }',
    'and nothing else': 'fragment F on Query { viewer { id } }',
  }),
  refused('operations', {
    'two of one name': 'query A { viewer { id } } query A { viewer { id } }',
    'two, of which none is named': 'query A { viewer { id } } query B { viewer { id } }',
    'one without a name beside another': '{ viewer { id } } subscription S { agentEvents { __typename } }',
    'and a type': 'type Query { secrets: [String] } { viewer { id } }',
  }),
  refused('fields, directives and values', {
    'two fields by one name': '{ a: viewer { id } a: run(id: "x") { id } }',
    'a directive that there is not': '{ viewer @auth(role: "admin") { id } }',
    'a directive where it has no place': 'query @include(if: true) { viewer { id } }',
    'parts that come later': '{ ... @defer { viewer { id } } }',
    'a list that comes later': '{ runs { nodes @stream { id } } }',
    'a default of another type': 'query ($n: Int! = "x") { runs(first: $n) { nodes { id } } }',
    'a huge number': '{ runs(first: 99999999999999999999) { nodes { id } } }',
    'a number beyond all': '{ runs(first: 1e400) { nodes { id } } }',
  }),
  refused('subscriptions', {
    'to two root fields': 'subscription { agentEvents { __typename } b: agentEvents { __typename } }',
    'to two root fields, in a fragment': `subscription { ...F }
      fragment F on Subscription { agentEvents { __typename } b: agentEvents { __typename } }`,
    'to nothing': 'subscription {}',
    'to nothing but a type name': 'subscription { __typename }',
    'to what may be skipped': [
      'subscription ($b: Boolean!) { agentEvents @skip(if: $b) { __typename } }',
      { b: false },
    ],
  }),
];

const introspection: readonly Row[] = [
  refused('what there is', {
    'all of it': getIntrospectionQuery(),
    'the schema': '{ __schema { types { name } } }',
    'the schema by another name': '{ viewer: __schema { types { name } } }',
    'a type': '{ __type(name: "Run") { fields { name } } }',
    'a type by another name': '{ id: __type(name: "Run") { name } viewer { id } }',
    'in a fragment': '{ ...F } fragment F on Query { __schema { types { name } } }',
    'in an inline fragment': '{ ... { ... on Query { s: __schema { types { name } } } } }',
    'that is skipped': 'query ($no: Boolean = false) { __schema @include(if: $no) { types { name } } }',
    'in a subscription': 'subscription { __schema { types { name } } }',
    'of a type, in a subscription': 'subscription { agentEvents: __type(name: "Run") { name } }',
  }),
  asked(
    'type names, which are no secret',
    { query: '{ __typename viewer { __typename } }' },
    answeredWith('{"__typename":"Query","viewer":{"__typename":"Viewer"}}'),
  ),
  refused('mistakes whose correction would tell', {
    'a field': '{ viewr { id } }',
    'a field of a type': '{ viewer { ids } }',
    'a field of a subscription': 'subscription { agentEvent { __typename } }',
    'a field of some of the types': 'subscription { agentEvents { text } }',
    'an argument': '{ run(ids: "x") { id } }',
    'an argument of a directive': '{ viewer @skip(iff: true) { id } }',
    'a type of a variable': 'query ($f: RunFilters) { runs(filter: $f) { nodes { id } } }',
    'a type of a fragment': '{ ... on Querry { viewer { id } } }',
    'an enum value': '{ runs(filter: { statuses: [RUNING] }) { nodes { id } } }',
    'an input field': '{ runs(filter: { status: [RUNNING] }) { nodes { id } } }',
    'an enum value of a variable': [filtered, { f: { statuses: ['RUNING'] } }],
    'an input field of a variable': [filtered, { f: { status: ['RUNNING'] } }],
    'an enum value of a subscription': [
      'subscription ($t: [AgentEventType!]) { agentEvents(types: $t) { __typename } }',
      { t: ['MESSAGE_DELTAS'] },
    ],
  }),
];

hostile('documents', [...documents, ...introspection], patient);
