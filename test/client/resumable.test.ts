import { describe, expect, test } from 'vitest';
import { AgentEventsDocument } from '../../src/client/generated/graphql.ts';
import type { Operation, Resumable } from '../../src/client/resumable.ts';
import { resumableOf } from '../../src/client/resumable.ts';
import { thrownBy } from '../support/errors.ts';
import { watch } from '../support/server.ts';

const followed = '__typename ... on RunEvent { cursor } ... on StreamReset { cursor }';
const subscription = (selection: string, args = 'after: $after') =>
  `subscription ($after: Cursor) { agentEvents(${args}) { ${selection} } }`;

const live: Resumable = {
  responseKey: 'agentEvents',
  afterVariable: 'after',
  after: null,
  startsAtHead: true,
};

describe('can be resumed', () => {
  test.each<[string, Operation, Partial<Resumable>]>([
    ['the project’s own', { query: String(AgentEventsDocument) }, {}],
    ['the tests’ own', watch({ start: 'EARLIEST' }), { startsAtHead: false }],
    ['interface and type', { query: subscription(followed) }, {}],
    [
      'the union',
      {
        query: subscription(
          '... on AgentEvent { __typename } ... on RunEvent { cursor } ... on StreamReset { cursor }',
        ),
      },
      {},
    ],
    [
      'one fragment for all types',
      { query: `${subscription('...All')} fragment All on AgentEvent { ${followed} }` },
      {},
    ],
    [
      'fragments in fragments',
      {
        query: `${subscription('...All')}
          fragment All on AgentEvent { ... { __typename } ...Run ...Reset }
          fragment Run on RunEvent { ...Cursor }
          fragment Cursor on RunEvent { cursor }
          fragment Reset on StreamReset { cursor }`,
      },
      {},
    ],
    ['a type name more', { query: subscription(`${followed} type: __typename`) }, {}],
    ['a cursor more', { query: subscription(`${followed} ... on RunEvent { at: cursor }`) }, {}],
    [
      'what it has anyway under a condition',
      { query: subscription(`${followed} ... @skip(if: true) { __typename }`) },
      {},
    ],
    [
      'an alias of the field',
      { query: `subscription ($after: Cursor) { news: agentEvents(after: $after) { ${followed} } }` },
      { responseKey: 'news' },
    ],
    [
      'a fragment on Subscription',
      {
        query: `subscription ($after: Cursor) { ...Root } fragment Root on Subscription { agentEvents(after: $after) { ${followed} } }`,
      },
      {},
    ],
    [
      'a variable by another name',
      { query: `subscription ($since: Cursor) { agentEvents(after: $since) { ${followed} } }` },
      { afterVariable: 'since' },
    ],
    [
      'the one that is named of several operations',
      {
        query: `query A { viewer { id } } subscription B($after: Cursor) { b: agentEvents(after: $after) { ${followed} } }`,
        operationName: 'B',
      },
      { responseKey: 'b' },
    ],
  ])('%s', (_, operation, expected) => {
    expect(resumableOf(operation)).toEqual({ ...live, ...expected });
  });

  const selectors: readonly string[] = [
    'AgentStarted',
    'AgentThinking',
    'ToolExecuting',
    'ToolProgress',
    'ToolCompleted',
    'MessageDelta',
    'InputRequired',
    'InputResolved',
    'AgentCompleted',
    'AgentFailed',
    'AgentCancelled',
    'StreamReset',
  ];
  const each = (types: readonly string[]) => types.map((type) => `... on ${type} { cursor }`).join(' ');

  test('each type by itself', () => {
    expect(resumableOf({ query: subscription(`__typename ${each(selectors)}`) })).toEqual(live);
  });

  test.each(selectors)('but not without the cursor of %s', (missing) => {
    const rest = each(selectors.filter((type) => type !== missing));
    const error = thrownBy(() => resumableOf({ query: subscription(`__typename ${rest}`) }));
    expect(error).toBeInstanceOf(TypeError);
    expect((error as Error).message).toContain(`It is missing on ${missing}.`);
  });
});

describe('begins', () => {
  const start = (declared: string, value: string, variables?: Operation['variables']) => ({
    query: `subscription ($after: Cursor${declared}) { agentEvents(after: $after, start: ${value}) { ${followed} } }`,
    variables,
  });

  test.each<[string, Operation, boolean]>([
    ['a literal EARLIEST', start('', 'EARLIEST'), false],
    ['a literal LATEST', start('', 'LATEST'), true],
    ['a variable EARLIEST', start(', $from: StreamStart!', '$from', { from: 'EARLIEST' }), false],
    ['a variable LATEST', start(', $from: StreamStart!', '$from', { from: 'LATEST' }), true],
    ['a default EARLIEST', start(', $from: StreamStart! = EARLIEST', '$from'), false],
    [
      'a default EARLIEST, given as undefined',
      start(', $from: StreamStart! = EARLIEST', '$from', { from: undefined }),
      false,
    ],
    [
      'a default EARLIEST, overridden',
      start(', $from: StreamStart! = EARLIEST', '$from', { from: 'LATEST' }),
      true,
    ],
    [
      'a default LATEST, overridden',
      start(', $from: StreamStart! = LATEST', '$from', { from: 'EARLIEST' }),
      false,
    ],
    ['a variable without a value', start(', $from: StreamStart', '$from'), true],
  ])('with start as %s: at the head is %4$j', (_, operation, startsAtHead) => {
    expect(resumableOf(operation)?.startsAtHead).toBe(startsAtHead);
  });

  const behind = (declared: string, variables?: Operation['variables']) => ({
    query: `subscription ($after: ${declared}) { agentEvents(after: $after) { ${followed} } }`,
    variables,
  });

  test.each<[string, Operation, string | null]>([
    ['a value', behind('Cursor', { after: 'c1' }), 'c1'],
    ['no value', behind('Cursor'), null],
    ['null', behind('Cursor', { after: null }), null],
    ['a default', behind('Cursor = "c0"'), 'c0'],
    ['a default, overridden', behind('Cursor = "c0"', { after: 'c1' }), 'c1'],
    ['a default, overridden by null', behind('Cursor = "c0"', { after: null }), null],
  ])('behind %s of $after', (_, operation, expected) => {
    expect(resumableOf(operation)?.after).toBe(expected);
  });
});

