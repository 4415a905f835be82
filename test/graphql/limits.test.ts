import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { Documents } from '../../src/graphql/documents.ts';
import type { DocumentLimits } from '../../src/graphql/limits.ts';
import { connectMultipart, connectSse, connectWs } from '../support/clients.ts';
import { thrownBy } from '../support/errors.ts';
import type { TestServer } from '../support/server.ts';
import { startTestServer } from '../support/server.ts';
import { signToken } from '../support/tokens.ts';
import { documentsOfTheProject, hostile, introspection } from './documents.ts';

const { documents: defaults } = readConfig('dev', {}, {});
const persisted = { operations: [], only: false };
const within = (limits: Partial<DocumentLimits>) =>
  new Documents({ limits: { ...defaults, ...limits }, persisted, introspection: true });

describe('by default', () => {
  test.each(Object.entries(hostile))('%s: refused before it is carried out', (_name, [setting, text]) => {
    const documents = within({});
    expect(thrownBy(() => documents.parse(text))).toMatchObject({
      message: expect.stringContaining(`(max-document-${setting})`),
      extensions: {
        code: 'LIMIT_EXCEEDED',
        retryable: false,
        limit: defaults[setting as keyof DocumentLimits],
      },
    });
  });

  test.each([
    ['itself', 'fragment F on Query { ...F }'],
    ['another', 'fragment F on Query { ...G } fragment G on Query { viewer { id } ...F }'],
    ['itself, deep within', 'fragment F on Query { run(id: "x") { children { ... { ...F } } } }'],
  ])('a fragment within %s is refused, whether or not it is spread', (_name, fragments) => {
    for (const operation of ['{ ...F }', '{ viewer { id } }']) {
      expect(thrownBy(() => within({}).parse(`${operation} ${fragments}`))).toMatchObject({
        message: expect.stringMatching(/^Cannot spread fragment "[FG]" within itself.$/),
        extensions: { code: 'BAD_USER_INPUT' },
      });
    }
  });

  test('introspection as tools ask for it is within all limits', () => {
    expect(within({}).validate(within({}).parse(introspection))).toEqual([]);
  });

  test.each(documentsOfTheProject())('%s has at most half of what is allowed', (_name, text) => {
    const half = within({ depth: 8, fields: 500, repeats: 15, aliases: 10, directives: 25, tokens: 750 });
    expect(half.validate(half.parse(text))).toEqual([]);
  });
});

describe('each limit is what it says', () => {
  const ofRun = (selection: string, fragments = '') => `{ run(id: "x") { ${selection} } } ${fragments}`;
  const onRun = (name: string, selection: string) => `fragment ${name} on Run { ${selection} }`;

  test.each<[keyof DocumentLimits, number, string]>([
    ['depth', 1, '{ __typename }'],
    ['depth', 3, ofRun('id agent { ... { id } } ... on Run { agent { id } }')],
    ['depth', 4, ofRun('...F', onRun('F', 'children { ...G }') + onRun('G', 'agent { id }'))],
    ['depth', 3, `{ __typename } ${onRun('Unused', 'children { agent { id } }')}`],
    ['fields', 4, ofRun('id agent { id }')],
    ['fields', 7, ofRun('...F agent { id } children { ...F ...F }', onRun('F', 'id'))],
    [
      'fields',
      3,
      'query A { __typename } query B { ...F } fragment F on Query { a: __typename b: __typename }',
    ],
    ['repeats', 1, ofRun('id a: id agent { id }')],
    ['repeats', 3, ofRun('a: id ... on Run { a: threadId } ...F', onRun('F', 'a: status'))],
    ['repeats', 1, ofRun('...F ...F', onRun('F', 'id'))],
    ['repeats', 4, ofRun('agent { id id } agent { id ... on AgentRef { id } }')],
    ['aliases', 3, ofRun('a: id ...F ...F', onRun('F', 'b: id'))],
    ['directives', 4, `query @a { run(id: "x") @b { ...F @c } } fragment F on Run @d { id }`],
    ['directives', 2, 'query ($a: ID @a) { ... @b { __typename } }'],
    ['tokens', 9, '{ run(id: "x y z") { } # comment'],
  ])('%s: %i', (setting, count, text) => {
    const parsed = (limit: number) => () => within({ [setting]: limit }).parse(text);
    const most = setting === 'tokens' ? `more than ${count - 1}` : String(count);
    expect(thrownBy(parsed(count - 1))).toMatchObject({
      message: expect.stringContaining(`has ${most} `),
      extensions: { code: 'LIMIT_EXCEEDED', limit: count - 1 },
    });
    if (setting !== 'tokens') expect(parsed(count)().kind).toBe('Document');
    else expect(thrownBy(parsed(count))).toMatchObject({ message: expect.stringMatching(/^Syntax Error/) });
  });

  test('comments are counted as tokens are, and apart from them', () => {
    expect(within({ tokens: 3 }).parse('#\n#\n#\n{a}').kind).toBe('Document');
    expect(thrownBy(() => within({ tokens: 3 }).parse('#\n#\n#\n#\n{a}'))).toMatchObject({
      extensions: { code: 'LIMIT_EXCEEDED', limit: 3 },
    });
  });
});

describe('on every transport', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(async () => {
    await server.close();
    expect(server.logLines).toEqual([]);
  });

  const refused = Object.entries(hostile).filter(([, [, text]]) => text.length < 60_000);
  test.each(refused)('%s is LIMIT_EXCEEDED, time and again', async (_name, [setting, query]) => {
    const message = expect.stringContaining(`(max-document-${setting})`);
    const extensions = { code: 'LIMIT_EXCEEDED', retryable: false, limit: expect.any(Number) };
    for (const connect of [connectWs, connectSse, connectMultipart, connectWs]) {
      const errors = await (await server.connect(connect, 'alice')).subscribe({ query }).errors();
      expect(errors).toEqual([{ message, extensions }]);
    }
    expect((await server.query('alice', query)).errors).toEqual([{ message, extensions }]);
  });

  test('the status is 400 for whoever takes GraphQL responses', async () => {
    const [, query] = hostile['50 aliases'] as readonly [string, string];
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        Accept: 'application/graphql-response+json',
        Authorization: `Bearer ${await signToken('alice')}`,
      },
      body: JSON.stringify({ query }),
    });
    expect([response.status, (await response.json()).errors[0].extensions.code]).toEqual([
      400,
      'LIMIT_EXCEEDED',
    ]);
  });
});
