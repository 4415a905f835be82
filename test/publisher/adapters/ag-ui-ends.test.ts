import type { BaseEvent } from '@ag-ui/client';
import { AbstractAgent, HttpAgent } from '@ag-ui/client';
import { EventEncoder } from '@ag-ui/encoder';
import { Observable } from 'rxjs';
import { expect, onTestFinished, test } from 'vitest';
import { AgentwireAgent } from '../../../src/client/ag-ui/agent.ts';
import { createAgentwireClient } from '../../../src/client/agentwire-client.ts';
import { runAgUiAgent, runAgUiEvents } from '../../../src/publisher/adapters/ag-ui.ts';
import type { AdapterRun } from '../../../src/publisher/agent.ts';
import { Heard } from '../../client/ag-ui/support.ts';
import { carryOut } from '../../support/lifecycle.ts';
import { signToken } from '../../support/tokens.ts';
import { AGENT, startServer, startWorker } from '../worker-support.ts';
import {
  agentServer,
  begun,
  called,
  carry,
  done,
  event,
  interrupted,
  result,
  ScriptedAgent,
  said,
} from './ag-ui-support.ts';

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
