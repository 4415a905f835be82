import { signToken } from '../support/tokens.ts';
import type { Outcomes, Payload } from './asking.ts';
import { answeredWith, asked, askedEach, each, patient, refusedWith, send } from './asking.ts';
import type { Row } from './frame.ts';
import { hostile } from './frame.ts';

const invalid = refusedWith('BAD_USER_INPUT');
/** What a socket takes for no message of the protocol. */
const noMessage: Required<Outcomes> = { ...invalid, WebSocket: 'closed 4400' };
/** Of what no URL can say. */
const byBody = ({ GET: _GET, ...rest }: Required<Outcomes>): Outcomes => rest;

const QUERY = '{ __typename }';
const DATA = answeredWith('{"__typename":"Query"}');
const query = (rest: object): Payload => ({ query: QUERY, ...rest });

const usesOf = {
  ID: 'query ($v: ID!) { run(id: $v) { id } }',
  Int: 'query ($v: Int!) { runs(first: $v) { nodes { id } } }',
  Boolean: 'query ($v: Boolean!) { viewer { id @include(if: $v) } }',
  RunFilter: 'query ($v: RunFilter) { runs(filter: $v) { nodes { id } } }',
} as const;

/** Values, as JSON, that a variable of this type cannot have. */
const notFor = (type: keyof typeof usesOf, values: readonly string[], expected: Outcomes = invalid): Row => {
  const payloads = values.map((value): [string, Payload] => [
    value.slice(0, 40),
    new Map([
      ['query', JSON.stringify(usesOf[type])],
      ['variables', `{"v":${value}}`],
    ]),
  ]);
  return askedEach(`values that are no ${type}`, Object.fromEntries(payloads), expected);
};

/** Parameters of these values, by their JSON. */
const valuesOf = (
  values: readonly unknown[],
  payloadOf: (value: unknown) => Payload,
): Readonly<Record<string, Payload>> =>
  Object.fromEntries(values.map((value) => [`a ${JSON.stringify(value).slice(0, 40)}`, payloadOf(value)]));

const LEVELS = 10_000;
const deep = ['['.repeat(LEVELS) + ']'.repeat(LEVELS), `${'{"a":'.repeat(LEVELS)}1${'}'.repeat(LEVELS)}`];
const tooLongForUrl: Outcomes = { ...invalid, GET: '431' };

const variables: readonly Row[] = [
  notFor('ID', ['null', 'true', '1.5', '1e400', '{}', '[]', '["x"]', '{"__proto__":{"id":"x"}}']),
  notFor('Int', ['null', '"1"', '1.5', '2147483648', '-2147483649', '1e400', 'true', '{}', '[1]', '""']),
  notFor('Boolean', ['null', '"true"', '0', '1', '{}', '[]']),
  notFor('RunFilter', [
    ...['"x"', '7', '[7]', '{"statuses":"RUN"}', '{"statuses":[null]}', '{"statuses":[1]}'],
    ...['{"status":["RUNNING"]}', '{"threadId":{}}', '{"__proto__":7}', '{"constructor":7}'],
  ]),
  notFor('ID', deep, tooLongForUrl),
  notFor('RunFilter', deep, tooLongForUrl),
  askedEach(
    'sizes of a page that there are not',
    valuesOf([0, -1, 101, 2_147_483_647], (v) => ({ query: usesOf.Int, variables: { v } })),
    answeredWith('BAD_USER_INPUT'),
  ),
  askedEach(
    'no variables',
    {
      'none at all': { query: usesOf.ID },
      null: { query: usesOf.ID, variables: null },
      'another one': { query: usesOf.ID, variables: { w: 'x' } },
      'behind a prototype': new Map([
        ['query', JSON.stringify(usesOf.ID)],
        ['variables', '{"__proto__":{"v":"x"},"constructor":{"prototype":{"v":"x"}}}'],
      ]),
    },
    invalid,
  ),
  asked('a variable too many', query({ variables: { v: 1 } }), DATA),
  askedEach(
    'variables that are no object',
    valuesOf([[], ['x'], 'x', 7, true], (variables) => query({ variables })),
    noMessage,
  ),
];

const parameters: readonly Row[] = [
  askedEach(
    'a query that is no text',
    valuesOf([null, 7, true, [QUERY], { text: QUERY }], (value) => ({ query: value })),
    noMessage,
  ),
  asked('no parameters', {}, noMessage),
  askedEach(
    'bodies that are no object',
    Object.fromEntries(
      ['null', '7', `"${QUERY}"`, '[]', `[{"query":"${QUERY}"},{"query":"${QUERY}"}]`].map((body) => [
        body,
        body,
      ]),
    ),
    byBody(noMessage),
  ),
  askedEach(
    'operations that there are not',
    valuesOf(['B', '__proto__', 'constructor', ' A', 'a'], (operationName) => ({
      query: 'query A { __typename }',
      operationName,
    })),
    invalid,
  ),
  asked('a number for an operation', query({ operationName: 7 }), noMessage),
  asked('extensions that nobody knows', query({ extensions: { x: { y: 1 } } }), DATA),
  askedEach(
    'extensions that are no object',
    valuesOf([7, [], 'x'], (extensions) => query({ extensions })),
    noMessage,
  ),
  askedEach(
    'persisted operations that there are not',
    valuesOf(['__proto__', 'a'.repeat(64), 'x'.repeat(5_000), 7, {}, []], (sha256Hash) => ({
      query: '',
      extensions: { persistedQuery: { version: 1, sha256Hash } },
    })),
    invalid,
  ),
  asked('a query behind a prototype', `{"__proto__":{"query":"${QUERY}"}}`, byBody(noMessage)),
  asked(
    'an operation behind a prototype',
    '{"query":"query A { __typename } query B { __typename }","__proto__":{"operationName":"A"}}',
    byBody(invalid),
  ),
  asked('two queries, of which the last one counts', `{"query":"${QUERY}","query":"{"}`, byBody(invalid)),
];

const MUTATION = 'mutation M { revokeUser(userId: "victim") { userId } }';

/** Asks by GET for each kind of answer, with a token that may do it all. */
const byGet = (
  name: string,
  parameters: Readonly<Record<string, Record<string, string>>>,
  expected: Outcomes,
): Row =>
  each(name, parameters, expected, async (server, search) => {
    const token = await signToken(crypto.randomUUID(), { scope: 'agentwire:ops' });
    const outcomes: Outcomes = {};
    for (const way of ['POST', 'SSE', 'multipart'] as const) {
      const headers = { Authorization: `Bearer ${token}` };
      outcomes[way] = await send(server, { way, headers, search: `?${new URLSearchParams(search)}` });
    }
    return outcomes;
  });

const methods: readonly Row[] = [
  byGet(
    'mutations by GET',
    {
      alone: { query: MUTATION },
      'beside a query': { query: `query Q ${QUERY} ${MUTATION}`, operationName: 'M' },
      'with an id': { query: MUTATION, documentId: 'x' },
    },
    { POST: '405 BAD_USER_INPUT', SSE: 'stream BAD_USER_INPUT', multipart: 'stream BAD_USER_INPUT' },
  ),
  asked(
    'a subscription for whoever takes no stream',
    { query: 'subscription { agentEvents(start: EARLIEST) { __typename } }' },
    { POST: '406 BAD_USER_INPUT', GET: '406 BAD_USER_INPUT' },
  ),
];

hostile('operations', [...variables, ...parameters, ...methods], patient);
