import { expect, test } from 'vitest';
import { typesOf } from './support.ts';
import {
  caughtUp,
  child,
  completed,
  completedTool,
  event,
  executing,
  fieldsOf,
  said,
  started,
  thought,
  told,
} from './translation-support.ts';

test('a run from its beginning to its end', async () => {
  const usage = { provider: null, model: 'm', inputTokens: 3, cacheReadTokens: 1, costMicrosUsd: 9 };
  const events = await told(
    started,
    caughtUp,
    thought('Hm.', { final: true }),
    said('It '),
    executing({ title: 'Searching' }),
    event('ToolProgress', { toolCallId: 'c', progress: 1, total: 2, message: null, partial: null }),
    completedTool({ output: { hits: 3 } }),
    said('rains.', { final: true }),
    completed({ finalText: 'It rains.', output: { mm: 3 }, usage: [usage] }),
  );
  expect(fieldsOf(events)).toEqual([
    { type: 'RUN_STARTED', threadId: 'thread', runId: 'ag', protocolVersion: '1.0' },
    { type: 'REASONING_START', messageId: 'b' },
    { type: 'REASONING_MESSAGE_START', messageId: 'b', role: 'reasoning' },
    { type: 'REASONING_MESSAGE_CONTENT', messageId: 'b', delta: 'Hm.' },
    { type: 'REASONING_MESSAGE_END', messageId: 'b' },
    { type: 'REASONING_END', messageId: 'b' },
    { type: 'TEXT_MESSAGE_START', messageId: 'm', role: 'assistant' },
    { type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta: 'It ' },
    {
      type: 'TOOL_CALL_START',
      toolCallId: 'c',
      toolCallName: 'search',
      metadata: { agentwire: { title: 'Searching' } },
    },
    { type: 'TOOL_CALL_ARGS', toolCallId: 'c', delta: '{"q":1}' },
    { type: 'TOOL_CALL_END', toolCallId: 'c' },
    {
      type: 'ACTIVITY_SNAPSHOT',
      messageId: 'c/progress',
      activityType: 'agentwire.tool-progress',
      content: { toolCallId: 'c', progress: 1, total: 2 },
    },
    {
      type: 'TOOL_CALL_RESULT',
      messageId: 'c/result',
      toolCallId: 'c',
      role: 'tool',
      content: '{"hits":3}',
      metadata: { agentwire: { status: 'SUCCEEDED', durationMs: 5 } },
    },
    { type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta: 'rains.' },
    { type: 'TEXT_MESSAGE_END', messageId: 'm' },
    {
      type: 'RUN_FINISHED',
      threadId: 'thread',
      runId: 'ag',
      outcome: { type: 'success' },
      result: { mm: 3 },
      usage: [{ model: 'm', inputTokens: 3, cachedInputTokens: 1 }],
    },
  ]);
  expect(events[1]?.timestamp).toBe(Date.parse('2026-01-01T12:00:00.000Z'));
});

test('an answer that no message told is told as one', async () => {
  const whole = await told(started, completed({ finalText: 'Yes.' }));
  expect(fieldsOf(whole)).toContainEqual({
    type: 'TEXT_MESSAGE_CONTENT',
    messageId: 'main/final',
    delta: 'Yes.',
  });
  const spoken = await told(started, said('Yes.'), completed({ finalText: 'Yes.' }));
  expect(typesOf(spoken).filter((type) => type === 'TEXT_MESSAGE_START')).toHaveLength(1);
});

test('a text that replaces another goes on from it, or is another message', async () => {
  const events = await told(
    started,
    said('One'),
    said('One two', { mode: 'REPLACE' }),
    said('Three', { mode: 'REPLACE', final: true }),
    completed(),
  );
  const contents = events.filter(({ type }) => type === 'TEXT_MESSAGE_CONTENT');
  expect(contents).toMatchObject([
    { messageId: 'm', delta: 'One' },
    { messageId: 'm', delta: ' two' },
    { messageId: 'm#2', delta: 'Three' },
  ]);
});