describe('is passed on as it is', () => {
  test.each<[string, Operation]>([
    ['a query', { query: '{ viewer { id } }' }],
    [
      'a mutation',
      { query: 'mutation M($input: PublishEventsInput!) { publishEvents(input: $input) { cursor } }' },
    ],
    ['another subscription', { query: 'subscription { somethingElse { id } }' }],
    ['a field of that name elsewhere', { query: '{ agentEvents { id } }' }],
    [
      'a query beside a subscription',
      { query: `query A { viewer { id } } ${subscription('__typename')}`, operationName: 'A' },
    ],
    ['an operation that is not there', { query: subscription('__typename'), operationName: 'Missing' }],
    ['a syntax error', { query: 'subscription {' }],
    ['nothing, as of a persisted operation', { query: '' }],
    ['only fragments', { query: 'fragment F on RunEvent { id }' }],
  ])('%s', (_, operation) => {
    expect(resumableOf(operation)).toBeNull();
  });
});

describe('cannot be resumed, and is told why', () => {
  const noAfter = /declare a variable `\$after: Cursor` and pass it on as `agentEvents\(after: \$after\)`/;
  const noTypename = /select `__typename` on `agentEvents`/;
  const noCursor =
    /select `cursor` on every event, as in `\.\.\. on RunEvent \{ cursor \} \.\.\. on StreamReset \{ cursor \}`/;

  test.each<[string, string, RegExp]>([
    ['without after', `subscription { agentEvents { ${followed} } }`, noAfter],
    ['with after as a literal', `subscription { agentEvents(after: "c1") { ${followed} } }`, noAfter],
    ['with after as null', `subscription { agentEvents(after: null) { ${followed} } }`, noAfter],
    [
      'without __typename',
      subscription('... on RunEvent { cursor } ... on StreamReset { cursor }'),
      noTypename,
    ],
    [
      'with __typename as something else',
      subscription('type: __typename ... on RunEvent { cursor } ... on StreamReset { cursor }'),
      noTypename,
    ],
    [
      'with __typename on events only, so that CaughtUp cannot be told',
      subscription('... on RunEvent { __typename cursor } ... on StreamReset { __typename cursor }'),
      noTypename,
    ],
    [
      'with __typename under a condition',
      subscription('__typename @include(if: true) ... on RunEvent { cursor } ... on StreamReset { cursor }'),
      noTypename,
    ],
    ['without cursor', subscription('__typename ... on RunEvent { id }'), noCursor],
    [
      'with cursor as something else',
      subscription('__typename ... on RunEvent { at: cursor } ... on StreamReset { cursor }'),
      noCursor,
    ],
    [
      'with something else as cursor',
      subscription('__typename ... on RunEvent { cursor: id } ... on StreamReset { cursor }'),
      noCursor,
    ],
    [
      'with the cursor of StreamReset only',
      subscription('__typename ... on StreamReset { cursor }'),
      noCursor,
    ],
    [
      'with cursor under @skip',
      subscription('__typename ... on RunEvent { cursor @skip(if: false) } ... on StreamReset { cursor }'),
      noCursor,
    ],
    [
      'with a fragment under @include',
      subscription('__typename ... on RunEvent @include(if: true) { cursor } ... on StreamReset { cursor }'),
      noCursor,
    ],
    [
      'with a fragment’s fragment under @include',
      `${subscription('__typename ...A')} fragment A on AgentEvent { ...B @include(if: true) ... on StreamReset { cursor } } fragment B on RunEvent { cursor }`,
      noCursor,
    ],
    [
      'with a fragment in one of another type',
      subscription('__typename ... on CaughtUp { ... on RunEvent { cursor } } ... on StreamReset { cursor }'),
      noCursor,
    ],
    ['with a fragment that is not there', subscription('__typename ...Missing'), noCursor],
    [
      'with a fragment in itself',
      `${subscription('__typename ...A')} fragment A on RunEvent { ...A }`,
      noCursor,
    ],
    [
      'with fragments in each other',
      `${subscription('__typename ...A')} fragment A on RunEvent { ...B } fragment B on RunEvent { ...A }`,
      noCursor,
    ],
  ])('%s', (_, query, message) => {
    const error = thrownBy(() => resumableOf({ query }));
    expect(error).toBeInstanceOf(TypeError);
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).toMatch(/^This subscription cannot be resumed: /);
  });

  test('with the types that lack it', () => {
    const { message } = thrownBy(() =>
      resumableOf({ query: subscription('__typename ... on RunEvent { cursor }') }),
    ) as Error;
    expect(message).toMatch(/It is missing on StreamReset\.$/);
  });
});
