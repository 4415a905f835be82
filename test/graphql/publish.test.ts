import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  answered,
  asked,
  cancelled,
  completed,
  delta,
  deltas,
  executing,
  failed,
  started,
  thinking,
} from '../support/events.ts';
import type { PublishOptions, TestServer } from '../support/server.ts';
import { startTestServer } from '../support/server.ts';
import { signToken, workerToken } from '../support/tokens.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ store: 'sqlite' });
});
afterAll(() => server.close());

/** Everything that there is of a user's, for a store to be compared with itself. */
const allOf = async (userId: string) => {
  const { data } = await server.query(
    userId,
    '{ viewer { streamHead } runs { nodes { id lastSeq status } } }',
  );
  return data;
};

/** Publishes what has to be refused. Resolves to the error, once it is sure that nothing was stored. */
async function refusal(
  userId: string,
  events: readonly unknown[],
  options: PublishOptions & { runId?: string } = {},
) {
  const { runId = 'run', ...rest } = options;
  const before = await allOf(userId);
  const { data, errors } = await server.tryPublish(userId, runId, events, rest);
  expect(data ?? null).toBeNull();
  expect(await allOf(userId)).toEqual(before);
  return errors?.[0]?.extensions;
}

describe('who may publish', () => {
  test('nobody without the scope, not even to the own stream', async () => {
    for (const scope of [
      undefined,
      '',
      'agentwire:work agentwire:ops',
      'agentwire:publisher',
      'AGENTWIRE:PUBLISH',
    ]) {
      const token = await signToken('alice', { scope });
      expect(await refusal('alice', [started()], { token })).toMatchObject({
        code: 'FORBIDDEN',
        retryable: false,
      });
    }
  });

  test('with the scope, for any user of the own tenant and of no other', async () => {
    const token = await workerToken({ tenant: 'acme' });
    await server.publish('tenant-user', 'run', [started(), completed()], { token });
    const runsOf = async (tenant?: string) => {
      const viewer = await signToken('tenant-user', { tenant });
      return (await server.query({ token: viewer }, '{ runs { nodes { id } } }')).data.runs.nodes;
    };
    expect(await runsOf('acme')).toEqual([{ id: 'run' }]);
    for (const other of ['other', 'ACME', 'acme ', undefined]) expect(await runsOf(other)).toEqual([]);
    // The names of channels do not run into each other.
    for (const userId of ['acme/tenant-user', '["acme","tenant-user"]', 'acme","tenant-user']) {
      await server.publish(userId, 'run', [started()]);
    }
    expect(await runsOf('acme')).toHaveLength(1);
  });
});

