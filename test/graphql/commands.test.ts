import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectSse } from '../support/clients.ts';
import { answered, asked, cancelled, completed, delta, started } from '../support/events.ts';
import type { TestServer } from '../support/server.ts';
import { startTestServer } from '../support/server.ts';
import { signToken, workerToken } from '../support/tokens.ts';
import {
  cancelRun,
  followCommands,
  nextCommands,
  resolveInput,
  startRun,
  watchCommands,
  work,
  workToken,
} from '../support/two-way.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({
    store: 'sqlite',
    runs: { leaseMs: 30_000, queueMs: 300_000, cancelGraceMs: 30_000, maxQueued: 3 },
  });
});
afterAll(() => server.close());

/** Every test has users and agents of its own. */
let users = 0;
const newUser = () => `user-${++users}`;

const errorOf = async (answer: Promise<{ errors: unknown }>) =>
  ((await answer).errors as { extensions: object }[] | undefined)?.[0]?.extensions;

describe('startRun', () => {
  test('queues a run and tells the workers of its agent, and nobody else', async () => {
    const user = newUser();
    const agent = `agent of ${user}`;
    const commands = await followCommands(server, { agent });
    const others = await followCommands(server, { agent: 'another' });
    const { data } = await startRun(server, user, { agent, input: { question: 'why?' }, threadId: 't' });
    const { run } = data.startRun;
    expect(run).toMatchObject({
      ...{ status: 'QUEUED', startedAt: null, endedAt: null, lastSeq: 0, lastEventAt: null, threadId: 't' },
      ...{ input: { question: 'why?' }, agent: { name: agent }, activity: 'Waiting for a worker' },
    });
    expect(await nextCommands(commands, 1)).toMatchObject([
      {
        ...{ __typename: 'RunRequested', userId: user, runId: run.id, threadId: 't', agentName: agent },
        input: { question: 'why?' },
      },
    ]);
    await startRun(server, user, { agent: 'another', runId: 'other' });
    expect(await nextCommands(others, 1)).toMatchObject([{ runId: 'other' }]);
  });

  test('starts nothing twice, and nothing else under the same id', async () => {
    const user = newUser();
    const agent = `agent of ${user}`;
    const commands = await followCommands(server, { agent });
    for (const _ of [1, 2]) {
      const { data } = await startRun(server, user, { agent, runId: 'run' });
      expect(data.startRun.run).toMatchObject({ id: 'run', status: 'QUEUED', threadId: 'run' });
    }
    expect(await errorOf(startRun(server, user, { agent, runId: 'run', input: 'how?' }))).toMatchObject({
      code: 'RUN_ALREADY_STARTED',
    });
    await startRun(server, user, { agent, runId: 'behind' });
    expect(await nextCommands(commands, 2)).toMatchObject([{ runId: 'run' }, { runId: 'behind' }]);
  });

  test('is followed from its answer on, and shows its input until and behind its start', async () => {
    const user = newUser();
    const { data } = await startRun(server, user, { runId: 'run', input: ['a', 1] });
    const events = await server.subscribeWs(user, { after: data.startRun.run.cursor, runId: 'run' });
    expect(await events.take(1)).toMatchObject([{ __typename: 'CaughtUp' }]);
    await work(server, user, 'run', [started({ input: ['a', 1] }), delta('so'), completed()]);
    expect(await events.take(3)).toMatchObject([{ seq: 1 }, { seq: 2 }, { seq: 3 }]);
    expect(await events.ended).toEqual({ complete: true });
    const query = await server.query(user, '{ run(id: "run") { status input startedAt messages { text } } }');
    expect(query.data.run).toMatchObject({
      status: 'COMPLETED',
      input: ['a', 1],
      messages: [{ text: 'so' }],
    });
    expect(query.data.run.startedAt).not.toBeNull();
  });

  test('has room for so many that wait, and a retry is none more', async () => {
    const user = newUser();
    for (const runId of ['1', '2', '3']) {
      expect((await startRun(server, user, { runId })).errors).toBeUndefined();
    }
    expect(await errorOf(startRun(server, user, { runId: '4' }))).toMatchObject({
      code: 'LIMIT_EXCEEDED',
      limit: 3,
    });
    expect((await startRun(server, user, { runId: '2' })).errors).toBeUndefined();
    await cancelRun(server, user, '1');
    expect((await startRun(server, user, { runId: '4' })).errors).toBeUndefined();
  });

  test('says the same of the same input, in whatever order its keys stand', async () => {
    const user = newUser();
    expect(
      (await startRun(server, user, { runId: 'run', input: { a: 1, b: { c: 2, d: 3 } } })).errors,
    ).toBeUndefined();
    expect(
      (await startRun(server, user, { runId: 'run', input: { b: { d: 3, c: 2 }, a: 1 } })).errors,
    ).toBeUndefined();
    const other = startRun(server, user, {
      runId: 'run',
      input: {
        a: 1,
        b: [
          ['c', 2],
          ['d', 3],
        ],
      },
    });
    expect(await errorOf(other)).toMatchObject({ code: 'RUN_ALREADY_STARTED' });
  });

  test('chooses an id where null is given', async () => {
    const { data } = await startRun(server, newUser(), { runId: null });
    expect(data.startRun.run.id).toMatch(/^[\da-f-]{36}$/);
  });

  test('lets no more wait though they are asked for at once, and repeats what was taken meanwhile', async () => {
    const user = newUser();
    await startRun(server, user, { runId: 'taken' });
    await work(server, user, 'taken', [started({ input: 'why?' })]);
    const runIds = Array.from({ length: 12 }, (_, index) => `run-${index}`);
    const outcomes = await Promise.all(runIds.map((runId) => startRun(server, user, { runId })));
    expect(outcomes.filter(({ errors }) => errors === undefined)).toHaveLength(3);
    const { data } = await startRun(server, user, { runId: 'taken' });
    expect(data.startRun.run).toMatchObject({ id: 'taken', status: 'RUNNING' });
  });

  test.each([
    ['an empty agent', { agent: '' }, 'BAD_USER_INPUT'],
    ['an id that is too long', { runId: 'r'.repeat(257) }, 'BAD_USER_INPUT'],
    ['an input of null', { input: null }, 'BAD_USER_INPUT'],
    ['an input that is too large', { input: 'x'.repeat(255 * 1024) }, 'PAYLOAD_TOO_LARGE'],
  ])('refuses %s', async (_what, input, code) => {
    expect(await errorOf(startRun(server, newUser(), input))).toMatchObject({ code, retryable: false });
  });
});

