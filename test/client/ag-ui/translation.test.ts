import type { AGUIEvent, Interrupt } from '@ag-ui/client';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { resumedOf } from '../../../src/client/ag-ui/interrupts.ts';
import { AgUiTranslation } from '../../../src/client/ag-ui/translation.ts';
import type { DeliveredEvent } from '../../../src/client/delivered.ts';
import { expectValid, typesOf } from './support.ts';

let seq = 0;

/** A delivered event of the run `main`, or of the one that is given. */
function event(__typename: DeliveredEvent['__typename'], fields: object = {}): DeliveredEvent {
  seq += 1;
  const base = {
    id: `id-${seq}`,
    cursor: `cursor-${seq}`,
    seq,
    occurredAt: '2026-01-01T12:00:00.000Z',
    runId: 'main',
    rootRunId: 'main',
    parentRunId: null,
    threadId: 'thread',
    agent: { id: null, name: 'Main' },
  };
  return { __typename, ...base, ...fields } as unknown as DeliveredEvent;
}

const child = { runId: 'sub', parentRunId: 'main', agent: { id: null, name: 'Sub' } };
const started = event('AgentStarted', { parentToolCallId: null, model: null, input: 'Go.' });
const caughtUp = event('CaughtUp', { replayed: 1 });
const said = (text: string, fields: object = {}) =>
  event('MessageDelta', { messageId: 'm', mode: 'APPEND', text, final: false, ...fields });
const thought = (text: string, fields: object = {}) =>
  event('AgentThinking', {
    blockId: 'b',
    thinkingKind: 'REASONING',
    mode: 'APPEND',
    text,
    final: false,
    ...fields,
  });
const executing = (fields: object = {}) =>
  event('ToolExecuting', { toolCallId: 'c', toolName: 'search', title: null, input: { q: 1 }, ...fields });
const completedTool = (fields: object = {}) =>
  event('ToolCompleted', {
    toolCallId: 'c',
    toolName: 'search',
    status: 'SUCCEEDED',
    output: 'found',
    toolError: null,
    durationMs: 5,
    ...fields,
  });
const completed = (fields: object = {}) =>
  event('AgentCompleted', { finishReason: 'STOP', finalText: null, output: null, usage: [], ...fields });
const required = (fields: object = {}) =>
  event('InputRequired', {
    interruptId: 'i',
    inputKind: 'TOOL_APPROVAL',
    prompt: 'May I?',
    forToolCallId: 'c',
    proposedInput: { q: 1 },
    responseSchema: null,
    expiresAt: null,
    ...fields,
  });

/** What an AG-UI run comes to, which has to be one that a client takes. */
async function told(...events: DeliveredEvent[]): Promise<readonly AGUIEvent[]> {
  const translation = new AgUiTranslation({ threadId: 'thread', runId: 'ag', follows: 'main' });
  const all = [...translation.begin(), ...events.flatMap((one) => translation.take(one))];
  await expectValid(all);
  return all;
}

const fieldsOf = (events: readonly AGUIEvent[]) =>
  events.map(({ timestamp: _, ...fields }) => fields as object);

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

const interruptsOf = (events: readonly AGUIEvent[]): readonly Interrupt[] =>
  (events.at(-1) as unknown as { outcome: { interrupts: Interrupt[] } }).outcome.interrupts;

test('what is asked for live interrupts, with all that it takes to go on', async () => {
  const asked = required({ expiresAt: '2026-01-01T13:00:00.000Z' });
  const events = await told(started, caughtUp, said('May '), executing(), asked, said('!'), completed());
  expect(typesOf(events).slice(-2)).toEqual(['TEXT_MESSAGE_END', 'RUN_FINISHED']);
  const [interrupt] = interruptsOf(events);
  expect(interrupt).toMatchObject({
    reason: 'tool_call',
    message: 'May I?',
    toolCallId: 'c',
    responseSchema: { required: ['approved'] },
    expiresAt: '2026-01-01T13:00:00.000Z',
    metadata: { agentwire: { runId: 'main', interruptId: 'i', proposedInput: { q: 1 } } },
  });
  const { id = '' } = interrupt ?? {};
  const after = 'cursor' in asked ? asked.cursor : '';
  const answered = (payload: unknown) => resumedOf({ interruptId: id, status: 'resolved', payload });
  expect(answered({ approved: true, editedArgs: {} })).toEqual({
    follows: 'main',
    after,
    answer: {
      runId: 'main',
      interruptId: 'i',
      resolution: 'APPROVED',
      response: { approved: true, editedArgs: {} },
    },
  });
  expect(answered(false)?.answer).toMatchObject({ resolution: 'DENIED', response: false });
  expect(answered('blue')?.answer).toMatchObject({ resolution: 'ANSWERED', response: 'blue' });
  expect(resumedOf({ interruptId: id, status: 'cancelled' })?.answer).toMatchObject({
    resolution: 'ABANDONED',
    response: null,
  });
});