describe('what is refused, with nothing of it stored', () => {
  test.each<[string, unknown]>([
    ['an unknown type', { agentWondering: { text: 'hm' } }],
    ['two members at once', { ...started(), ...thinking('hm') }],
    ['no member', {}],
    ['a member that is null', { agentStarted: null }],
    ['a field that is missing', { agentStarted: {} }],
    ['a field that is unknown', { agentStarted: { agent: { name: 'x' }, nope: 1 } }],
    ['a text that is a number', thinking(1 as never)],
    ['a seq of its own', { agentStarted: { agent: { name: 'x' }, seq: 7 } }],
    ['an instant that is none', started({ occurredAt: 'yesterday' })],
    ['an empty name', started({ agent: { name: '' } })],
    ['an empty thread', started({ threadId: '' })],
    ['a thread of 257 characters', started({ threadId: 'x'.repeat(257) })],
    ['an id with NUL', started({ threadId: 'a\0b' })],
    ['an id that is half a character', started({ parentToolCallId: '\ud83d' })],
  ])('%s is BAD_USER_INPUT', async (_problem, event) => {
    expect(await refusal('bad-event', [started(), event])).toMatchObject({
      code: 'BAD_USER_INPUT',
      retryable: false,
    });
  });

  test.each([
    ['userId', ''],
    ['userId', 'x'.repeat(257)],
    ['userId', 'a\0'],
    ['userId', '\udc00'],
    ['runId', ''],
    ['runId', 'x'.repeat(257)],
    ['writerId', ''],
    ['firstSeq', 0],
    ['firstSeq', 2 ** 31],
  ])('%s: %j is BAD_USER_INPUT', async (name, value) => {
    const input = { userId: 'bad-ids', runId: 'run', events: [started()], [name]: value };
    const document = 'mutation ($input: PublishEventsInput!) { publishEvents(input: $input) { lastSeq } }';
    const { code } = await server.query({ token: await workerToken() }, document, { input });
    expect(code).toBe('BAD_USER_INPUT');
    expect((await allOf('bad-ids')).runs.nodes).toEqual([]);
  });

  test('0 events are BAD_USER_INPUT, 501 are LIMIT_EXCEEDED, 500 are taken', async () => {
    expect(await refusal('count', [])).toMatchObject({ code: 'BAD_USER_INPUT', path: ['events'] });
    const tooMany = [started(), ...deltas(500)];
    expect(await refusal('count', tooMany)).toMatchObject({
      code: 'LIMIT_EXCEEDED',
      limit: 500,
      path: ['events'],
    });
    expect(await server.publish('count', 'run', [started(), ...deltas(499)])).toMatchObject({
      accepted: 500,
    });
  });

  test('a body above 256 KiB is PAYLOAD_TOO_LARGE, counted in bytes', async () => {
    const limit = 256 * 1024;
    for (const input of ['x'.repeat(limit), 'é'.repeat(limit / 2), '\0'.repeat(limit / 6)]) {
      const events = [started(), executing('call', { input })];
      expect(await refusal('large', events)).toMatchObject({ code: 'PAYLOAD_TOO_LARGE', limit });
    }
    await server.publish('large', 'run', [started(), executing('call', { input: 'x'.repeat(limit - 100) })]);
  });

  test('whatever comes before agentStarted is RUN_NOT_STARTED', async () => {
    for (const event of [thinking('hm'), delta('x'), asked('q'), completed(), failed(), cancelled()]) {
      expect(await refusal('early', [event, started()])).toMatchObject({ code: 'RUN_NOT_STARTED' });
    }
  });

  test('a second start is RUN_ALREADY_STARTED, what follows an end is RUN_ENDED', async () => {
    expect(await refusal('ends', [started(), started()])).toMatchObject({ code: 'RUN_ALREADY_STARTED' });
    expect(await refusal('ends', [started(), completed(), delta('x')])).toMatchObject({ code: 'RUN_ENDED' });
    for (const [index, end] of [completed(), failed(), cancelled()].entries()) {
      const runId = `run ${index}`;
      await server.publish('ends', runId, [started(), asked('q'), answered('q'), end]);
      expect(await refusal('ends', [delta('x')], { runId })).toMatchObject({ code: 'RUN_ENDED' });
      expect(await refusal('ends', [completed()], { runId })).toMatchObject({ code: 'RUN_ENDED' });
      expect(await refusal('ends', [started()], { runId })).toMatchObject({ code: 'RUN_ALREADY_STARTED' });
    }
  });

  test('a gap is OUT_OF_ORDER and names the seq to go on from', async () => {
    expect(await refusal('gap', [started()], { firstSeq: 2 })).toMatchObject({
      code: 'OUT_OF_ORDER',
      expectedSeq: 1,
    });
    await server.publish('gap', 'run', [started(), delta('2')], { firstSeq: 1 });
    expect(await refusal('gap', [delta('4')], { firstSeq: 4 })).toMatchObject({
      code: 'OUT_OF_ORDER',
      expectedSeq: 3,
    });
  });

  test('a second writer is RUN_HAS_ANOTHER_WRITER, and so is none', async () => {
    await server.publish('writers', 'run', [started()], { writerId: 'one' });
    for (const options of [{ writerId: 'two' }, {}]) {
      expect(await refusal('writers', [delta('x')], options)).toMatchObject({
        code: 'RUN_HAS_ANOTHER_WRITER',
      });
    }
    await server.publish('writers', 'run', [delta('x')], { writerId: 'one' });
  });

  test('a parent that is not there, or another user’s, is PARENT_NOT_FOUND', async () => {
    await server.publish('parents-other', 'parent', [started()]);
    for (const parentRunId of ['parent', 'run']) {
      expect(await refusal('parents', [started({ parentRunId })])).toMatchObject({
        code: 'PARENT_NOT_FOUND',
      });
    }
  });
});

test('a retry with firstSeq is counted, and answers where the batch ends', async () => {
  const batch = [started(), delta('2'), delta('3')];
  const first = await server.publish('retry', 'run', batch, { firstSeq: 1 });
  expect(first).toMatchObject({ accepted: 3, duplicates: 0, lastSeq: 3 });
  await server.publish('retry', 'run', [delta('4')], { firstSeq: 4 });
  const again = await server.publish('retry', 'run', batch, { firstSeq: 1 });
  expect(again).toEqual({ accepted: 0, duplicates: 3, lastSeq: 4, cursor: first.cursor });
});

test('variables and literals are held to the same rules', async () => {
  const publish = (event: string) =>
    `mutation { publishEvents(input: {userId: "literal", runId: "run", events: [${event}]}) { lastSeq } }`;
  const token = await workerToken();
  const two = '{agentStarted: {agent: {name: "x"}}, agentThinking: {blockId: "b", text: "x"}}';
  expect((await server.query({ token }, publish(two))).code).toBe('BAD_USER_INPUT');
  const instant = '{agentStarted: {agent: {name: "x"}, occurredAt: "2026-02-30T00:00:00Z"}}';
  expect((await server.query({ token }, publish(instant))).code).toBe('BAD_USER_INPUT');
  const good = '{agentStarted: {agent: {name: "x"}, input: {deep: [1, {null: null, variable: $value}]}}}';
  const document = publish(good).replace('mutation', 'mutation ($value: JSON)');
  const { data } = await server.query({ token }, document, { value: { of: 'any shape' } });
  expect(data).toEqual({ publishEvents: { lastSeq: 1 } });
  const { data: stored } = await server.query('literal', '{ run(id: "run") { input } }');
  expect(stored.run.input).toEqual({ deep: [1, { null: null, variable: { of: 'any shape' } }] });
});