describe('cancelRun', () => {
  test('ends a run that nobody has at once', async () => {
    const user = newUser();
    await startRun(server, user, { runId: 'run' });
    const events = await server.subscribeWs(user, { start: 'EARLIEST' });
    const { data } = await cancelRun(server, user, 'run');
    expect(data.cancelRun.run).toMatchObject({ status: 'CANCELLED', lastSeq: 2, activity: null });
    const seen = await events.take(3);
    expect(seen.map(({ type }) => type).filter(Boolean)).toEqual(['AGENT_STARTED', 'AGENT_CANCELLED']);
    expect(data.cancelRun.cursor).toBe(seen.findLast(({ seq }) => seq === 2)?.cursor);
    expect((await cancelRun(server, user, 'run')).data.cancelRun.run).toMatchObject({ lastSeq: 2 });
    expect(
      await errorOf(server.tryPublish(user, 'run', [started()], { writerId: 'late', firstSeq: 1 })),
    ).toMatchObject({
      code: 'RUN_ENDED',
    });
  });

  test('tells the workers, once, and leaves the end to them', async () => {
    const user = newUser();
    const agent = `agent of ${user}`;
    const commands = await followCommands(server, { agent });
    await startRun(server, user, { agent, runId: 'run' });
    await work(server, user, 'run', [started({ agent: { name: agent } })]);
    for (const _ of [1, 2]) {
      const { data } = await cancelRun(server, user, 'run');
      expect(data.cancelRun.run).toMatchObject({ status: 'RUNNING' });
    }
    await startRun(server, user, { agent, runId: 'behind' });
    expect(await nextCommands(commands, 3)).toMatchObject([
      { __typename: 'RunRequested', runId: 'run' },
      { __typename: 'CancelRequested', userId: user, runId: 'run' },
      { __typename: 'RunRequested', runId: 'behind' },
    ]);
    await work(server, user, 'run', [cancelled()]);
    expect((await cancelRun(server, user, 'run')).data.cancelRun.run).toMatchObject({ status: 'CANCELLED' });
  });

  test('of a sub-agent’s run tells those who have the tree', async () => {
    const user = newUser();
    const agent = `agent of ${user}`;
    const commands = await followCommands(server, { agent });
    await work(server, user, 'root', [started({ agent: { name: agent } })]);
    await work(server, user, 'child', [started({ agent: { name: 'helper' }, parentRunId: 'root' })]);
    await cancelRun(server, user, 'child');
    expect(await nextCommands(commands, 1)).toMatchObject([{ runId: 'child' }]);
  });

  test('of a run that ended otherwise, that is not there or that is another’s is refused', async () => {
    const user = newUser();
    await work(server, user, 'run', [started(), completed()]);
    expect(await errorOf(cancelRun(server, user, 'run'))).toMatchObject({ code: 'RUN_ENDED' });
    const missing = await cancelRun(server, user, 'none');
    const foreign = await cancelRun(server, newUser(), 'run');
    expect(missing.errors?.[0]?.extensions).toMatchObject({ code: 'RUN_NOT_FOUND', retryable: false });
    expect(foreign.errors).toEqual(missing.errors);
  });
});

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