test('what a replay tells of interrupts at its end, if nobody answered it', async () => {
  const other = { interruptId: 'j', inputKind: 'QUESTION', forToolCallId: null };
  const events = await told(
    started,
    executing(),
    required(),
    required({ ...other, interruptId: 'settled' }),
    event('InputResolved', { interruptId: 'settled', resolution: 'ANSWERED', response: 1 }),
    event('AgentStarted', child),
    required({ ...child, ...other }),
    caughtUp,
  );
  expect(interruptsOf(events)).toMatchObject([
    { reason: 'tool_call', toolCallId: 'c' },
    { reason: 'input_required', subagentRunId: 'sub' },
  ]);
  expect(events.at(-2)).toMatchObject({
    type: 'SUBAGENT_FINISHED',
    outcome: { type: 'suspended', interruptIds: [interruptsOf(events)[1]?.id] },
  });
});

test('behind an interrupt a sub-agent goes on, and a call that was told before has its result', async () => {
  const events = await told(
    event('InputResolved', { interruptId: 'i', resolution: 'APPROVED', response: null }),
    completedTool({ ...child, toolCallId: 'c' }),
    completedTool(),
    completed(),
  );
  expect(typesOf(events)).toEqual([
    'RUN_STARTED',
    'SUBAGENT_STARTED',
    'TOOL_CALL_RESULT',
    'TOOL_CALL_RESULT',
    'SUBAGENT_ERROR',
    'RUN_FINISHED',
  ]);
});

test('whatever else stands for an interrupt’s id is refused', () => {
  for (const interruptId of ['', 'a', 'a/b/c', 'a/b/c/d/e', 'a/b//d', '%/b/c/d']) {
    expect(resumedOf({ interruptId, status: 'cancelled' }), interruptId).toBeNull();
  }
});

test('any events make a run that a client takes', async () => {
  const ids = {
    runId: fc.constantFrom('main', 'sub'),
    text: fc.constantFrom('', 'a', 'ab'),
    final: fc.boolean(),
  };
  const texts = fc.record({
    ...ids,
    mode: fc.constantFrom('APPEND', 'REPLACE'),
    kind: fc.constantFrom('m', 'b', 's'),
  });
  const others = fc.record({
    runId: ids.runId,
    kind: fc.constantFrom('call', 'result', 'ask', 'answer', 'caughtUp'),
  });
  const ends = fc.constantFrom('AgentCompleted', 'AgentFailed', 'AgentCancelled', null);
  const error = { code: 'INTERNAL', message: 'No.', retryable: false, providerCode: null };
  const makers: Record<string, (fields: object, nth: number) => DeliveredEvent> = {
    m: (fields) => said('', fields),
    b: (fields) => thought('', fields),
    s: (fields) => thought('', { ...fields, thinkingKind: 'STATUS' }),
    call: (fields, nth) => executing({ ...fields, toolCallId: `c${nth}` }),
    result: (fields) => completedTool(fields),
    ask: (fields, nth) => required({ ...fields, interruptId: `i${nth}` }),
    answer: (fields) => event('InputResolved', { ...fields, interruptId: 'i1' }),
    caughtUp: () => caughtUp,
  };
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(texts, others)), ends, async (parts, end) => {
      const events = parts.map(({ kind, runId, ...fields }, nth) =>
        (makers[kind] as (typeof makers)[string])({ ...fields, ...(runId === 'sub' && child) }, nth),
      );
      const last = end === null ? [] : [event(end, { ...completed(), error, __typename: end })];
      await told(started, ...events, ...last);
    }),
    { numRuns: 300 },
  );
});
