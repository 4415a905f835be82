import type { ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BaseEvent, Interrupt, RunAgentInput } from '@ag-ui/client';
import { AbstractAgent, EventType, HttpAgent } from '@ag-ui/client';
import { EventEncoder } from '@ag-ui/encoder';
import { Observable } from 'rxjs';
import { expect, onTestFinished, test } from 'vitest';
import { AgentwireAgent } from '../../../src/client/ag-ui/agent.ts';
import { createAgentwireClient } from '../../../src/client/agentwire-client.ts';
import { runAgUiAgent, runAgUiEvents } from '../../../src/publisher/adapters/ag-ui.ts';
import type { AdapterRun, InputAnswer } from '../../../src/publisher/agent.ts';
import { Heard } from '../../client/ag-ui/support.ts';
import { bodiesOf, carryOut } from '../../support/lifecycle.ts';
import { signToken } from '../../support/tokens.ts';
import { AGENT, startServer, startWorker } from '../worker-support.ts';

const event = <T extends keyof typeof EventType>(type: T, fields: object = {}): BaseEvent => ({
  ...fields,
  type: EventType[type],
});

const begun = event('RUN_STARTED', { threadId: 't', runId: 'r' });
const done = event('RUN_FINISHED', { threadId: 't', runId: 'r' });
const interrupted = (...interrupts: Interrupt[]) =>
  event('RUN_FINISHED', { threadId: 't', runId: 'r', outcome: { type: 'interrupt', interrupts } });
const said = (messageId: string, ...deltas: string[]) => [
  event('TEXT_MESSAGE_START', { messageId, role: 'assistant' }),
  ...deltas.map((delta) => event('TEXT_MESSAGE_CONTENT', { messageId, delta })),
  event('TEXT_MESSAGE_END', { messageId }),
];
const called = (toolCallId: string, toolCallName: string, ...args: string[]) => [
  event('TOOL_CALL_START', { toolCallId, toolCallName }),
  ...args.map((delta) => event('TOOL_CALL_ARGS', { toolCallId, delta })),
  event('TOOL_CALL_END', { toolCallId }),
];
const result = (toolCallId: string, content: string) =>
  event('TOOL_CALL_RESULT', { toolCallId, content, messageId: `${toolCallId}-result` });

const carry = (...events: BaseEvent[]) => carryOut((run) => runAgUiEvents(run, events));

