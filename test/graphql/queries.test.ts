import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  answered,
  asked,
  completed,
  delta,
  done,
  executing,
  failed,
  progress,
  started,
  thinking,
} from '../support/events.ts';
import type { TestServer } from '../support/server.ts';
import { startTestServer } from '../support/server.ts';
import { signToken } from '../support/tokens.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ store: 'sqlite' });
});
afterAll(() => server.close());

const at = (second: number) => ({ occurredAt: new Date(Date.UTC(2026, 0, 1, 12, 0, second)).toISOString() });

describe('viewer', () => {
  test('is who the token says', async () => {
    const exp = Math.floor(Date.now() / 1000) + 100;
    const token = await signToken('alice', { tenant: 'acme', scope: 'a b', exp });
    const { data } = await server.query({ token }, '{ viewer { id tenantId scopes expiresAt } }');
    expect(data.viewer).toEqual({
      id: 'alice',
      tenantId: 'acme',
      scopes: ['a', 'b'],
      expiresAt: new Date(exp * 1000).toISOString(),
    });
    const { data: plain } = await server.query('alice', '{ viewer { tenantId scopes } }');
    expect(plain.viewer).toEqual({ tenantId: null, scopes: [] });
  });

  test('has a stream head before there is a stream, good to subscribe behind', async () => {
    const { data } = await server.query('fresh', '{ viewer { streamHead } }');
    await server.publish('fresh', 'run', [started()]);
    const stream = await server.subscribeWs('fresh', { after: data.viewer.streamHead });
    expect(await stream.take(2)).toMatchObject([{ seq: 1 }, { replayed: 1 }]);
  });
});

describe('run', () => {
  test('of another user is null, exactly as one that is not there', async () => {
    await server.publish('alice', 'mine', [started(), completed()]);
    for (const id of ['mine', 'nowhere', '', 'x'.repeat(1000), 'a\0b']) {
      const answer = await server.query('bob', 'query ($id: ID!) { run(id: $id) { id } }', { id });
      expect(answer).toEqual({ status: 200, data: { run: null }, errors: undefined, code: undefined });
    }
    expect((await server.query('alice', '{ run(id: "mine") { id } }')).data.run).toEqual({ id: 'mine' });
  });

  test('shows what its events add up to', async () => {
    await server.publish('detail', 'run', [
      started({
        ...at(0),
        model: 'opus',
        input: { ask: 1 },
        threadId: 'thread',
        agent: { id: 'a1', name: 'coder' },
      }),
      thinking('let me see', at(1)),
      executing('call', { ...at(2), title: 'Searching', input: { q: 'x' } }),
      progress('call', { ...at(3), progress: 1, total: 2, message: 'half' }),
      done('call', { ...at(4), output: ['found'] }),
      executing('broken', { ...at(5), toolName: 'write' }),
      done('broken', {
        ...at(6),
        toolName: 'write',
        status: 'FAILED',
        toolError: { message: 'no', code: 'E1' },
      }),
      delta('Hel', at(7)),
      delta('lo', { ...at(8), final: true }),
      asked('question', { ...at(9), prompt: 'Go on?' }),
    ]);
    const document = `{ run(id: "run") {
      status threadId model input activity lastSeq startedAt lastEventAt endedAt durationMs finalText finishReason
      agent { id name } messages { id text final } pendingInputs { interruptId inputKind prompt }
      toolCalls { id name title input status output progress total message durationMs error { message code retryable } }
      usage { model inputTokens }
    } }`;
    const { data } = await server.query('detail', document);
    expect(data.run).toMatchObject({
      status: 'WAITING_FOR_INPUT',
      threadId: 'thread',
      model: 'opus',
      input: { ask: 1 },
      activity: 'Waiting for an answer',
      lastSeq: 10,
      startedAt: at(0).occurredAt,
      lastEventAt: at(9).occurredAt,
      endedAt: null,
      durationMs: null,
      finalText: null,
      finishReason: null,
      agent: { id: 'a1', name: 'coder' },
      messages: [{ id: 'message', text: 'Hello', final: true }],
      pendingInputs: [{ interruptId: 'question', inputKind: 'QUESTION', prompt: 'Go on?' }],
      toolCalls: [
        {
          id: 'call',
          title: 'Searching',
          input: { q: 'x' },
          status: 'SUCCEEDED',
          output: ['found'],
          progress: 1,
          total: 2,
          message: 'half',
          durationMs: 2000,
          error: null,
        },
        {
          id: 'broken',
          name: 'write',
          status: 'FAILED',
          output: null,
          error: { message: 'no', code: 'E1', retryable: null },
        },
      ],
      usage: [],
    });
    await server.publish('detail', 'run', [
      answered('question', at(10)),
      completed({ ...at(11), usage: [{ model: 'opus', inputTokens: 7 }] }),
    ]);
    const { data: ended } = await server.query('detail', document);
    expect(ended.run).toMatchObject({
      status: 'COMPLETED',
      activity: null,
      endedAt: at(11).occurredAt,
      durationMs: 11_000,
      finalText: 'Hello',
      finishReason: 'STOP',
      pendingInputs: [],
      usage: [{ model: 'opus', inputTokens: 7 }],
    });
  });

  test('that failed says why', async () => {
    const error = { code: 'RATE_LIMITED', message: 'Slow down.', retryable: true, providerCode: '429' };
    await server.publish('failed', 'run', [started(), failed({ error })]);
    const { data } = await server.query(
      'failed',
      '{ run(id: "run") { status error { code message retryable providerCode } finishReason } }',
    );
    expect(data.run).toEqual({ status: 'FAILED', error, finishReason: null });
  });

  test('knows its children, oldest first, and they know where they come from', async () => {
    await server.publish('tree', 'root', [started({ threadId: 'thread' })]);
    await server.publish('tree', 'first', [started({ parentRunId: 'root', parentToolCallId: 'call' })]);
    await server.publish('tree', 'second', [started({ parentRunId: 'root' })]);
    await server.publish('tree', 'grandchild', [started({ parentRunId: 'first' })]);
    await server.publish('tree', 'stranger', [started()]);
    const { data } = await server.query(
      'tree',
      '{ run(id: "root") { rootRunId parentRunId children { id rootRunId parentRunId threadId children { id rootRunId } } } }',
    );
    const common = { rootRunId: 'root', parentRunId: 'root', threadId: 'thread' };
    expect(data.run).toEqual({
      rootRunId: 'root',
      parentRunId: null,
      children: [
        { id: 'first', ...common, children: [{ id: 'grandchild', rootRunId: 'root' }] },
        { id: 'second', ...common, children: [] },
      ],
    });
  });
});