test('a status is an activity, put together of its pieces', async () => {
  const status = (text: string) => thought(text, { thinkingKind: 'STATUS' });
  const events = await told(started, status('Look'), status('ing'), completed());
  expect(events.filter(({ type }) => type === 'ACTIVITY_SNAPSHOT')).toMatchObject([
    { activityType: 'agentwire.status', content: { text: 'Look' } },
    { activityType: 'agentwire.status', content: { text: 'Looking' } },
  ]);
});

test.each([
  [{ status: 'FAILED', output: null, toolError: { message: 'Broken.' } }, { error: 'Broken.' }],
  [
    { status: 'FAILED', output: 'half', toolError: null },
    { error: 'The tool failed.', output: 'half' },
  ],
  [{ status: 'DENIED', output: null }, { error: 'The call was not allowed.' }],
])('a call that ended as %o', async (fields, content) => {
  const events = await told(started, executing(), completedTool(fields), completed());
  const result = events.find(({ type }) => type === 'TOOL_CALL_RESULT');
  expect(JSON.parse((result as unknown as { content: string }).content)).toEqual(content);
});

test('sub-agents have ids of their own, and end with the run at the latest', async () => {
  const grandchild = { runId: 'deep', parentRunId: 'sub', agent: { id: null, name: 'Deep' } };
  const events = await told(
    started,
    executing(),
    event('AgentStarted', { ...child, parentToolCallId: 'c' }),
    said('Below.', child),
    executing(child),
    event('AgentStarted', { ...grandchild, parentToolCallId: 'c' }),
    said('Deeper.', grandchild),
    completedTool(child),
    completed({ ...child, finalText: 'Did it.' }),
    completed(),
  );
  expect(events.filter(({ type }) => type.startsWith('SUBAGENT'))).toMatchObject([
    { type: 'SUBAGENT_STARTED', subagentRunId: 'sub', name: 'Sub', parentToolCallId: 'c' },
    {
      type: 'SUBAGENT_STARTED',
      subagentRunId: 'deep',
      parentSubagentRunId: 'sub',
      parentToolCallId: 'sub/c',
    },
    { type: 'SUBAGENT_FINISHED', subagentRunId: 'sub', result: 'Did it.' },
    { type: 'SUBAGENT_ERROR', subagentRunId: 'deep', code: 'PARENT_ENDED' },
  ]);
  expect(events).toContainEqual(
    expect.objectContaining({ type: 'TEXT_MESSAGE_CONTENT', messageId: 'sub/m', subagentRunId: 'sub' }),
  );
});

test('a sub-agent that fails or is stopped does not end the run', async () => {
  const error = { code: 'TIMEOUT', message: 'Too slow.', retryable: true, providerCode: null };
  const failed = await told(started, event('AgentFailed', { ...child, error, usage: [] }), completed());
  expect(failed).toContainEqual(
    expect.objectContaining({ type: 'SUBAGENT_ERROR', message: 'Too slow.', code: 'TIMEOUT' }),
  );
  const stopped = await told(
    started,
    event('AgentCancelled', { ...child, reason: 'USER', usage: [] }),
    completed(),
  );
  expect(stopped).toContainEqual(expect.objectContaining({ type: 'SUBAGENT_ERROR', code: 'CANCELLED' }));
});

test('a run that fails, or is cancelled, in the middle of everything', async () => {
  const error = { code: 'RATE_LIMITED', message: 'Later.', retryable: true, providerCode: null };
  const before = [started, said('It '), thought('Hm'), executing(), event('AgentStarted', child)];
  const failed = await told(
    ...before,
    event('AgentFailed', { error, usage: [{ inputTokens: 1 }] }),
    said('!'),
  );
  expect(failed.at(-1)).toMatchObject({
    type: 'RUN_ERROR',
    message: 'Later.',
    code: 'RATE_LIMITED',
    usage: [{ inputTokens: 1 }],
  });
  const cancelled = await told(...before, event('AgentCancelled', { reason: 'USER', usage: [] }));
  expect(cancelled.at(-1)).toMatchObject({ type: 'RUN_FINISHED', outcome: { type: 'cancelled' } });
  const reset = await told(...before, event('StreamReset', { resetReason: 'TRIMMED' }), completed());
  expect(reset.at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'STREAM_RESET' });
});
