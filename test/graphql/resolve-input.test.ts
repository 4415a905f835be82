import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answered, asked, started } from '../support/events.ts';
import type { TestServer } from '../support/server.ts';
import {
  errorOf,
  followCommands,
  newUser,
  nextCommands,
  resolveInput,
  startTwoWayServer,
  work,
} from '../support/two-way.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTwoWayServer();
});
afterAll(() => server.close());

describe('resolveInput', () => {
  const waiting = async (fields: Readonly<Record<string, unknown>> = {}) => {
    const user = newUser();
    const agent = `agent of ${user}`;
    await work(server, user, 'run', [started({ agent: { name: agent } }), asked('ask', fields)]);
    return { user, agent, commands: await followCommands(server, { agent }) };
  };

  test('hands the first answer to the workers, and every other device learns of it from them', async () => {
    const { user, commands } = await waiting();
    const made = server.readers.made;
    const events = await server.subscribeWs(user);
    await server.readersMade(made + 1);
    const first = await resolveInput(server, user, { response: { text: 'because' } });
    expect(first.data.resolveInput.run).toMatchObject({ status: 'WAITING_FOR_INPUT' });
    const second = await resolveInput(server, user, { response: { text: 'never' } });
    expect(second.errors?.[0]?.extensions).toMatchObject({ code: 'INPUT_NOT_PENDING' });
    expect((await resolveInput(server, user, { response: { text: 'because' } })).errors).toBeUndefined();
    const [submitted] = await nextCommands(commands, 1);
    expect(submitted).toMatchObject({
      ...{ __typename: 'InputSubmitted', userId: user, runId: 'run', interruptId: 'ask' },
      ...{ resolution: 'ANSWERED', response: { text: 'because' } },
    });
    await work(server, user, 'run', [answered('ask')]);
    expect(await events.take(1)).toMatchObject([{ type: 'INPUT_RESOLVED' }]);
    expect((await resolveInput(server, user, { response: { text: 'because' } })).errors).toBeUndefined();
    expect(await errorOf(resolveInput(server, user, { response: 'late' }))).toMatchObject({
      code: 'INPUT_NOT_PENDING',
    });
  });

  test.each([
    ['too late', { expiresAt: '2026-01-01T00:00:00.000Z' }, {}, 'INPUT_NOT_PENDING'],
    ['as expired', {}, { resolution: 'EXPIRED' }, 'BAD_USER_INPUT'],
    [
      'with what does not fit an older draft',
      { responseSchema: { $schema: 'http://json-schema.org/draft-04/schema#', type: 'string' } },
      { response: 5 },
      'BAD_USER_INPUT',
    ],
    [
      'with what does not fit',
      { responseSchema: { type: 'object', required: ['a'] } },
      { response: {} },
      'BAD_USER_INPUT',
    ],
    ['with nothing where something is wanted', { responseSchema: { type: 'string' } }, {}, 'BAD_USER_INPUT'],
    [
      'with a yes that does not fit',
      { responseSchema: { type: 'string' } },
      { resolution: 'APPROVED', response: 1 },
      'BAD_USER_INPUT',
    ],
    ['for another input', {}, { interruptId: 'other' }, 'INPUT_NOT_PENDING'],
    ['for another run', {}, { runId: 'other' }, 'RUN_NOT_FOUND'],
    ['with too much', {}, { response: 'x'.repeat(255 * 1024) }, 'PAYLOAD_TOO_LARGE'],
  ])('is refused %s', async (_how, fields, input, code) => {
    const { user } = await waiting(fields);
    expect(await errorOf(resolveInput(server, user, input))).toMatchObject({ code, retryable: false });
    // Nothing is lost: it can still be answered.
    const { data } = await server.query(user, '{ run(id: "run") { status pendingInputs { interruptId } } }');
    expect(data.run).toEqual({ status: 'WAITING_FOR_INPUT', pendingInputs: [{ interruptId: 'ask' }] });
  });

  test.each([
    ['a fitting answer', { response: { a: 1 } }],
    ['a no, which needs no answer', { resolution: 'DENIED' }],
    ['a yes without changes', { resolution: 'APPROVED' }],
    ['a wish to be left alone', { resolution: 'ABANDONED' }],
  ])('takes %s', async (_what, input) => {
    const { user } = await waiting({
      responseSchema: { type: 'object', required: ['a'] },
      expiresAt: '2999-01-01T00:00:00.000Z',
    });
    expect((await resolveInput(server, user, input)).errors).toBeUndefined();
  });

  test('says what does not fit, and lets nobody else wait for a schema that takes for ever', async () => {
    const { user } = await waiting({
      responseSchema: { type: 'object', properties: { age: { type: 'integer' } } },
    });
    const { errors } = await resolveInput(server, user, { response: { age: 'old' } });
    expect(errors?.[0]).toMatchObject({
      message: expect.stringContaining('response/age must be integer'),
      extensions: { path: ['input', 'response'] },
    });
    const slow = await waiting({ responseSchema: { type: 'string', pattern: '^(a+)+$' } });
    const stuck = resolveInput(server, slow.user, { response: `${'a'.repeat(60)}!` });
    expect((await server.query(slow.user, '{ viewer { id } }')).errors).toBeUndefined();
    expect(await errorOf(stuck)).toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  test('hands over every answer of those that are given at once', async () => {
    const user = newUser();
    const agent = `agent of ${user}`;
    const asks = Array.from({ length: 10 }, (_, index) => `ask-${index}`);
    await work(server, user, 'run', [started({ agent: { name: agent } }), ...asks.map((id) => asked(id))]);
    const commands = await followCommands(server, { agent });
    const fields = asks.map(
      (id, index) =>
        `a${index}: resolveInput(input: {runId: "run", interruptId: "${id}", resolution: APPROVED}) { cursor }`,
    );
    expect((await server.query(user, `mutation { ${fields.join(' ')} }`)).errors).toBeUndefined();
    const submitted = await nextCommands(commands, asks.length);
    expect(submitted.map(({ interruptId }) => interruptId)).toEqual(asks);
  });

  test('checks many answers at once, each against its schema', async () => {
    const all = await Promise.all(
      Array.from({ length: 20 }, () => waiting({ responseSchema: { type: 'string' } })),
    );
    const answers = await Promise.all(
      all.map(({ user }, index) => resolveInput(server, user, { response: index % 2 ? index : 'text' })),
    );
    expect(answers.map(({ code }) => code ?? 'fits')).toEqual(
      all.map((_, index) => (index % 2 ? 'BAD_USER_INPUT' : 'fits')),
    );
  });

  test('is for the run’s owner alone', async () => {
    await waiting();
    const missing = await resolveInput(server, newUser(), { runId: 'nowhere' });
    const foreign = await resolveInput(server, newUser(), {});
    expect(foreign.errors).toEqual(missing.errors);
    expect(foreign.errors?.[0]?.extensions).toMatchObject({ code: 'RUN_NOT_FOUND' });
  });
});

describe('inputRequired', () => {
  test.each([
    ['is none', { type: 'nonsense' }],
    ['is asynchronous', { $async: true, type: 'string' }],
    ['refers to elsewhere', { $ref: 'http://127.0.0.1:1/schema.json' }],
    ['is a number', 7],
  ])(
    'is refused with a responseSchema that %s, and nothing of its batch is stored',
    async (_how, responseSchema) => {
      const user = newUser();
      const refused = await server.tryPublish(user, 'run', [started(), asked('ask', { responseSchema })]);
      expect(refused.errors?.[0]?.extensions).toMatchObject({
        code: 'BAD_USER_INPUT',
        path: ['events', 1, 'inputRequired', 'responseSchema'],
      });
      expect((await server.query(user, '{ run(id: "run") { id } }')).data.run).toBeNull();
    },
  );

  test.each([
    [true],
    [{}],
    [
      {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        $id: 'https://example.com/a.json',
        type: 'string',
        format: 'email',
      },
    ],
  ])('may have the schema %j, any number of times', async (responseSchema) => {
    const user = newUser();
    const asks = ['one', 'other'].map((id) => asked(id, { responseSchema }));
    expect((await server.tryPublish(user, 'run', [started(), ...asks])).errors).toBeUndefined();
  });
});