describe('DateTime', () => {
  const publishAt = async (occurredAt: unknown) => {
    const runId = `at ${String(occurredAt)}`;
    const answer = await server.tryPublish('clock', runId, [started({ occurredAt })]);
    if (answer.errors !== undefined) return answer.code;
    const { data } = await server.query('clock', 'query ($id: ID!) { run(id: $id) { startedAt } }', {
      id: runId,
    });
    return data.run.startedAt;
  };

  test.each([
    ['2026-01-31T09:30:00.000Z', '2026-01-31T09:30:00.000Z'],
    ['2026-01-31T09:30:00Z', '2026-01-31T09:30:00.000Z'],
    ['2026-01-31T09:30:00.123456789Z', '2026-01-31T09:30:00.123Z'],
    ['2026-01-31T00:30:00+05:30', '2026-01-30T19:00:00.000Z'],
    ['2024-02-29T23:59:59-23:59', '2024-03-01T23:58:59.000Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
  ])('%s is %s', async (given, instant) => expect(await publishAt(given)).toBe(instant));

  test.each([
    '',
    'now',
    '2026-01-31',
    '2026-01-31T09:30:00',
    '2026-01-31 09:30:00Z',
    '2026-01-31t09:30:00Z',
    '2026-01-31T09:30:00z',
    '2026-02-29T00:00:00Z',
    '2026-02-30T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:60:00Z',
    '2026-01-01T00:00:60Z',
    '2026-01-01T00:00:00+24:00',
    '2026-01-01T00:00:00.Z',
    '+02026-01-01T00:00:00Z',
    ' 2026-01-31T09:30:00Z',
    '2026-01-31T09:30:00Z\n',
    1769851800000,
    true,
    {},
  ])('%j is none', async (given) => expect(await publishAt(given)).toBe('BAD_USER_INPUT'));
});