describe('workerCommands', () => {
  test.each([undefined, 'agentwire:publish', 'agentwire:ops'])('is not for the scope %s', async (scope) => {
    const commands = await watchCommands(server, { token: await signToken('worker', { scope }) });
    expect(await commands.ended).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
  });

  test('has what is open of what was asked before, and goes on behind a cursor', async () => {
    const user = newUser();
    const agent = `agent of ${user}`;
    const fields = { agent: { name: agent } };
    for (const runId of ['open', 'taken', 'over']) await startRun(server, user, { agent, runId });
    await work(server, user, 'taken', [started(fields), asked('ask')]);
    await work(server, user, 'over', [started(fields), asked('ask')]);
    await cancelRun(server, user, 'over');
    await resolveInput(server, user, { runId: 'taken', response: 'yes' });
    await work(server, user, 'over', [cancelled()]);
    const commands = await watchCommands(server, { agent });
    const [open, submitted, caughtUp] = await nextCommands(commands, 3);
    expect([open, submitted, caughtUp]).toMatchObject([
      { __typename: 'RunRequested', runId: 'open' },
      { __typename: 'InputSubmitted', runId: 'taken' },
      { __typename: 'CaughtUp', replayed: 2 },
    ]);
    const behind = await watchCommands(server, { agent, after: open?.cursor ?? '', connect: connectSse });
    expect(await nextCommands(behind, 2)).toMatchObject([
      { __typename: 'InputSubmitted', runId: 'taken' },
      { __typename: 'CaughtUp', replayed: 1 },
    ]);
  });

  test('is of the own tenant alone', async () => {
    const agent = 'shared name';
    const ours = await followCommands(server, { agent });
    const theirs = await followCommands(server, { agent, token: await workToken({ tenant: 'other' }) });
    const token = await signToken('alice', { tenant: 'other' });
    const query = 'mutation($input: StartRunInput!) { startRun(input: $input) { run { id } } }';
    await server.query({ token }, query, { input: { agent, input: 1, runId: 'theirs' } });
    await startRun(server, newUser(), { agent, runId: 'ours' });
    expect(await nextCommands(ours, 1)).toMatchObject([{ runId: 'ours' }]);
    expect(await nextCommands(theirs, 1)).toMatchObject([{ runId: 'theirs' }]);
  });

  test('refuses a cursor that is none', async () => {
    const commands = await watchCommands(server, { after: 'nonsense' });
    expect(await commands.ended).toMatchObject({ errors: [{ extensions: { code: 'CURSOR_INVALID' } }] });
  });
});

describe('renewLeases', () => {
  const document = `mutation Renew($runs: [RunRefInput!]!) {
    renewLeases(writerId: "worker-1", runs: $runs) { leaseMs lost { userId runId } }
  }`;

  test('says for how long runs are the worker’s, and which are not', async () => {
    const user = newUser();
    await startRun(server, user, { runId: 'mine' });
    await work(server, user, 'mine', [started()]);
    await work(server, user, 'theirs', [started()], 'worker-2');
    await work(server, user, 'over', [started(), completed()]);
    const runs = ['mine', 'theirs', 'over', 'none'].map((runId) => ({ userId: user, runId }));
    const { data } = await server.query({ token: await workToken() }, document, { runs });
    expect(data.renewLeases).toEqual({ leaseMs: 30_000, lost: runs.slice(1) });
  });

  test.each([
    ['without the scope', workerToken, [{ userId: 'u', runId: 'r' }], 'FORBIDDEN'],
    ['of no run', workToken, [], 'LIMIT_EXCEEDED'],
    ['of too many', workToken, new Array(501).fill({ userId: 'u', runId: 'r' }), 'LIMIT_EXCEEDED'],
    ['of a run without a name', workToken, [{ userId: 'u', runId: '' }], 'BAD_USER_INPUT'],
  ])('is refused %s', async (_how, tokenOf, runs, code) => {
    expect(await errorOf(server.query({ token: await tokenOf() }, document, { runs }))).toMatchObject({
      code,
    });
  });
});
