import type { AddressInfo } from 'node:net';
import { HttpAgent } from '@ag-ui/client';
import { expect, onTestFinished, test } from 'vitest';
import { createAgUiServer } from '../../../examples/ag-ui/server.ts';
import { AGENT, startServer, startWorker, User } from '../../publisher/worker-support.ts';
import { signToken } from '../../support/tokens.ts';
import { Heard } from './support.ts';

test('the example serves runs to an AG-UI client over HTTP, approvals included', async () => {
  const server = await startServer();
  startWorker(server, async ({ emit, askForInput, input }) => {
    await emit({ toolExecuting: { toolCallId: 'c', toolName: 'look', input: { for: input } } });
    const { resolution } = await askForInput({ inputKind: 'TOOL_APPROVAL', forToolCallId: 'c' });
    await emit({ toolCompleted: { toolCallId: 'c', toolName: 'look', output: resolution } });
    await emit({ messageDelta: { messageId: 'm', text: 'Because.', final: true } });
    return { finalText: 'Because.' };
  });
  const url = await listen(server.url);
  const agent = await agentAt(url, 'alice');

  const first = new Heard();
  await agent.runAgent({ runId: 'run-1' }, first);
  expect(first.interrupts).toMatchObject([{ reason: 'tool_call', toolCallId: 'c' }]);
  const resume = first.interrupts.map(({ id }) => ({
    interruptId: id,
    status: 'resolved' as const,
    payload: { approved: true },
  }));
  await agent.runAgent({ resume });
  expect(agent.messages.slice(1)).toMatchObject([
    { role: 'assistant', toolCalls: [{ function: { name: 'look', arguments: '{"for":"Why?"}' } }] },
    { role: 'tool', content: 'APPROVED' },
    { role: 'assistant', content: 'Because.' },
  ]);
  expect(await new User(server).status('run-1')).toBe('COMPLETED');
});

test('a front end that leaves, leaves the run going on, and is told all of it when it comes back', async () => {
  const server = await startServer();
  const finishing = Promise.withResolvers<void>();
  startWorker(server, async ({ emit }) => {
    await emit({ messageDelta: { messageId: 'm', text: 'One, ' } });
    await finishing.promise;
    await emit({ messageDelta: { messageId: 'm', text: 'two.', final: true } });
  });
  const url = await listen(server.url);
  const leaving = await agentAt(url, 'alice');
  await leaving
    .runAgent({ runId: 'run-1' }, { onTextMessageContentEvent: () => leaving.abortRun() })
    .catch(() => {});
  const alice = new User(server);
  expect(await alice.status('run-1')).toBe('RUNNING');
  finishing.resolve();
  await alice.ended('run-1');

  const back = await agentAt(url, 'alice');
  await back.runAgent({ runId: 'run-1' });
  expect(back.messages.at(-1)).toMatchObject({ role: 'assistant', content: 'One, two.' });
});

test('without a token there is nothing, and what is no input is refused', async () => {
  const url = await listen((await startServer()).url);
  const statusOf = async (headers: Record<string, string>, body: string) =>
    (await fetch(url, { method: 'POST', headers, body })).status;
  expect(await statusOf({}, '{}')).toBe(401);
  const Authorization = `Bearer ${await signToken('alice')}`;
  expect(await statusOf({ Authorization }, '{')).toBe(400);
  expect(await statusOf({ Authorization }, '{}')).toBe(400);
});

async function listen(apiUrl: string): Promise<string> {
  const server = createAgUiServer(`${apiUrl}/graphql`, AGENT);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function agentAt(url: string, userId: string): Promise<HttpAgent> {
  const headers = { Authorization: `Bearer ${await signToken(userId)}` };
  const agent = new HttpAgent({ url, headers, threadId: 'thread' });
  agent.messages = [{ id: 'question', role: 'user', content: 'Why?' }];
  return agent;
}