/** An agent that does what is next in its script, and keeps what it was asked with. */
class ScriptedAgent extends AbstractAgent {
  readonly inputs: RunAgentInput[] = [];
  readonly #script: BaseEvent[][];
  constructor(...script: BaseEvent[][]) {
    super({ threadId: 't' });
    this.#script = script;
  }
  override run(input: RunAgentInput): ReturnType<AbstractAgent['run']> {
    this.inputs.push(input);
    const events: unknown = new Observable<BaseEvent>((subscriber) => {
      for (const one of this.#script.shift() ?? []) subscriber.next(one);
      subscriber.complete();
    });
    return events as ReturnType<AbstractAgent['run']>;
  }
}

test('texts, thinking, steps and tool calls', async () => {
  const { names, detail, events } = await carry(
    begun,
    event('STEP_STARTED', { stepName: 'Looking' }),
    event('REASONING_START', { messageId: 'think' }),
    event('REASONING_MESSAGE_START', { messageId: 'think', role: 'reasoning' }),
    event('REASONING_MESSAGE_CONTENT', { messageId: 'think', delta: 'Hm.' }),
    event('REASONING_MESSAGE_END', { messageId: 'think' }),
    event('REASONING_END', { messageId: 'think' }),
    ...called('c1', 'search', '{"query":', '"rain"}'),
    result('c1', '{"hits":3}'),
    ...called('c2', 'ping'),
    result('c2', 'pong'),
    event('STEP_FINISHED', { stepName: 'Looking' }),
    ...said('m1', 'It ', 'rains.'),
    event('RUN_FINISHED', {
      threadId: 't',
      runId: 'r',
      result: { mm: 3 },
      usage: [{ model: 'm', inputTokens: 3, cachedInputTokens: 1, cacheWriteInputTokens: 2 }],
    }),
  );
  expect(names).toEqual([
    'agentStarted',
    'agentThinking',
    'agentThinking',
    'agentThinking',
    'toolExecuting',
    'toolCompleted',
    'toolExecuting',
    'toolCompleted',
    'messageDelta',
    'messageDelta',
    'messageDelta',
    'agentCompleted',
  ]);
  expect(bodiesOf(events, 'agentThinking')).toMatchObject([
    { thinkingKind: 'STATUS', text: 'Looking', final: true },
    { thinkingKind: 'REASONING', blockId: 'think', text: 'Hm.' },
    { thinkingKind: 'REASONING', blockId: 'think', text: '', final: true },
  ]);
  expect(detail.toolCalls).toMatchObject([
    { id: 'c1', name: 'search', input: { query: 'rain' }, status: 'SUCCEEDED', output: { hits: 3 } },
    { id: 'c2', name: 'ping', status: 'SUCCEEDED', output: 'pong' },
  ]);
  expect(detail.messages).toEqual([{ id: 'm1', text: 'It rains.', final: true }]);
  expect(bodiesOf(events, 'agentCompleted')).toMatchObject([
    {
      finishReason: 'STOP',
      output: { mm: 3 },
      usage: [{ model: 'm', inputTokens: 3, cacheReadTokens: 1, cacheWriteTokens: 2 }],
    },
  ]);
});

test('chunks, the thinking of older versions, and messages that are not the agent’s', async () => {
  const { detail, events } = await carry(
    begun,
    { type: 'THINKING_START' as EventType },
    { type: 'THINKING_TEXT_MESSAGE_START' as EventType },
    { type: 'THINKING_TEXT_MESSAGE_CONTENT' as EventType, delta: 'Old.' },
    { type: 'THINKING_TEXT_MESSAGE_END' as EventType },
    { type: 'THINKING_END' as EventType },
    event('TEXT_MESSAGE_START', { messageId: 'u', role: 'user' }),
    event('TEXT_MESSAGE_CONTENT', { messageId: 'u', delta: 'Mine.' }),
    event('TEXT_MESSAGE_END', { messageId: 'u' }),
    event('TEXT_MESSAGE_CHUNK', { messageId: 'm', delta: 'A' }),
    event('TEXT_MESSAGE_CHUNK', { delta: 'B' }),
    event('TOOL_CALL_CHUNK', { toolCallId: 'c', toolCallName: 'search', delta: '{}' }),
    result('c', ''),
    done,
  );
  expect(bodiesOf(events, 'agentThinking')).toMatchObject([{ text: 'Old.' }, { final: true }]);
  expect(detail.messages).toEqual([{ id: 'm', text: 'AB', final: true }]);
  expect(detail.toolCalls).toMatchObject([{ id: 'c', name: 'search', input: {}, status: 'SUCCEEDED' }]);
});

test('a call that the app is to carry out is left open; a result without a call begins it', async () => {
  const { openCalls, detail } = await carry(begun, ...called('c1', 'pick'), result('c2', 'x'), done);
  expect(openCalls).toEqual(['c1']);
  expect(detail.toolCalls).toMatchObject([{ id: 'c1' }, { id: 'c2', name: 'unknown', status: 'SUCCEEDED' }]);
});

test('sub-agents are tool calls, unless a tool call began them', async () => {
  const { detail } = await carry(
    begun,
    ...called('c1', 'delegate'),
    event('SUBAGENT_STARTED', { subagentRunId: 's1', name: 'Writer', parentToolCallId: 'c1' }),
    event('SUBAGENT_FINISHED', { subagentRunId: 's1' }),
    result('c1', 'ok'),
    event('SUBAGENT_STARTED', { subagentRunId: 's2', name: 'Critic', description: 'Reads.' }),
    event('SUBAGENT_ERROR', { subagentRunId: 's2', message: 'Too long.', code: 'LONG' }),
    done,
  );
  expect(detail.toolCalls).toMatchObject([
    { id: 'c1', name: 'delegate', status: 'SUCCEEDED' },
    {
      id: 's2',
      name: 'Critic',
      title: 'Reads.',
      status: 'FAILED',
      error: { message: 'Too long.', code: 'LONG' },
    },
  ]);
});

test('what only a snapshot tells of, without the conversation before', async () => {
  const call = { id: 'c1', type: 'function', function: { name: 'search', arguments: '{"q":1}' } };
  const { detail } = await carry(
    begun,
    ...said('m1', 'Streamed.'),
    event('MESSAGES_SNAPSHOT', {
      messages: [
        { id: 'old', role: 'assistant', content: 'Before.' },
        { id: 'u', role: 'user', content: 'Now?' },
        { id: 'm1', role: 'assistant', content: 'Streamed.' },
        { id: 'm2', role: 'assistant', content: 'Whole.', toolCalls: [call] },
        { id: 't1', role: 'tool', toolCallId: 'c1', content: '', error: 'Broken.' },
      ],
    }),
    done,
  );
  expect(detail.messages).toEqual([
    { id: 'm1', text: 'Streamed.', final: true },
    { id: 'm2', text: 'Whole.', final: true },
  ]);
  expect(detail.toolCalls).toMatchObject([
    { id: 'c1', name: 'search', input: { q: 1 }, status: 'FAILED', error: { message: 'Broken.' } },
  ]);
});

test('what has no counterpart is the app’s to map', async () => {
  const events = [
    begun,
    event('STATE_SNAPSHOT', { snapshot: { step: 1 } }),
    event('CUSTOM', { name: 'progress', value: 5 }),
    done,
  ];
  const { detail, names } = await carryOut((run) =>
    runAgUiEvents(run, events, {
      mapOther: (other) =>
        other.type === EventType.CUSTOM
          ? { agentThinking: { blockId: 'b', text: String(other.value), final: true } }
          : null,
    }),
  );
  expect(names).toEqual(['agentStarted', 'agentThinking', 'agentCompleted']);
  expect(detail.finishReason).toBe('STOP');
});

test('interrupts are asked for at once, and what was answered goes on', async () => {
  const agent = new ScriptedAgent(
    [
      begun,
      ...called('c1', 'remove', '{"path":"a"}'),
      ...called('c2', 'remove', '{"path":"b"}'),
      interrupted(
        { id: 'i1', reason: 'tool_call', message: 'Remove a?', toolCallId: 'c1' },
        { id: 'i2', reason: 'tool_call', toolCallId: 'c2' },
        { id: 'i3', reason: 'input_required', responseSchema: { type: 'string' } },
        { id: 'i4', reason: 'confirmation' },
        { id: 'i5', reason: 'app:else', expiresAt: '2000-01-01T00:00:00Z' },
      ),
    ],
    [begun, result('c1', 'gone'), result('c2', 'kept'), ...said('m', 'Done.'), done],
  );
  const answers: Record<string, InputAnswer> = {
    i1: { resolution: 'APPROVED', response: null },
    i2: { resolution: 'DENIED', response: { approved: false, why: 'no' } },
    i3: { resolution: 'ANSWERED', response: 'blue' },
    i4: { resolution: 'APPROVED', response: null },
    i5: { resolution: 'EXPIRED', response: null },
  };
  const { questions, detail } = await carryOut((run) => runAgUiAgent(run, agent, { runId: 'r' }), {
    answer: ({ interruptId = '' }) => answers[interruptId] as InputAnswer,
  });
  expect(questions).toEqual([
    {
      inputKind: 'TOOL_APPROVAL',
      interruptId: 'i1',
      prompt: 'Remove a?',
      forToolCallId: 'c1',
      proposedInput: { path: 'a' },
    },
    { inputKind: 'TOOL_APPROVAL', interruptId: 'i2', forToolCallId: 'c2', proposedInput: { path: 'b' } },
    { inputKind: 'QUESTION', interruptId: 'i3', responseSchema: { type: 'string' } },
    { inputKind: 'CONFIRMATION', interruptId: 'i4' },
    { inputKind: 'OTHER', interruptId: 'i5', expiresInMs: 1 },
  ]);
  expect(agent.inputs.map(({ runId }) => runId === 'r')).toEqual([true, false]);
  expect(agent.inputs[1]?.resume).toEqual([
    { interruptId: 'i1', status: 'resolved', payload: { approved: true } },
    { interruptId: 'i2', status: 'resolved', payload: { approved: false, why: 'no' } },
    { interruptId: 'i3', status: 'resolved', payload: 'blue' },
    { interruptId: 'i4', status: 'resolved', payload: true },
    { interruptId: 'i5', status: 'cancelled' },
  ]);
  expect(detail.toolCalls).toMatchObject([
    { id: 'c1', output: 'gone' },
    { id: 'c2', output: 'kept' },
  ]);
});

test('an id that the next AG-UI run uses again is another question', async () => {
  const ask = [begun, interrupted({ id: 'i', reason: 'confirmation' })];
  const { questions } = await carryOut(
    (run) => runAgUiAgent(run, new ScriptedAgent(ask, ask, [begun, done])),
    {
      answer: () => ({ resolution: 'APPROVED', response: null }),
    },
  );
  expect(questions).toEqual([{ inputKind: 'CONFIRMATION', interruptId: 'i' }, { inputKind: 'CONFIRMATION' }]);
});

test.each([
  [
    { message: 'Full.', code: 'RATE_LIMITED' },
    { code: 'RATE_LIMITED', providerCode: 'RATE_LIMITED' },
  ],
  [
    { message: 'Broken.', code: 'E42' },
    { code: 'INTERNAL', providerCode: 'E42' },
  ],
  [{ message: 'Broken.' }, { code: 'INTERNAL', providerCode: null }],
])('an error %o', async (fields, expected) => {
  const { detail, error } = await carry(
    begun,
    event('TEXT_MESSAGE_START', { messageId: 'm' }),
    event('RUN_ERROR', fields),
  );
  expect(detail.error).toMatchObject({ ...expected, message: fields.message });
  expect(error).toMatchObject({ cause: { type: 'RUN_ERROR', ...fields } });
});

test('streams that break off, are out of order, or cannot be answered', async () => {
  expect((await carry(begun)).error).toMatchObject({ code: 'INTERNAL', retryable: true });
  const stray = event('TEXT_MESSAGE_END', { messageId: 'm' });
  expect((await carry(begun, stray, done)).error).toMatchObject({
    message: expect.stringContaining('TEXT_MESSAGE_START'),
  });
  const again = new ScriptedAgent([begun, interrupted({ id: 'i', reason: 'confirmation' })], [begun]);
  const broken = await carryOut((run) => runAgUiAgent(run, again), {
    answer: () => ({ resolution: 'APPROVED', response: null }),
  });
  expect(broken.error).toMatchObject({ message: 'The agent broke off.', cause: expect.any(Error) });
  const asked = await carryOut(
    (run) => runAgUiEvents(run, [begun, interrupted({ id: 'i', reason: 'confirmation' })]),
    { answer: () => ({ resolution: 'APPROVED', response: null }) },
  );
  expect(asked.error).toMatchObject({
    message: 'The agent asks for input that it cannot be given.',
    cause: expect.any(Error),
  });
});

test('an agent that ends as cancelled on its own', async () => {
  const { detail } = await carry(begun, event('RUN_FINISHED', { ...done, outcome: { type: 'cancelled' } }));
  expect(detail.finishReason).toBe('OTHER');
});

/** Says something, and then nothing more. */
class EndlessAgent extends AbstractAgent {
  readonly left = Promise.withResolvers<void>();
  override run(): ReturnType<AbstractAgent['run']> {
    const events: unknown = new Observable<BaseEvent>((subscriber) => {
      for (const one of [begun, ...said('m', 'A')]) subscriber.next(one);
      return () => this.left.resolve();
    });
    return events as ReturnType<AbstractAgent['run']>;
  }
}

test('a run that is cancelled stops its agent, in whatever it is', async () => {
  const agent = new EndlessAgent();
  const { error } = await carryOut((run) => runAgUiAgent(run, agent), {
    onEmit: ({ messageDelta }, cancel) => messageDelta && cancel(),
  });
  expect(error).toMatchObject({
    message: 'The run was stopped.',
    cause: new Error('The run was cancelled.'),
  });
  await agent.left.promise;
});

test('an agent whose events are refused is stopped as well', async () => {
  const agent = new EndlessAgent();
  const refusal = new Error('The run is another worker’s.');
  const lost: AdapterRun = {
    signal: new AbortController().signal,
    emit: () => Promise.reject(refusal),
    askForInput: () => Promise.reject(refusal),
  };
  await expect(runAgUiAgent(lost, agent)).rejects.toBe(refusal);
  await agent.left.promise;
});

test('an HttpAgent: its answer is published, its request broken off by a cancel', async () => {
  const closed = Promise.withResolvers<void>();
  const url = await agentServer((res, input) => {
    const encoder = new EventEncoder();
    res.writeHead(200, { 'Content-Type': encoder.getContentType() });
    const isFirst = input.messages.length === 1;
    for (const one of [begun, ...said('m', 'Over HTTP.'), ...(isFirst ? [done] : [])]) {
      res.write(encoder.encodeSSE(one));
    }
    if (isFirst) res.end();
    else res.on('close', () => closed.resolve());
  });
  const ask = { id: 'u', role: 'user', content: 'Well?' } as const;
  const { detail } = await carryOut((run) =>
    runAgUiAgent(run, new HttpAgent({ url, initialMessages: [ask] })),
  );
  expect(detail.messages).toEqual([{ id: 'm', text: 'Over HTTP.', final: true }]);

  const again = [ask, { ...ask, id: 'u2' }];
  const { error } = await carryOut(
    (run) => runAgUiAgent(run, new HttpAgent({ url, initialMessages: again })),
    { onEmit: ({ messageDelta }, cancel) => messageDelta?.final && cancel() },
  );
  expect(error).toMatchObject({
    message: 'The run was stopped.',
    cause: new Error('The run was cancelled.'),
  });
  await closed.promise;
});

test.each([
  [429, { code: 'RATE_LIMITED', retryable: true }],
  [401, { code: 'INTERNAL', retryable: false }],
  [503, { code: 'INTERNAL', retryable: true }],
])('an HttpAgent whose server answers %s', async (status, expected) => {
  const url = await agentServer((res) => res.writeHead(status).end('No.'));
  const { error } = await carryOut((run) => runAgUiAgent(run, new HttpAgent({ url })));
  expect(error).toMatchObject(expected);
});

test('AG-UI on both sides: a front end, and a worker whose agent is one', async () => {
  const server = await startServer();
  startWorker(server, (run) =>
    runAgUiAgent(
      run,
      new ScriptedAgent(
        [begun, ...called('c', 'remove'), interrupted({ id: 'i', reason: 'tool_call', toolCallId: 'c' })],
        [begun, result('c', 'gone'), ...said('m', 'Done.'), done],
      ),
    ),
  );
  const client = createAgentwireClient({ url: `${server.url}/graphql`, getToken: () => signToken('alice') });
  onTestFinished(() => client.dispose());
  const frontEnd = new AgentwireAgent({ client, agent: AGENT });
  const heard = new Heard();
  await frontEnd.runAgent({}, heard);
  const [interrupt] = heard.interrupts;
  expect(interrupt).toMatchObject({ reason: 'tool_call', toolCallId: 'c' });
  const interruptId = interrupt?.id ?? '';
  await frontEnd.runAgent({ resume: [{ interruptId, status: 'resolved', payload: { approved: true } }] });
  expect(frontEnd.messages).toMatchObject([
    { role: 'assistant', toolCalls: [{ id: 'c' }] },
    { role: 'tool', content: 'gone' },
    { role: 'assistant', content: 'Done.' },
  ]);
});

async function agentServer(answer: (res: ServerResponse, input: RunAgentInput) => void): Promise<string> {
  const server = createServer(async (req, res) => {
    answer(res, JSON.parse(Buffer.concat(await req.toArray()).toString()));
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
